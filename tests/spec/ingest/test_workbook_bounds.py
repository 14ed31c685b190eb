"""What a small workbook may ask for in memory, and what it may hide, is looked at before it is opened."""

import io
import zipfile

import pytest

from ...intake_home import IntakeHome

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
CONTENT = (
    f'<office:document-content xmlns:office="{OFFICE}office:1.0" xmlns:table="{OFFICE}table:1.0" '
    f'xmlns:text="{OFFICE}text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="victimas">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
CELL = '<table:table-cell office:value-type="string" {more}><text:p>x</text:p></table:table-cell>'


def ods(rows: str, manifest: str = "<manifest/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


FAR = {
    "a cell repeated in all columns of all rows": row(
        CELL.format(more='table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"'
    ),
    "a cell far down and far right": row(
        f'<table:table-cell table:number-columns-repeated="16383"/>{CELL.format(more="")}',
        'table:number-rows-repeated="1048576"',
    ),
    "more columns than any number can count": row(
        f'<table:table-cell table:number-columns-repeated="{10**30}"/>{CELL.format(more="")}'
    ),
}


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR)
def test_an_ods_that_asks_for_more_cells_than_memory_holds_is_refused(home: IntakeHome, rows: str) -> None:
    assert refused(home, "a.ods", ods(rows)) == ["workbook_bomb"]


@pytest.mark.parametrize("far", ["XFD1048576", "ZZ999999", "A99999999"])
def test_an_xlsx_with_a_cell_far_out_is_refused(home: IntakeHome, far: str) -> None:
    home.xlsx("a.xlsx", {"victimas": [["record_ref"], ["x"]]})
    source, out = zipfile.ZipFile(home.files / "a.xlsx"), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            archive.writestr(entry, source.read(entry).replace(b'"A2"', f'"{far}"'.encode()))
    assert refused(home, "a.xlsx", out.getvalue()) == ["workbook_bomb"]


def test_empty_rows_to_the_end_of_the_sheet_ask_for_nothing(home: IntakeHome) -> None:
    rest = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048575"'
    )
    assert refused(home, "a.ods", ods(row(CELL.format(more="")) + rest)) == ["header_missing"]


def test_an_ods_with_a_password_is_refused(home: IntakeHome) -> None:
    manifest = "<manifest:encryption-data manifest:checksum-type='x'/>"
    assert refused(home, "a.ods", ods(row(""), manifest)) == ["workbook_locked"]


@pytest.mark.parametrize("content", ["no XML", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;", "<a/>"])
def test_an_ods_whose_content_is_no_table_is_refused(home: IntakeHome, content: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "x")
        archive.writestr("content.xml", content)
    assert refused(home, "a.ods", out.getvalue())[0] in ("workbook_damaged", "file_without_records")


def refused(home: IntakeHome, name: str, content: bytes) -> list[str]:
    return [refusal["rule"] for refusal in home.check(home.raw(name, content)).refusals]
