"""Workbooks of other formats, as LibreOffice writes them, are read as the XLSX they were made from."""

import struct
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import ingest

from ...formats import converted, workbook
from ...intake_home import IntakeHome, nameless, victim

pytestmark = pytest.mark.heavy

SUFFIXES = [".xls", ".ods"]
NAMES = list(victim("A-1"))
ROWS: list[dict[str, object]] = [
    victim("A-1", surnames="Peña Núñez") | {"identified_on": date(2025, 3, 5), "age": 25},
    victim("A-2", document_number="04567890-3", sex="Hombre") | {"identified_on": datetime(2024, 2, 29, 14)},
    nameless("A-3", given_names="Ana\nMaría", exploitation_forms="SEX;TRAF") | {"identified_on": 45721},
    nameless("A-4", sex="Z9") | {"age": 25.0},
    nameless("A-5", identified_on="2025-03"),
]


def sheet(rows: list[dict[str, object]]) -> list[list[object]]:
    return [NAMES, *([row[name] for name in NAMES] for row in rows)]


@pytest.fixture(scope="module")
def sent(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook in every format: a title row, an empty first column, a hidden row, a hidden sheet."""
    path = tmp_path_factory.mktemp("formats") / "a.xlsx"
    shifted = [["Informe"], [], *([None, *line] for line in sheet(ROWS))]
    nothing = [["declared_kind", "declared_on"], ["cases", date(2025, 7, 1)]]
    workbook(path, {"victimas": shifted, "sin_datos": nothing})
    book = openpyxl.load_workbook(path)
    book["victimas"].row_dimensions[5].hidden = True
    book["sin_datos"].sheet_state = "hidden"
    book.save(path)
    return {".xlsx": path} | {suffix: converted(soffice, path, suffix) for suffix in SUFFIXES}


@pytest.fixture(scope="module")
def odd(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A formula, an error, and cells far from each other."""
    path = tmp_path_factory.mktemp("odd") / "a.xlsx"
    rows = [nameless("A-1"), nameless("A-2") | {"age": "=20+5"}, nameless("A-3") | {"age": "=1/0"}]
    workbook(path, {"victimas": sheet(rows)})  # type: ignore[arg-type]
    return {suffix: converted(soffice, path, suffix) for suffix in SUFFIXES}


def stored(home: IntakeHome, receipt: ingest.Receipt) -> list[tuple[object, ...]]:
    """The rows loaded; a declaration without a reference is named by its submission."""
    victims = "select * exclude submission_id from raw.victims where submission_id = ? order by row_number"
    nothing = "select * exclude (submission_id, record_id) from raw.nothing where submission_id = ?"
    return [row for query in (victims, nothing) for row in home.all(query, receipt.submission_id)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_records_give_the_same_rows_counts_and_faults(
    home: IntakeHome, sent: dict[str, Path], suffix: str
) -> None:
    first, second = home.submit(sent[".xlsx"]), home.submit(sent[suffix])
    assert (first.kinds["victims"].accepted, first.kinds["victims"].rejected) == (3, 2)
    assert second.kinds == first.kinds
    assert stored(home, second) == stored(home, first) != []
    told, other = (home.check(sent[one]).faults.drop("file").rows() for one in (".xlsx", suffix))
    assert other == told


@pytest.mark.parametrize("suffix", [".xlsx", *SUFFIXES])
def test_hidden_rows_and_sheets_are_read_and_each_is_noted(
    home: IntakeHome, sent: dict[str, Path], suffix: str
) -> None:
    report = home.check(sent[suffix])
    noted = report.faults.filter(rule="row_hidden").select("sheet", "row", "severity").rows()
    assert noted == [("victimas", 5, "warned"), ("sin_datos", 2, "warned")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_formulas_and_errors_reject_their_row(home: IntakeHome, odd: dict[str, Path], suffix: str) -> None:
    report = home.check(odd[suffix])
    assert report.faults.select("row", "field", "rule").rows() == [
        (3, "age", "formula_in_cell"),
        (4, "age", "formula_in_cell"),
    ]


def test_an_error_that_was_pasted_as_a_value_rejects_its_row(home: IntakeHome) -> None:
    rows = [nameless("A-1"), nameless("A-2") | {"age": "#N/A"}]
    report = home.check(workbook(home.files / "a.xlsx", {"victimas": sheet(rows)}))  # type: ignore[arg-type]
    assert report.faults.select("row", "field", "rule").rows() == [(3, "age", "error_in_cell")]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "file_content_differs"),
        (b"record_ref;sex\nA-1;F\n", "file_content_differs"),
        (b"<html><table><tr><td>sexo</td></tr></table></html>", "file_content_differs"),
    ],
)
def test_content_that_is_no_such_workbook_is_refused(
    home: IntakeHome, suffix: str, content: bytes, rule: str
) -> None:
    assert refused(home, f"a{suffix}", content) == [rule]


@pytest.mark.parametrize("written", [".xlsx", *SUFFIXES])
@pytest.mark.parametrize("named", [".xlsx", *SUFFIXES])
def test_a_workbook_under_the_extension_of_another_format_is_refused(
    home: IntakeHome, sent: dict[str, Path], written: str, named: str
) -> None:
    told = refused(home, f"b{named}", sent[written].read_bytes())
    asked = ["workbook_old"] if (written, named) == (".xls", ".xlsx") else ["file_content_differs"]
    assert told == ([] if written == named else asked)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_workbook_that_is_cut_off_is_refused(
    home: IntakeHome, sent: dict[str, Path], suffix: str, share: float
) -> None:
    content = sent[suffix].read_bytes()
    assert refused(home, f"a{suffix}", content[: int(len(content) * share)]) == ["workbook_damaged"]


def test_an_old_workbook_with_a_password_is_refused(home: IntakeHome, sent: dict[str, Path]) -> None:
    content = sent[".xls"].read_bytes()
    start = content.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 5)) + 20  # the record after the first
    locked = content[:start] + struct.pack("<H", 0x002F) + content[start + 2 :]
    assert refused(home, "a.xls", locked) == ["workbook_locked"]


def refused(home: IntakeHome, name: str, content: bytes) -> list[str]:
    return [refusal["rule"] for refusal in home.check(home.raw(name, content)).refusals]
