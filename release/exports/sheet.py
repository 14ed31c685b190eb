"""One table on one sheet."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from release.exports.labels import period_label, several_valued
from release.exports.layout import Grid, lay_out
from release.exports.pages import set_up_page, sheet_name
from release.exports.styles import Styles
from release.model import WITHHELD, Language, PublicContent, PublicTable
from release.texts import text

_HEAD_ROW = 5
_WIDEST_LABEL = 44
_FIGURE_WIDTH = 8


def write_table(
    workbook: Workbook,
    styles: Styles,
    content: PublicContent,
    table: PublicTable,
    number: int,
    language: Language,
) -> None:
    """Write a table, its title above and its notes below; its range gets the table's name."""
    grid = lay_out(table, content, language)
    name = sheet_name(number, language)
    sheet = workbook.add_worksheet(name)
    heading = text("table_heading", language, number=number, title=table.description.title[language])
    set_up_page(sheet, content, language, title=heading, columns=len(grid.columns))
    sheet.write_string(0, 0, heading, styles.get("title"))
    _write_head(sheet, styles, content, table, language)
    _write_grid(sheet, styles, grid, "value" if table.base is None else "rounded")
    last = _HEAD_ROW + len(grid.rows)
    width = len(grid.stub) + len(grid.columns)
    sheet.freeze_panes(_HEAD_ROW + 1, len(grid.stub))
    sheet.repeat_rows(_HEAD_ROW)
    sheet.repeat_columns(0, len(grid.stub) - 1)
    area = xl_range_abs(_HEAD_ROW, 0, last, width - 1)
    workbook.define_name(table.description.name, f"='{name}'!{area}")
    for row, note in enumerate(_notes(content, table, language), last + 2):
        sheet.write_string(row, 0, note, styles.get("quiet"))


def _write_head(
    sheet: Worksheet,
    styles: Styles,
    content: PublicContent,
    table: PublicTable,
    language: Language,
) -> None:
    said = table.description
    period = text("table_period", language, period=period_label(content, language))
    sheet.write_string(1, 0, period, styles.get("line"))
    sheet.write_string(2, 0, text("table_unit", language, unit=said.unit[language]), styles.get("line"))
    target = text("sheet_contents", language)
    back = text("back_to_contents", language)
    sheet.write_url(3, 0, f"internal:'{target}'!A1", styles.get("link"), string=back)


def _write_grid(sheet: Worksheet, styles: Styles, grid: Grid, kind: str) -> None:
    """Write headings and figures, these in the style of a kind."""
    stub = len(grid.stub)
    for column, named in enumerate(grid.stub):
        longest = max([len(named), *(len(row[column].text) + 2 * row[column].level for row in grid.rows)])
        sheet.set_column(column, column, min(longest + 2, _WIDEST_LABEL))
        sheet.write_string(_HEAD_ROW, column, named, styles.get("head"))
    for column, label in enumerate(grid.columns, stub):
        sheet.set_column(column, column, _FIGURE_WIDTH)
        sheet.write_string(_HEAD_ROW, column, label.text, styles.get("head_number", left=label.total))
    sheet.set_row(_HEAD_ROW, 12 * max(_lines(label.text) for label in grid.columns) + 4)
    for place, (labels, cells) in enumerate(zip(grid.rows, grid.cells, strict=True)):
        row = _HEAD_ROW + 1 + place
        above = stub > 1 and place > 0 and labels[0] != grid.rows[place - 1][0]
        below = place == len(grid.rows) - 1
        rules = {"above": above, "below": below}
        bold = labels[-1].total and labels[-1].level == 0
        for column, label in enumerate(labels):
            style = styles.get("label", bold=bold, indent=label.level, **rules)
            sheet.write_string(row, column, label.text, style)
        for column, (cell, head) in enumerate(zip(cells, grid.columns, strict=True), stub):
            look = {**rules, "bold": bold, "left": head.total}
            if cell is None:
                sheet.write_string(row, column, WITHHELD, styles.get("withheld", **look))
            else:
                sheet.write_number(row, column, cell, styles.get(kind, **look))


def _lines(said: str) -> int:
    """How many lines a heading takes in a column of figures, broken between words."""
    lines, left = 0, 0
    for word in said.split():
        if len(word) + 1 > left:
            lines, left = lines + 1, _FIGURE_WIDTH + 2  # headings are set smaller
        left -= len(word) + 1
    return max(lines, 1)


def _notes(content: PublicContent, table: PublicTable, language: Language) -> list[str]:
    said = table.description
    notes = [text("table_withheld" if table.withheld else "table_all_published", language)]
    if table.base is not None:
        notes = [text("table_rounded", language, base=table.base)]
    if said.note[language]:
        notes.append(text("table_note", language, note=said.note[language]))
    for code_list in several_valued(said.dimensions, content.code_lists):
        notes.append(text("table_several", language, dimension=code_list.labels[language].lower()))
    if table.pending_revision:
        notes.append(text("table_pending", language))
    articles = ", ".join(said.articles)
    system = text("system", language)
    notes.append(text("table_source", language, system=system, articles=articles, release=content.head.id))
    return notes
