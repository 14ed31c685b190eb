"""What somebody sees who has all published cells: bounds that hold, and whole tables that agree with them.

The tables fall into components that know nothing of each other. Whole numbers are found with scipy's
branch and bound; only highest and lowest counts are kept of what was seen, never the tables themselves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from disclosure.arrays import Floats, Integers, Mask
from disclosure.attackers.propagation import propagate
from disclosure.errors import InconsistentTablesError
from disclosure.solver import TOLERANCE, Polytope, whole
from disclosure.tables.components import Component, components
from disclosure.tables.system import System

UNBOUNDED = np.iinfo(np.int64).max

Box = tuple[Floats, Floats]

# A first whole table may be hard to come by, any other is looked for near one that is known.
FIRST_SECONDS = 60.0
WHOLE_SECONDS = 5.0
ROUGHLY = 0.02


class View:
    """One component: `matrix @ counts = right`, bounds that single equations give, extremes seen so far.

    at_least, at_most: no table is beyond. lowest, highest: some whole table is there. table: the latest of
    them (None before the first).
    """

    def __init__(
        self,
        cells: Integers,
        matrix: sparse.csr_matrix,
        right: Floats,
        bounds: Box,
        deadline: float,
    ) -> None:
        self.cells = cells
        self.matrix = matrix
        self.right = right
        self.at_least, self.at_most = bounds
        self.floor = self.at_least.copy()
        self.lowest = np.full(len(cells), UNBOUNDED)
        self.highest = np.full(len(cells), -1)
        self.table: Integers | None = None
        self._deadline = deadline

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.cells)

    @cached_property
    def polytope(self) -> Polytope:
        """All tables, whole or not; solved again and again from the last basis."""
        return Polytope(self.matrix, self.right, self.floor, self.at_most)

    @cached_property
    def _across(self) -> tuple[sparse.csr_matrix, sparse.csc_matrix]:
        """Which cells stand in which equations, to be looked up by cell."""
        return abs(self.matrix), self.matrix.tocsc()

    def beside(self, cells: Integers) -> Integers:
        """The cells in question and all that share an equation with one of them."""
        chosen = np.zeros(self.size)
        chosen[cells] = 1.0
        beside = self._across[0].T @ (self._across[0] @ chosen > 0).astype(float)
        return np.flatnonzero(beside + chosen)

    def region(self, cells: Integers) -> View:
        """Some of the cells, while all others stay as they are in the latest table; numbered in this view."""
        columns = self._across[1][:, cells].tocsr()
        matrix = columns[np.flatnonzero(np.diff(columns.indptr))]
        now = self._latest()[cells]
        bounds = (self.floor[cells], self.at_most[cells])
        region = View(cells, matrix, np.asarray(matrix @ now, dtype=np.float64), bounds, self._deadline)
        region.see(now)
        return region

    def see_region(self, region: View) -> None:
        """Take the latest table of a region into account."""
        table = self._latest().copy()
        table[region.cells] = region._latest()
        self.see(table)

    def _latest(self) -> Integers:
        if self.table is None:
            raise ValueError("no table yet")
        return self.table

    def begin(self, known: Integers | None = None) -> Integers | None:
        """A first whole table: one already known, else a corner, else by branch and bound; None: no time.

        Raises InconsistentTablesError if there is none.
        """
        if known is not None and self.see(known):
            return known
        if np.all(self.at_least == self.at_most):
            return self._must(self.at_least.astype(np.int64))
        solution = self.polytope.minimise(time_limit=self.left())
        if solution.outcome == "infeasible":
            raise InconsistentTablesError("published_values_contradict")
        table = whole(solution.point) if solution.outcome == "optimal" else None
        if table is None:
            table = self.find((self.floor, self.at_most), seconds=FIRST_SECONDS, strict=True)
        return None if table is None else self._must(table)

    def _must(self, table: Integers) -> Integers:
        if not self.see(table):
            raise InconsistentTablesError("published_values_contradict")
        return table

    def see(self, table: Integers) -> bool:
        """Take a table into account, if it agrees with everything published."""
        if np.any(table < self.floor) or np.any(self.matrix @ table != self.right):
            return False
        self.table = table
        np.minimum(self.lowest, table, out=self.lowest)
        np.maximum(self.highest, table, out=self.highest)
        return True

    def near(self, point: Floats, base: Integers) -> Iterator[Box]:
        """Boxes in which a whole table may be: between a point and one, and a little wider."""
        low = np.minimum(np.floor(point + TOLERANCE), base)
        high = np.maximum(np.ceil(point - TOLERANCE), base)
        yield low, high
        beside = (abs(self.matrix).T @ (abs(self.matrix) @ (low < high).astype(float))) > 0
        yield np.maximum(low - beside, self.floor), high + beside

    def find(
        self, box: Box, cost: Floats | None = None, *, seconds: float = WHOLE_SECONDS, strict: bool = False
    ) -> Integers | None:
        """A whole table in a box, of about least cost; strict: raises where there is certainly none."""
        low, high = box
        if self.late() or np.any(low > high):
            return None
        solved = milp(
            np.zeros(self.size) if cost is None else cost,
            integrality=np.ones(self.size),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self.matrix, self.right, self.right) if len(self.right) else (),
            options={"time_limit": min(self.left(), seconds), "mip_rel_gap": ROUGHLY},
        )
        if strict and solved.status == 2:
            raise InconsistentTablesError("published_values_contradict")
        return None if solved.x is None else np.rint(solved.x).astype(np.int64)

    def late(self) -> bool:
        """Whether time is up."""
        return time.monotonic() > self._deadline

    def left(self) -> float:
        """Seconds left; at least a moment, at most what a solver takes for endless."""
        return max(min(self._deadline - time.monotonic(), 1e6), 0.01)


class Views:
    """All components of what is not published; `owner`: the component of each cell, -1 where published."""

    def __init__(self, system: System, free: Mask, floor: Integers, deadline: float) -> None:
        """Raises InconsistentTablesError where single equations show that no table agrees.

        floor: what is known of the listed cells that are free; their values are not read.
        """
        self.owner = np.full(system.size, -1, dtype=np.int64)
        parts = components(system.equations, free)
        self._refuse_contradictions(system, free)
        cells = _joined([part.cells for part in parts])
        rows = _joined([part.rows for part in parts])
        self.owner[cells] = np.repeat(np.arange(len(parts)), [len(part.cells) for part in parts])
        right = -np.asarray(system.equations @ np.where(free, 0, system.value), dtype=np.float64)[rows]
        least = np.where(system.listed & free, floor, 0)[cells].astype(float)
        # In this order of cells and rows each component is a block of the matrix.
        matrix = system.equations[rows][:, cells].tocsr()
        bounds = propagate(matrix, right, least)
        if np.any(bounds[0] > bounds[1]):
            raise InconsistentTablesError("published_values_contradict")
        self.parts = [
            View(part.cells, _block(matrix, across, down), right[down], (low, high), deadline)
            for part, across, down, low, high in _blocks(parts, bounds)
        ]

    @staticmethod
    def _refuse_contradictions(system: System, free: Mask) -> None:
        """Published cells alone must add up."""
        open_rows = np.asarray(abs(system.equations) @ free.astype(float)) > 0
        sums = np.asarray(system.equations @ np.where(free, 0, system.value))
        wrong = np.flatnonzero(~open_rows & (sums != 0))
        if len(wrong):
            cell = int(system.equations[int(wrong[0])].indices[0])
            table, codes = system.describe(cell)
            raise InconsistentTablesError("published_values_contradict", table=table, codes=codes.values())


def _joined(arrays: list[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _blocks(parts: list[Component], bounds: Box) -> Iterator[tuple[Component, slice, slice, Floats, Floats]]:
    column = row = 0
    for part in parts:
        across = slice(column, column + len(part.cells))
        down = slice(row, row + len(part.rows))
        column, row = across.stop, down.stop
        yield part, across, down, bounds[0][across], bounds[1][across]


def _block(matrix: sparse.csr_matrix, across: slice, down: slice) -> sparse.csr_matrix:
    starts = matrix.indptr[down.start : down.stop + 1]
    entries = slice(int(starts[0]), int(starts[-1]))
    return sparse.csr_matrix(
        (matrix.data[entries], matrix.indices[entries] - across.start, starts - starts[0]),
        shape=(down.stop - down.start, across.stop - across.start),
    )
