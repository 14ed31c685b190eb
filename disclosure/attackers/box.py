"""An attacker who knows of every cell a least and a greatest value, and that totals add up.

What rounding and perturbation leave: no cell is hidden, each is known up to a few units. The whole tables in
the box are what he must reckon with; extremes over them by linear programmes, integer ones where a solution
is fractional.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from disclosure.arrays import Floats, Integers
from disclosure.attackers.attacker import Intervals
from disclosure.attackers.view import UNBOUNDED, View
from disclosure.errors import DisclosureError, InconsistentTablesError
from disclosure.rules import Demands
from disclosure.solver import INFINITY, TOLERANCE, Polytope, Solution, whole
from disclosure.tables.components import Component, components
from disclosure.tables.system import System

# A single integer programme that takes longer leaves a doubt.
WHOLE_SECONDS = 20.0

Accept = Callable[[Integers], bool]


class Box:
    """Whole tables between `lower` and `upper` (over all cells, `UNBOUNDED` for no limit) that add up.

    table: one of them, if known. accept: refuses whole tables that are ruled out for other reasons; what only
    such tables would show is not shown. keep: remember the tables that show something (`witnesses`).

    Raises InconsistentTablesError where there is no whole table, and DisclosureError (`time_limit`) if time
    is up before one is found.
    """

    def __init__(
        self,
        system: System,
        lower: Integers,
        upper: Integers,
        *,
        table: Integers | None = None,
        accept: Accept | None = None,
        keep: bool = False,
        time_limit: float | None = None,
    ) -> None:
        deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
        free = lower < upper
        known = np.where(free, 0, lower)
        right = -np.asarray(system.equations @ known, dtype=np.float64)
        self._owner = np.full(system.size, -1, dtype=np.int64)
        self._parts: list[_Part] = []
        self._table = known if table is None else table.copy()
        for number, part in enumerate(components(system.equations, free)):
            self._owner[part.cells] = number
            made = _Part(part, system.equations, right, lower, upper, deadline)
            if table is None:
                found = made.begin()
                if found is None:
                    raise DisclosureError("time_limit")
                self._table[part.cells] = found
            self._parts.append(made)
        inside = np.all((lower <= self._table) & (self._table <= upper))
        if not inside or np.any(system.equations @ self._table != 0):
            raise InconsistentTablesError("published_values_contradict")
        accepted = accept is None or accept(self._table)
        for made in self._parts:
            made.judge(self._table, accept, accepted=accepted, keep=keep)
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

    def unmet(self, asked: Demands, most: int | None = None) -> list[int]:
        """Demands that no whole tables found show to be met: these are broken, or doubtful.

        most: after how many of them the others are not looked at any more.
        """
        left = [demand for demand in range(asked.size) if not self._met(asked, demand)]
        for number in np.unique(self._owner[asked.cells[left]]).tolist():
            if number >= 0:
                mine = [demand for demand in left if self._owner[asked.cells[demand]] == number]
                self._parts[number].spread(asked.cells[mine])
        broken: list[int] = []
        for demand in left:
            if len(broken) == most:
                break
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

    def witnesses(self, asked: Demands) -> list[Integers]:
        """Whole tables over all cells that show together which demands are met: the first, and what it lacks.

        Only those are told that widened what others before them showed of a cell that is asked about.
        """
        found = [self._table]
        for part in self._parts:
            wanted = np.flatnonzero(np.isin(part.cells, asked.cells))
            low = high = self._table[part.cells][wanted]
            for table in part.kept:
                now = table[wanted]
                if np.any((now < low) | (now > high)):
                    low, high = np.minimum(low, now), np.maximum(high, now)
                    found.append(self._table.copy())
                    found[-1][part.cells] = table
        return found

    def _met(self, asked: Demands, demand: int) -> bool:
        low, high = self.seen(int(asked.cells[demand]))
        return low <= high and not asked.one(demand).unmet(np.array([low]), np.array([high]))[0]


class _Part(View):
    """One component of the box; once told, it sees only tables that are accepted.

    kept: the tables seen that went beyond what others before them had shown.
    """

    def __init__(
        self,
        part: Component,
        equations: sparse.csr_matrix,
        right: Floats,
        lower: Integers,
        upper: Integers,
        deadline: float,
    ) -> None:
        most = upper[part.cells]
        ends = lower[part.cells].astype(float), np.where(most == UNBOUNDED, INFINITY, most.astype(float))
        matrix = equations[part.rows][:, part.cells].tocsr()
        super().__init__(part.cells, matrix, right[part.rows], ends, deadline)
        self._accept: Accept | None = None
        self._keep = False
        self.kept: list[Integers] = []
        self._done: dict[tuple[int, bool], bool] = {}

    def judge(self, everywhere: Integers, accept: Accept | None, *, accepted: bool, keep: bool) -> None:
        """Start from a whole table over all cells; where it is not accepted nothing has been seen yet."""
        self._everywhere, self._accept, self._keep = everywhere, accept, keep
        self.lowest[:] = everywhere[self.cells] if accepted else UNBOUNDED
        self.highest[:] = everywhere[self.cells] if accepted else -1

    def see(self, table: Integers) -> bool:
        """Take a table into account, if it is in the box, adds up and is accepted."""
        if np.any(table > self.at_most):
            return False
        if self._accept is not None:
            everywhere = self._everywhere.copy()
            everywhere[self.cells] = table
            if not self._accept(everywhere):
                return False
        wider = self._keep and bool(np.any((table < self.lowest) | (table > self.highest)))
        seen = super().see(table)
        if seen and wider:
            self.kept.append(table)
        return seen

    def seen(self, cell: int) -> tuple[int, int]:
        """The extremes of a cell (numbered as in the system)."""
        at = int(np.searchsorted(self.cells, cell))
        return int(self.lowest[at]), int(self.highest[at])

    def spread(self, wanted: Integers) -> None:
        """Extreme tables for many cells at once, which often show most of what there is to be shown."""
        local = np.searchsorted(self.cells, wanted)
        bounded = local[np.isfinite(self.at_most[local])]
        for columns, sign in ((bounded, -1.0), (local, 1.0)):
            self.polytope.objective(columns, np.full(len(columns), sign))
            self._take(self.polytope.minimise(primal=True, time_limit=self.left()))

    def narrow(self, cell: int, *, up: bool) -> bool:
        """Look for one end of a cell (numbered as in the system); whether that end is exact."""
        at = int(np.searchsorted(self.cells, cell))
        if (at, up) not in self._done:
            self._done[at, up] = self._end(at, -1.0 if up else 1.0)
        return self._done[at, up]

    def _end(self, at: int, sign: float) -> bool:
        # A cell without a limit of its own has one all the same: some listed cell is a sum with it.
        ends = self.highest if sign < 0 else self.lowest
        if ends[at] == (self.at_most if sign < 0 else self.at_least)[at]:
            return True
        if self.late():
            return False
        self.polytope.objective(np.array([at]), np.array([sign]))
        solution = self.polytope.minimise(primal=True, time_limit=self.left())
        if solution.outcome != "optimal":
            return False
        bound = sign * np.ceil(solution.objective - TOLERANCE)
        if self._take(solution) is None and ends[at] != bound:
            self._whole.objective(np.array([at]), np.array([sign]))
            table = self._take(self._whole.minimise(time_limit=min(self.left(), WHOLE_SECONDS)))
            return table is not None and bool(ends[at] == table[at])
        return bool(ends[at] == bound)

    @cached_property
    def _whole(self) -> Polytope:
        return Polytope(self.matrix, self.right, self.at_least, self.at_most, integer=True)

    def _take(self, solution: Solution) -> Integers | None:
        """The whole table that a solution is, if it is one and could be seen."""
        table = whole(solution.point) if solution.outcome == "optimal" else None
        return table if table is not None and self.see(table) else None


def coherent(system: System, shown: Integers) -> Accept:
    """Refuse whole tables in which cells made of the same records were shown differently.

    shown: what is published of each listed cell. A sum of which all other parts are 0 has the records of the
    one that is not, and would have had its key.
    """
    structure = abs(system.equations).tocsr()
    rows = np.repeat(np.arange(structure.shape[0]), np.diff(structure.indptr))
    listed = np.flatnonzero(system.listed)

    def accept(table: Integers) -> bool:
        filled = (table > 0)[structure.indices]
        pair = (np.bincount(rows, filled) == 2)[rows] & filled
        ends = structure.indices[pair].reshape(-1, 2)
        links = sparse.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(system.size,) * 2)
        group = csgraph.connected_components(links, directed=False)[1]
        most = np.full(system.size, -1)
        least = np.full(system.size, UNBOUNDED)
        np.maximum.at(most, group[listed], shown[listed])
        np.minimum.at(least, group[listed], shown[listed])
        return bool(np.all(least[group[listed]] == most[group[listed]]))

    return accept
