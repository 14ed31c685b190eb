"""The workbook an institution fills: instructions, a data sheet, drop-downs from the code lists."""

from functools import cache
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ingest import messages
from ingest.errors import UserError
from schemas import KINDS, Column, Kind, schema_version
from schemas.codelists import codelist

GUIDE = "Instrucciones"
LISTS = "Listas"
FRAME_SHEETS = (GUIDE, LISTS)  # sheets of a template that hold no records
ROWS = 5_000  # rows prepared with drop-downs and checks


def write_template(kind: str, out: Path, *, institution: str | None = None) -> Path:
    """Write the template of a kind; a filled one is accepted without a profile."""
    if kind not in KINDS:
        raise UserError("kind_unknown", kind=kind, known=sorted(KINDS))
    institutions = {entry.code: entry.label_es for entry in codelist("institutions")}
    if institution is not None and institution not in institutions:
        raise UserError("institution_unknown", institution=institution, known=sorted(institutions))
    if out.suffix.lower() != ".xlsx":
        raise UserError("template_extension", file=out.name)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(out), {"in_memory": True}) as book:
            book.set_properties({"title": f"{kind} {schema_version}", "comments": "trata"})
            _guide(book, KINDS[kind], f"{institution} {institutions[institution]}" if institution else "")
            data = book.add_worksheet(KINDS[kind].sheet)
            _data(book, data, KINDS[kind], _lists(book, KINDS[kind]))
            data.activate()
    except OSError as error:
        raise UserError(
            "storage_unwritable", exit_code=3, folder=out.parent.name, reason=error.errno
        ) from None
    return out


def _guide(book: Workbook, kind: Kind, institution: str) -> None:
    """What every column means and how it is filled."""
    sheet = book.add_worksheet(GUIDE)
    head = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "white"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 2, 44, wrap)
    sheet.write(0, 0, kind.label_es, book.add_format({"bold": True, "font_size": 16}))
    sheet.write(1, 0, institution)
    sheet.write(2, 0, messages.render("template_version", "es", kind=kind.name, version=schema_version))
    for number, text in enumerate(messages.render("template_guide", "es", sheet=kind.sheet).splitlines()):
        sheet.merge_range(3 + number, 0, 3 + number, 2, text, wrap)
    first = 4 + len(messages.render("template_guide", "es", sheet=kind.sheet).splitlines())
    sheet.write_row(first, 0, ["Columna", "Cómo se llena", "English"], head)
    for number, column in enumerate(kind.columns, first + 1):
        sheet.write_row(number, 0, [_heading(column), _how(column), column.label_en])


def _how(column: Column) -> str:
    """How a column is filled, in one sentence."""
    needed = messages.render("template_required" if column.required else "template_optional", "es")
    partial = "_partial" if column.type == "date" and column.partial else ""
    sealed = " " + messages.render("template_identity", "es") if column.identity else ""
    filled = messages.render(f"template_{column.type}{partial}", "es", maximum=column.maximum)
    unit = " " + messages.render("template_unit", "es", unit=_units()[column.unit]) if column.unit else ""
    return f"{needed} {filled}{unit}{sealed}"


@cache
def _units() -> dict[str, str]:
    return {entry.code: entry.label_es for entry in codelist("units")}


def _heading(column: Column) -> str:
    return f"{column.label_es} *" if column.required else column.label_es


def _lists(book: Workbook, kind: Kind) -> dict[str, str]:
    """One column a code list; returns the range of its Spanish labels, which cells may hold."""
    sheet = book.add_worksheet(LISTS)
    names = sorted({column.codelist for column in kind.columns if column.codelist})
    ranges: dict[str, str] = {}
    for position, name in enumerate(names):
        entries = codelist(name)
        sheet.write(0, 2 * position, name)
        sheet.write_column(1, 2 * position, [entry.code for entry in entries])
        sheet.write_column(1, 2 * position + 1, [entry.label_es for entry in entries])
        letter = xlsxwriter.utility.xl_col_to_name(2 * position + 1)
        ranges[name] = f"={LISTS}!${letter}$2:${letter}${len(entries) + 1}"
    return ranges


def _data(book: Workbook, sheet: Worksheet, kind: Kind, ranges: dict[str, str]) -> None:
    """The sheet that is filled."""
    head = book.add_format(
        {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "top"}
    )
    as_text = book.add_format({"num_format": "@"})
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(kind.columns):
        sheet.write(0, position, _heading(column), head)
        style: Format | None = as_text if column.type in ("text", "codes") else None
        sheet.set_column(position, position, 22, as_date if column.type == "date" else style)
        rule = _cell_rule(column, ranges)
        if rule:
            sheet.data_validation(1, position, ROWS, position, rule)


def _cell_rule(column: Column, ranges: dict[str, str]) -> dict[str, object] | None:
    """What a spreadsheet program checks while a cell is filled."""
    tell = {"error_title": column.label_es[:32], "error_message": _how(column)[:255]}
    if column.type == "code":
        return {"validate": "list", "source": ranges[column.codelist or ""], **tell}
    if column.type in ("integer", "number"):
        whole = "integer" if column.type == "integer" else "decimal"
        return {"validate": whole, "criteria": "between", "minimum": 0, "maximum": column.maximum, **tell}
    if column.type == "date" and not column.partial:
        return {"validate": "date", "criteria": ">=", "value": column.earliest, **tell}
    if column.type in ("codes", "date"):
        return {"validate": "any", "input_title": column.label_es[:32], "input_message": _how(column)[:255]}
    return None
