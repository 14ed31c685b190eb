"""The additive attacker: what published cells, totals that add up and floors tell of every withheld cell.

Shares nothing with the search for patterns but the equations: no true withheld value, no witness reaches it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers, Mask
from disclosure.attackers.view import UNBOUNDED, View, Views
from disclosure.errors import DisclosureError
from disclosure.solver import INFINITY, TOLERANCE, Polytope, whole
from disclosure.tables.system import System

# A table for many cells costs as much as so many for one, in a component of a thousand cells.
WORTH = 1 / 1000


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
    are not read. Raises InconsistentTablesError if no integer table agrees with what is published, and
    DisclosureError (`time_limit`) if time is up before any is found.
    """
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    free = ~(published & system.listed)
    least = np.broadcast_to(np.asarray(floor, dtype=np.int64), system.size)
    views = Views(system, free, least, deadline)
    wanted = np.flatnonzero(free & system.countable) if targets is None else targets
    lower, upper, proven = system.value.copy(), system.value.copy(), ~free
    for number, view in enumerate(views.parts):
        ends = _Ends(view)
        ends.find(np.searchsorted(view.cells, wanted[views.owner[wanted] == number]))
        lower[view.cells], upper[view.cells] = view.lowest, view.highest
        proven[view.cells] = ends.proven()
    return Intervals(wanted, lower[wanted], upper[wanted], proven[wanted])


class _Ends:
    """Lowest and highest counts of the cells of one component, as far as whole tables go."""

    def __init__(self, view: View) -> None:
        self._view = view
        if view.begin() is None:
            raise DisclosureError("time_limit")
        self._free_rays()

    def _free_rays(self) -> None:
        """Find at once every cell that can grow without end: the support of the cone of directions."""
        view = self._view
        if not np.isinf(view.at_most).any():
            return
        doubled = sparse.hstack([view.matrix, view.matrix], format="csr")
        upper = np.concatenate([np.ones(view.size), np.full(view.size, INFINITY)])
        cone = Polytope(doubled, np.zeros(doubled.shape[0]), np.zeros(2 * view.size), upper)
        cone.objective(np.arange(view.size), np.full(view.size, -1.0))
        direction = cone.minimise().point[: view.size]
        view.highest[direction > 0.5] = UNBOUNDED

    def proven(self) -> Mask:
        """Cells of which both ends are exact."""
        return np.asarray(self._done(up=False) & self._done(up=True), dtype=bool)

    def _done(self, *, up: bool) -> Mask:
        view = self._view
        if up:
            return np.asarray((view.highest >= view.at_most) | (view.highest == UNBOUNDED), dtype=bool)
        return np.asarray(view.lowest <= view.at_least, dtype=bool)

    def find(self, cells: Integers) -> None:
        """Make both ends of some cells exact."""
        for up in (False, True):
            self._spread(cells, up=up)
            for cell in cells.tolist():
                if not self._done(up=up)[cell]:
                    self._narrow(cell, up=up)

    def _spread(self, cells: Integers, *, up: bool) -> None:
        """Extreme tables for all cells at once, which often show most of the ends, while they do."""
        view = self._view
        left, before = cells[~self._done(up=up)[cells]], INFINITY
        while len(left) > 1 and before - len(left) > view.size * WORTH:
            view.polytope.objective(left, np.full(len(left), -1.0 if up else 1.0))
            self._see(view.polytope.minimise(primal=True, time_limit=view.left()).point)
            left, before = cells[~self._done(up=up)[cells]], len(left)

    def _narrow(self, cell: int, *, up: bool) -> None:
        """Make one end of a cell exact, by LP and, where its optimum is fractional, by MIP."""
        view = self._view
        if view.late():
            return
        view.polytope.objective(np.array([cell]), np.array([-1.0 if up else 1.0]))
        solution = view.polytope.minimise(primal=True, time_limit=view.left())
        if solution.outcome != "optimal":
            return
        self._see(solution.point)
        if up:
            view.at_most[cell] = min(view.at_most[cell], np.floor(-solution.objective + TOLERANCE))
        else:
            view.at_least[cell] = max(view.at_least[cell], np.ceil(solution.objective - TOLERANCE))
        if not self._done(up=up)[cell]:
            self._close(cell, up=up)

    def _close(self, cell: int, *, up: bool) -> None:
        """The bound of the relaxation may be out of reach of whole numbers: step to the exact end."""
        view = self._view
        polytope = Polytope(view.matrix, view.right, view.at_least, view.at_most, integer=True)
        polytope.objective(np.array([cell]), np.array([-1.0 if up else 1.0]))
        solution = polytope.minimise(time_limit=min(view.left(), 20.0))
        table = whole(solution.point) if solution.outcome == "optimal" else None
        if table is not None and view.see(table):
            (view.at_most if up else view.at_least)[cell] = table[cell]

    def _see(self, point: Floats) -> None:
        table = whole(point) if len(point) else None
        if table is not None:
            self._view.see(table)
