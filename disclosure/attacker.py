"""The additive attacker: what published cells, totals that add up and floors tell of every withheld cell.

Shares nothing with the search for patterns but the equations: no true withheld value, no witness reaches it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from disclosure.components import Component, components
from disclosure.errors import InconsistentTablesError
from disclosure.proof import Proof
from disclosure.rules import Demands
from disclosure.solver import INFINITY, TOLERANCE, Floats, Polytope, whole
from disclosure.system import Integers, Mask, System

UNBOUNDED = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Intervals:
    """Integer feasibility intervals: all counts from `lower` to `upper` (or `UNBOUNDED`) are thinkable.

    proven: both ends are exact; otherwise time ran out, and the ends are counts certainly possible (so a
    cell may look narrower than it is, never wider).
    """

    cells: Integers
    lower: Integers
    upper: Integers
    proven: Mask

    @property
    def exact(self) -> Mask:
        """Cells that the attacker knows."""
        return np.asarray(self.lower == self.upper, dtype=bool)

    def narrower_than(self, width: int) -> Mask:
        """Cells whose interval is less wide than that."""
        return np.asarray(self.upper - self.lower < width, dtype=bool)


def attack(
    system: System,
    published: Mask,
    *,
    floor: int | Integers = 1,
    targets: Integers | None = None,
    time_limit: float | None = None,
) -> Intervals:
    """Intervals of all cells not published (complements included), or of `targets`.

    published: over the system's cells; unlisted cells never are. floor: what is known of a withheld listed
    cell, 1 where zeros are always published, 0 else (or an array over cells). Values of cells not published
    are not read. Raises InconsistentTablesError if no integer table agrees with what is published.
    """
    attacker = Attacker(system, published, floor=floor, time_limit=time_limit)
    wanted = np.flatnonzero(attacker.free & system.countable) if targets is None else targets
    for part in attacker.parts:
        part.bound(wanted[attacker.owner[wanted] == part.number])
    return attacker.intervals(wanted)


class Attacker:
    """An attacker's view of a whole system, component by component."""

    def __init__(
        self, system: System, published: Mask, *, floor: int | Integers = 1, time_limit: float | None = None
    ) -> None:
        self.free = ~(published & system.listed)
        known = np.where(self.free, 0, system.value)
        right = -np.asarray(system.equations @ known, dtype=np.float64)
        least = np.where(system.listed & self.free, floor, 0).astype(np.int64)
        deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
        self.lower, self.upper = known.copy(), known.copy()
        self.proven = ~self.free
        self.owner = np.full(system.size, -1, dtype=np.int64)
        self._refuse_contradictions(system, right)
        self.parts = []
        for number, part in enumerate(components(system.equations, self.free)):
            self.owner[part.cells] = number
            self.parts.append(_Part(number, part, system.equations, right, least, deadline))

    def _refuse_contradictions(self, system: System, right: Floats) -> None:
        touched = np.asarray(abs(system.equations) @ self.free.astype(float)) > 0
        wrong = np.flatnonzero(~touched & (right != 0))
        if len(wrong):
            cell = int(system.equations[int(wrong[0])].indices[0])
            table, codes = system.describe(cell)
            raise InconsistentTablesError("published_values_contradict", table=table, codes=codes.values())

    def intervals(self, wanted: Integers) -> Intervals:
        """What has been found of some cells."""
        for part in self.parts:
            self.lower[part.cells], self.upper[part.cells] = part.lowest, part.highest
            self.proven[part.cells] = part.proven()
        return Intervals(wanted, self.lower[wanted], self.upper[wanted], self.proven[wanted])


