"""What all charts share: layout, the look of a withheld figure, and what appears over a mark."""

from __future__ import annotations

import textwrap
from typing import Any

from dashboard import palette
from dashboard.i18n import Speaker
from dashboard.model import Figure, Node
from dashboard.views import View

Chart = dict[str, Any]
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
HOVER_WIDTH = 36


def withheld_marker() -> dict[str, Any]:
    """The hatching that stands for a withheld figure everywhere."""
    return {
        "color": palette.WITHHELD_BACK,
        "line": {"width": 0},
        "pattern": {
            "shape": "/",
            "size": 7,
            "solidity": 0.12,
            "bgcolor": palette.WITHHELD_BACK,
            "fgcolor": palette.WITHHELD_LINES,
        },
    }


def layout(**more: Any) -> dict[str, Any]:
    """What all charts share."""
    return {
        "font": {"family": palette.FONT, "size": 14, "color": palette.INK},
        "paper_bgcolor": palette.PAPER,
        "plot_bgcolor": palette.PAPER,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": palette.INK,
            "bordercolor": palette.INK,
            "font": {"family": palette.FONT, "size": 14, "color": palette.PAPER},
            "align": "left",
        },
        **more,
    }


def hover(name: str, figure: Figure, say: Speaker) -> str:
    """What appears over a mark, broken into lines that fit the narrowest chart."""
    if figure.value is not None:
        return f"{_lines(name)}<br><b>{say.figure(figure)}</b>"
    return f"{_lines(name)}<br>{_lines(say('cell.withheld_reason'))}"


def _lines(text: str) -> str:
    return "<br>".join(textwrap.wrap(text, HOVER_WIDTH))


def nice_top(view: View, rows: tuple[Node, ...], columns: tuple[Node | None, ...]) -> int:
    """The largest published figure, at least one."""
    values = [view.figure(r, c).value or 0 for r in rows for c in columns]
    return max([1, *values])


def chip(text: str, shift: int, y: float, anchor: str, x: float = 0, size: int = 14) -> dict[str, Any]:
    """Words on a plain ground, so that they stay legible over hatching."""
    return {
        "text": text,
        "x": x,
        "xshift": shift,
        "y": y,
        "xanchor": anchor,
        "yanchor": "middle",
        "showarrow": False,
        "bgcolor": palette.PAPER,
        "borderpad": 0,
        "font": {"size": size, "color": palette.INK},
    }
