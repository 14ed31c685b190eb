"""The map of the departments as plain polygons: no tiles, no service, and withheld areas can be hatched."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard import palette
from dashboard.charts import Chart, hover, layout
from dashboard.i18n import Speaker
from dashboard.model import Figure, Node, published, rounded
from dashboard.views import View

GEOMETRY = Path(__file__).parents[1] / "data" / "geography" / "departments.geojson"
Ring = list[list[float]]


@lru_cache(maxsize=1)
def shapes() -> dict[str, list[Ring]]:
    """Exterior rings of every area by its code."""
    collection = json.loads(GEOMETRY.read_text("utf-8"))
    return {f["id"]: [polygon[0] for polygon in f["geometry"]["coordinates"]] for f in collection["features"]}


def areas(view: View) -> dict[Node, list[str]]:
    """The nodes the chart shows that have a shape, each with the codes of its shapes."""
    found: dict[Node, list[str]] = {}
    shown = set(view.shown)
    level = max((node.depth for node in view.shown), default=0)
    for code in shapes():
        node = view.dimension.at_level(code, level)
        if node in shown:
            found.setdefault(node, []).append(code)
    return found


def without_shape(view: View) -> tuple[Node, ...]:
    """Nodes shown that no map can place."""
    placed = areas(view)
    return tuple(node for node in view.shown if node not in placed)


def class_bounds(values: list[int]) -> list[int]:
    """Upper bounds of at most four classes of the positive values, about as many areas in each."""
    positive = sorted(v for v in values if v > 0)
    if not positive:
        return []
    count = min(len(palette.CLASSES), len(set(positive)))
    bounds = {positive[math.ceil(len(positive) * (i + 1) / count) - 1] for i in range(count)}
    return sorted(bounds | {positive[-1]})


def class_of(value: int, bounds: list[int]) -> int:
    """The class a positive value falls into."""
    return next(i for i, bound in enumerate(bounds) if value <= bound)


def choropleth(view: View, say: Speaker) -> Chart:
    """The map with the figure written on every area."""
    placed = areas(view)
    figures = {node: view.figure(node) for node in placed}
    bounds = class_bounds([f.value for f in figures.values() if f.value is not None])
    colours, letters = _colours(len(bounds))
    traces, labels = [], []
    for node, codes in placed.items():
        figure = figures[node]
        fill, letter = _fill(figure, bounds, colours, letters)
        traces.append(_area(codes, fill, hover(node.label.say(say.lang), figure, say)))
        labels.append(_label(codes, say.figure(figure), letter))
    rings = [ring for codes in placed.values() for code in codes for ring in shapes()[code]]
    xs = [p[0] for r in rings for p in r]
    ys = [p[1] for r in rings for p in r]
    scale = 1 / math.cos(math.radians((min(ys) + max(ys)) / 2))
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return {
        "data": traces,
        "layout": layout(
            height=320,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            xaxis={**axis, "range": [min(xs) - 0.02, max(xs) + 0.02]},
            yaxis={
                **axis,
                "range": [min(ys) - 0.02, max(ys) + 0.02],
                "scaleanchor": "x",
                "scaleratio": scale,
            },
            annotations=labels,
            hovermode="closest",
        ),
    }


def legend(view: View, say: Speaker) -> list[tuple[str, str]]:
    """Colour and words of every class that occurs; the hatched one has the colour `withheld`."""
    figures = [view.figure(node) for node in areas(view)]
    bounds = class_bounds([f.value for f in figures if f.value is not None])
    colours, _ = _colours(len(bounds))
    base = view.table.base

    def told(value: int) -> str:
        return say.figure(published(value) if base is None else rounded(value, base))

    entries = [(palette.ZERO, told(0))] if any(f.value == 0 for f in figures) else []
    below = 0
    for bound, colour in zip(bounds, colours, strict=True):
        values = [f.value for f in figures if f.value is not None and below < f.value <= bound]
        low, high = told(min(values)), told(max(values))
        entries.append((colour, low if low == high else f"{low}\u2013{high}"))
        below = bound
    if any(f.withheld for f in figures):
        entries.append(("withheld", say("cell.withheld_legend")))
    return entries


def _colours(count: int) -> tuple[list[str], list[str]]:
    chosen = list(range(len(palette.CLASSES)))[-count:] if count else []
    return [palette.CLASSES[i] for i in chosen], [palette.CLASS_LETTERS[i] for i in chosen]


def _fill(
    figure: Figure, bounds: list[int], colours: list[str], letters: list[str]
) -> tuple[dict[str, Any], str]:
    if figure.value is None:
        pattern = {"shape": "/", "size": 7, "solidity": 0.18, "fgcolor": palette.WITHHELD_LINES}
        return {"fillcolor": palette.WITHHELD_BACK, "fillpattern": pattern}, palette.INK
    if figure.value == 0:
        return {"fillcolor": palette.ZERO}, palette.INK
    index = class_of(figure.value, bounds)
    return {"fillcolor": colours[index]}, letters[index]


def _area(codes: list[str], fill: dict[str, Any], text: str) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in (ring for code in codes for ring in shapes()[code]):
        xs += [p[0] for p in ring] + [None]
        ys += [p[1] for p in ring] + [None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs[:-1],
        "y": ys[:-1],
        "fill": "toself",
        "line": {"color": palette.MUTED, "width": 1, "simplify": False},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": text,
        **fill,
    }


def _label(codes: list[str], text: str, colour: str) -> dict[str, Any]:
    centres = [_centre(max(shapes()[code], key=len)) for code in codes]
    return {
        "x": sum(c[0] for c in centres) / len(centres),
        "y": sum(c[1] for c in centres) / len(centres),
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "font": {"size": 14, "color": colour},
        "captureevents": False,
    }


def _centre(ring: Ring) -> tuple[float, float]:
    """The centroid of a ring."""
    area = x = y = 0.0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        area, x, y = area + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (3 * area), y / (3 * area)
