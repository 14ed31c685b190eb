"""Two real public files go all the way; every published value equals an independent count of the file."""

from __future__ import annotations

import csv
import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from .command_line import Trata

pytestmark = pytest.mark.shared

CTDC = "ctdc_kanon_2020_subset_dados_app.csv"
SESNSP = "mexico_sesnsp_victimas_trata_long.csv"

# What each value of the file means, read off its codebook; nodes are the codes that it counts in.
ADULT, CHILD = "Y_GE18", "Y0T17"
CTDC_AGES = {
    "0--8": ["Y0T8", "Y0T11", CHILD],
    "9--17": ["Y0T17_U", CHILD],
    "18--20": ["Y18T20", "Y18T29", ADULT],
    "21--23": ["Y21T23", "Y18T29", ADULT],
    "24--26": ["Y24T26", "Y18T29", ADULT],
    "27--29": ["Y27T29", "Y18T29", ADULT],
    "30--38": ["Y30T38", "Y30T59", ADULT],
    "39--47": ["Y39T47", "Y30T59", ADULT],
    "48+": ["Y_GE18_U", ADULT],
    None: ["_U"],
}
SESNSP_AGES = {
    "Menores de edad (0-17)": ["Y0T17_U", CHILD],
    "Adultos (18 y más)": ["Y_GE18_U", ADULT],
    "No especificado": ["_U"],
    "No identificado": ["_U"],
}
SEXES = {"Female": ["F"], "Male": ["M"], "Mujer": ["F"], "Hombre": ["M"], "No identificado": ["_U"]}

Nodes = Mapping[str, Callable[[Mapping[str, object]], list[str]]]


def ctdc_groups(project: Path) -> dict[str, list[str]]:
    """Nationality groups by alpha-3 code, by the published list of groups."""
    with (project / "data" / "codelists" / "nationality.csv").open(encoding="utf-8") as file:
        groups = {row["iso3"]: row["publication_group"] for row in csv.DictReader(file)}
    return {iso: [group] if group == "SV" else [group, "EXT"] for iso, group in groups.items() if group}


def ctdc_nodes(project: Path) -> Nodes:
    groups = ctdc_groups(project)

    def nationality(row: Mapping[str, object]) -> list[str]:
        return groups.get(str(row["nacionalidade_alpha3"]), ["_U"])

    def forms(row: Mapping[str, object]) -> list[str]:
        found = [
            code for code, flag in (("SEX", "isSexualExploit"), ("TRAF", "isForcedLabour")) if row[flag] == 1
        ]
        return found or ["NE"]

    return {
        "semester": lambda row: [f"{row['yearOfRegistration']}-U", str(row["yearOfRegistration"])],
        "sex": lambda row: SEXES[str(row["gender"])],
        "age_group": lambda row: CTDC_AGES[row["ageBroad"]],  # type: ignore[index]
        "department": lambda row: ["_U"],
        "nationality_group": nationality,
        "scope": lambda row: ["ND"],
        "exploitation_form": forms,
        "institution_type": lambda row: ["NGO"],
    }


def sesnsp_nodes() -> Nodes:
    return {
        "semester": lambda row: [
            f"{row['n_year']}-S{1 if int(str(row['n_month'])) <= 6 else 2}",
            str(row["n_year"]),
        ],
        "sex": lambda row: SEXES[str(row["genero"])],
        "age_group": lambda row: SESNSP_AGES[str(row["rango_de_edad"])],
        "department": lambda row: ["_U"],
        "nationality_group": lambda row: ["_U"],
        "scope": lambda row: ["ND"],
        "exploitation_form": lambda row: ["NE"],
        "institution_type": lambda row: ["NGO"],
    }


def counts(
    rows: pl.DataFrame, weight: str, nodes: Nodes, dimensions: list[str]
) -> dict[tuple[str, ...], int]:
    """Count the file's rows in every combination of nodes they belong to."""
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows.iter_rows(named=True):
        places = [[*nodes[dimension](row), "_T"] for dimension in dimensions]
        for combination in itertools.product(*places):
            found[combination] += row[weight]
    return found


