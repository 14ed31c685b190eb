"""From a card and a choice to the rows, columns and figures that its chart, table and file all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import data
from dashboard.catalogue import Card
from dashboard.i18n import PERIOD, year_before
from dashboard.model import ABSENT, PERIOD_DIMENSION, Dimension, Figure, Node, Release, Table
from dashboard.state import Choice

TREND_PANELS_LEVEL = 1


@dataclass(frozen=True)
class View:
    """A card filled with figures. `rows` is the table, `shown` the part of it that the chart draws."""

    card: Card
    release: Release
    table: Table
    dimension: Dimension
    rows: tuple[Node, ...]
    shown: tuple[Node, ...]
    columns: tuple[Node, ...]
    shown_columns: tuple[Node, ...]
    figures: Mapping[tuple[str, ...], Figure]
    period: Node | None

    def figure(self, row: Node, column: Node | None = None) -> Figure:
        """The figure of a row, in a column where the card has columns."""
        key = (row.code, column.code) if column is not None else (row.code,)
        return self.figures.get(key, ABSENT)

    @property
    def by(self) -> Dimension | None:
        """The dimension of the columns."""
        return self.release.dimensions[self.card.by] if self.card.by else None

    @property
    def withheld(self) -> int:
        """How many figures of the table are withheld."""
        return sum(self.figure(r, c).withheld for r in self.rows for c in self.columns or (None,))

    @property
    def is_trend(self) -> bool:
        """Whether the rows are periods."""
        return self.card.kind == "trend"


def build(release: Release, card: Card, choice: Choice) -> View:
    """Fill a card that fits the release."""
    table = release.tables[card.table]
    dimension = release.dimensions[card.dimension]
    columns: tuple[Node, ...] = ()
    shown_columns: tuple[Node, ...] = ()
    if card.by:
        split = release.dimensions[card.by]
        level = TREND_PANELS_LEVEL if card.kind == "trend" else 1
        columns = split.down_to(level)
        shown_columns = split.cut(level)
    if card.kind == "trend":
        rows = shown = trend_periods(dimension)
        chosen: dict[str, str] = {}
        period = None
    else:
        level = min(choice.level, max(dimension.depth, 1))
        rows, shown = dimension.down_to(level), dimension.cut(level)
        chosen = {PERIOD_DIMENSION: choice.period} if PERIOD_DIMENSION in table.dimensions else {}
        period = chosen_period(release, table, choice)
    dimensions = (card.dimension, card.by) if card.by else (card.dimension,)
    figures = data.figures(release, table, dimensions, chosen)
    return View(card, release, table, dimension, rows, shown, columns, shown_columns, figures, period)


def chosen_period(release: Release, table: Table, choice: Choice) -> Node | None:
    """The chosen period as a node, for tables that know time."""
    if release.periods is None or PERIOD_DIMENSION not in table.dimensions:
        return None
    return release.periods.by_code.get(choice.period)


def trend_periods(periods: Dimension) -> tuple[Node, ...]:
    """Half-years where they are known throughout; years where no half-year is known."""
    if all((m := PERIOD.match(leaf.code)) and m["part"] in (None, "U") for leaf in periods.leaves):
        return periods.cut(1)
    return periods.leaves


def total(view: View) -> Figure:
    """The figure of the whole."""
    return data.single(
        view.release, view.table, {PERIOD_DIMENSION: view.period.code} if view.period is not None else {}
    )


def share(part: Figure, whole: Figure) -> float | None:
    """A share of two published figures, else nothing; of rounded ones it would look exact."""
    if part.value is None or not whole.value or part.base is not None or whole.base is not None:
        return None
    return part.value / whole.value


@dataclass(frozen=True)
class Change:
    """The difference to a year before, when both figures are published."""

    before: Figure
    difference: int | None
    ratio: float | None


def change(now: Figure, before: Figure) -> Change:
    """Compare two figures without touching what is withheld, or rounded: the difference would look exact."""
    if now.value is None or before.value is None or now.base is not None or before.base is not None:
        return Change(before, None, None)
    difference = now.value - before.value
    return Change(before, difference, difference / before.value if before.value else None)


def before_of(view: View, row: Node, column: Node | None = None) -> Figure:
    """The figure of the same part of the year before, in a trend."""
    code = year_before(row.code)
    node = view.dimension.by_code.get(code) if code is not None else None
    return view.figure(node, column) if node is not None else ABSENT