class _Part:
    """One component: bounds that hold (`at_least`, `at_most`) and extremes of integer tables seen so far."""

    def __init__(
        self,
        number: int,
        part: Component,
        equations: sparse.csr_matrix,
        right: Floats,
        floor: Integers,
        deadline: float,
    ) -> None:
        self.number = number
        self.cells = part.cells
        self._matrix = equations[part.rows][:, part.cells].tocsr()
        self._right = right[part.rows]
        self._floor = floor[part.cells].astype(float)
        self._deadline = deadline
        self.at_least, self.at_most = propagate(self._matrix, self._right, self._floor)
        if np.any(self.at_least > self.at_most):
            raise InconsistentTablesError("published_values_contradict")
        self._polytope = Polytope(self._matrix, self._right, self._floor, np.full(len(self.cells), INFINITY))
        self._table = self._first_table()
        self.lowest, self.highest = self._table.copy(), self._table.copy()
        self._free_rays()

    def _first_table(self) -> Integers:
        if np.all(self.at_least == self.at_most):
            table: Integers | None = self.at_least.astype(np.int64)
        else:
            solution = self._polytope.minimise()
            table = whole(solution.point) if solution.outcome == "optimal" else None
            if table is None and solution.outcome != "infeasible":
                table = self._integer_table(-1, 0.0, 0.0)
        if table is None or not self._agrees(table):
            raise InconsistentTablesError("published_values_contradict")
        return table

    def _free_rays(self) -> None:
        """Find at once every cell that can grow without end: the support of the cone of directions."""
        open_ended = np.isinf(self.at_most)
        if not open_ended.any():
            return
        size = len(self.cells)
        doubled = sparse.hstack([self._matrix, self._matrix], format="csr")
        upper = np.concatenate([np.ones(size), np.full(size, INFINITY)])
        cone = Polytope(doubled, np.zeros(doubled.shape[0]), np.zeros(2 * size), upper)
        cone.objective(np.arange(size), np.full(size, -1.0))
        direction = cone.minimise().point[:size]
        self.highest[direction > 0.5] = UNBOUNDED

    def proven(self) -> Mask:
        """Cells of which both ends are exact."""
        top = (self.highest >= self.at_most) | (self.highest == UNBOUNDED)
        return np.asarray((self.lowest <= self.at_least) & top, dtype=bool)

    def bound(self, wanted: Integers) -> None:
        """Find both ends for cells (numbers in the system) of this component."""
        local = np.searchsorted(self.cells, wanted)
        self.spread(wanted)
        for cell in local.tolist():
            self.narrow(cell, up=False)
            self.narrow(cell, up=True)

    def spread(self, wanted: Integers) -> None:
        """Extreme tables for all cells at once, which often show most of the ends."""
        local = np.searchsorted(self.cells, wanted)
        if len(local) < 2:
            return
        for sign in (1.0, -1.0):
            loose = local[self.highest[local] < UNBOUNDED] if sign < 0 else local
            self._polytope.objective(loose, np.full(len(loose), sign))
            self._see(self._polytope.minimise(primal=True).point)

    def doubtful(self, asked: Demands, mine: Integers) -> list[int]:
        """Which of some demands short moves from a table of the attacker's own do not show to be met."""
        missed = [
            d
            for d in mine.tolist()
            if self.misses(int(np.searchsorted(self.cells, asked.cells[d])), asked, d)
        ]
        if not missed:
            return []
        mine = np.array(missed, dtype=np.int64)
        places = np.searchsorted(self.cells, asked.cells[mine])
        near = Demands(places, asked.reach[mine], asked.low[mine], asked.width[mine])
        proof = Proof(self._matrix, self._table, self._floor.astype(np.int64), near)
        return [int(mine[demand]) for demand in proof.establish()]

    def misses(self, cell: int, asked: Demands, demand: int) -> bool:
        """Whether what has been seen of a cell (numbered here) does not meet a demand yet."""
        low, high = np.array([self.lowest[cell]]), np.array([self.highest[cell]])
        return bool(asked.one(demand).unmet(low, high)[0])

    def narrow(self, cell: int, *, up: bool) -> None:
        """Make one end of a cell exact, by LP and, where its optimum is fractional, by MIP."""
        done = self.highest[cell] >= self.at_most[cell] if up else self.lowest[cell] <= self.at_least[cell]
        if done or (up and self.highest[cell] == UNBOUNDED) or time.monotonic() > self._deadline:
            return
        self._polytope.objective(np.array([cell]), np.array([-1.0 if up else 1.0]))
        solution = self._polytope.minimise(primal=True, time_limit=self._left())
        if solution.outcome != "optimal":
            return
        self._see(solution.point)
        if up:
            self.at_most[cell] = min(self.at_most[cell], np.floor(-solution.objective + TOLERANCE))
        else:
            self.at_least[cell] = max(self.at_least[cell], np.ceil(solution.objective - TOLERANCE))
        self._close(cell, up=up)

    def _close(self, cell: int, *, up: bool) -> None:
        """The bound of the relaxation may be out of reach of whole numbers: step to the exact end."""
        seen, bound = (self.highest, self.at_most) if up else (self.lowest, self.at_least)
        if seen[cell] == bound[cell]:
            return
        polytope = self._integer_polytope()
        polytope.objective(np.array([cell]), np.array([-1.0 if up else 1.0]))
        solution = polytope.minimise(time_limit=min(self._left(), 20.0))
        table = whole(solution.point) if solution.outcome == "optimal" else None
        if table is not None and self._agrees(table):
            self._see(solution.point)
            bound[cell] = table[cell]

    def _integer_polytope(self) -> Polytope:
        return Polytope(self._matrix, self._right, self.at_least, self.at_most, integer=True)

    def _integer_table(self, cell: int, low: float, high: float) -> Integers | None:
        polytope = self._integer_polytope()
        if cell >= 0:
            polytope.bounds(np.array([cell]), np.array([low]), np.array([high]))
        solution = polytope.minimise(time_limit=min(self._left(), 60.0))
        return whole(solution.point) if solution.outcome == "optimal" else None

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.01)

    def _see(self, point: Floats) -> None:
        table = whole(point) if len(point) else None
        if table is not None and self._agrees(table):
            np.minimum(self.lowest, table, out=self.lowest)
            np.maximum(self.highest, table, out=self.highest)

    def _agrees(self, table: Integers) -> bool:
        return bool(np.all(table >= self._floor)) and bool(np.all(self._matrix @ table == self._right))