def compare(release: Path, rows: pl.DataFrame, weight: str, nodes: Nodes) -> tuple[int, int]:
    """Every published value against the independent count; returns how many were published and withheld."""
    published = withheld = 0
    for file in sorted((release / "tables").glob("victims_*.csv")):
        table = pl.read_csv(file, infer_schema=False)
        dimensions = [name for name in table.columns if name not in ("value", "status")]
        truth = counts(rows, weight, nodes, dimensions)
        for row in table.iter_rows(named=True):
            place = tuple(row[dimension] for dimension in dimensions)
            if row["status"] == "A":
                assert int(row["value"]) == truth.get(place, 0), (file.name, place)
                published += 1
            else:
                assert row["status"] == "c"
                assert row["value"] is None
                assert truth.get(place, 0) > 0, (file.name, place)
                withheld += 1
        seen = {tuple(row[:-2]) for row in table.iter_rows()}
        assert {place for place, count in truth.items() if count} <= seen, file.name
    return published, withheld


def withheld_rows(release: Path, name: str) -> int:
    table = pl.read_csv(release / "tables" / f"{name}.csv", infer_schema=False)
    return table.filter(pl.col("status") == "c").height


def assert_withheld_in_every_format(release: Path, exports: Path) -> None:
    """No format says more than the CSV: as many empty values as withheld rows, in the same rows."""
    public = duckdb.connect(str(release / "public.duckdb"), read_only=True)
    for file in sorted((release / "tables").glob("*.csv")):
        expected = pl.read_csv(file, infer_schema=False)
        stored = public.execute(f'select * from "{file.stem}"').pl()
        assert stored.with_columns(pl.col("value").cast(pl.String)).select(expected.columns).equals(expected)
    parquet = sorted(exports.rglob("*.parquet"))
    tidy = [file for file in exports.rglob("*.csv") if (release / "tables" / file.name).exists()]
    assert parquet
    assert tidy
    for file in parquet:
        if (release / "tables" / f"{file.stem}.csv").exists():
            frame = pl.read_parquet(file)
            assert frame.filter(pl.col("value").is_null()).height == withheld_rows(release, file.stem)
    for file in tidy:
        frame = pl.read_csv(file, infer_schema=False)
        assert frame["value"].null_count() == withheld_rows(release, file.stem)
    (workbook,) = exports.rglob("*_en.xlsx")
    marks = sum(
        cell.value == "c"
        for sheet in openpyxl.load_workbook(workbook, read_only=True).worksheets[3:]
        for row in sheet.iter_rows()
        for cell in row
    )
    expected_marks = sum(withheld_rows(release, file.stem) for file in (release / "tables").glob("*.csv"))
    assert marks == expected_marks


def through(trata: Trata, file: Path, profile: str, period: str, rows: int) -> Path:
    trata.ok("check", file, "--profile", profile)
    receipt = trata.ok(
        "submit", file, "--institution", "OI", "--period", period, "--profile", profile, "--json"
    ).json
    (kind,) = receipt["kinds"].values()
    assert kind["received"] == kind["accepted"] == rows
    trata.ok("build", "--quiet")
    release = trata.publish(period)
    trata.ok("verify", release)
    return release


def test_every_published_value_of_the_ctdc_file_equals_a_count_of_the_file(
    trata: Trata, shared_folder: Path, project: Path, tmp_path: Path
) -> None:
    file = shared_folder / "data" / CTDC
    release = through(trata, file, "ctdc", "2020-S1", 48_773)
    rows = pl.read_csv(file, infer_schema_length=None).with_columns(weight=1)
    published, withheld = compare(release, rows, "weight", ctdc_nodes(project))
    assert published > 2_000
    # Its producer has left no combination with fewer than eleven persons.
    assert withheld == 0
    trata.ok("export", release.name, "--out", tmp_path / "exports")
    assert_withheld_in_every_format(release, tmp_path / "exports")


def test_every_published_value_of_the_sesnsp_file_equals_a_sum_of_the_file(
    trata: Trata, shared_folder: Path, tmp_path: Path
) -> None:
    file = shared_folder / "data" / SESNSP
    release = through(trata, file, "sesnsp", "2025-S1", 28_224)
    rows = pl.read_csv(file, infer_schema_length=None).filter(pl.col("n_victimas") > 0)
    assert math.isclose(rows["n_victimas"].sum(), 8_250)
    published, withheld = compare(release, rows, "n_victimas", sesnsp_nodes())
    assert published > 1_000
    assert withheld > 0
    trata.ok("export", release.name, "--out", tmp_path / "exports")
    assert_withheld_in_every_format(release, tmp_path / "exports")
