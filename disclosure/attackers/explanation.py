"""How a withheld cell is pinned down: the fewest published cells, and the arithmetic with them.

Multiples of equations add up to one equation about the cell, published cells and other withheld cells
(Farkas). When the latter all stand on one side, what is known of them at least gives a bound. The multiples
come from a linear programme that uses as little as it can (sum of absolute multipliers); they are rounded to
whole numbers and everything is worked out again in whole numbers, so that what is told is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from disclosure.arrays import Floats, Integers, Mask
from disclosure.attackers.attacker import attack
from disclosure.attackers.view import UNBOUNDED
from disclosure.solver import TOLERANCE
from disclosure.tables.system import System

Side = Literal["exact", "least", "most"]

# What a person would still work out by hand: so many cells, divided by no more than this.
MOST_TERMS = 12
MOST_DIVISOR = 6
# Equations are looked at in so many rings around a cell, and so many at once.
ROUNDS = 5
MOST_ROWS = 400


@dataclass(frozen=True)
class Term:
    """A cell times a whole number; `value` is its published count, or what it is known to be at least.

    codes: those that are no total.
    """

    cell: int
    multiplier: int
    table: str
    codes: Mapping[str, str]
    value: int


@dataclass(frozen=True)
class Bound:
    """An end of the cell's interval: (published - or + floors) / divisor, rounded to `value`.

    `side`: exact (published cells alone), least or most. floors: withheld or unlisted cells that must be at
    least their `value`. The cell itself is the only floor where nothing else is needed.
    """

    side: Side
    value: int
    divisor: int
    published: tuple[Term, ...]
    floors: tuple[Term, ...]

    @property
    def constant(self) -> int:
        """What published values and floors come to, before it is divided."""
        return sum(term.multiplier * term.value for term in (*self.published, *self.floors))


@dataclass(frozen=True)
class Explanation:
    """How a cell (`codes`: those that are no total) is pinned down: one exact statement, or one an end."""

    table: str
    codes: Mapping[str, str]
    bounds: tuple[Bound, ...]


def explain(system: System, published: Mask, cell: int, *, floor: int | Integers = 1) -> Explanation | None:
    """Say how published cells pin a withheld cell down; None where that cannot be shown simply.

    published, floor: as in `attack`. Values of cells not published are not read.
    """
    found = attack(system, published, floor=floor, targets=np.array([cell]))
    return Explainer(system, published, floor=floor).explain(cell, int(found.lower[0]), int(found.upper[0]))


class Explainer:
    """Explains any number of cells of one system."""

    def __init__(self, system: System, published: Mask, *, floor: int | Integers = 1) -> None:
        self.system = system
        self.known = published & system.listed
        self.least = np.where(system.listed & ~self.known, floor, 0).astype(np.int64)
        self.value = np.where(self.known, system.value, 0)
        self._by_row = system.equations.astype(np.int64).tocsr()
        self._by_cell = self._by_row.tocsc()

    def explain(self, cell: int, lower: int, upper: int) -> Explanation | None:
        """Say why a cell is at least `lower` and at most `upper` (`UNBOUNDED`: nothing to be said)."""
        sides: list[tuple[Side, int]] = [("least", lower)]
        if upper != UNBOUNDED:
            sides.append(("most", upper))
        exact = self._bound(cell, "exact", lower) if lower == upper else None
        bounds: list[Bound | None] = [exact] if exact else [self._bound(cell, *side) for side in sides]
        shown = tuple(bound for bound in bounds if bound is not None)
        return Explanation(*self._place(cell), shown) if len(shown) == len(bounds) else None

    def _bound(self, cell: int, side: Side, value: int) -> Bound | None:
        if side == "least" and value <= self.least[cell]:
            return Bound(side, value, 1, (), (self._term(cell, 1, int(self.least[cell])),))
        for rows in self._neighbourhoods(cell):
            # Counts are whole: a bound that is met but for a fraction, rounded, will do as well.
            for slack in (TOLERANCE, 1 - 10 * TOLERANCE):
                bound = self._whole(cell, side, value, rows, self._multiples(cell, side, value, slack, rows))
                if bound is not None:
                    return bound
        return None

    def _whole(
        self, cell: int, side: Side, value: int, rows: Integers, multiples: Floats | None
    ) -> Bound | None:
        """The bound of the smallest whole multiples that give it."""
        if multiples is None:
            return None
        for divisor in range(1, MOST_DIVISOR + 1):
            whole = np.rint(multiples * divisor).astype(np.int64)
            bound = self._worked_out(cell, side, value, rows, whole)
            if bound is not None:
                return bound
        return None

    def _neighbourhoods(self, cell: int) -> Iterator[Integers]:
        """Growing sets of equations around a cell."""
        rows = self._rows_of(np.array([cell]))
        size = 0
        for _ in range(ROUNDS):
            if not size < len(rows) <= MOST_ROWS:
                return
            size = len(rows)
            cells = self._cells_of(rows)
            wider = self._shorter(rows, cells[self.known[cells]])
            yield wider if len(wider) <= MOST_ROWS else rows
            rows = self._rows_of(cells[~self.known[cells]])

    def _rows_of(self, cells: Integers) -> Integers:
        return np.unique(self._by_cell[:, cells].indices).astype(np.int64)

    def _cells_of(self, rows: Integers) -> Integers:
        return np.unique(self._by_row[rows].indices).astype(np.int64)

    def _shorter(self, rows: Integers, published: Integers) -> Integers:
        """Add equations that two or more of the published cells share: their sum may stand in one cell."""
        near, times = np.unique(self._by_cell[:, published].indices, return_counts=True)
        return np.union1d(rows, near[times > 1])

    def _multiples(self, cell: int, side: Side, value: int, slack: float, rows: Integers) -> Floats | None:
        """Multiples of equations that give a bound with the least use of cells."""
        cells = self._cells_of(rows)
        matrix = self._by_row[rows][:, cells].T.astype(float).tocsr()
        known, own = self.known[cells], cells == cell
        others = ~known & ~own
        pick = sparse.identity(len(cells), format="csr")
        up, down = pick[:, known], -pick[:, known]
        sign = 1.0 if side == "most" else -1.0
        equal = sparse.hstack([matrix, -up, -down, -sign * pick[:, others]], format="csr")
        count, unknown = int(known.sum()), int(others.sum())
        values, floors = self.value[cells[known]].astype(float), self.least[cells[others]].astype(float)
        total = np.concatenate([np.zeros(len(rows)), -values, values, -sign * floors])
        solved = linprog(
            np.concatenate([np.zeros(len(rows)), np.ones(2 * count), np.full(unknown, 0.5)]),
            A_eq=equal,
            b_eq=own.astype(float),
            A_ub=sign * total[None, :],
            b_ub=[sign * value + slack],
            bounds=[(None, None)] * len(rows)
            + [(0, None)] * (2 * count)
            + [(0, 0 if side == "exact" else None)] * unknown,
        )
        return np.asarray(solved.x[: len(rows)]) if solved.status == 0 else None

    def _worked_out(
        self, cell: int, side: Side, value: int, rows: Integers, multiples: Integers
    ) -> Bound | None:
        """The bound that whole multiples of equations give, if it is the wanted one."""
        sums = multiples @ self._by_row[rows]
        used = np.flatnonzero(sums)
        divisor = int(sums[cell])
        others = used[~self.known[used] & (used != cell)]
        holds = not len(others) or (
            side != "exact" and bool(np.all(sums[others] > 0 if side == "most" else sums[others] < 0))
        )
        if divisor <= 0 or not holds or len(used) - 1 > MOST_TERMS:
            return None
        bound = Bound(
            side,
            value,
            divisor,
            tuple(self._term(c, -int(sums[c]), int(self.value[c])) for c in used[self.known[used]].tolist()),
            tuple(self._term(c, -int(sums[c]), int(self.least[c])) for c in others.tolist()),
        )
        reached = bound.constant // divisor if side == "most" else -(-bound.constant // divisor)
        return bound if reached == value else None

    def _term(self, cell: int, multiplier: int, value: int) -> Term:
        return Term(cell, multiplier, *self._place(cell), value)

    def _place(self, cell: int) -> tuple[str, dict[str, str]]:
        table, codes = self.system.describe(cell)
        totals = {axis.dimension: axis.codes[0] for axis in self.system.tables[table].axes}
        return table, {name: code for name, code in codes.items() if code != totals[name]}
