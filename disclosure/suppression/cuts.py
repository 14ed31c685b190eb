"""Inequalities that every safe pattern satisfies, and that a given (fractional) pattern does not.

For a demand, a linear programme finds how far its cell can move when cell j may move by at most its room
times x_j. If that is not far enough, the reduced costs r of the optimum give, for every move v whatever,
v_i = sum of r_j v_j. A cell with r_j > 0 can rise without limit once withheld, one with r_j < 0 can fall by
its room; so the cells that are not withheld in every pattern must satisfy a covering inequality. After
Fischetti and Salazar-Gonzalez (2001), with the floor of 1 and unlimited rises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disclosure.arrays import Floats, Integers, Mask
from disclosure.rules import ANY
from disclosure.solver import INFINITY, Polytope
from disclosure.suppression.problem import Problem

EPSILON = 1e-6
# Violations and remainders below this are taken for rounding errors.
LEAST = 1e-4


@dataclass(frozen=True)
class Cut:
    """sum of `shares` x over `cells` >= 1, for every safe pattern x."""

    cells: Integers
    shares: Floats

    def slack(self, pattern: Floats) -> float:
        """How much a pattern exceeds what the cut asks; negative where it violates it."""
        return float(self.shares @ pattern[self.cells]) - 1.0


class Separator:
    """Finds cuts that patterns violate; `room` is how far each cell could fall."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.room = (problem.value - problem.floor).astype(float)
        self.fixed = problem.start | ~problem.system.listed
        size = problem.system.size
        self._polytope = Polytope(
            problem.system.equations,
            np.zeros(problem.system.equations.shape[0]),
            np.zeros(size),
            np.zeros(size),
        )
        self._all = np.arange(size)

    def violated(self, pattern: Floats, demands: Integers) -> Iterator[tuple[int, Cut | None]]:
        """A cut for each of some demands, or None where the pattern satisfies it (shares of 0 to 1)."""
        asked = self.problem.demands
        amount = self._amounts(demands)
        for cap in np.unique(amount).tolist():
            self._limit(pattern, float(cap))
            for demand in demands[amount == cap].tolist():
                yield demand, self._cut(int(asked.cells[demand]), demand, pattern)

    def rows(self) -> list[Cut]:
        """The cuts of single equations: what one of them lets the cell of a demand move."""
        equations = self.problem.system.equations
        by_cell = equations.tocsc()
        found = []
        for demand, cell in enumerate(self.problem.demands.cells.tolist()):
            for row in by_cell.indices[by_cell.indptr[cell] : by_cell.indptr[cell + 1]].tolist():
                at = slice(equations.indptr[row], equations.indptr[row + 1])
                found += self._row_cuts(demand, equations.indices[at], equations.data[at])
        return found

    def _row_cuts(self, demand: int, cells: Integers, signs: Floats) -> list[Cut]:
        asked = self.problem.demands
        cell, value = int(asked.cells[demand]), int(self.problem.value[asked.cells[demand]])
        others = cells != cell
        rises = -signs[others] / signs[~others][0]
        room = np.abs(rises) * self.room[cells[others]]
        up, down = np.where(rises > 0, INFINITY, room), np.where(rises < 0, INFINITY, room)
        wanted = [(up, int(asked.reach[demand]) - value), (up + down, int(asked.width[demand]))]
        if asked.low[demand] != ANY:
            wanted.append((down, value - int(asked.low[demand])))
        cuts = [_covering(cells[others], gain, self.fixed, amount) for gain, amount in wanted]
        return [cut for cut in cuts if cut is not None]

    def _amounts(self, demands: Integers) -> Integers:
        """How far the cell of each demand has to move at the most."""
        asked = self.problem.demands
        value = self.problem.value[asked.cells[demands]]
        down = np.where(asked.low[demands] == ANY, 0, value - np.minimum(asked.low[demands], value))
        up = np.maximum(asked.reach[demands] - value, asked.width[demands])
        farthest: Integers = np.maximum(np.maximum(up, down), 1)
        return farthest

    def _limit(self, pattern: Floats, cap: float) -> None:
        """Bounds of moves: free where withheld, in proportion where partly so."""
        free = self.fixed | (pattern >= 1 - EPSILON)
        share = np.where(pattern < EPSILON, 0.0, pattern)
        upper = np.where(free, INFINITY, cap * share)
        lower = np.where(free, self.room, np.minimum(self.room, cap) * share)
        self._polytope.bounds(self._all, -lower, upper)

    def _cut(self, cell: int, demand: int, pattern: Floats) -> Cut | None:
        """The most violated of the inequalities of one demand."""
        asked, value = self.problem.demands, int(self.problem.value[cell])
        reach, width, low = int(asked.reach[demand]), int(asked.width[demand]), int(asked.low[demand])
        top, up = self._extreme(cell, 1.0)
        found = [self._whole(up, reach - value)] if top < reach - value - EPSILON else []
        if low != ANY or top < width - EPSILON:
            bottom, down = self._extreme(cell, -1.0)
            if low != ANY and bottom < value - low - EPSILON:
                found.append(self._whole(down, value - low))
            if top + bottom < width - EPSILON:
                found.append(self._whole(up, width, down))
        cuts = [cut for cut in found if cut is not None and cut.slack(pattern) < -LEAST]
        return min(cuts, key=lambda cut: cut.slack(pattern)) if cuts else None

    def _extreme(self, cell: int, sign: float) -> tuple[float, Floats]:
        """How far a cell can rise (or fall), and the reduced costs that prove it."""
        self._polytope.objective(np.array([cell]), np.array([-sign]))
        solution = self._polytope.minimise(primal=True)
        if solution.outcome != "optimal":
            return INFINITY, np.zeros(0)
        return -solution.objective, -self._polytope.reduced_costs()

    def _whole(self, costs: Floats, amount: float, others: Floats | None = None) -> Cut | None:
        """The inequality that reduced costs prove; both ends of an interval together with `others`."""
        gain = self._gain(costs)
        if others is not None:
            gain = gain + self._gain(others)
        cells = np.flatnonzero(gain > EPSILON)
        return _covering(cells, gain[cells], self.fixed, amount)

    def _gain(self, costs: Floats) -> Floats:
        """What each cell, once withheld, can add at the most."""
        rising = np.where(costs > EPSILON, INFINITY, 0.0)
        return np.where(costs < -EPSILON, -costs * self.room, rising)


def _covering(cells: Integers, gain: Floats, fixed: Mask, amount: float) -> Cut | None:
    """What the cells can add must reach an amount; those of every pattern have added their part already."""
    certain = fixed[cells]
    rest = amount - float(gain[certain].sum())
    if rest < LEAST:
        return None
    free = ~certain & (gain > 0)
    return Cut(cells[free].astype(np.int64), np.minimum(gain[free] / rest, 1.0))
