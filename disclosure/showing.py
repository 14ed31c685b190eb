"""Showing that demands are met by whole tables that agree with everything published, many at a time.

One linear programme lifts (or lowers) as many of the cells in question as go together; its corner is made
whole by a small integer programme around it. What a handful of such tables does not show is asked of the
solver cell by cell, and what remains is doubted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from disclosure.components import Component, components
from disclosure.errors import InconsistentTablesError
from disclosure.rules import ANY, Demands
from disclosure.solver import TOLERANCE, Floats
from disclosure.system import Integers, Mask, System

ROUNDS = 40
TRIES = 3
WHOLE_SECONDS = 10.0
ROUGHLY = 0.02


@dataclass(frozen=True)
class Unshown:
    """A demand without a table that shows it: `known` when its cell has one value only in all tables seen."""

    demand: int
    known: bool


def unshown(system: System, hidden: Mask, asked: Demands, floor: Integers, deadline: float) -> list[Unshown]:
    """Demands that no whole tables show to be met; all that is doubted when time runs out.

    hidden: listed cells that are withheld; their values are not read. floor: of the hidden cells. Raises
    InconsistentTablesError if no table agrees with what is published.
    """
    free = hidden | ~system.listed
    right = -np.asarray(system.equations @ np.where(free, 0, system.value), dtype=np.float64)
    least = np.where(system.listed & free, floor, 0).astype(np.int64)
    found = [Unshown(demand, True) for demand in np.flatnonzero(~free[asked.cells]).tolist()]
    for component in components(system.equations, free):
        mine = np.flatnonzero(np.isin(asked.cells, component.cells))
        part = _Part(component, system.equations, right, least, deadline)
        found += part.unshown(asked, mine)
    return sorted(found, key=lambda entry: entry.demand)


class _Part:
    """One component: its equations, and the lowest and highest count of every cell in tables seen so far."""

    def __init__(
        self, part: Component, equations: sparse.csr_matrix, right: Floats, least: Integers, deadline: float
    ) -> None:
        self._cells = part.cells
        self._matrix = equations[part.rows][:, part.cells].tocsr()
        self._right = right[part.rows]
        self._least = least[part.cells]
        self._deadline = deadline
        self._lowest = np.full(len(part.cells), np.iinfo(np.int64).max)
        self._highest = np.full(len(part.cells), -1)
        self._tables: list[Integers] = []
        self._steps = sparse.hstack([self._matrix, -self._matrix], format="csr")

    def unshown(self, asked: Demands, mine: Integers) -> list[Unshown]:
        """Which of some demands about cells of this part are not shown."""
        if not len(mine):
            return []
        here = Demands(
            np.searchsorted(self._cells, asked.cells[mine]),
            asked.reach[mine],
            asked.low[mine],
            asked.width[mine],
        )
        for up in (True, False, True):
            self._together(here, up=up)
        for demand in range(here.size):
            self._show(here, demand)
        left = np.flatnonzero(self._unmet(here)).tolist()
        low, high = self._lowest[here.cells], self._highest[here.cells]
        return [Unshown(int(mine[d]), bool(low[d] == high[d])) for d in left]

    def _unmet(self, here: Demands) -> Mask:
        return here.unmet(self._lowest[here.cells], self._highest[here.cells])

    def _goals(self, here: Demands, *, up: bool) -> Integers:
        """Where each cell should get to, given what was seen on the other side."""
        low, high = self._lowest[here.cells], self._highest[here.cells]
        if up:
            seen = np.where(high >= 0, np.minimum(low, high), 0)
            return np.asarray(np.maximum(here.reach, seen + here.width))
        return np.maximum(np.minimum(here.low, high - here.width), self._least[here.cells])

    def _together(self, here: Demands, *, up: bool) -> None:
        """Tables in which as many unmet cells as possible reach their goals, until one helps no more."""
        for _ in range(ROUNDS):
            goals = self._goals(here, up=up)
            low, high = self._lowest[here.cells], self._highest[here.cells]
            short = self._unmet(here) & (high < goals if up else low > goals)
            if not short.any() or self._late():
                return
            table = self._reached(here.cells[short], goals[short], up=up)
            if table is None or not self._gain(table, here.cells[short], goals[short], up=up):
                return

    def _gain(self, table: Integers, cells: Integers, goals: Integers, *, up: bool) -> bool:
        self._see(table)
        return bool(np.any(table[cells] >= goals if up else table[cells] <= goals))

    def _reached(self, cells: Integers, goals: Integers, *, up: bool) -> Integers | None:
        """A table in which the cells come as near to their goals, in sum, as can be found."""
        cells, places = np.unique(cells, return_index=True)
        goals, count, size = goals[places], len(cells), len(self._cells)
        # counted = cell - beyond (up: at most the goal), or cell + short of it (down: at least the goal)
        pick = sparse.csr_matrix((np.ones(count), (np.arange(count), cells)), shape=(count, size))
        unit = sparse.identity(count, format="csr")
        beyond = -unit if up else unit
        matrix = sparse.bmat([[self._matrix, None, None], [pick, -unit, beyond]], format="csr")
        right = np.concatenate([self._right, np.zeros(count)])
        cost = np.concatenate([np.zeros(size), np.full(count, -1.0 if up else 1.0), np.zeros(count)])
        lower = np.concatenate([self._least, np.zeros(count) if up else goals, np.zeros(count)]).astype(float)
        upper = np.full(size + 2 * count, np.inf)
        if up:
            upper[size : size + count] = goals
        solved = linprog(
            cost,
            A_eq=matrix,
            b_eq=right,
            bounds=np.column_stack([lower, upper]),
            method="highs-ds",
            options={"time_limit": self._left()},
        )
        if solved.status == 2:
            raise InconsistentTablesError("published_values_contradict")
        if solved.x is None:
            return None
        for low, high in self._around(solved.x[:size], self._tables[-1] if self._tables else None):
            lower[:size], upper[:size] = low, high
            table = self._whole(cost, matrix, right, lower, upper)
            if table is not None:
                return table
        return None

    def _around(self, point: Floats, base: Integers | None) -> Iterator[tuple[Floats, Floats]]:
        """Boxes in which a whole table may be found: at a corner, between it and a whole table, and wider."""
        low, high = np.floor(point + TOLERANCE), np.ceil(point - TOLERANCE)
        yield np.maximum(low, self._least), high
        if base is not None:
            low, high = np.minimum(low, base), np.maximum(high, base)
            yield np.maximum(low, self._least), high
            moved = low < high
            near = (abs(self._matrix).T @ (abs(self._matrix) @ moved.astype(float))) > 0
            yield np.maximum(low - near, self._least), high + near
        else:
            yield np.maximum(low - 1, self._least), high + 1

    def _show(self, here: Demands, demand: int) -> None:
        """Look for the tables that one demand still lacks, one after the other."""
        cell, reach = int(here.cells[demand]), int(here.reach[demand])
        low, width = int(here.low[demand]), int(here.width[demand])
        if self._highest[cell] < reach and not self._push(cell, reach, up=True):
            return
        if low != ANY and self._lowest[cell] > low and not self._push(cell, low, up=False):
            return
        if self._highest[cell] - self._lowest[cell] >= width:
            return
        if self._push(cell, int(self._highest[cell]) - width, up=False):
            return
        # The low end is above that: what matters then is how far both ends are apart.
        for goal in range(self._lowest_thinkable(cell), int(self._lowest[cell]))[:TRIES]:
            if self._push(cell, goal, up=False):
                break
        self._push(cell, int(self._lowest[cell]) + width, up=True)

    def _push(self, cell: int, goal: int, *, up: bool) -> bool:
        """Look for a table in which a cell is at least (or at most) a count."""
        if not up and goal < self._least[cell]:
            return False
        seen = np.array([table[cell] for table in self._tables])
        base = self._tables[int(np.argmax(seen if up else -seen))] if len(seen) else None
        if base is None:
            table = self._reached(np.array([cell]), np.array([goal]), up=up)
        else:
            table = self._moved(base, cell, goal)
        if table is None:
            return False
        self._see(table)
        return bool(table[cell] >= goal if up else table[cell] <= goal)

    def _moved(self, base: Integers, cell: int, goal: int) -> Integers | None:
        """A table near another in which a cell has gone as far as a count."""
        size = len(self._cells)
        step = goal - int(base[cell])
        down = (base - self._least).astype(float)
        low, high = np.zeros(2 * size), np.concatenate([np.full(size, np.inf), down])
        there, back = (cell, size + cell) if step > 0 else (size + cell, cell)
        low[there], high[back] = abs(step), 0.0
        solved = linprog(
            np.ones(2 * size),
            A_eq=self._steps,
            b_eq=np.zeros(self._matrix.shape[0]),
            bounds=np.column_stack([low, high]),
            method="highs-ds",
            options={"time_limit": self._left()},
        )
        if solved.x is None:
            return None
        anywhere = (self._least.astype(float), np.full(size, np.inf))
        for low, high in [*self._around(base + solved.x[:size] - solved.x[size:], base), anywhere]:
            (low if step > 0 else high)[cell] = goal
            table = self._whole(np.zeros(size), self._matrix, self._right, low, high)
            if table is not None:
                return table
        return None

    def _lowest_thinkable(self, cell: int) -> int:
        """A count that no table can be below."""
        cost = np.zeros(len(self._cells))
        cost[cell] = 1.0
        bounds = np.column_stack([self._least, np.full(len(cost), np.inf)])
        solved = linprog(
            cost,
            A_eq=self._matrix,
            b_eq=self._right,
            bounds=bounds,
            method="highs-ds",
            options={"time_limit": self._left()},
        )
        return int(np.ceil(solved.fun - TOLERANCE)) if solved.x is not None else int(self._least[cell])

    def _whole(
        self, cost: Floats, matrix: sparse.csr_matrix, right: Floats, low: Floats, high: Floats
    ) -> Integers | None:
        if self._late() or np.any(low > high):
            return None
        size = len(self._cells)
        integral = np.arange(len(cost)) < size
        solved = milp(
            cost,
            integrality=integral.astype(int),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(matrix, right, right),
            options={"time_limit": min(self._left(), WHOLE_SECONDS), "mip_rel_gap": ROUGHLY},
        )
        if solved.x is None:
            return None
        table = np.rint(solved.x[:size]).astype(np.int64)
        agrees = np.all(table >= self._least) and np.all(self._matrix @ table == self._right)
        return table if agrees else None

    def _see(self, table: Integers) -> None:
        self._tables.append(table)
        np.minimum(self._lowest, table, out=self._lowest)
        np.maximum(self._highest, table, out=self._highest)

    def _late(self) -> bool:
        return time.monotonic() > self._deadline

    def _left(self) -> float:
        return max(min(self._deadline - time.monotonic(), 1e6), 0.01)
