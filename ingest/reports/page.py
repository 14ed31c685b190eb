"""The report as one self-contained page: no script, nothing from elsewhere, fit for print and phones."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import messages
from ingest.reports.counts import label_of
from ingest.reports.findings import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.reports.report import Report

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
RANGES = 40  # row numbers, or runs of them, that the page gives of one fault


def page(report: Report, lang: str) -> str:
    """The whole page as HTML."""
    title = escape(messages.render("report_title", lang))
    status = messages.render(f"status_{report.status}", lang)
    told = escape(messages.render("report_status", lang, status=status))
    parts = [*_refusals(report, lang), *_rows(report, lang), *_faults(report, lang), *_files(report, lang)]
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>",
            f'<h1>{title}</h1>\n<p class="status {report.status}"><strong>{told}</strong></p>',
            f"<p>{escape(messages.render('report_safe', lang))}</p>",
            *parts,
            "</main>\n</body>\n</html>\n",
        ]
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _refusals(report: Report, lang: str) -> Iterable[str]:
    if report.refusals:
        items = (f"<li>{escape(refusal[f'message_{lang}'])}</li>" for refusal in report.refusals)
        yield f"<h2>{escape(messages.render('report_refused', lang))}</h2>\n<ul>{''.join(items)}</ul>"


def _rows(report: Report, lang: str) -> Iterable[str]:
    if report.kinds:
        heads = ["report_kind_of_record", "report_received", "report_accepted", "report_rejected_rows",
                 "report_warned_rows"]  # fmt: skip
        yield _table(
            "report_rows",
            heads,
            [
                [label_of(kind, lang), c.received, c.accepted, c.rejected, c.warned]
                for kind, c in report.kinds.items()
            ],
            lang,
        )


def _faults(report: Report, lang: str) -> Iterable[str]:
    if report.lines.is_empty():
        if not report.refusals:
            yield f"<p>{escape(messages.render('report_no_faults', lang))}</p>"
        return
    rows = []
    for line in report.lines.iter_rows(named=True):
        shown, more = ranges(line["rows"], RANGES)
        if more:
            shown += " " + messages.render("report_more_rows", lang, count=more)
        where = " · ".join(part for part in (line["file"], line["sheet"]) if part)
        severity = messages.render(f"report_{line['severity']}", lang)
        how = f"{line[f'message_{lang}']} ({line['rule']})"
        rows.append([line["number"], severity, where, line["column"], line["count"], shown, how])
    heads = ["report_number", "report_severity", "report_place", "report_column", "report_faults",
             "report_rows_at_fault", "report_how"]  # fmt: skip
    yield _table("report_to_mend", heads, rows, lang, report.lines["severity"].to_list())


def _files(report: Report, lang: str) -> Iterable[str]:
    heads = ["report_file", "report_bytes", "report_digest"]
    yield _table("report_files", heads, [[file.name, file.bytes, file.sha256] for file in report.files], lang)


def _table(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    lang: str,
    classes: Sequence[str] = (),
) -> str:
    """A heading and a table; roles are told, since on narrow screens cells are laid out as blocks."""
    labels = [escape(messages.render(head, lang)) for head in heads]
    sides = [' class="number"' if isinstance(cell, int) else "" for cell in rows[0]]
    header = "".join(
        f'<th role="columnheader" scope="col"{side}>{label}</th>'
        for label, side in zip(labels, sides, strict=True)
    )
    body = []
    for number, row in enumerate(rows):
        cells = "".join(_cell(cell, label) for cell, label in zip(row, labels, strict=True))
        marked = f' class="{classes[number]}"' if classes else ""
        body.append(f'<tr role="row"{marked}>{cells}</tr>')
    heading = escape(messages.render(title, lang))
    return (
        f'<h2 id="{title}">{heading}</h2>\n<table role="table" aria-labelledby="{title}">\n'
        f'<thead role="rowgroup"><tr role="row">{header}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{chr(10).join(body)}\n</tbody>\n</table>'
    )


def _cell(cell: str | int, label: str) -> str:
    kind, text = (' class="number"', _grouped(cell)) if isinstance(cell, int) else ("", escape(cell))
    return f'<td role="cell"{kind} data-label="{label}">{text}</td>'


def _grouped(number: int) -> str:
    """A number with commas between thousands, as El Salvador writes them."""
    return f"{number:,}"
