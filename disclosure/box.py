"""An attacker who knows of every cell a least and a greatest value, and that totals add up.

What rounding and perturbation leave: no cell is hidden, each is known up to a few units. The whole tables in
the box are what he must reckon with; extremes over them by linear programmes, integer ones where a solution
is fractional.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from disclosure.arrays import Floats, Integers, Mask
from disclosure.attacker import Intervals
from disclosure.components import Component, components
from disclosure.errors import InconsistentTablesError
from disclosure.rules import Demands
from disclosure.solver import INFINITY, TOLERANCE, Polytope, whole
from disclosure.system import System
from disclosure.view import UNBOUNDED

# A single integer programme that takes longer leaves a doubt.
WHOLE_SECONDS = 20.0

Accept = Callable[[Integers], bool]


class Box:
    """Whole tables between `lower` and `upper` (over all cells, `UNBOUNDED` for no limit) that add up.

    table: one of them, if known. accept: refuses whole tables that are ruled out for other reasons; what only
    such tables would show is not shown. Raises InconsistentTablesError where no whole table is found.
    """

    def __init__(
        self,
        system: System,
        lower: Integers,
        upper: Integers,
        *,
        table: Integers | None = None,
        accept: Accept | None = None,
        time_limit: float | None = None,
    ) -> None:
        deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
        free = lower < upper
        known = np.where(free, 0, lower)
        right = -np.asarray(system.equations @ known, dtype=np.float64)
        idle = np.asarray(abs(system.equations) @ free.astype(float)) == 0
        if np.any(lower > upper) or np.any(idle & (right != 0)):
            raise InconsistentTablesError("published_values_contradict")
        self._owner = np.full(system.size, -1, dtype=np.int64)
        self._parts: list[_Part] = []
        self._table = known if table is None else table.copy()
        for number, part in enumerate(components(system.equations, free)):
            self._owner[part.cells] = number
            made = _Part(part, system.equations, right, lower, upper, deadline)
            if table is None:
                self._table[part.cells] = made.any_table()
            self._parts.append(made)
        inside = np.all((lower <= self._table) & (self._table <= upper))
        if not inside or np.any(system.equations @ self._table != 0):
            raise InconsistentTablesError("published_values_contradict")
        accepted = accept is None or accept(self._table)
        for made in self._parts:
            made.begin(self._table, accept, accepted=accepted)
        self._known, self._accepted = known, accepted

    def intervals(self, targets: Integers) -> Intervals:
        """The least and greatest values of cells, over all whole tables in the box."""
        lower, upper = self._known[targets].copy(), self._known[targets].copy()
        proven = np.ones(len(targets), dtype=bool)
        for place, cell in enumerate(targets.tolist()):
            if self._owner[cell] >= 0:
                part = self._parts[self._owner[cell]]
                proven[place] = part.narrow(cell, up=False) & part.narrow(cell, up=True)
                lower[place], upper[place] = part.seen(cell)
        return Intervals(targets, lower, upper, proven)

    def unmet(self, asked: Demands) -> list[int]:
        """Demands that no whole tables found show to be met: these are broken, or doubtful."""
        left = [demand for demand in range(asked.size) if not self._met(asked, demand)]
        for number in np.unique(self._owner[asked.cells[left]]).tolist():
            if number >= 0:
                mine = [demand for demand in left if self._owner[asked.cells[demand]] == number]
                self._parts[number].spread(asked.cells[mine])
        broken = []
        for demand in left:
            cell = int(asked.cells[demand])
            for up in (True, False):
                if self._owner[cell] >= 0 and not self._met(asked, demand):
                    self._parts[self._owner[cell]].narrow(cell, up=up)
            if not self._met(asked, demand):
                broken.append(demand)
        return broken

    def seen(self, cell: int) -> tuple[int, int]:
        """The least and greatest value of a cell in whole tables found so far (none: the least is more)."""
        if self._owner[cell] >= 0:
            part: _Part = self._parts[self._owner[cell]]
            return part.seen(cell)
        value = int(self._known[cell])
        return (value, value) if self._accepted else (value, value - 1)

    def told(self, cell: int) -> bool:
        """Whether it is certain that a cell can have one value only."""
        found = self.intervals(np.array([cell]))
        return bool(found.exact[0] and found.proven[0])

    def _met(self, asked: Demands, demand: int) -> bool:
        low, high = self.seen(int(asked.cells[demand]))
        return low <= high and not asked.one(demand).unmet(np.array([low]), np.array([high]))[0]


class _Part:
    """One component of the box, and the extremes of the whole tables seen so far."""

    def __init__(
        self,
        part: Component,
        equations: sparse.csr_matrix,
        right: Floats,
        lower: Integers,
        upper: Integers,
        deadline: float,
    ) -> None:
        self.cells = part.cells
        self._matrix = equations[part.rows][:, part.cells].tocsr()
        self._right, self._deadline = right[part.rows], deadline
        top = upper[part.cells]
        self._lower = lower[part.cells].astype(float)
        self._upper = np.where(top == UNBOUNDED, INFINITY, top.astype(float))
        self._polytope = Polytope(self._matrix, self._right, self._lower, self._upper)
        self._integer: Polytope | None = None
        self._done: dict[tuple[int, bool], bool] = {}

    def any_table(self) -> Integers:
        """A whole table; raises InconsistentTablesError where none is found."""
        solution = self._polytope.minimise(time_limit=self._left())
        table = whole(solution.point) if solution.outcome == "optimal" else None
        if table is None and solution.outcome != "infeasible":
            table = self._whole(0, 0.0)
        if table is None:
            raise InconsistentTablesError("published_values_contradict")
        return table

    def begin(self, table: Integers, accept: Accept | None, *, accepted: bool) -> None:
        """Start from a whole table over all cells; where it is not accepted nothing has been seen yet."""
        self._rest, self._accept = table, accept
        mine = table[self.cells]
        self._lowest = mine.copy() if accepted else np.full(len(mine), UNBOUNDED)
        self._highest = mine.copy() if accepted else np.full(len(mine), -1)

    def seen(self, cell: int) -> tuple[int, int]:
        """The extremes of a cell (numbered as in the system)."""
        at = int(np.searchsorted(self.cells, cell))
        return int(self._lowest[at]), int(self._highest[at])

    def spread(self, wanted: Integers) -> None:
        """Extreme tables for many cells at once, which often show most of what there is to be shown."""
        local = np.searchsorted(self.cells, wanted)
        bounded = local[np.isfinite(self._upper[local])]
        for columns, sign in ((bounded, -1.0), (local, 1.0)):
            self._polytope.objective(columns, np.full(len(columns), sign))
            solution = self._polytope.minimise(primal=True, time_limit=self._left())
            self._see(whole(solution.point))

    def narrow(self, cell: int, *, up: bool) -> bool:
        """Look for one end of a cell (numbered as in the system); whether that end is exact."""
        at = int(np.searchsorted(self.cells, cell))
        if (at, up) not in self._done:
            self._done[at, up] = self._end(at, -1.0 if up else 1.0)
        return self._done[at, up]

    def _end(self, at: int, sign: float) -> bool:
        # A cell without a limit of its own has one all the same: some listed cell is a sum with it.
        ends = self._highest if sign < 0 else self._lowest
        if ends[at] == (self._upper if sign < 0 else self._lower)[at]:
            return True
        if time.monotonic() > self._deadline:
            return False
        self._polytope.objective(np.array([at]), np.array([sign]))
        solution = self._polytope.minimise(primal=True, time_limit=self._left())
        if solution.outcome != "optimal":
            return False
        bound = sign * np.ceil(solution.objective - TOLERANCE)
        if not self._see(whole(solution.point)) and ends[at] != bound:
            table = self._whole(at, sign)
            return bool(self._see(table) and table is not None and ends[at] == table[at])
        return bool(ends[at] == bound)

    def _whole(self, at: int, sign: float) -> Integers | None:
        if self._integer is None:
            self._integer = Polytope(self._matrix, self._right, self._lower, self._upper, integer=True)
        self._integer.objective(np.array([at]), np.array([sign]))
        solution = self._integer.minimise(time_limit=min(self._left(), WHOLE_SECONDS))
        return whole(solution.point) if solution.outcome == "optimal" else None

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.01)

    def _see(self, table: Integers | None) -> bool:
        """Take note of a whole table, if it is one and is accepted."""
        if table is None or not len(table):
            return False
        inside = np.all((table >= self._lower) & (table <= self._upper))
        if not inside or np.any(self._matrix @ table != self._right):
            return False
        if self._accept is not None:
            everywhere = self._rest.copy()
            everywhere[self.cells] = table
            if not self._accept(everywhere):
                return False
        np.minimum(self._lowest, table, out=self._lowest)
        np.maximum(self._highest, table, out=self._highest)
        return True


def coherent(system: System, shown: Integers) -> Accept:
    """Refuse whole tables in which cells made of the same records were shown differently.

    shown: what is published of each listed cell. A sum of which all other parts are 0 has the records of the
    one that is not, and would have had its key.
    """
    structure = abs(system.equations).tocsr()
    rows = np.repeat(np.arange(structure.shape[0]), np.diff(structure.indptr))

    def accept(table: Integers) -> bool:
        filled = (table > 0)[structure.indices]
        pair = (np.bincount(rows, filled, structure.shape[0]) == 2)[rows] & filled
        ends = structure.indices[pair].reshape(-1, 2)
        links = sparse.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(system.size,) * 2)
        group = csgraph.connected_components(links, directed=False)[1]
        listed: Mask = system.listed & (table > 0)
        most = np.full(system.size, -1)
        least = np.full(system.size, UNBOUNDED)
        np.maximum.at(most, group[listed], shown[listed])
        np.minimum.at(least, group[listed], shown[listed])
        return bool(np.all(least[group[listed]] == most[group[listed]]))

    return accept
