"""The sheets that came back: titles and marks where the sender has them, never what a cell holds.

Everything is written as text, so that nothing can run. No temporary file is made: marked sheets are small,
because only sheets of few records come back row by row, and of others a limited number of cells.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ingest import messages
from ingest.reports.front import front, to_mend
from ingest.reports.marks import FILLED, layouts
from ingest.reports.names import sheet_names

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.reports.marks import Layout
    from ingest.reports.report import Report

COMMENTS = 5_000  # comments in one workbook; past these the mark's number leads to the same text
COMMENT = {"width": 300, "height": 130, "font_size": 9, "color": "#FFFFFF", "author": "trata"}
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same report gives the same bytes

STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#1F4E79"},
    "heading": {"bold": True, "font_color": "#1F4E79", "font_size": 11},
    "head": {"bold": True, "bg_color": "#E8EEF4", "border": 1, "border_color": "#B8C4D0", "text_wrap": True},
    "head_number": {"bold": True, "bg_color": "#E8EEF4", "border": 1, "border_color": "#B8C4D0",
                    "text_wrap": True, "align": "right", "indent": 1},
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0", "align": "right", "indent": 1},
    "link": {"font_color": "#0563C1", "underline": 1, "align": "right", "indent": 1},
    "filled": {"font_color": "#595959", "align": "center"},
    "rejected": {"bg_color": "#F8CBCB", "font_color": "#7A0000", "border": 2, "border_color": "#B00020",
                 "bold": True, "align": "left", "indent": 1},
    "warned": {"bg_color": "#FFF2CC", "font_color": "#5C4400", "border": 4, "border_color": "#8A6D00",
               "bold": True, "align": "left", "indent": 1},
}  # fmt: skip
PLAIN: dict[str, object] = {"font_name": "Arial", "font_size": 10, "valign": "top", "num_format": "@"}


def workbook(report: Report, lang: str) -> bytes:
    """The workbook of a report: a summary, what there is to mend, and the marked sheets."""
    content = io.BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, {"in_memory": True, **as_text}) as book:
        book.set_properties({"title": messages.render("report_title", lang), "created": NO_CLOCK})
        styles = {name: book.add_format({**PLAIN, **style}) for name, style in STYLES.items()}
        made = layouts(report)
        titles = [messages.render(text, lang) for text in ("report_summary", "report_to_mend")]
        names = sheet_names(report.tables, taken=titles)
        front(book.add_worksheet(titles[0]), report, made, names, styles, lang)
        if report.lines.height:
            to_mend(book.add_worksheet(titles[1]), report, made, names, styles, lang)
        comments = COMMENTS
        for layout, name in zip(made, names, strict=True):
            comments = _marked(book.add_worksheet(name), layout, styles, lang, comments)
    return content.getvalue()


def _marked(sheet: Worksheet, layout: Layout, styles: dict[str, Format], lang: str, comments: int) -> int:
    """Write one marked sheet; returns how many comments are left for the others."""
    sheet.freeze_panes(layout.header + 1, 0 if layout.whole else 1)
    sheet.set_landscape()
    sheet.set_paper(1)  # letter, the paper of El Salvador
    sheet.fit_to_pages(1 + len(layout.titles) // 14, 0)
    sheet.repeat_rows(layout.header)
    if layout.whole:
        sheet.print_row_col_headers()  # on paper too, rows are found by their numbers
    else:
        sheet.write_string(layout.header, 0, messages.render("report_row", lang), styles["head"])
    for place, title in layout.titles.items():
        sheet.set_column(place, place, 20)
        sheet.write_string(layout.header, place, title, styles["head"])
    for row, place in layout.filled():
        sheet.write_string(row, place, FILLED, styles["filled"])
    if not layout.whole:
        for row, number in layout.row_numbers():
            sheet.write_number(row, 0, number, styles["number"])
    told = layout.comments(lang)
    for row, place, severity, numbers in layout.marks:
        sheet.write_string(row, place, _sign(severity, numbers, lang), styles[severity])
        if comments:
            sheet.write_comment(row, place, "\n".join(told[number] for number in numbers), COMMENT)
            comments -= 1
    return comments


@cache
def _sign(severity: str, numbers: tuple[int, ...], lang: str) -> str:
    """What a marked cell says by itself, for whoever sees no colour."""
    return messages.render(f"report_mark_{severity}", lang, numbers=numbers)
