"""Cards as tables: markup with proper header cells for the page, and the same rows as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from html import escape

from dashboard import data, views
from dashboard.i18n import Speaker
from dashboard.model import Figure, Node, Release, Table
from dashboard.views import View

BYTE_ORDER_MARK = "\ufeff"


def cell(figure: Figure, say: Speaker) -> str:
    """A figure as markup; a withheld one shows the symbol with its reason."""
    if figure.value is not None:
        return escape(say.figure(figure))
    reason = say("cell.withheld_reason") if figure.withheld else say("cell.absent")
    return f'<abbr title="{escape(reason)}">{say.figure(figure)}</abbr>'


def _headers(view: View, say: Speaker) -> list[str]:
    first = view.dimension.label.say(say.lang)
    if view.columns:
        return [first, *(column.label.say(say.lang) for column in view.columns)]
    unit = view.table.unit.say(say.lang) or say("table.value")
    second = say("table.change") if view.is_trend else say("table.share")
    return [first, unit[:1].upper() + unit[1:], second]


def _extra(view: View, row: Node, say: Speaker) -> str:
    """The derived column: a share or a change, told only when all its parts are published as they are."""
    figure = view.figure(row)
    if view.is_trend:
        before = views.before_of(view, row)
        change = views.change(figure, before)
        if change.difference is not None:
            return say.signed(change.difference)
        parts = figure, before
    else:
        whole = views.total(view)
        ratio = views.share(figure, whole)
        if ratio is not None:
            return say.percent(ratio)
        parts = figure, whole
    if any(part.base is not None for part in parts):
        return f'<abbr title="{escape(say("cell.not_computed"))}">{say("cell.absent_symbol")}</abbr>'
    return cell(Figure(None, "withheld" if any(part.withheld for part in parts) else "absent"), say)


def _row_name(view: View, row: Node, say: Speaker) -> str:
    return say.period_option(row) if view.is_trend else row.label.say(say.lang)


def markup(view: View, say: Speaker, caption: str) -> str:
    """The table of a card."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in _headers(view, say))
    body = "".join(_body_row(view, row, say) for row in view.rows)
    label = escape(say("table.label", title=caption))
    return (
        f'<div class="t-scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _body_row(view: View, row: Node, say: Speaker) -> str:
    if view.columns:
        cells = [cell(view.figure(row, column), say) for column in view.columns]
    else:
        cells = [cell(view.figure(row), say), _extra(view, row, say)]
    classes = "t-total" if row.parent is None else f"t-depth-{min(row.depth, 4)}" if not view.is_trend else ""
    name = f'<th scope="row">{escape(_row_name(view, row, say))}</th>'
    return f'<tr class="{classes}">{name}{"".join(f"<td>{c}</td>" for c in cells)}</tr>'


def card_csv(view: View, say: Speaker) -> str:
    """The rows of a card as CSV: code, label, one column a figure, and the status of each."""
    columns: tuple[Node | None, ...] = view.columns or (None,)
    header = [view.dimension.name, say("csv.label")]
    if view.by is not None:
        header += [view.by.name, say("csv.label_of", dimension=view.by.label.say(say.lang))]
    rows: list[list[object]] = []
    for row in view.rows:
        for column in columns:
            figure = view.figure(row, column)
            names = [row.code, _row_name(view, row, say)]
            if column is not None:
                names += [column.code, column.label.say(say.lang)]
            rows.append([*names, figure.value, _status(figure)])
    period = [view.period.code] if view.period is not None else []
    lead = ["semester"] if period else []
    return _written([*lead, *header, "value", "status"], ([*period, *row] for row in rows))


def _status(figure: Figure) -> str:
    told = {"published": "A", "rounded": f"rounded:{figure.base}", "withheld": "c", "absent": ""}
    return told[figure.state]


def table_csv(release: Release, table: Table, say: Speaker | None = None) -> str:
    """A whole table as CSV: codes only, or codes and labels where a language is given."""
    dimensions = [release.dimensions[d] for d in table.dimensions]
    rows = data.all_rows(release, table)
    clean = ([*row[:-2], f.value, _status(f)] for row in rows for f in [data.figure(row[-2], row[-1])])
    if say is None:
        return _written([*table.dimensions, "value", "status"], clean)
    lang = say.lang
    header = [name for d in dimensions for name in (d.name, d.label.say(lang))]
    labelled = (
        [
            x
            for d, code in zip(dimensions, row, strict=False)
            for x in (code, _label(d.by_code.get(code), lang))
        ]
        + row[-2:]
        for row in clean
    )
    return BYTE_ORDER_MARK + _written([*header, "value", "status"], labelled)


def _label(node: Node | None, lang: str) -> str:
    return node.label.say(lang) if node is not None else ""


def codelist_csv(release: Release, dimension: str) -> str:
    """A code list as CSV, in its order."""
    nodes = release.dimensions[dimension].nodes
    rows = ([n.code, n.parent or "", n.label.es, n.label.en] for n in nodes)
    return _written(["code", "parent", "label_es", "label_en"], rows)


def _written(header: list[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
