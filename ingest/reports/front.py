"""The first sheets of a report's workbook: the summary, and what there is to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from ingest import messages
from ingest.reports.counts import label_of
from ingest.reports.findings import ANY_COLUMN, by_rule, texts
from ingest.reports.marks import FILLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from ingest.reports.marks import Layout
    from ingest.reports.report import Report

Styles = dict[str, Format]


LAST = 5  # the last column of the summary: long text reaches to it
LINE = 14  # the height of a line of text in points
WIDTHS = (34, 16, 16, 16, 18, 70)  # of the summary's columns, in characters


class Lines:
    """A sheet that is written line by line, numbers as numbers and all else as text."""

    def __init__(self, sheet: Worksheet, styles: Styles, lang: str) -> None:
        self.sheet, self.styles, self.lang = sheet, styles, lang
        self.at = 0

    def write(self, cells: Sequence[str | int], style: str = "text") -> None:
        """One line of cells."""
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                self.sheet.write_number(self.at, place, cell, self.styles["number"])
            else:
                self.sheet.write_string(self.at, place, cell, self.styles[style])
        self.at += 1

    def heads(self, columns: Sequence[str]) -> None:
        """The titles of the columns below, those of numbers to the right as the numbers are."""
        for place, column in enumerate(columns):
            style = self.styles["head_number" if column in _NUMBERS else "head"]
            self.sheet.write_string(self.at, place, messages.render(column, self.lang), style)
        self.at += 1

    def stretch(self, first: int, text: str, style: str = "text", height: int | None = None) -> None:
        """Text on the line last written, from a column to the last one, as high as it needs."""
        height = height or LINE * (1 + len(text) // sum(WIDTHS[first:]))
        if first < LAST:
            self.sheet.merge_range(self.at - 1, first, self.at - 1, LAST, "", self.styles[style])
        self.sheet.write_string(self.at - 1, first, text, self.styles[style])
        self.sheet.set_row(self.at - 1, height)

    def paragraph(self, text: str, style: str = "text", height: int | None = None) -> None:
        """Text across all columns."""
        self.at += 1
        self.stretch(0, text, style, height)

    def heading(self, text: str, *columns: str) -> None:
        """A heading after an empty line, and the titles of the columns below it."""
        self.at += 1
        self.paragraph(messages.render(text, self.lang), "heading", 18)
        if columns:
            self.heads(columns)


def front(
    sheet: Worksheet, report: Report, made: list[Layout], names: list[str], styles: Styles, lang: str
) -> None:
    """The summary: what became of the rows, how the marked sheets are read, faults by rule."""
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    _printed(sheet)
    lines = Lines(sheet, styles, lang)
    status = messages.render(f"status_{report.status}", lang)
    lines.paragraph(messages.render("report_title", lang), "title", 24)
    lines.paragraph(messages.render("report_status", lang, status=status), "heading", 18)
    lines.paragraph(messages.render("report_safe", lang))
    for refusal in report.refusals:
        lines.paragraph(refusal[f"message_{lang}"], "rejected")
    if report.kinds:
        lines.heading("report_rows", "report_kind_of_record", *_COUNTS)
        for kind, counts in report.kinds.items():
            row = [counts.received, counts.accepted, counts.rejected, counts.warned]
            lines.write([label_of(kind, lang), *row])
    if report.lines.height:
        _rules(lines, report)
        _legend(lines)
    if made:
        _sheets(lines, made, names)


def _rules(lines: Lines, report: Report) -> None:
    """How often each rule was broken."""
    lines.heading("report_by_rule", "report_rule", "report_severity", "report_faults")
    lines.stretch(3, messages.render("report_how", lines.lang), "head")
    for line in by_rule(report.lines).iter_rows(named=True):
        severity = messages.render(f"report_{line['severity']}", lines.lang)
        lines.write([line["rule"], severity, line["count"]])
        lines.stretch(3, texts(lines.lang)[line["rule"]].format(column=ANY_COLUMN))


def _legend(lines: Lines) -> None:
    """What the marks mean."""
    lines.heading("report_legend")
    for severity in ("rejected", "warned"):
        lines.write([messages.render(f"report_mark_{severity}", lines.lang, numbers=(1,))], severity)
        lines.stretch(1, messages.render(f"report_legend_{severity}", lines.lang))
    lines.write([FILLED], "filled")
    lines.stretch(1, messages.render("report_legend_filled", lines.lang))


def _sheets(lines: Lines, made: list[Layout], names: list[str]) -> None:
    """Which table each marked sheet gives back, and how much of it."""
    lines.heading("report_sheets", *_TABLE)
    for layout, name in zip(made, names, strict=True):
        table = layout.sheet.table
        lines.write([name, table.file, table.sheet, table.received, table.header_row])
        lines.stretch(LAST, _extent(layout, lines.lang))


_WIDTHS = {
    "report_number": 6, "report_severity": 12, "report_marked_sheet": 24, "report_column": 26,
    "report_faults": 10, "report_first_row": 14, "report_rule": 24, "report_how": 80,
}  # fmt: skip
_COUNTS = ("report_received", "report_accepted", "report_rejected_rows", "report_warned_rows")
_NUMBERS = {*_COUNTS, "report_faults", "report_header_row", "report_first_row", "report_number"}
_TABLE = ("report_marked_sheet", "report_file", "report_sheet", "report_received", "report_header_row",
          "report_comes_back")  # fmt: skip


def _extent(layout: Layout, lang: str) -> str:
    """How much of a table comes back."""
    if layout.whole:
        return messages.render("report_comes_whole", lang)
    if layout.left_out:
        return messages.render("report_comes_in_part", lang, count=layout.left_out)
    return messages.render("report_comes_at_fault", lang)


def to_mend(
    sheet: Worksheet, report: Report, made: list[Layout], names: list[str], styles: Styles, lang: str
) -> None:
    """What there is to mend, numbered as the marks are, with a link to the first cell of each."""
    heads = tuple(_WIDTHS)
    for place, width in enumerate(_WIDTHS.values()):
        sheet.set_column(place, place, width)
    _printed(sheet)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    lines = Lines(sheet, styles, lang)
    lines.heads(heads)
    for line in report.lines.drop("rows").iter_rows(named=True):
        name, severity = names[line["table"]], messages.render(f"report_{line['severity']}", lang)
        at = made[line["table"]].cell(line["row"], line["field"])
        told = [line["rule"], line[f"message_{lang}"]]
        lines.write([line["number"], severity, name, line["column"], line["count"], line["row"], *told])
        if at is not None:
            quoted = name.replace("'", "''")
            target = f"internal:'{quoted}'!{xl_rowcol_to_cell(*at)}"
            sheet.write_url(lines.at - 1, 5, target, styles["link"], str(line["row"]))
    sheet.autofilter(0, 0, lines.at - 1, len(heads) - 1)


def _printed(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(1)  # letter, the paper of El Salvador
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
