"""The sheet that came back: faults where the sender has them, marked in colour and in words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import ingest
from ingest.reports import marks, sheets, workbook

from ....intake_home import IntakeHome, nameless, victim

Opened = Callable[[ingest.Report], openpyxl.Workbook]
RED, YELLOW = "FFF8CBCB", "FFFFF2CC"
FAULTY = [
    nameless("A-1"),
    nameless("A-2", sex="Z9"),
    nameless("A-3", scope="", age="300"),
    nameless("A-4", document_type="DUI", document_number="12345678-1"),
]


def coloured(sheet: Worksheet) -> dict[str, str]:
    """The cells that are filled with a colour of a fault."""
    found = {cell.coordinate: cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row}
    return {place: colour for place, colour in found.items() if colour in (RED, YELLOW)}


def place(report: ingest.Report, row: int, field: str) -> str:
    (column,) = [column for column in report.tables[0].columns if column.field == field]
    return f"{column.letter}{row}"


def test_the_marked_cells_are_exactly_the_faults_each_in_the_colour_of_its_severity(
    home: IntakeHome, opened: Opened
) -> None:
    report = home.check(home.csv("a.csv", FAULTY))
    book = opened(report)
    faults = report.faults.select("row", "field", "severity").rows()
    assert len(faults) == 4
    expected = {place(report, row, field): RED if how == "rejected" else YELLOW for row, field, how in faults}
    assert coloured(book["a"]) == expected
    assert set(expected.values()) == {RED, YELLOW}


def test_a_marked_cell_says_so_without_its_colour_and_explains_itself_in_a_spanish_comment(
    home: IntakeHome, opened: Opened
) -> None:
    report = home.check(home.csv("a.csv", FAULTY))
    sheet = opened(report)["a"]
    for line in report.lines.drop("rows").iter_rows(named=True):
        cell = sheet[place(report, line["row"], line["field"])]
        word = "✗ falla" if line["severity"] == "rejected" else "! aviso"
        assert cell.value == f"{word} {line['number']}"
        assert line["rule"] in cell.comment.text
        assert line["message_es"] in cell.comment.text
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == set(coloured(sheet))


def test_titles_stand_where_the_sender_has_them_and_other_cells_tell_only_that_they_are_filled(
    home: IntakeHome, opened: Opened
) -> None:
    title = ["Informe del semestre"]
    names, values = list(victim("A-1")), list(victim("A-1").values())
    spanish = ["Sexo *" if name == "sex" else name for name in names]
    rows = [title, [], [None, *spanish], [None, *values[:-1], "Z9"], [], [None, *values]]
    report = home.check(home.xlsx("a.xlsx", {"Víctimas 2025": rows}))
    sheet = opened(report)["Víctimas 2025"]
    assert [cell.value for cell in sheet[3]] == [None, *spanish]
    assert {cell.value for cell in sheet[1]} == {cell.value for cell in sheet[2]} == {None}
    assert [cell.value for cell in sheet[4]][:-1] == [None, *["•••"] * (len(names) - 1)]
    assert sheet.cell(4, len(names) + 1).fill.fgColor.rgb == RED
    assert {cell.value for cell in sheet[5]} == {None}


def test_an_empty_cell_stays_empty_unless_that_is_the_fault(home: IntakeHome, opened: Opened) -> None:
    report = home.check(home.csv("a.csv", [nameless("A-1", sex="")]))
    sheet = opened(report)["a"]
    assert sheet[place(report, 2, "surnames")].value is None
    assert sheet[place(report, 2, "sex")].value == "✗ falla 1"


def test_two_faults_of_one_cell_are_told_at_one_mark_in_the_colour_of_the_worse(
    home: IntakeHome, opened: Opened
) -> None:
    rows = [victim("A-1"), victim("A-1", document_number="12345678-1")]
    rows[1]["document_number"] = "=12345678-1"
    report = home.check(home.csv("a.csv", [nameless("A-1"), *rows[1:]]))
    at = report.faults.group_by("row", "field").len().filter(len=2)
    sheet = opened(report)["a"]
    for row, field, _ in at.iter_rows():
        assert coloured(sheet)[place(report, row, field)] == RED
    assert len(coloured(sheet)) == report.faults.select("row", "field").unique().height


def test_of_a_large_sheet_only_the_rows_at_fault_come_back_with_their_numbers(
    home: IntakeHome, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "WHOLE", 3)
    report = home.check(home.csv("a.csv", FAULTY))
    book = opened(report)
    sheet = book["a"]
    assert [cell.value for cell in sheet["A"]] == ["Fila", 3, 4, 5]
    titles = [cell.value for cell in sheet[1]][1:]
    assert titles == [f"{column.title} ({column.letter})" for column in report.tables[0].columns]
    places = {column.field: number for number, column in enumerate(report.tables[0].columns, 2)}
    expected = {
        sheet.cell(row - 1, places[field]).coordinate
        for row, field in report.faults.select("row", "field").rows()
    }
    assert set(coloured(sheet)) == expected
    told = [cell.value for row in book["Resumen"].iter_rows() for cell in row]
    assert any(str(text).startswith("Solo las filas con fallas") for text in told)


def test_rows_at_fault_beyond_the_limit_are_counted_in_the_summary(
    home: IntakeHome, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "WHOLE", 3)
    monkeypatch.setattr(marks, "FAULTY_CELLS", 3)
    monkeypatch.setattr(workbook, "COMMENTS", 1)
    book = opened(home.check(home.csv("a.csv", FAULTY)))
    assert [cell.value for cell in book["a"]["A"]] == ["Fila", 3, 4]
    assert len([1 for row in book["a"].iter_rows() for cell in row if cell.comment]) == 1
    told = [str(cell.value) for row in book["Resumen"].iter_rows() for cell in row]
    assert any("otras 1 no caben" in text for text in told)


def test_sheets_beyond_what_a_workbook_takes_whole_bring_their_faults_only(
    home: IntakeHome, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "WHOLE_SHEETS", 4)
    later = [row | {"record_ref": f"B-{number}"} for number, row in enumerate(FAULTY)]
    book = opened(home.check(home.csv("a.csv", FAULTY), home.csv("b.csv", later)))
    assert book["a"]["A1"].value == "record_ref"
    assert [cell.value for cell in book["b"]["A"]] == ["Fila", 3, 4, 5]
    assert len(coloured(book["a"])) == len(coloured(book["b"])) == 4


def test_the_summary_counts_rows_by_kind_and_faults_by_rule(home: IntakeHome, opened: Opened) -> None:
    rows = [*FAULTY, nameless("A-5", sex="Z8", scope="Z7")]
    book = opened(home.check(home.csv("a.csv", rows)))
    lines = [[cell.value for cell in row] for row in book["Resumen"].iter_rows()]
    assert ["Víctimas", 5, 2, 3, 1] in [line[:5] for line in lines]
    assert ["unknown_code", "rechazo", 3] in [line[:3] for line in lines]
    assert ["document_suspect", "aviso", 1] in [line[:3] for line in lines]
    assert lines[1][0] == "Resultado: aceptado con filas rechazadas"


def test_every_line_of_what_to_mend_leads_to_its_first_cell(home: IntakeHome, opened: Opened) -> None:
    report = home.check(home.csv("it's, a = b.csv", FAULTY))
    book = opened(report)
    sheet = book["Qué corregir"]
    for number, line in enumerate(report.lines.drop("rows").iter_rows(named=True), 2):
        link = sheet.cell(number, 6).hyperlink
        assert link.target is None  # nothing outside the workbook
        assert link.location == f"'it''s, a = b'!{place(report, line['row'], line['field'])}"
        assert sheet.cell(number, 5).value == line["count"]


def test_sheets_of_one_name_or_of_names_that_no_workbook_takes_are_told_apart(
    home: IntakeHome, opened: Opened
) -> None:
    other = home.files / "other"
    other.mkdir()
    files = [home.csv("a.csv", [nameless("A-1", sex="Z9")]), home.csv("Resumen.csv", [nameless("A-2")])]
    files.append(home.csv("other/A.csv", [nameless("A-3", scope="Z9")]))
    files.append(home.csv(f"[b]: {'x' * 40}.csv", [nameless("A-4")]))
    report = home.check(*files)
    book = opened(report)
    marked = [name for name in book.sheetnames if name not in ("Resumen", "Qué corregir")]
    assert marked == ["a", "Resumen (2)", "A (2)", "b " + "x" * 29]
    assert set(coloured(book["a"])) == {place(report, 2, "sex")}
    assert set(coloured(book["A (2)"])) == {place(report, 2, "scope")}


def test_a_fault_in_a_column_that_the_profile_sets_stands_beside_the_others(
    home: IntakeHome, opened: Opened
) -> None:
    rows = [{k: v for k, v in nameless("A-1", age="40").items() if k != "identified_on"}]
    rows[0]["birth_date"] = "01/01/2020"
    text = (
        'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\n'
        '[tables.constants]\nidentified_on="01/01/2050"\n'
    )
    profile = home.raw("own.toml", text.encode())
    report = home.check(home.csv("a.csv", rows), profile=str(profile))
    assert ("identified_on", 2) in report.faults.select("field", "row").rows()
    sheet = opened(report)["a"]
    beside = sheet.cell(1, len(rows[0]) + 1)
    assert beside.value == "(Fecha de identificación)"
    assert sheet.cell(2, len(rows[0]) + 1).fill.fgColor.rgb == RED


def test_a_refused_file_is_told_in_a_workbook_without_marked_sheets(home: IntakeHome, opened: Opened) -> None:
    report = home.check(home.raw("a.csv", b""))
    book = opened(report)
    assert book.sheetnames == ["Resumen"]
    told = [cell.value for row in book["Resumen"].iter_rows() for cell in row]
    assert report.refusals[0]["message_es"] in told


def test_the_same_report_gives_the_same_bytes(home: IntakeHome, tmp_path: Path) -> None:
    report = home.check(home.xlsx("a.xlsx", {"v": [list(FAULTY[1]), list(FAULTY[1].values())]}))
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        report.write(folder)
    for name in ("report.html", "report.json", "faults.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert openpyxl.load_workbook(first / "report.xlsx").properties.created.date() == date(2000, 1, 1)
