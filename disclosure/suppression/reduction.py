"""The smallest system that says the same: cells that move together become one, settled cells go.

Under `count` zeros are published, and what earlier releases published stays known. An equation in which only
two other cells are left makes them one: who knows the one knows the other, so that they are published or
withheld together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from disclosure.arrays import Floats, Integers, Mask, Moves
from disclosure.rules import ANY, Demands
from disclosure.tables.system import System


@dataclass(frozen=True)
class Reduction:
    """A reduced system and the way back: `group` is each old cell's cell in it, -1 where settled."""

    system: System
    group: Integers

    def touched(self, mask: Mask) -> Mask:
        """Groups with at least one old cell of a mask."""
        found = np.zeros(self.system.size, dtype=bool)
        found[self.group[mask & (self.group >= 0)]] = True
        return found

    def sums(self, amount: Floats) -> Floats:
        """Sums of an amount over the old cells of each group."""
        kept = self.group >= 0
        sums = np.bincount(self.group[kept], amount[kept], minlength=self.system.size)
        return sums.astype(np.float64)

    def back(self, mask: Mask) -> Mask:
        """Old cells of the groups of a mask; settled cells are in none."""
        return np.append(mask, False)[self.group]  # -1, the last one, for what is settled

    @cached_property
    def _first(self) -> Integers:
        """One old cell of each group."""
        kept = np.flatnonzero(self.group >= 0)
        first = np.zeros(self.system.size, dtype=np.int64)
        first[self.group[kept][::-1]] = kept[::-1]
        return first

    def moves_over(self, moves: Moves) -> Moves:
        """Moves over the groups, of moves that touch no settled cell."""
        return moves[:, self._first]

    def moves_back(self, moves: Moves) -> Moves:
        """Moves over the old cells."""
        old = np.flatnonzero(self.group >= 0)
        one = np.ones(len(old), dtype=np.int64)
        spread = sparse.csr_matrix((one, (self.group[old], old)), shape=(self.system.size, len(self.group)))
        return (moves @ spread).tocsr()

    def demands(self, asked: Demands, value: Integers) -> tuple[Demands, Integers]:
        """The demands of the groups, each once, and one old demand that each stands for.

        value: of the old cells (it may differ within a group). Demands about settled cells are left out.
        """
        open_ones = np.flatnonzero(self.group[asked.cells] >= 0)
        cells = self.group[asked.cells[open_ones]]
        shift = self.system.value[cells] - value[asked.cells[open_ones]]
        reach, low, width = (part[open_ones] for part in (asked.reach, asked.low, asked.width))
        low = low + np.where(low == ANY, 0, shift)
        told, first = np.unique(
            np.column_stack([cells, reach + shift, low, width]), axis=0, return_index=True
        )
        return Demands(*(np.ascontiguousarray(column) for column in told.T)), open_ones[first]


def reduce(system: System, settled: Mask, floor: Integers) -> tuple[Reduction, Integers]:
    """Drop settled cells and merge those that must be equal; also returns the floors of the groups.

    settled: cells that everybody knows. A group is listed if one of its cells is; its cells take the same
    steps, and it can fall as far as each of them can. A cell beside settled ones only is settled, too.
    """
    known = settled.copy()
    while True:
        kept = np.flatnonzero(~known)
        matrix = system.equations[:, kept].tocsr()
        group = np.arange(len(kept))
        for pairs in _equal_pairs(matrix, group):
            size = int(group.max()) + 1
            links = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
            group[:] = csgraph.connected_components(links, directed=False)[1][group]
        first, group = _in_order(group)
        merged = _merged(matrix, group, len(first))
        told = merged.indices[merged.indptr[:-1][np.diff(merged.indptr) == 1]]
        if not len(told):
            break
        known[kept[np.isin(group, told)]] = True
    size = len(first)
    listed, countable = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    value = system.value[kept[first]]
    room = np.full(size, np.iinfo(np.int64).max)
    np.logical_or.at(listed, group, system.listed[kept])
    np.logical_or.at(countable, group, system.countable[kept])
    np.minimum.at(room, group, (system.value - floor)[kept])
    reduced = replace(
        system,
        value=value,
        contributors=system.contributors[kept[first]],
        listed=listed,
        countable=countable,
        equations=_distinct_rows(merged),
        origin=tuple(system.origin[int(cell)] for cell in kept[first]),
        largest=None,  # the rules have been applied
    )
    whole = np.full(system.size, -1, dtype=np.int64)
    whole[kept] = group
    return Reduction(reduced, whole), value - room


def _equal_pairs(matrix: sparse.csr_matrix, group: Integers) -> Iterator[Integers]:
    """Pairs of groups that an equation makes equal, until there are none; `group` changes in between."""
    while True:
        merged = _merged(matrix, group, int(group.max(initial=-1)) + 1)
        short = np.flatnonzero(np.diff(merged.indptr) == 2)
        first = merged.indptr[short]
        opposite = merged.data[first] + merged.data[first + 1] == 0
        first = first[opposite]
        if not len(first):
            return
        yield np.column_stack([merged.indices[first], merged.indices[first + 1]])


def _merged(matrix: sparse.csr_matrix, group: Integers, size: int) -> sparse.csr_matrix:
    """The equations over groups."""
    sums = sparse.csr_matrix((np.ones(len(group)), (np.arange(len(group)), group)), shape=(len(group), size))
    merged = (matrix @ sums).tocsr()
    merged.eliminate_zeros()
    merged.sort_indices()
    return merged


def _in_order(group: Integers) -> tuple[Integers, Integers]:
    """Number the groups in the order of their first cells."""
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(first))
    return first[order], rank[group.reshape(-1)]


def _distinct_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each equation once, whatever its sign; empty ones go."""
    length = np.diff(matrix.indptr)
    kept = []
    for size in np.unique(length[length > 0]).tolist():
        rows = np.flatnonzero(length == size)
        places = matrix.indptr[rows][:, None] + np.arange(size)
        signs = matrix.data[places]
        told = np.hstack([matrix.indices[places], signs * np.sign(signs[:, :1])])
        kept.append(rows[np.sort(np.unique(told, axis=0, return_index=True)[1])])
    return matrix[np.sort(np.concatenate(kept))] if kept else matrix[:0]
