"""The linked system: every distinct cell of all tables, and every equation between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from disclosure.arrays import Integers, Mask
from disclosure.tables.axes import Axis
from disclosure.tables.contributions import at_most

UNKNOWN = -1


@dataclass(frozen=True)
class TableCells:
    """Where the cells of one table are: `cells` over its axes, `rows` in the order of its frame."""

    name: str
    axes: tuple[Axis, ...]
    cells: Integers
    rows: Integers

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Dimensions in the order of the axes."""
        return tuple(axis.dimension for axis in self.axes)


@dataclass(frozen=True)
class System:
    """All cells and equations of linked tables (`equations @ cells = 0`).

    value, contributors: counts, `UNKNOWN` where not given. listed: stands in a file; the others are slack
    cells. countable: a number of units, hence possibly sensitive (complements and increments are, excess is
    not). largest: of amounts of money what the biggest contributions to each cell are at the most, biggest
    first (size x m); None where cells count units.
    """

    value: Integers
    contributors: Integers
    listed: Mask
    countable: Mask
    equations: sparse.csr_matrix
    tables: Mapping[str, TableCells]
    origin: tuple[tuple[str, int], ...]
    largest: Integers | None = None

    @property
    def size(self) -> int:
        """Number of distinct cells, unlisted ones included."""
        return len(self.value)

    def rows(self, table: str) -> Integers:
        """The cell of each row of the table's frame."""
        return self.tables[table].rows

    def describe(self, cell: int) -> tuple[str, dict[str, str]]:
        """A table and the codes (by dimension) under which a cell stands; `not f` for complements."""
        name, flat = self.origin[cell]
        table = self.tables[name]
        place = np.unravel_index(flat, table.cells.shape)
        return name, {a.dimension: a.codes[int(i)] for a, i in zip(table.axes, place, strict=True)}

    def without_values(self, hidden: Mask) -> System:
        """The same system as somebody sees it who does not know the hidden cells, nor any unlisted one."""
        unseen = hidden | ~self.listed
        blank = np.where(unseen, UNKNOWN, self.value)
        people = np.where(unseen, UNKNOWN, self.contributors)
        return replace(self, value=blank, contributors=people, largest=None)

    def with_differences(self, pairs: list[tuple[int, int]]) -> System:
        """The system with one more unlisted cell a pair: first - second (the rest of a homogeneous group)."""
        if not pairs:
            return self
        first, second = np.array(pairs, dtype=np.int64).T
        rows = np.tile(np.arange(len(pairs)), 3)
        columns = np.concatenate([first, second, self.size + np.arange(len(pairs))])
        signs = np.repeat([1.0, -1.0, -1.0], len(pairs))
        rest = self.value[first] - self.value[second]
        people, largest = rest, self.largest
        if largest is not None:
            # Of a difference of amounts it is certain only who was not there before.
            known = self.contributors[first] - self.contributors[second]
            people = np.maximum(known, np.minimum(rest, 1))
            parts = at_most(largest[first].astype(np.float64), rest, largest.shape[1])
            largest = np.vstack([largest, parts.astype(np.int64)])
        wider = self.widened(rest, people, first, (signs, (rows, columns)))
        return replace(wider, largest=largest)

    def widened(
        self,
        value: Integers,
        contributors: Integers,
        like: Integers,
        entries: tuple[npt.NDArray[np.float64], tuple[Integers, Integers]],
    ) -> System:
        """The system with unlisted cells after its own, and equations after its own.

        like: cells under whose names the new ones go. entries: signs, and for each its equation, from
        0 on, and its cell. Nothing is known of largest contributions.
        """
        signs, (rows, columns) = entries
        size, count = self.size + len(value), int(rows.max()) + 1 if len(rows) else 0
        extra = sparse.csr_matrix((signs, (rows, columns)), shape=(count, size))
        own = self.equations
        old = sparse.csr_matrix((own.data, own.indices, own.indptr), shape=(own.shape[0], size))
        no = np.zeros(len(value), dtype=bool)
        return replace(
            self,
            value=np.concatenate([self.value, value]),
            contributors=np.concatenate([self.contributors, contributors]),
            listed=np.concatenate([self.listed, no]),
            countable=np.concatenate([self.countable, no]),
            equations=sparse.vstack([old, extra], format="csr"),
            origin=self.origin + tuple(self.origin[int(cell)] for cell in like),
            largest=None,
        )
