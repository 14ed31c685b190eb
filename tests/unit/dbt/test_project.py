"""What the statistics promise in their YAML is what their SQL does and what the code lists say."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas import KINDS

PROJECT = Path(__file__).resolve().parents[3]
MODELS = PROJECT / "models"
STATISTICS = sorted(path.stem for path in (MODELS / "statistics").glob("*.sql"))
META = ("title_es", "title_en", "note_es", "note_en", "unit_es", "unit_en")
POPULATIONS = {"victims", "cases", "case_openings", "services", "submissions"}


def described(name: str, folder: str = "statistics") -> dict[str, Any]:
    (model,) = yaml.safe_load((MODELS / folder / f"{name}.yml").read_text(encoding="utf-8"))["models"]
    assert model["name"] == name
    return dict(model)


def listed(name: str, column: str) -> set[str]:
    with (PROJECT / "data" / "codelists" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def called(name: str, argument: str) -> list[str]:
    """A list argument of the macro call."""
    sql = (MODELS / "statistics" / f"{name}.sql").read_text(encoding="utf-8")
    found = re.search(rf"{argument}=\[([^]]*)]", sql)
    return re.findall(r"'(\w+)'", found.group(1)) if found else []


def data_tests_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    given = [*model.get("data_tests", [])]
    given += [test for column in model.get("columns", []) for test in column.get("data_tests", [])]
    return [settings for test in given for settings in test.values()]


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_says_all_that_a_release_needs(name: str) -> None:
    meta = described(name)["config"]["meta"]
    assert all(meta[key].strip() for key in META)
    assert meta["articles"]
    assert set(meta["indicators"]) <= listed("indicator_catalogue", "code")
    assert meta["population"] in POPULATIONS
    assert meta["publish"] is True


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_is_one_macro_call_over_the_dimensions_it_declares(name: str) -> None:
    model = described(name)
    dimensions = model["config"]["meta"]["dimensions"]
    sql = (MODELS / "statistics" / f"{name}.sql").read_text(encoding="utf-8")
    assert re.fullmatch(r"\{\{ statistic\(.*?\) }}\n", sql, flags=re.DOTALL)
    assert called(name, "dimensions") == dimensions
    assert [column["name"] for column in model["columns"]] == [*dimensions, "value", "contributors"]
    assert set(dimensions) <= listed("dimensions", "dimension")


@pytest.mark.parametrize("name", STATISTICS)
def test_the_sets_of_a_statistic_are_the_sets_of_the_code_list(name: str) -> None:
    with (PROJECT / "data" / "codelists" / "dimensions.csv").open(encoding="utf-8", newline="") as file:
        sets = {row["dimension"] for row in csv.DictReader(file) if row["kind"] == "set"}
    assert set(called(name, "sets")) == set(called(name, "dimensions")) & sets


def test_every_statistic_is_exposed_in_both_languages() -> None:
    exposures = yaml.safe_load((MODELS / "statistics" / "exposures.yml").read_text(encoding="utf-8"))[
        "exposures"
    ]
    described_by = {exposure["name"]: exposure for exposure in exposures}
    assert set(described_by) == {f"published_{name}" for name in STATISTICS}
    for name in STATISTICS:
        exposure, meta = described_by[f"published_{name}"], described(name)["config"]["meta"]
        assert exposure["depends_on"] == [f"ref('{name}')"]
        assert meta["title_es"] in exposure["description"]
        assert meta["title_en"] in exposure["description"]


def test_every_data_test_has_a_name_and_a_sentence() -> None:
    for path in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            for settings in data_tests_of(model):
                assert settings["name"], path
                assert settings["description"].rstrip().endswith("."), settings["name"]


def test_every_model_is_described_and_every_column_of_a_contract_typed() -> None:
    for path in MODELS.rglob("*.sql"):
        model = described(path.stem, path.parent.name)
        assert model["description"].strip()
        if path.parent.name != "staging":
            assert all(column["data_type"] for column in model["columns"]), path.stem


def test_every_raw_table_is_described() -> None:
    (raw,) = yaml.safe_load((MODELS / "staging" / "_raw.yml").read_text(encoding="utf-8"))["sources"]
    described_as = {table["name"]: table["description"] for table in raw["tables"]}
    assert set(described_as) == {"submissions", "submission_kinds", "files", "person_links", *KINDS}
    assert all(text.strip().endswith(".") for text in described_as.values())


def test_nothing_reads_the_sealed_schema() -> None:
    for path in [*MODELS.rglob("*"), *(PROJECT / "macros").rglob("*")]:
        if path.suffix in {".sql", ".yml"}:
            assert "sealed" not in path.read_text(encoding="utf-8"), path.name


def test_the_value_that_stands_alone_is_the_one_of_the_code_list() -> None:
    with (PROJECT / "data" / "codelists" / "dimensions.csv").open(encoding="utf-8", newline="") as file:
        exclusive = {
            row["exclusive"] for row in csv.DictReader(file) if row["dimension"] == "exploitation_form"
        }
    written = {
        value
        for path in MODELS.rglob("*.sql")
        for value in re.findall(r"with_exclusive\('\w+', '(\w+)'\)", path.read_text(encoding="utf-8"))
    }
    assert written == exclusive


def test_sqlfluff_finds_nothing_to_mend() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sqlfluff")), "lint", "models", "macros"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
