"""Showing that demands are met by whole tables that agree with everything published, many at a time.

One linear programme lifts (or lowers) as many of the cells in question as go together; its corner is made
whole by a small integer programme around it. What a handful of such tables does not show is asked cell by
cell, as the shortest step from the first table, and what remains is doubted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers, Mask
from disclosure.attackers.view import UNBOUNDED, View, Views
from disclosure.rules import ANY, Demands
from disclosure.solver import Polytope, whole
from disclosure.tables.system import System

SHAKES = 3
# A table for many demands costs as much as so many for one, in a component of a thousand cells.
WORTH = 1 / 1000
# Up to so many cells move in one programme; of more, so many and all that share an equation with them.
TOGETHER = 10_000
APART = 3_000


@dataclass(frozen=True)
class Unshown:
    """A demand without a table that shows it: `known` when its cell has one value only in all tables seen."""

    demand: int
    known: bool


def unshown(
    system: System,
    hidden: Mask,
    asked: Demands,
    floor: Integers,
    deadline: float,
    known: Integers | None = None,
) -> list[Unshown]:
    """Demands that no whole tables show to be met; all that is doubted when time runs out.

    hidden: listed cells that are withheld; their values are not read. floor: of the hidden cells. known: a
    table over all cells to set out from, as whoever audits has; it shows no more than any other one. Raises
    InconsistentTablesError if no table agrees with what is published.
    """
    views = Views(system, hidden | ~system.listed, floor, deadline)
    owner = views.owner[asked.cells]
    found = [Unshown(demand, True) for demand in np.flatnonzero(owner < 0).tolist()]
    order = np.argsort(owner, kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
        if len(mine) and owner[mine[0]] >= 0:
            view = views.parts[int(owner[mine[0]])]
            cells = np.searchsorted(view.cells, asked.cells[mine])
            here = Demands(cells, asked.reach[mine], asked.low[mine], asked.width[mine])
            left = _Showing(view, here).left(None if known is None else known[view.cells])
            found += [Unshown(int(mine[demand]), sure) for demand, sure in left]
    return sorted(found, key=lambda entry: entry.demand)


class _Showing:
    """The demands about one component, and the table from which steps towards them are taken."""

    def __init__(self, view: View, asked: Demands) -> None:
        self._view = view
        self._asked = asked
        self._random = np.random.default_rng(view.size)
        self._base = np.zeros(0, dtype=np.int64)
        low, high = view.at_least[asked.cells], np.minimum(view.at_most[asked.cells], UNBOUNDED / 2)
        self._hopeless = asked.unmet(low.astype(np.int64), high.astype(np.int64))

    def left(self, known: Integers | None) -> list[tuple[int, bool]]:
        """Demands not shown, and whether their cell is known."""
        view, asked = self._view, self._asked
        base = view.begin(known)
        if base is None:
            return [(demand, False) for demand in range(asked.size)]
        self._base = base
        self._together()
        for demand in np.flatnonzero(self._unmet()).tolist():
            self._show(demand)
        left = np.flatnonzero(asked.unmet(view.lowest[asked.cells], view.highest[asked.cells]))
        return [(demand, self._known(int(asked.cells[demand]))) for demand in left.tolist()]

    def _unmet(self) -> Mask:
        """Demands not shown yet of which there is hope."""
        low, high = self._view.lowest[self._asked.cells], self._view.highest[self._asked.cells]
        return self._asked.unmet(low, high) & ~self._hopeless

    def _together(self) -> None:
        """Tables in which as many cells as possible reach their goals, up and down in turn."""
        idle = 0
        for up in cycle((True, False)):
            before = int(self._unmet().sum())
            if not before or idle == 2 or self._view.late():
                return
            for cells in self._neighbourhoods():
                self._reach(cells, up=up)
            gained = before - int(self._unmet().sum())
            idle = 0 if gained > self._view.size * WORTH else idle + 1

    def _neighbourhoods(self) -> Iterator[Integers]:
        """All cells together or, where they are many, in overlapping parts: some cells and all beside."""
        size = self._view.size
        if size <= TOGETHER:
            yield np.arange(size)
            return
        order = np.roll(np.arange(size), self._random.integers(size))
        for start in range(0, size, APART):
            yield self._view.beside(order[start : start + APART])

    def _goals(self, *, up: bool) -> Floats:
        """Where each cell must get to, given what was seen on the other side; NaN for cells that need not."""
        asked, view = self._asked, self._view
        low, high = view.lowest[asked.cells], view.highest[asked.cells]
        goal = np.maximum(asked.reach, low + asked.width) if up else np.minimum(asked.low, high - asked.width)
        goal = np.clip(goal, view.at_least[asked.cells], view.at_most[asked.cells]).astype(float)
        short = self._unmet() & (high < goal if up else low > goal)
        goals = np.full(view.size, np.nan)
        (np.fmax if up else np.fmin).at(goals, asked.cells[short], goal[short])
        return goals

    def _reach(self, cells: Integers, *, up: bool) -> None:
        """See a table in which some cells come as near to their goals as goes, none of them further."""
        goals = self._goals(up=up)[cells]
        short = np.flatnonzero(~np.isnan(goals))
        if not len(short) or self._view.late():
            return
        part = self._view if len(cells) == self._view.size else self._view.region(cells)
        table = self._corner(part, short, goals[short], up=up)
        if table is not None and part.see(table) and part is not self._view:
            self._view.see_region(part)

    def _corner(self, part: View, cells: Integers, goals: Floats, *, up: bool) -> Integers | None:
        """A whole table at the corner of a linear programme, or near it."""
        low, high = part.floor.copy(), part.at_most.copy()
        now = self._base if part.table is None else part.table
        if up:
            high[cells] = np.maximum(goals, now[cells])
        else:
            low[cells] = np.minimum(goals, now[cells])
        cost = np.zeros(part.size)
        cost[cells] = self._random.uniform(1.0, 1.5, len(cells)) * (-1.0 if up else 1.0)
        part.polytope.bounds(cells, low[cells], high[cells])
        part.polytope.objective(cells, cost[cells])
        solution = part.polytope.minimise(time_limit=part.left())
        part.polytope.bounds(cells, part.floor[cells], part.at_most[cells])
        if solution.outcome != "optimal":
            return None
        table = whole(solution.point)
        if table is None:
            near = next(part.near(solution.point, now))
            table = part.find((np.maximum(low, near[0]), np.minimum(high, near[1])), cost)
        return table

    def _show(self, demand: int) -> None:
        """Look for the tables that one demand still lacks, one after the other."""
        view, asked = self._view, self._asked
        cell, reach, low = int(asked.cells[demand]), int(asked.reach[demand]), int(asked.low[demand])
        width = int(asked.width[demand])
        if view.highest[cell] < reach and not self._push(cell, reach):
            return
        if low != ANY and view.lowest[cell] > low and not self._push(cell, low):
            return
        if view.highest[cell] - view.lowest[cell] >= width:
            return
        if self._push(cell, int(view.highest[cell]) - width):
            return
        # The low end is above that: what matters then is how far both ends are apart.
        self._bottom(cell, int(view.highest[cell]) - width + 1)
        self._push(cell, int(view.lowest[cell]) + width)

    def _bottom(self, cell: int, low: int) -> None:
        """See how far down a cell can go, if not below a count."""
        low = max(low, int(self._view.at_least[cell]))
        while low < self._view.lowest[cell]:
            middle = (low + int(self._view.lowest[cell])) // 2
            if not self._push(cell, middle):
                low = middle + 1

    def _known(self, cell: int) -> bool:
        """Whether a cell has one value only, as far as can be seen."""
        view = self._view
        if view.lowest[cell] < view.highest[cell]:
            return False
        value = int(view.lowest[cell])
        return not (self._push(cell, value + 1) or self._push(cell, value - 1) or view.late())

    @cached_property
    def _steps(self) -> Polytope:
        """Steps up and steps down from the base, the shortest the cheapest."""
        matrix, view = self._view.matrix, self._view
        up, down = self._room()
        steps = sparse.hstack([matrix, -matrix], format="csr")
        polytope = Polytope(
            steps, np.zeros(matrix.shape[0]), np.zeros(2 * view.size), np.concatenate([up, down])
        )
        self._shuffle(polytope)
        return polytope

    def _room(self) -> tuple[Floats, Floats]:
        return self._view.at_most - self._base, self._base - self._view.floor

    def _shuffle(self, polytope: Polytope) -> None:
        """Slightly different prices, hence another corner among nearly equal steps."""
        prices = self._random.uniform(1.0, 1.5, self._view.size)
        polytope.costs(np.arange(2 * self._view.size), np.concatenate([prices, prices]))

    def _push(self, cell: int, goal: int) -> bool:
        """See a table in which a cell has gone as far as a count, or further; whether there is one."""
        view, step = self._view, goal - int(self._base[cell])
        if not view.at_least[cell] <= goal <= view.at_most[cell] or view.late():
            return False
        there, back = (cell, view.size + cell) if step > 0 else (view.size + cell, cell)
        pair, room = np.array([there, back]), np.concatenate(self._room())[[there, back]]
        self._steps.bounds(pair, np.array([abs(step), 0.0]), np.array([room[0], 0.0]))
        table = self._shortest(cell, goal, up=step > 0)
        self._steps.bounds(pair, np.zeros(2), room)
        return table is not None and view.see(table)

    def _shortest(self, cell: int, goal: int, *, up: bool) -> Integers | None:
        view, size = self._view, self._view.size
        for _ in range(SHAKES):
            self._steps.forget_basis()
            solution = self._steps.minimise(time_limit=view.left())
            if solution.outcome != "optimal":
                return None
            step = solution.point[:size] - solution.point[size:]
            table = whole(self._base + step)
            if table is not None:
                return table
            self._shuffle(self._steps)
        for low, high in [*view.near(self._base + step, self._base), (view.floor, view.at_most)]:
            least, most = low.copy(), high.copy()
            (least if up else most)[cell] = goal
            table = view.find((least, most))
            if table is not None:
                return table
        return None
