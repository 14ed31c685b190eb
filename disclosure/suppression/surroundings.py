"""The surroundings of a cell in which units can come and go: with every part its sums, with every sum a part.

Where a unit is added somewhere, so it is in all sums that count it, in each of their dimensions: a few
hundred cells, many of them equations apart. Cells that merely stand in equations near by hardly ever hold a
whole unit, so that nothing can move there where nothing can fall.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers

# Of an equation with more cells only so many are looked at: those that are withheld, and the largest ones.
CHOICE = 200
# What a unit of a cell's count is worth beside its price.
SLIGHTLY = 1e-9


class Surroundings:
    """Grown in one system; value: true counts, of cells that are as good otherwise the larger is taken."""

    def __init__(self, equations: sparse.csr_matrix, value: Integers) -> None:
        self._by_row = equations
        self._by_cell = equations.tocsc()
        self._value = value

    def of(self, centre: int, size: int, price: Floats) -> Integers:
        """So many cells about one, itself first; the nearer the earlier.

        price: of a cell's moving, by which equally good ones are chosen.
        """
        growth = _Growth(self._by_row, self._by_cell, price - SLIGHTLY * self._value)
        growth.add(centre)
        growth.balance(size)
        for cell in growth.frontier():
            if len(growth.cells) >= size:
                break
            growth.add(cell)
            growth.balance(size)
        return np.array(growth.cells)


class _Growth:
    """Cells chosen so far, and how many of them stand on either side of each equation."""

    def __init__(self, by_row: sparse.csr_matrix, by_cell: sparse.csc_matrix, price: Floats) -> None:
        self.cells: list[int] = []
        self._by_row, self._by_cell, self._price = by_row, by_cell, price
        self._out = np.zeros(by_row.shape[1], dtype=bool)
        self._sides = np.zeros((by_row.shape[0], 2), dtype=np.int32)
        self._forced: deque[int] = deque()
        self._open: deque[int] = deque()

    def add(self, cell: int) -> None:
        """Choose a cell."""
        self._out[cell] = True
        self.cells.append(cell)
        rows, side = self._rows(cell)
        self._sides[rows, side] += 1
        self._forced.extend(rows.tolist())

    def balance(self, size: int) -> None:
        """Choose further cells until each equation has some on both sides, as far as that is possible.

        First those of which there is no choice, such as the totals of a cell; then, of several parts of a
        total, one that is a part of other totals as well.
        """
        while (self._forced or self._open) and len(self.cells) < size:
            sure = bool(self._forced)
            row = self._forced.popleft() if sure else self._open.popleft()
            here = self._sides[row]
            if here[0] and here[1]:
                continue
            missing = self._candidates(row, 0 if here[0] == 0 else 1)
            if len(missing) == 1:
                self.add(int(missing[0]))
            elif len(missing) and sure:
                self._open.append(row)
            elif len(missing):
                self.add(self._best(missing))

    def frontier(self) -> Iterator[int]:
        """Cells beside those chosen, in the order in which these were, while further ones are chosen."""
        for cell in self.cells:
            for row, side in zip(*map(np.ndarray.tolist, self._rows(cell)), strict=True):
                beside = self._candidates(row, side)
                if len(beside):
                    yield int(beside[np.argmin(self._price[beside])])

    def _rows(self, cell: int) -> tuple[Integers, Integers]:
        """The equations of a cell and its side in each."""
        at = slice(self._by_cell.indptr[cell], self._by_cell.indptr[cell + 1])
        return self._by_cell.indices[at], (self._by_cell.data[at] < 0).astype(np.int64)

    def _candidates(self, row: int, side: int) -> Integers:
        """Cells on one side of an equation that could be chosen."""
        at = slice(self._by_row.indptr[row], self._by_row.indptr[row + 1])
        cells = self._by_row.indices[at][(self._by_row.data[at] < 0) == bool(side)]
        free: Integers = cells[~self._out[cells]]
        return free if len(free) <= CHOICE else free[np.argsort(self._price[free], kind="stable")[:CHOICE]]

    def _best(self, cells: Integers) -> int:
        """The cell that balances most equations, less those that it begins; of equals the cheapest."""
        starts, ends = self._by_cell.indptr[cells], self._by_cell.indptr[cells + 1]
        lengths = ends - starts
        at = np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum())
        rows, side = self._by_cell.indices[at], (self._by_cell.data[at] < 0).astype(np.int64)
        same, other = self._sides[rows, side], self._sides[rows, 1 - side]
        worth = np.where(same > 0, 0, np.where(other > 0, 1, -1))
        gain = np.bincount(np.repeat(np.arange(len(cells)), lengths), worth, minlength=len(cells))
        return int(cells[np.lexsort((self._price[cells], -gain))[0]])
