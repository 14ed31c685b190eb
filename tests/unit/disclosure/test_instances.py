"""Instance folders and folders of published tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from release.advising import advise_folder
from release.instance_files import InstanceError, read_instance
from release.instances import attack_folder, protect_folder

HIERARCHIES: dict[str, Any] = {
    "place": {"dim": "place", "nodes": [["@", "All"], ["@@", "N"], ["@@@", "a"], ["@@@", "b"], ["@@", "c"]]},
    "sex": {"dim": "sex", "nodes": [["@", "Total"], ["@@", "F"], ["@@", "M"]]},
}
COUNTS = [
    ("a", "F", 2),
    ("a", "M", 9),
    ("b", "F", 8),
    ("b", "M", 7),
    ("c", "F", 12),
    ("c", "M", 5),
    ("c", "M", 6),
]
# Columns that stand beside dimensions while an instance is read and protected, and in what an attack finds.
OVERWRITTEN = ["table", "release", "cell", "value", "status", "witness", "primary", "node"]
OVERWRITTEN += ["contributors", "largest"]
AMONG_FINDINGS = ["lower", "upper", "exact", "narrow", "how_es", "how_en"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    made.mkdir()
    described = {
        "name": "small", "dims": ["place", "sex"], "freq_col": "n",
        "tables": [
            {"id": "T1", "by": {"place": "place", "sex": "sex"}},
            {"id": "T2", "by": {"place": "place"}, "publish_depth": {"place": 2}},
        ],
    }  # fmt: skip
    (made / "instance.json").write_text(json.dumps(described))
    (made / "hierarchies.json").write_text(json.dumps(HIERARCHIES))
    rows = "\n".join(f"{place},{sex},{n}" for place, sex, n in COUNTS)
    (made / "cells.csv").write_text(f"place,sex,n\n{rows}\n")
    return made


def test_an_instance_is_all_levels_of_all_tables(folder: Path) -> None:
    instance = read_instance(folder)
    values = {
        (table.name, *row): int(instance.system.value[cell])
        for table in instance.tables
        for row, cell in zip(table.codes.rows(), table.cells, strict=True)
    }
    assert len(values) == 5 * 3 + 3
    assert values["T1", "_T", "_T"] == values["T2", "_T"] == 49
    assert values["T1", "N", "F"] == 10
    assert values["T1", "c", "M"] == 11
    assert ("T2", "a") not in values


def test_pattern_and_summary_are_written_for_every_row_of_every_table(folder: Path, tmp_path: Path) -> None:
    summary = protect_folder(folder, tmp_path / "out", k=5)
    pattern = pl.read_csv(tmp_path / "out" / "pattern.csv", infer_schema=False)
    assert pattern.columns == ["table", "place", "sex", "status"]
    assert pattern.height == 18
    assert pattern.filter(pl.col("status") == "primary").rows() == [("T1", "a", "F", "primary")]
    assert pattern.filter(pl.col("table") == "T2")["sex"].null_count() == 3
    assert set(pattern["status"]) == {"published", "primary", "secondary"}
    assert summary == json.loads((tmp_path / "out" / "summary.json").read_text())
    asked = {"cells", "primary", "secondary", "suppressed_sum", "lower_bound", "gap", "seconds", "peak_mb"}
    assert asked <= set(summary)
    assert summary["cells"] == 15, "the same codes in two tables are one cell"
    assert summary["primary"] == 1
    assert summary["attackers_survived"] == ["additive", "joint"]


def test_the_attacker_tells_intervals_of_withheld_rows_only(folder: Path, tmp_path: Path) -> None:
    protect_folder(folder, tmp_path, k=5)
    told = attack_folder(folder, tmp_path / "found.csv", pattern=tmp_path / "pattern.csv", k=5)
    found = pl.read_csv(tmp_path / "found.csv")
    assert found.columns == ["table", "place", "sex", "lower", "upper", "exact", "narrow", "how_es", "how_en"]
    withheld = pl.read_csv(tmp_path / "pattern.csv").filter(pl.col("status") != "published")
    assert (
        found.select("table", "place", "sex")
        .sort(pl.all())
        .equals(withheld.select("table", "place", "sex").sort(pl.all()))
    )
    assert told["exact"] == 0
    small = found.filter((pl.col("table") == "T1") & (pl.col("place") == "a") & (pl.col("sex") == "F"))
    assert small["upper"].item() >= 5
    attack_folder(folder, tmp_path / "found.json", pattern=tmp_path / "pattern.csv", k=5)
    assert len(json.loads((tmp_path / "found.json").read_text())) == found.height


def public(folder: Path, values: str) -> Path:
    (folder / "tables").mkdir(parents=True)
    (folder / "codelists").mkdir()
    (folder / "tables" / "t.csv").write_text(values)
    (folder / "codelists" / "sex.csv").write_text("code,parent,label_es\n_T,,T\nF,_T,F\nM,_T,M\n")
    (folder / "codelists" / "place.csv").write_text("code,parent\n_T,\na,_T\nb,_T\n")
    return folder


TABLE = (
    "place,sex,value,status\n_T,_T,20,A\n_T,F,12,A\n_T,M,8,A\n"
    "a,_T,9,A\na,F,{0},c\na,M,{1},c\nb,_T,11,A\nb,F,{2},c\nb,M,{3},c\n"
)


def test_published_tables_are_attacked_as_they_are(tmp_path: Path) -> None:
    folder = public(tmp_path / "ours", TABLE.format("", "", "", ""))
    told = attack_folder(folder, tmp_path / "found.csv", k=5)
    rows = {row[:3]: row[3:] for row in pl.read_csv(tmp_path / "found.csv").rows()}
    assert rows["t", "a", "M"] == (1, 7, False, False, None, None)
    assert rows["t", "b", "F"] == (4, 10, False, False, None, None)
    assert told == {"withheld": 4, "exact": 0, "narrow": 0, "unproven": 0, "small_complements": 0}


def test_tables_of_which_nothing_is_withheld_leave_nothing_to_find(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    (folder / "tables").mkdir(parents=True)
    (folder / "codelists").mkdir()
    (folder / "tables" / "t.csv").write_text("form,value,status\n_T,10,A\nx,9,A\ny,1,A\n")
    (folder / "codelists" / "form.csv").write_text("code,parent\n_T,\nx,_T\ny,_T\n")
    told = attack_folder(folder, tmp_path / "found.csv", k=5)
    assert set(told.values()) == {0}
    assert pl.read_csv(tmp_path / "found.csv").is_empty()


def test_what_stands_beside_the_symbol_of_a_withheld_cell_is_not_read(tmp_path: Path) -> None:
    clean = public(tmp_path / "clean", TABLE.format("", "", "", ""))
    leaky = public(tmp_path / "leaky", TABLE.format(4, 5, 8, 3))
    garbled = public(tmp_path / "garbled", TABLE.format(900, "x", 0, -1))
    for folder in (clean, leaky, garbled):
        attack_folder(folder, folder / "found.csv", k=5)
    found = [(folder / "found.csv").read_text() for folder in (clean, leaky, garbled)]
    assert found[0] == found[1] == found[2]


def test_several_valued_dimensions_are_told_by_the_dimension_list(tmp_path: Path) -> None:
    folder = tmp_path / "sets"
    (folder / "tables").mkdir(parents=True)
    (folder / "codelists").mkdir()
    (folder / "tables" / "t.csv").write_text("form,value,status\n_T,10,A\nx,9,A\ny,,c\n")
    (folder / "codelists" / "form.csv").write_text("code,parent\n_T,\nx,_T\ny,_T\n")
    (folder / "codelists" / "dimensions.csv").write_text("dimension,kind,covering,exclusive\nform,set,1,\n")
    told = attack_folder(folder, tmp_path / "found.csv")
    rows = {row[:2]: row[2:4] for row in pl.read_csv(tmp_path / "found.csv").rows()}
    # One person without x gives itself away; of those without y nothing small is known.
    assert rows == {("t", "y"): (1, 10), ("t", "not x"): (1, 1)}
    assert told["small_complements"] == 1
    how = pl.read_csv(tmp_path / "found.csv")["how_en"].to_list()
    assert how == [None, "exactly 1 = 10 (form=total) − 9 (form=x)"]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("instance.json", "{", "instance_file_unreadable"),
        ("instance.json", '{"dims": "place"}', "instance_key"),
        ("instance.json", '{"dims": ["place", "sex"], "freq_col": "n", "tables": []}', "instance_key"),
        ("hierarchies.json", '{"place": {"dim": "place", "nodes": [["@@", "All"]]}}', "instance_key"),
        ("cells.csv", "place,sex,n\na,F,-1\n", "instance_counts"),
        ("cells.csv", "place,sex,n\nN,F,1\n", "instance_codes"),
        ("cells.csv", "place,n\na,1\n", "instance_file_unreadable"),
    ],
)
def test_a_folder_at_fault_is_refused_by_file(folder: Path, file: str, content: str, message: str) -> None:
    (folder / file).write_text(content)
    with pytest.raises(InstanceError) as caught:
        read_instance(folder)
    assert caught.value.message_id == message


def renamed(folder: Path, name: str) -> Path:
    """The same folder with another name for the dimension of sexes."""
    for file in folder.iterdir():
        text = file.read_text().replace('"sex"', f'"{name}"').replace("place,sex,n", f"place,{name},n")
        file.write_text(text)
    return folder


@pytest.mark.parametrize("name", [*OVERWRITTEN, *AMONG_FINDINGS])
def test_a_dimension_is_not_named_as_a_column_that_would_overwrite_it(folder: Path, name: str) -> None:
    with pytest.raises(InstanceError) as refused:
        read_instance(renamed(folder, name))
    assert refused.value.message_id == "instance_dimension"
    assert refused.value.params == {"file": "instance.json", "dimension": name}


@pytest.mark.parametrize("name", ["leaf", "codes", "dimension"])
def test_a_dimension_with_any_other_name_is_protected_and_attacked(
    folder: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    assert protect_folder(renamed(folder, name), out, k=5)["secondary"] > 0
    told = attack_folder(folder, tmp_path / "found.csv", pattern=out / "pattern.csv")
    assert told["exact"] == told["narrow"] == 0


def test_published_tables_are_not_attacked_by_names_of_the_findings(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "t.csv").write_text("lower,value,status\n_T,10,A\nx,9,A\ny,,c\n")
    with pytest.raises(InstanceError, match="instance_dimension"):
        attack_folder(tmp_path, tmp_path / "found.csv")


def test_tables_that_do_not_fit_are_refused_with_a_message(folder: Path, tmp_path: Path) -> None:
    other = {"dim": "place", "nodes": [["@", "All"], *(["@@", leaf] for leaf in "abcd")]}
    (folder / "hierarchies.json").write_text(json.dumps(HIERARCHIES | {"other": other}))
    described = json.loads((folder / "instance.json").read_text())
    described["tables"][1] = {"id": "T2", "by": {"place": "other"}}
    (folder / "instance.json").write_text(json.dumps(described))
    with pytest.raises(InstanceError, match="groupings_of_different_leaves"):
        protect_folder(folder, tmp_path / "out", k=5)
    with pytest.raises(InstanceError, match="groupings_of_different_leaves"):
        advise_folder(folder, k=5)


def test_no_hierarchy_has_the_name_of_what_grows_from_release_to_release(folder: Path) -> None:
    trees = HIERARCHIES | {"releases": HIERARCHIES["place"]}
    (folder / "hierarchies.json").write_text(json.dumps(trees))
    with pytest.raises(InstanceError, match="instance_key"):
        read_instance(folder)


def test_a_zero_marked_by_hand_is_withheld_where_other_zeros_are_published(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "cells.csv").write_text("place,sex,n\na,F,0\na,M,9\nb,F,8\nb,M,7\nc,F,0\nc,M,11\n")
    described = json.loads((folder / "instance.json").read_text())
    (folder / "instance.json").write_text(json.dumps(described | {"manual_primary": [["a", "F"]]}))
    summary = protect_folder(folder, tmp_path, k=5, method="width")
    pattern = pl.read_csv(tmp_path / "pattern.csv").filter(pl.col("table") == "T1")
    status = {row[:2]: row[2] for row in pattern.select("place", "sex", "status").rows()}
    assert status["a", "F"] == "primary"
    assert status["c", "F"] == "published"
    assert (summary["primary"], summary["secondary"]) == (1, 3)


def test_unknown_options_are_refused(folder: Path, tmp_path: Path) -> None:
    for option in ({"policy": "none"}, {"method": "magic"}, {"k": 0}):
        with pytest.raises(InstanceError, match="instance_option"):
            protect_folder(folder, tmp_path, **{"k": 5, **option})
    with pytest.raises(InstanceError, match="instance_option"):
        attack_folder(folder, tmp_path / "a.csv")


def test_a_pattern_that_leaves_rows_out_is_refused(folder: Path, tmp_path: Path) -> None:
    protect_folder(folder, tmp_path, k=5)
    lines = (tmp_path / "pattern.csv").read_text().splitlines()
    (tmp_path / "short.csv").write_text("\n".join(lines[:-1]) + "\n")
    with pytest.raises(InstanceError, match="pattern_incomplete"):
        attack_folder(folder, tmp_path / "a.csv", pattern=tmp_path / "short.csv")


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="tables_missing"):
        attack_folder(tmp_path, tmp_path / "a.csv")
