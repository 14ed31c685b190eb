"""`trata protect` where nothing is withheld: rounded and perturbed folders, and when they are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from release.figures import FigureOptions
from release.instance_files import InstanceError, read_instance
from release.instances import attack_folder, protect_folder

SECRET = b"a secret of the office"
PLACE = {"dim": "place", "nodes": [["@", "All"], ["@@", "N"], ["@@@", "a"], ["@@@", "b"], ["@@", "c"]]}
SEX = {"dim": "sex", "nodes": [["@", "Total"], ["@@", "F"], ["@@", "M"]]}
COUNTS = [("a", "F", 2), ("a", "M", 9), ("b", "F", 8), ("b", "M", 7), ("c", "F", 12), ("c", "M", 11)]


def write(folder: Path, counts: list[tuple[str, str, int]], **more: Any) -> Path:
    folder.mkdir()
    tables = [
        {"id": "T1", "by": {"place": "place", "sex": "sex"}},
        {"id": "T2", "by": {"place": "place"}, "publish_depth": {"place": 2}},
    ]
    about = {"name": "small", "dims": ["place", "sex"], "freq_col": "n", "tables": tables} | more
    (folder / "instance.json").write_text(json.dumps(about))
    (folder / "hierarchies.json").write_text(json.dumps({"place": PLACE, "sex": SEX}))
    rows = "\n".join(f"{place},{sex},{n}" for place, sex, n in counts)
    (folder / "cells.csv").write_text(f"place,sex,n\n{rows}\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "instance", COUNTS)


def figures(out: Path) -> dict[tuple[str, ...], int]:
    rows = pl.read_csv(out / "pattern.csv").fill_null("_T").rows()
    return {row[:3]: row[3] for row in rows}


def test_rounded_figures_are_multiples_that_add_up_and_every_row_says_so(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    summary = protect_folder(folder, out, k=3, method="round", secret=SECRET)
    written = pl.read_csv(out / "pattern.csv")
    assert written.columns == ["table", "place", "sex", "value", "status"]
    assert set(written["status"]) == {"rounded"} and written.height == 18
    assert (written["value"] % 5 == 0).all()
    told = figures(out)
    assert told["T1", "a", "F"] in (0, 5)
    assert told["T1", "_T", "_T"] == told["T2", "_T", "_T"] == told["T1", "N", "_T"] + told["T1", "c", "_T"]
    assert told["T1", "N", "F"] == told["T1", "a", "F"] + told["T1", "b", "F"]
    assert json.loads((out / "summary.json").read_text()) == summary
    assert (summary["method"], summary["base"], summary["totals_add_up"]) == ("round", 5, True)
    assert (summary["cells"], summary["primary"], summary["withheld"]) == (15, 1, 0)
    assert summary["attackers_survived"] == ["additive", "joint"]
    assert summary["greatest_distance"] <= 4


def test_perturbed_figures_are_near_the_true_ones_and_the_variance_is_told(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    options = FigureOptions(deviation=4, variance=3.0, small=1)
    summary = protect_folder(folder, out, k=3, method="cell_key", secret=SECRET, figures=options)
    told = figures(out)
    instance = read_instance(folder)
    for table in instance.tables:
        for codes, cell in zip(table.codes.rows(), table.cells, strict=True):
            shown = told[(table.name, *codes, *["_T"] * (2 - len(codes)))]
            assert abs(shown - instance.system.value[cell]) <= 4 and shown != 1
    assert told["T1", "c", "_T"] == told["T2", "c", "_T"], "the same cell has the same noise in every table"
    assert summary["totals_add_up"] is False
    assert summary["variance_of_count"][-1] == 3.0 and summary["variance_of_count"][0] == 0.0
    assert set(pl.read_csv(out / "pattern.csv")["status"]) == {"perturbed"}


def test_a_cell_keeps_its_noise_when_other_cells_change_and_loses_it_with_the_secret(tmp_path: Path) -> None:
    before = write(tmp_path / "before", COUNTS)
    after = write(tmp_path / "after", [*COUNTS[:-1], ("c", "M", 25), ("a", "M", 0)])
    told = []
    for number, (folder, secret) in enumerate([(before, SECRET), (after, SECRET), (before, SECRET * 2)]):
        out = tmp_path / str(number)
        options = FigureOptions(deviation=6, variance=12.0, small=2)
        protect_folder(folder, out, k=2, method="cell_key", secret=secret, figures=options)
        told.append(figures(out))
    same = [cell for cell in told[0] if cell[1] in ("a", "b", "N") or cell[1:] == ("c", "F")]
    assert [told[0][cell] for cell in same] == [told[1][cell] for cell in same]
    assert [told[0][cell] for cell in same] != [told[2][cell] for cell in same]


@pytest.mark.parametrize("method", ["round", "cell_key"])
def test_what_does_not_protect_is_refused_and_nothing_written(
    folder: Path, tmp_path: Path, method: str
) -> None:
    weak = FigureOptions(base=2, deviation=1, variance=0.5, small=0)
    with pytest.raises(InstanceError) as refused:
        protect_folder(folder, tmp_path / "out", k=5, method=method, secret=SECRET, figures=weak)
    assert refused.value.message_id == "figures_not_safe" and refused.value.exit_code == 3
    assert refused.value.params["method"] == method
    assert not (tmp_path / "out").exists()


def test_without_a_secret_of_some_length_nothing_is_rounded_or_perturbed(
    folder: Path, tmp_path: Path
) -> None:
    for secret in (None, b"short"):
        with pytest.raises(InstanceError) as refused:
            protect_folder(folder, tmp_path, k=3, method="round", secret=secret)
        assert refused.value.message_id == "secret_needed"


@pytest.mark.parametrize(
    ("method", "options", "option"),
    [
        ("round", FigureOptions(base=1), "base"),
        ("cell_key", FigureOptions(deviation=0), "deviation"),
        ("cell_key", FigureOptions(variance=0.0), "variance"),
        ("cell_key", FigureOptions(deviation=3, small=3), "small"),
    ],
)
def test_options_that_no_figures_could_follow_are_refused_by_name(
    folder: Path, tmp_path: Path, method: str, options: FigureOptions, option: str
) -> None:
    with pytest.raises(InstanceError) as refused:
        protect_folder(folder, tmp_path, k=3, method=method, secret=SECRET, figures=options)
    assert refused.value.params["option"] == option


def test_an_older_certificate_of_withheld_cells_goes(folder: Path, tmp_path: Path) -> None:
    protect_folder(folder, tmp_path / "out", k=3)
    assert (tmp_path / "out" / "certificate.csv").exists()
    protect_folder(folder, tmp_path / "out", k=3, method="round", secret=SECRET)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["pattern.csv", "summary.json"]


def test_a_pattern_of_figures_is_not_taken_for_one_of_withheld_cells(folder: Path, tmp_path: Path) -> None:
    protect_folder(folder, tmp_path / "out", k=3, method="round", secret=SECRET)
    with pytest.raises(InstanceError) as refused:
        attack_folder(folder, tmp_path / "found.csv", pattern=tmp_path / "out" / "pattern.csv", k=3)
    assert refused.value.message_id == "pattern_of_figures"


def test_a_rounding_that_gives_a_cell_away_is_drawn_anew_while_there_is_time(tmp_path: Path) -> None:
    # A child of 1 is safe where it goes up to 3, told to be less than 3 where it goes down to 0.
    folder = write(tmp_path / "instance", [("a", "F", 1), ("a", "M", 40), ("c", "F", 35), ("c", "M", 50)])
    shown = []
    for number in range(6):
        out = tmp_path / str(number)
        protect_folder(
            folder, out, k=3, method="round", secret=SECRET + bytes([number]), figures=FigureOptions(base=3)
        )
        shown.append(figures(out)["T1", "a", "F"])
    assert set(shown) == {3}
    ticks = iter(range(0, 10_000, 100))
    refused = 0
    for number in range(6):
        try:
            protect_folder(
                folder, tmp_path / f"hurried {number}", k=3, method="round", secret=SECRET + bytes([number]),
                figures=FigureOptions(base=3), time_limit=50.0, clock=lambda: float(next(ticks)),
            )  # fmt: skip
        except InstanceError:
            refused += 1
    assert refused
