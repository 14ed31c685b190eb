"""A system that grows: further cells that stand in no file, and equations about them."""

from __future__ import annotations

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.tables.system import UNKNOWN, System


class Extension:
    """Cells and equations to be added to a system."""

    def __init__(self, system: System) -> None:
        self.added = 0
        self._before = system
        self._count = 0
        self._rows: list[Integers] = []
        self._columns: list[Integers] = []
        self._signs: list[Integers] = []

    def cells(self, wanted: Mask) -> Integers:
        """Numbers of new cells, -1 where none is wanted."""
        count = int(wanted.sum())
        cells = np.full(wanted.shape, -1, dtype=np.int64)
        cells[wanted] = self._before.size + self.added + np.arange(count)
        self.added += count
        return cells

    def sums(self, sums: Integers, alive: Mask, parts: Integers) -> None:
        """Each sum (0 where not alive) is the total of the parts along the last axis (-1: no part)."""
        flat = parts.reshape(sums.size, -1)
        row, at = np.nonzero(flat >= 0)
        self.totals(np.flatnonzero(alive.reshape(-1)), sums.reshape(-1), row, flat[row, at])

    def totals(self, alive: Integers, sums: Integers, below: Integers, parts: Integers) -> None:
        """Each part (a cell) counts towards the sum numbered `below`; sums not in `alive` are 0."""
        rows = np.concatenate([alive, below])
        signs = np.where(np.arange(len(rows)) < len(alive), 1, -1)
        numbers = np.unique(rows, return_inverse=True)[1].reshape(-1)
        self.equations(numbers, np.concatenate([sums[alive], parts]), signs)

    def equations(self, rows: Integers, columns: Integers, signs: Integers) -> None:
        """Equations numbered from 0 by `rows`, entry by entry."""
        if len(rows):
            self._rows.append(self._count + rows)
            self._columns.append(columns)
            self._signs.append(signs)
            self._count += int(rows.max()) + 1

    def system(self) -> System:
        """The system with everything added; itself where nothing was."""
        if not self._count:
            return self._before
        entries = np.concatenate(self._signs).astype(float)
        places = (np.concatenate(self._rows), np.concatenate(self._columns))
        unknown = np.full(self.added, UNKNOWN)
        first = np.zeros(self.added, dtype=np.int64)
        return self._before.widened(unknown, unknown, first, (entries, places))
