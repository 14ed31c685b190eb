"""The sheets before the tables: cover, contents, notes and symbols."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from release.exports.labels import period_label, population_label, several_valued
from release.exports.pages import set_up_page, sheet_name
from release.exports.styles import Styles
from release.model import WITHHELD, Language, PublicContent
from release.policy import base_of
from release.texts import text


def write_cover(
    workbook: Workbook, styles: Styles, content: PublicContent, language: Language, day: str, year: str
) -> None:
    """Write who publishes what, when and on which terms."""
    sheet = workbook.add_worksheet(text("sheet_cover", language))
    set_up_page(sheet, content, language)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 84)
    sheet.write_string(2, 1, text("system", language), styles.get("cover_subtitle"))
    sheet.write_string(3, 1, text("title", language), styles.get("cover_title_line"))
    sheet.set_row(3, 34)
    sheet.write_string(4, 1, period_label(content, language), styles.get("cover_subtitle"))
    publisher, title = text("publisher", language), text("title", language)
    citation = text(
        "citation", language, publisher=publisher, title=title, release=content.head.id, year=year
    )
    facts = [
        ("cover_release", content.head.id),
        ("cover_period", period_label(content, language)),
        ("cover_published", day),
        ("cover_publisher", publisher),
        ("cover_basis", text("basis", language)),
        ("cover_licence", text("licence", language)),
        ("cover_citation", citation),
        ("cover_contact", text("contact", language)),
    ]
    for row, (label, said) in enumerate(facts, 7):
        sheet.write_string(row, 1, text(label, language), styles.get("term", above=True))
        sheet.write_string(row, 2, said, styles.get("text", above=True))
        sheet.set_row(row, _height(said, 84))
    _link(
        sheet,
        styles,
        7 + len(facts) + 1,
        text("sheet_contents", language),
        text("heading_contents", language),
    )
    sheet.activate()


def write_contents(workbook: Workbook, styles: Styles, content: PublicContent, language: Language) -> None:
    """Write the list of tables, each with a link."""
    sheet = workbook.add_worksheet(text("sheet_contents", language))
    set_up_page(sheet, content, language)
    for column, width in enumerate((12, 62, 30, 10, 15)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, text("heading_contents", language), styles.get("title"))
    heads = ("contents_sheet", "contents_title", "contents_unit", "contents_cells", "contents_withheld")
    for column, head in enumerate(heads):
        kind = "head_number" if column > 2 else "head"
        sheet.write_string(2, column, text(head, language), styles.get(kind))
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    for number, table in enumerate(content.tables, 1):
        row, name = 2 + number, sheet_name(number, language)
        title, unit = table.description.title[language], table.description.unit[language]
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.get("link"), string=name)
        sheet.write_string(row, 1, title, styles.get("text"))
        sheet.write_string(row, 2, unit, styles.get("text"))
        sheet.write_number(row, 3, table.frame.height, styles.get("value"))
        if table.base is None:
            sheet.write_number(row, 4, table.withheld, styles.get("value"))
        else:
            sheet.write_string(
                row, 4, text("contents_rounded", language, base=table.base), styles.get("text")
            )
        sheet.set_row(row, max(_height(title, 62), _height(unit, 30)))
    row = 3 + len(content.tables)
    notes = text("sheet_notes", language)
    sheet.write_url(row, 0, f"internal:'{notes}'!A1", styles.get("link"), string=notes)
    sheet.write_string(row, 1, text("heading_notes", language), styles.get("text"))


def write_notes(workbook: Workbook, styles: Styles, content: PublicContent, language: Language) -> None:
    """Write the symbols, how to read the tables, and how they were protected."""
    sheet = workbook.add_worksheet(text("sheet_notes", language))
    set_up_page(sheet, content, language)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, text("heading_notes", language), styles.get("title"))
    _link(sheet, styles, 1, text("sheet_contents", language), text("back_to_contents", language), column=0)
    row = _block(sheet, styles, 3, text("notes_symbols", language), [
        (WITHHELD, text("notes_symbol_withheld", language)),
        ("0", text("notes_symbol_zero", language)),
        *([("≈", text("notes_symbol_rounded", language))] if any(t.base for t in content.tables) else []),
    ])  # fmt: skip
    used = tuple(content.code_lists)
    several = [c.labels[language].lower() for c in several_valued(used, content.code_lists)]
    reading = ["notes_semester", "notes_indent", "notes_stands", "notes_rates"]
    said = [("", text(name, language)) for name in reading]
    if several:
        said.insert(2, ("", text("notes_sets", language, dimensions=", ".join(several))))
    row = _block(sheet, styles, row + 1, text("notes_method", language), said)
    row = _block(sheet, styles, row + 1, text("notes_policy", language), _policy(content, language))
    _block(sheet, styles, row + 1, "", [("", text("notes_verify", language, release=content.head.id))])


def _policy(content: PublicContent, language: Language) -> list[tuple[str, str]]:
    said = []
    for population, applied in content.head.policy.items():
        fields = {
            "population": population_label(population, language),
            "highest": int(applied.get("k", 1)) - 1,
        }
        base = base_of(applied)
        if base is not None:
            said.append(("", text("notes_policy_round", language, base=base, **fields)))
            continue
        said.append(("", text(f"notes_policy_{applied['protection']}", language, **fields)))
        if applied.get("sensitive"):
            said.append(("", text("notes_policy_groups", language, **fields)))
    return said


def _block(sheet: Worksheet, styles: Styles, row: int, heading: str, lines: Iterable[tuple[str, str]]) -> int:
    if heading:
        sheet.write_string(row, 0, heading, styles.get("heading"))
        row += 1
    for symbol, said in lines:
        if symbol:
            sheet.write_string(row, 0, symbol, styles.get("symbol"))
        sheet.write_string(row, 1, said, styles.get("text"))
        sheet.set_row(row, _height(said, 110))
        row += 1
    return row


def _link(sheet: Worksheet, styles: Styles, row: int, target: str, said: str, column: int = 1) -> None:
    sheet.write_url(row, column, f"internal:'{target}'!A1", styles.get("link"), string=said)


def _height(said: str, width: int) -> float:
    """Row height for wrapped text, estimated: not every program that opens a workbook fits it."""
    lines = -(-len(said) * 10 // (width * 12))
    return 2 + 14.0 * max(lines, 1)
