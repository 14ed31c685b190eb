"""Bounds of every cell that single equations give, passed on from equation to equation."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats
from disclosure.solver import INFINITY, TOLERANCE


def propagate(
    matrix: sparse.csr_matrix, right: Floats, floor: Floats, rounds: int = 10
) -> tuple[Floats, Floats]:
    """Bounds that single equations give, applied until nothing changes (or `rounds` are over)."""
    entries = matrix.tocoo()
    entries.eliminate_zeros()
    rows, columns, signs = entries.row, entries.col, entries.data
    bounds = np.stack([floor, np.full(len(floor), INFINITY)])
    lower, upper = bounds
    for _ in range(rounds):
        before = bounds.copy()
        # First the least that the others in an equation come to, which ends it above, then the most.
        for above in (signs > 0, signs < 0):
            ends = np.where(above, signs * lower[columns], signs * upper[columns])
            endless = np.isinf(ends)
            finite = np.where(endless, 0.0, ends)
            others_known = np.bincount(rows, endless)[rows] - endless == 0
            limit = (right[rows] - (np.bincount(rows, finite)[rows] - finite)) / signs
            tightens = others_known & above
            np.minimum.at(upper, columns[tightens], np.floor(limit[tightens] + TOLERANCE))
            tightens = others_known & ~above
            np.maximum.at(lower, columns[tightens], np.ceil(limit[tightens] - TOLERANCE))
        if np.array_equal(before, bounds):
            break
    return lower, upper
