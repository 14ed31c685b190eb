"""Every kind: what is typed into its template stands in its raw table, to the cell."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import ingest
from schemas import KINDS, Column
from schemas.codelists import codelist

from ...intake_home import IntakeHome, as_csv
from ...records import ROWS, Row


def typed(column: Column, value: Any, *, label: bool) -> Any:
    """What a person types: labels or codes, real dates and numbers; partial dates as text."""
    if isinstance(value, tuple):
        return value[0]
    if column.codelist and label:
        words = {entry.code: entry.label_es for entry in codelist(column.codelist)}
        return "; ".join(words[code] for code in (value if isinstance(value, list) else [value]))
    return ";".join(value) if isinstance(value, list) else value


def filled(kind: str, rows: list[Row], path: Path) -> Path:
    """The template of a kind with the rows typed in; every second row by labels."""
    book = openpyxl.load_workbook(ingest.write_template(kind, path, institution="PNC"))
    sheet = book[KINDS[kind].sheet]
    for number, row in enumerate(rows):
        for position, column in enumerate(KINDS[kind].columns, 1):
            if column.name in row:
                value = typed(column, row[column.name], label=number % 2 == 0)
                sheet.cell(number + 2, position, value)
    book.save(path)
    return path


def stored(kind: str, row: Row) -> dict[str, Any]:
    """What the raw table must hold of a row."""
    cells: dict[str, Any] = {}
    for column in KINDS[kind].stored:
        value = row.get(column.name)
        if column.type == "date":
            coarse = isinstance(value, tuple)
            known = value[2] if coarse else "day" if value else None
            cells |= {column.name: value[1] if coarse else value, f"{column.name}_precision": known}
        else:
            cells[column.name] = value
    return cells


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_into_a_template_is_what_raw_holds(home: IntakeHome, kind: str) -> None:
    path = filled(kind, ROWS[kind], home.files / "t.xlsx")
    report = home.check(path)
    assert (report.refusals, report.faults.rows()) == ((), [])
    receipt = home.submit(path)
    assert (receipt.status, receipt.kinds[kind].accepted) == ("accepted", len(ROWS[kind]))
    expected = [stored(kind, row) for row in ROWS[kind]]
    columns = ", ".join(expected[0])
    rows = home.all(f"select {columns} from raw.{kind} order by row_number")
    assert [dict(zip(expected[0], row, strict=True)) for row in rows] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_tried_fill_every_column_of_the_kind(kind: str) -> None:
    assert {name for row in ROWS[kind] for name in row} == set(KINDS[kind].names)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["all columns", "required columns"])
def test_a_csv_without_a_name_is_taken_for_the_kind_whose_columns_it_has(
    home: IntakeHome, kind: str, which: str
) -> None:
    names = KINDS[kind].names if which == "all columns" else KINDS[kind].required
    report = home.check(home.csv("x.csv", [dict.fromkeys(names, "1")]))
    assert [(table.kind, table.received) for table in report.tables] == [(kind, 1)]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"nothing"}))
def test_nothing_may_be_declared_on_every_other_kind_but_not_beside_its_rows(
    home: IntakeHome, kind: str
) -> None:
    rows = [{"declared_kind": KINDS[kind].label_es, "declared_on": "05/07/2025"}]
    nothing = home.csv("n.csv", rows)
    assert home.submit(nothing).status == "accepted"
    assert home.one("select declared_kind from raw.nothing") == kind
    report = home.check(nothing, filled(kind, ROWS[kind], home.files / "t.xlsx"))
    assert report.faults["rule"].to_list() == ["nothing_contradicted"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250.00"), ("1,250.5", "1250.50"), ("US$ 1,250.00", "1250.00"), ("$0.07", "0.07"),
        ("0.30000000000000004", "0.30"), ("999999999.99", "999999999.99"),
    ],
)  # fmt: skip
def test_amounts_are_exact_to_the_cent(home: IntakeHome, text: str, amount: str) -> None:
    row = {"flow": "PGN", "recorded_on": "2025", "amount": text}
    assert home.submit(home.csv("f.csv", [row])).status == "accepted"
    assert home.one("select amount from raw.funds") == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1.250,00", "amount_format"), ("12.345", "amount_format"), ("mil", "amount_format"),
        ("nan", "amount_format"), ("1e9", "amount_format"), ("-5", "amount_out_of_range"),
        ("1000000001", "amount_out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_told(home: IntakeHome, text: str, rule: str) -> None:
    row = {"flow": "PGN", "recorded_on": "2025", "amount": text}
    assert home.check(home.csv("f.csv", [row])).faults["rule"].to_list() == [rule]


def test_a_table_of_an_earlier_version_gains_the_columns_that_came_since(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [{"flow": "PGN", "recorded_on": "2025", "amount": "1"}]))
    home.connection.execute("alter table raw.funds drop column seized_amount")
    ingest.prepare(home.connection)
    row = {"flow": "COM15", "recorded_on": "05/03/2025", "amount": "150", "seized_amount": "1000"}
    home.submit(home.csv("b.csv", [row]))
    rows = home.all("select recorded_on, amount, seized_amount from raw.funds order by 1")
    assert rows == [
        (date(2025, 1, 1), Decimal("1.00"), None),
        (date(2025, 3, 5), Decimal("150.00"), Decimal("1000.00")),
    ]


def test_the_rows_serve_as_csv_too(home: IntakeHome) -> None:
    row = {name: str(typed(KINDS["studies"].column(name), value, label=False))
           for name, value in ROWS["studies"][0].items()}  # fmt: skip
    assert as_csv([row]).startswith("record_ref")
    assert home.submit(home.csv("s.csv", [row])).status == "accepted"
