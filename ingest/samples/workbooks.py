"""Workbooks: the template as it comes back filled, and reports with titles and merged headings."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest.samples.dress import Table, written
from ingest.template import GUIDE
from schemas import KINDS

BLANK_EVERY = 20  # a blank row between blocks of rows, as in hand-kept books


def write_template(path: Path, tables: list[Table], made_on: dt.date) -> None:
    """The template, filled: one sheet a kind, headings in its first row, real dates and numbers."""
    with _workbook(path, made_on) as book:
        styles = _styles(book)
        guide = book.add_worksheet(GUIDE)
        guide.write_column(0, 0, [KINDS[table.dress.kind].label_es for table in tables], styles["note"])
        for table in tables:
            sheet = book.add_worksheet(table.dress.title)
            headings = [item.heading for item in table.dress.fields]
            sheet.write_row(0, 0, headings, styles["heading"])
            sheet.freeze_panes(1, 0)
            _write_cells(sheet, 1, 0, table, styles, blanks=False)


def write_report(
    path: Path, tables: list[Table], titles: list[str], notes: list[str], made_on: dt.date
) -> None:
    """An institution's own book: titles, merged headings, running numbers, a total and notes at the foot."""
    with _workbook(path, made_on) as book:
        styles = _styles(book)
        for table in tables:
            sheet = book.add_worksheet(table.dress.title)
            width = len(table.dress.fields)
            top = table.dress.header_row - 1
            for row, title in enumerate(titles[1 - top :]):  # a blank row stands between
                sheet.merge_range(row, 0, row, width, title, styles["title"])
            first = top + _headings(sheet, top, table, styles)
            end = _write_cells(sheet, first, 1, table, styles, blanks=True)
            _foot(sheet, end, table, notes, styles)


def _workbook(path: Path, made_on: dt.date) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(path, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_properties({"created": dt.datetime.combine(made_on, dt.time(9)), "author": ""})
    return book


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "align": "center", "font_size": 12}),
        "heading": book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#D9E1F2"}),
        "total": book.add_format({"bold": True, "top": 1}),
        "note": book.add_format({"italic": True, "font_size": 9}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
    }


def _headings(sheet: Worksheet, top: int, table: Table, styles: dict[str, Format]) -> int:
    """The merged rows of headings; returns how many there are."""
    fields = table.dress.fields
    depth = 1 + max(len(item.above) for item in fields)
    _merge(sheet, top, 0, top + depth - 1, 0, "No.", styles["heading"])
    for level in range(depth - 1):
        start = 1
        for text, run in groupby(fields, key=lambda item: item.above[: level + 1]):
            width = len(list(run))
            if len(text) > level:
                _merge(
                    sheet, top + level, start, top + level, start + width - 1, text[level], styles["heading"]
                )
            start += width
    for number, item in enumerate(fields):
        first = top + len(item.above)
        _merge(sheet, first, number + 1, top + depth - 1, number + 1, item.heading, styles["heading"])
    sheet.set_column(1, len(fields), 18)
    return depth


def _merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, style)
    else:
        sheet.merge_range(top, left, bottom, right, text, style)


def _write_cells(
    sheet: Worksheet, first: int, left: int, table: Table, styles: dict[str, Format], *, blanks: bool
) -> int:
    """The rows of the table; returns the number of the row after the last."""
    texts = written(table)
    height = texts.height
    places = [first + row + (row // BLANK_EVERY if blanks else 0) for row in range(height)]
    if left:
        for number, place in enumerate(places):
            sheet.write_number(place, 0, number + 1)
    for column, item in enumerate(table.dress.fields, start=left):
        spoilt = table.faults.cells.get(item.name, {})
        real = _real(table, item.name)
        for row, text in enumerate(texts[item.name].to_list()):
            value = text if row in spoilt or real is None or real[row] is None else real[row]
            _write(sheet, places[row], column, value, styles)
    return places[-1] + 1 if places else first


def _real(table: Table, name: str) -> list[dt.date | int | None] | None:
    """Dates and numbers as such, where the table is written with real ones."""
    column = KINDS[table.dress.kind].column(name)
    if name not in table.rows.columns or column.type not in ("date", "integer"):
        return None
    values = table.rows[name]
    if values.dtype == pl.String or (values.dtype == pl.Date and table.dress.dates):
        return None
    return values.to_list()


def _write(sheet: Worksheet, row: int, column: int, value: object, styles: dict[str, Format]) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), styles["date"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value))


def _foot(sheet: Worksheet, end: int, table: Table, notes: list[str], styles: dict[str, Format]) -> None:
    sheet.write_string(end, 1, "TOTAL", styles["total"])
    sheet.write_number(end, 2, table.rows.height, styles["total"])
    for row, note in enumerate(notes, start=end + 2):
        sheet.write_string(row, 0, note, styles["note"])
