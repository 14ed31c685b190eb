"""The same work on several things at once; the order of the results is that of the things."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scipy import sparse

Thing = TypeVar("Thing")
Found = TypeVar("Found")


Matrix = TypeVar("Matrix", sparse.csr_matrix, sparse.csc_matrix)


def shared(matrix: Matrix) -> Matrix:
    """The matrix itself, fit for several threads: with its entries in order, and no longer to be changed.

    What is not in order scipy sorts in place at the first use that needs it, and two threads that do so at
    the same time put steps at wrong cells.
    """
    matrix.sum_duplicates()
    for array in (matrix.data, matrix.indices, matrix.indptr):
        array.flags.writeable = False
    return matrix


def abreast(work: Callable[[Thing], Found], things: Sequence[Thing]) -> list[Found]:
    """Work on all processors: the solver lets go of the interpreter while it runs; matrices are `shared`."""
    if len(things) < 2:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, things))
