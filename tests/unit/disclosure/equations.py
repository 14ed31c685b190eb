"""Systems written down equation by equation, for parts that do not look at tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from disclosure import System

Row = Mapping[int, int]


def matrix(rows: Sequence[Row], size: int) -> sparse.csr_matrix:
    """Equations from coefficients by cell."""
    dense = np.zeros((len(rows), size))
    for number, row in enumerate(rows):
        dense[number, list(row)] = list(row.values())
    return sparse.csr_matrix(dense)


def rows_of(equations: sparse.csr_matrix) -> list[Row]:
    """Coefficients by cell of each equation."""
    entries = equations.tocoo()
    found: list[dict[int, int]] = [{} for _ in range(equations.shape[0])]
    for row, column, value in zip(
        entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True
    ):
        found[row][column] = found[row].get(column, 0) + int(value)
    return found


def plain(values: Sequence[int], rows: Sequence[Row], *, unlisted: Sequence[int] = ()) -> System:
    """A system of listed, countable cells (but for the unlisted ones) that stand in no table."""
    listed = np.ones(len(values), dtype=bool)
    listed[list(unlisted)] = False
    value = np.array(values, dtype=np.int64)
    return System(
        value=value,
        contributors=value.copy(),
        listed=listed,
        countable=listed.copy(),
        equations=matrix(rows, len(values)),
        tables={},
        origin=tuple(("t", cell) for cell in range(len(values))),
    )


def flags(size: int, *cells: int) -> np.ndarray:
    """A mask of some cells."""
    mask = np.zeros(size, dtype=bool)
    mask[list(cells)] = True
    return mask
