"""Moves in whole units near others: an integer programme over the equations that some cells stand in.

The cheapest move is often fractional, and an integer programme over a whole system takes seconds. But a
whole move hardly ever lies far from a fractional one, or from one that a published cell has just spoilt, so
that a programme over a few hundred cells finds it in the time of one linear programme.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers
from disclosure.solver import INFINITY, Polytope, whole
from disclosure.suppression.abreast import shared

# Nodes of the search tree, after which the best move so far is taken, or there is taken to be none.
NODES = 100


class Vicinity:
    """Looks for moves in a system's equations, all cells but some near by standing still."""

    def __init__(self, equations: sparse.csr_matrix) -> None:
        self._by_row = equations
        self._by_cell = shared(equations.tocsc())

    def around(self, cells: Integers) -> Integers:
        """Some cells and those of all equations that they stand in."""
        rows = np.unique(self._by_cell[:, cells].indices)
        return np.union1d(cells, self._by_row[rows].indices)

    def move(
        self, cells: Integers, lower: Floats, upper: Floats, price: Floats, gap: float = INFINITY
    ) -> tuple[Integers, Integers] | None:
        """A move of some cells within bounds, as the cells that it touches and their steps.

        lower, upper: one a cell given. price: of a unit up and of a unit down (2 x cells). gap: by what share
        it may be dearer than the cheapest. None where none is found.
        """
        part = self._by_cell[:, cells].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))]
        polytope = Polytope(
            sparse.hstack([part, -part], format="csr"),
            np.zeros(part.shape[0]),
            np.concatenate([np.maximum(lower, 0.0), np.maximum(-upper, 0.0)]),
            np.concatenate([np.maximum(upper, 0.0), np.maximum(-lower, 0.0)]),
            integer=True,
            gap=gap,
        )
        polytope.costs(np.arange(2 * len(cells)), price.reshape(-1))
        solution = polytope.minimise(nodes=NODES)
        if solution.outcome not in ("optimal", "feasible"):
            return None
        steps = whole(solution.point[: len(cells)] - solution.point[len(cells) :])
        if steps is None or np.any(part @ steps):
            return None
        moved = np.flatnonzero(steps)
        return cells[moved], steps[moved]
