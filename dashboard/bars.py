"""Horizontal bars with the label above each bar."""

from __future__ import annotations

import textwrap
from typing import Any, NamedTuple

from dashboard import palette
from dashboard.charts import Chart, chip, hover, layout, nice_top, withheld_marker
from dashboard.i18n import Speaker
from dashboard.model import Figure, Node
from dashboard.views import View

BAR, LABEL_LINE, GAP = 18, 18, 14
LABEL_WIDTH = 42


class Mark(NamedTuple):
    """One bar: where it lies, whose it is, what it says."""

    y: float
    row: Node
    column: Node | None
    figure: Figure


_BAR_STYLE: dict[str, Any] = {
    "type": "bar",
    "orientation": "h",
    "width": BAR,
    "textfont": {"size": 14, "color": palette.INK},
    "cliponaxis": False,
    "constraintext": "none",
    "hoverinfo": "text",
}


def bars(view: View, say: Speaker) -> Chart:
    """Horizontal bars; the vertical axis counts pixels, so that labels and bars never collide."""
    columns: tuple[Node | None, ...] = view.shown_columns or (None,)
    top = nice_top(view, view.shown, columns)
    marks: list[Mark] = []
    notes = []
    y = 0.0
    for row in view.shown:
        lines = textwrap.wrap(row.label.say(say.lang), LABEL_WIDTH)
        notes.append(_label("<br>".join(lines), y))
        y += LABEL_LINE * len(lines) + 4
        zeros = _zeros(view, row)
        for column in columns:
            figure = view.figure(row, column)
            if figure.state != "absent" and column not in zeros:
                marks.append(Mark(y + BAR / 2, row, column, figure))
                y += BAR + 3
        if zeros:
            notes.append(_label(_zeros_text(view, row, zeros, say), y))
            y += BAR + 3
        y += GAP
    longest = max((len(_mark_text(m, say)) for m in marks), default=4)
    return {
        "data": [
            _bars([m for m in marks if m.figure.value is not None], columns, say),
            _bands(marks, top, say),
        ],
        "layout": layout(
            height=int(y) + 4,
            margin={"l": 1, "r": min(14 + 7 * longest, 190), "t": 2, "b": 2},
            bargap=0,
            barmode="overlay",
            xaxis={"range": [0, top], "visible": False, "fixedrange": True},
            yaxis={"range": [y, 0], "visible": False, "fixedrange": True},
            annotations=notes
            + [chip(_mark_label(m, say), 4, m.y, "left") for m in marks if m.figure.withheld],
        ),
    }


def _zeros(view: View, row: Node) -> tuple[Node, ...]:
    """Columns whose published figure is zero: told in one line, for an empty bar each would say no more."""
    return tuple(column for column in view.shown_columns if view.figure(row, column).value == 0)


def _zeros_text(view: View, row: Node, zeros: tuple[Node, ...], say: Speaker) -> str:
    names = ", ".join(column.label.say(say.lang) for column in zeros)
    zero = f"<b>{say.figure(view.figure(row, zeros[0]))}</b>"
    return zero if len(zeros) == len(view.shown_columns) else f"{zero} {names}"


def _label(text: str, y: float) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "y": y,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": 14, "color": palette.INK},
    }


def _mark_text(mark: Mark, say: Speaker) -> str:
    name = f" {mark.column.label.say(say.lang)}" if mark.column is not None else ""
    return f"{say.figure(mark.figure)}{name}"


def _mark_label(mark: Mark, say: Speaker) -> str:
    value, _, name = _mark_text(mark, say).partition(" ")
    return f"<b>{value}</b> {name}".rstrip()


def _mark_hover(mark: Mark, say: Speaker) -> str:
    name = mark.row.label.say(say.lang)
    full = name if mark.column is None else f"{name}, {mark.column.label.say(say.lang)}"
    return hover(full, mark.figure, say)


def _bars(marks: list[Mark], columns: tuple[Node | None, ...], say: Speaker) -> dict[str, Any]:
    return {
        **_BAR_STYLE,
        "y": [m.y for m in marks],
        "x": [m.figure.value for m in marks],
        "marker": {"color": [palette.SERIES[columns.index(m.column) % len(palette.SERIES)] for m in marks]},
        "text": [_mark_label(m, say) for m in marks],
        "textposition": "outside",
        "hovertext": [_mark_hover(m, say) for m in marks],
    }


def _bands(marks: list[Mark], top: int, say: Speaker) -> dict[str, Any]:
    """Withheld figures: a hatched band over the whole width, so that no length can be read off."""
    hidden = [m for m in marks if m.figure.withheld]
    return {
        **_BAR_STYLE,
        "y": [m.y for m in hidden],
        "x": [top] * len(hidden),
        "marker": withheld_marker(),
        "hovertext": [_mark_hover(m, say) for m in hidden],
    }