def propagate(
    matrix: sparse.csr_matrix, right: Floats, floor: Floats, rounds: int = 10
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bounds that single equations give, applied until nothing changes (or `rounds` are over)."""
    entries = matrix.tocoo()
    rows, columns, signs = entries.row, entries.col, entries.data
    lower, upper = floor.astype(float).copy(), np.full(len(floor), INFINITY)
    count = matrix.shape[0]
    for _ in range(rounds):
        before = (lower.copy(), upper.copy())
        least = np.where(signs > 0, signs * lower[columns], signs * upper[columns])
        endless = np.isinf(least)
        total = np.bincount(rows, np.where(endless, 0.0, least), count)
        unknown = np.bincount(rows, endless, count)
        others_known = unknown[rows] - endless == 0
        rest = right[rows] - (total[rows] - np.where(endless, 0.0, least))
        # sign x cell <= right - least of the others, hence an upper bound where sign > 0, a lower one else.
        limit = rest / signs
        tightens = others_known & (signs > 0)
        np.minimum.at(upper, columns[tightens], np.floor(limit[tightens] + TOLERANCE))
        tightens = others_known & (signs < 0)
        np.maximum.at(lower, columns[tightens], np.ceil(limit[tightens] - TOLERANCE))
        most = np.where(signs > 0, signs * upper[columns], signs * lower[columns])
        endless = np.isinf(most)
        total = np.bincount(rows, np.where(endless, 0.0, most), count)
        unknown = np.bincount(rows, endless, count)
        others_known = unknown[rows] - endless == 0
        limit = (right[rows] - (total[rows] - np.where(endless, 0.0, most))) / signs
        tightens = others_known & (signs > 0)
        np.maximum.at(lower, columns[tightens], np.ceil(limit[tightens] - TOLERANCE))
        tightens = others_known & (signs < 0)
        np.minimum.at(upper, columns[tightens], np.floor(limit[tightens] + TOLERANCE))
        if np.array_equal(before[0], lower) and np.array_equal(before[1], upper):
            break
    return lower, upper
