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
    rows, columns, signs = entries.row, entries.col, entries.data
    lower, upper = floor.astype(float).copy(), np.full(len(floor), INFINITY)
    count = matrix.shape[0]
    for _ in range(rounds):
        before = (lower.copy(), upper.copy())
        least = np.where(signs > 0, signs * lower[columns], signs * upper[columns])
        endless = np.isinf(least)
        total = np.bincount(rows, np.where(endless, 0.0, least), count)
        unknown = np.bincount(rows, endless, count)
        others_known = unknown[rows] - endless == 0
        rest = right[rows] - (total[rows] - np.where(endless, 0.0, least))
        # sign x cell <= right - least of the others, hence an upper bound where sign > 0, a lower one else.
        limit = rest / signs
        tightens = others_known & (signs > 0)
        np.minimum.at(upper, columns[tightens], np.floor(limit[tightens] + TOLERANCE))
        tightens = others_known & (signs < 0)
        np.maximum.at(lower, columns[tightens], np.ceil(limit[tightens] - TOLERANCE))
        most = np.where(signs > 0, signs * upper[columns], signs * lower[columns])
        endless = np.isinf(most)
        total = np.bincount(rows, np.where(endless, 0.0, most), count)
        unknown = np.bincount(rows, endless, count)
        others_known = unknown[rows] - endless == 0
        limit = (right[rows] - (total[rows] - np.where(endless, 0.0, most))) / signs
        tightens = others_known & (signs > 0)
        np.maximum.at(lower, columns[tightens], np.ceil(limit[tightens] - TOLERANCE))
        tightens = others_known & (signs < 0)
        np.minimum.at(upper, columns[tightens], np.floor(limit[tightens] + TOLERANCE))
        if np.array_equal(before[0], lower) and np.array_equal(before[1], upper):
            break
    return lower, upper
