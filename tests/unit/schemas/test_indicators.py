"""Every indicator of the catalogue can be answered from columns that some kind carries."""

import csv
import re
from pathlib import Path

import pytest

from ingest.tables import REGISTERS
from schemas import KINDS

PROJECT = Path(__file__).resolve().parents[3]
# What no institution sends: figures of the census, completeness of any column, what was withheld.
ELSEWHERE = {("reference", "population"), ("raw", "*"), ("release", "status"), ("release", "table")}


def read(path: str) -> list[dict[str, str]]:
    with (PROJECT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CATALOGUE = {row["code"]: row for row in read("codelists/indicator_catalogue.csv")}
NEEDS = read("indicators/columns.csv")


def registered() -> dict[str, set[str]]:
    """The columns of the registers, as the statement that makes them says."""
    made = re.findall(r"raw\.(\w+) \((.*?)\);", REGISTERS, flags=re.DOTALL)
    columns = {name: {part.split()[0] for part in body.split(",")} for name, body in made}
    return columns | {"person_links": {"record_id", "person_id"}}


@pytest.mark.parametrize("code", CATALOGUE)
def test_unit_and_dimensions_of_an_indicator_have_their_columns(code: str) -> None:
    row = CATALOGUE[code]
    asked = {part.strip() for part in (*row["unit"].split(";"), *row["dimensions"].split(";"))}
    assert asked == {need["need"] for need in NEEDS if need["indicator"] == code}


def test_no_need_is_told_twice_or_of_an_unknown_indicator() -> None:
    rows = [tuple(need.values()) for need in NEEDS]
    assert len(rows) == len(set(rows))
    assert {need["indicator"] for need in NEEDS} == set(CATALOGUE)


def test_every_column_named_is_there() -> None:
    registers = registered()
    for need in NEEDS:
        table, column = need["table"], need["column"]
        if table in KINDS:
            assert column in KINDS[table].names, need
        elif table in registers:
            assert column in registers[table], need
        else:
            assert (table, column) in ELSEWHERE, need


def test_only_references_of_records_are_counted_among_what_is_never_stored() -> None:
    identity = {column.name for kind in KINDS.values() for column in kind.identifying}
    assert {need["column"] for need in NEEDS} & identity == {"record_ref"}


def test_every_kind_but_two_answers_an_indicator() -> None:
    assert set(KINDS) - {need["table"] for need in NEEDS} == {"victims_aggregate", "nothing"}
