"""Columns over time."""

from __future__ import annotations

from typing import Any

from dashboard import palette
from dashboard.charts import Chart, chip, hover, layout, nice_top, withheld_marker
from dashboard.i18n import PERIOD, Speaker
from dashboard.model import Figure, Node
from dashboard.views import View

MANY_COLUMNS = 14
MOST_YEARS = 7
FEWEST_SLOTS = 6
HEAD_ROOM = 1.14


def trend(view: View, say: Speaker, column: Node | None = None, top: int | None = None) -> Chart:
    """Columns over time; a withheld period is hatched over the full height, so that none can be read off."""
    told = any(
        view.figure(row, c).value is not None for row in view.rows for c in view.shown_columns or (None,)
    )
    top = top or nice_top(view, view.rows, (column,))
    known = [(i, row, view.figure(row, column)) for i, row in enumerate(view.rows)]
    spare = max(0.0, FEWEST_SLOTS - len(known)) / 2
    return {
        "data": [
            _column_trace([k for k in known if k[2].value is not None], top, len(known), say, hidden=False),
            _column_trace([k for k in known if k[2].withheld], top * HEAD_ROOM, len(known), say, hidden=True),
        ],
        "layout": layout(
            height=360 if column is None else 190,
            margin={"l": 16 + 7 * len(say.number(top)), "r": 4, "t": 8, "b": 44},
            bargap=0,
            barmode="overlay",
            annotations=_years(view.rows) + _column_chips(known, top, say),
            xaxis={
                **_time_ticks(view.rows),
                "range": [-0.6 - spare, len(known) - 0.4 + spare],
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "tickfont": {"size": 12, "color": palette.MUTED},
                "tickangle": 0,
            },
            yaxis={
                "range": [0, top * HEAD_ROOM],
                "fixedrange": True,
                **({"nticks": 5} if top > 5 else {"dtick": 1}),
                "tickformat": ",d",
                "showticklabels": told,
                "gridcolor": palette.LINE,
                "zerolinecolor": palette.INK,
                "tickfont": {"size": 12, "color": palette.MUTED},
            },
        ),
    }


def _column_trace(
    chosen: list[tuple[int, Node, Figure]], top: float, total: int, say: Speaker, *, hidden: bool
) -> dict[str, Any]:
    texts = [say.figure(f) for _, _, f in chosen]
    fits = total <= MANY_COLUMNS and max((len(t) for t in texts), default=0) <= 4
    return {
        "type": "bar",
        "x": [i for i, _, _ in chosen],
        "y": [top if f.value is None else f.value for _, _, f in chosen],
        "width": 0.86 if hidden else 0.7,
        "marker": withheld_marker() if hidden else {"color": palette.INDIGO},
        "text": [f"<b>{t}</b>" for t in texts] if fits and not hidden else None,
        "textposition": "outside",
        "textfont": {"size": 12, "color": palette.INK},
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "none",
        "hovertext": [hover(say.period_option(row), f, say) for _, row, f in chosen],
        "hoverinfo": "text",
    }


def _column_chips(known: list[tuple[int, Node, Figure]], top: int, say: Speaker) -> list[dict[str, Any]]:
    """The symbol at the foot of every withheld column, as long as there is room."""
    if len(known) > MANY_COLUMNS:
        return []
    return [
        chip(f"<b>{say.figure(figure)}</b>", 0, top * 0.1, "center", x=i, size=12)
        for i, _, figure in known
        if figure.withheld
    ]


def _time_ticks(rows: tuple[Node, ...]) -> dict[str, Any]:
    """Half-years below their columns while there is room; years alone where there is not."""
    matches = [PERIOD.match(row.code) for row in rows]
    if len(rows) <= MANY_COLUMNS:
        texts = [row.code if m is None else m["part"] or "" for row, m in zip(rows, matches, strict=True)]
        return {"tickvals": list(range(len(rows))), "ticktext": texts}
    return {"tickvals": [], "ticktext": []}


def _years(rows: tuple[Node, ...]) -> list[dict[str, Any]]:
    """Each year centred below its columns; with many years only every so many is named."""
    places: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        match = PERIOD.match(row.code)
        if match is not None:
            places.setdefault(match["year"], []).append(i)
    step = max(1, -(-len(places) // MOST_YEARS))
    halves = len(rows) <= MANY_COLUMNS and any((m := PERIOD.match(row.code)) and m["part"] for row in rows)
    return [
        {
            "text": f"<b>{year}</b>",
            "x": sum(columns) / len(columns),
            "y": 0,
            "yref": "paper",
            "yanchor": "top",
            "yshift": -20 if halves else -4,
            "showarrow": False,
            "font": {"size": 12, "color": palette.MUTED},
        }
        for year, columns in list(places.items())[::step]
    ]
