"""Moves: whole tables less the true one, one a row over all cells. Each touches few cells of many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np
from scipy import sparse

from disclosure.arrays import Integers, Mask, Moves

# So many counts are tried, at the most, where a cell cannot go all the way.
STAGES = 10


def as_moves(steps: Sequence[tuple[Integers, Integers]], size: int) -> Moves:
    """Moves over so many cells, each given by the cells it touches and its steps there."""
    ends = np.cumsum([0, *(len(cells) for cells, _ in steps)])
    none = [np.zeros(0, dtype=np.int64)]
    cells = np.concatenate(none + [cells for cells, _ in steps])
    values = np.concatenate(none + [values for _, values in steps])
    return sparse.csr_matrix((values.astype(np.int64), cells, ends), shape=(len(steps), size))


def no_moves(size: int) -> Moves:
    """No move at all, over so many cells."""
    return as_moves([], size)


def together(*parts: Moves) -> Moves:
    """All moves of several lots over the same cells."""
    return sparse.vstack(parts, format="csr", dtype=np.int64)


def touching(moves: Moves, cells: Mask) -> Mask:
    """Which moves touch any of some cells."""
    return np.asarray(abs(moves) @ cells.astype(np.int64) > 0, dtype=bool)


def extremes(moves: Moves, value: Integers) -> tuple[Integers, Integers]:
    """The lowest and highest count of each cell in the tables that the moves lead to, and in the true one."""
    lowest, highest = value.copy(), value.copy()
    table = value[moves.indices] + moves.data
    np.minimum.at(lowest, moves.indices, table)
    np.maximum.at(highest, moves.indices, table)
    return lowest, highest


def packed(moves: Moves) -> Moves:
    """The moves put together, first fit, where they touch no cell in common: each is possible at any time."""
    taken = [0] * moves.shape[1]  # the packs that touch each cell, one a bit
    packs: list[list[tuple[Integers, Integers]]] = []
    for row in range(moves.shape[0]):
        at = slice(moves.indptr[row], moves.indptr[row + 1])
        cells = moves.indices[at].tolist()
        full = reduce(or_, (taken[cell] for cell in cells), 0)
        first = ~full & (full + 1)
        for cell in cells:
            taken[cell] |= first
        pack = first.bit_length() - 1
        packs += [[] for _ in range(pack + 1 - len(packs))]
        packs[pack].append((moves.indices[at], moves.data[at]))
    whole = [
        (np.concatenate([cells for cells, _ in pack]), np.concatenate([steps for _, steps in pack]))
        for pack in packs
    ]
    return as_moves(whole, moves.shape[1])


def on_the_way(farthest: int, nearest: int) -> list[int]:
    """Counts from the farthest towards the nearest, itself left out: each of them if few, else some."""
    between = np.linspace(farthest, nearest, 1 + min(abs(nearest - farthest), STAGES))[:-1]
    stages = [int(count) for count in np.unique(np.rint(between))]
    return stages if farthest <= nearest else stages[::-1]
