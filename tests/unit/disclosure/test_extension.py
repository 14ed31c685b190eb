"""Cells that stand in no file, added to a system with the equations about them."""

from __future__ import annotations

import numpy as np

from disclosure import UNKNOWN
from disclosure.attackers.extension import Extension

from .equations import flags, plain, rows_of

BEFORE = plain([5, 2, 3], [{0: 1, 1: -1, 2: -1}])


def test_wanted_cells_are_numbered_after_those_there_are() -> None:
    extension = Extension(BEFORE)
    assert extension.cells(np.array([[True, False], [True, True]])).tolist() == [[3, -1], [4, 5]]
    assert extension.cells(np.array([False, True])).tolist() == [-1, 6]
    assert extension.added == 4


def test_a_sum_is_the_total_of_the_parts_along_the_last_axis() -> None:
    extension = Extension(BEFORE)
    new = extension.cells(np.array([[True, True], [True, False], [True, True]]))
    # The third sum is known to be zero: so is the total of its parts.
    extension.sums(np.array([1, 2, 0]), np.array([True, True, False]), new)
    system = extension.system()
    assert rows_of(system.equations) == [
        {0: 1, 1: -1, 2: -1},
        {1: 1, 3: -1, 4: -1},
        {2: 1, 5: -1},
        {6: -1, 7: -1},
    ]


def test_any_cell_may_be_a_part_the_first_one_too() -> None:
    extension = Extension(BEFORE)
    total = extension.cells(np.ones((1, 1), dtype=bool))
    extension.sums(total, total >= 0, np.array([[[0, 1, -1]]]))
    assert rows_of(extension.system().equations)[1:] == [{3: 1, 0: -1, 1: -1}]


def test_parts_may_be_told_sum_by_sum() -> None:
    extension = Extension(BEFORE)
    new = extension.cells(np.ones(3, dtype=bool))
    extension.totals(np.array([0, 2]), np.array([1, 0, 2]), np.array([0, 2, 2]), new)
    assert rows_of(extension.system().equations)[1:] == [{1: 1, 3: -1}, {2: 1, 4: -1, 5: -1}]


def test_equations_are_added_one_lot_after_the_other() -> None:
    extension = Extension(BEFORE)
    new = extension.cells(np.ones(2, dtype=bool))
    for cell in new.tolist():
        extension.equations(np.array([0, 0, 1]), np.array([1, cell, cell]), np.array([1, -1, 2]))
    extension.equations(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    extension.equations(np.array([0]), np.array([2]), np.array([1]))
    system = extension.system()
    assert rows_of(system.equations)[1:] == [{1: 1, 3: -1}, {3: 2}, {1: 1, 4: -1}, {4: 2}, {2: 1}]
    assert system.equations.shape == (6, 5)


def test_added_cells_are_unknown_unlisted_and_never_sensitive() -> None:
    extension = Extension(BEFORE)
    extension.sums(np.array([1]), np.array([True]), extension.cells(np.ones((1, 2), dtype=bool)))
    system = extension.system()
    assert system.size == 5 and len(system.origin) == 5
    assert system.value.tolist() == system.contributors.tolist() == [5, 2, 3, UNKNOWN, UNKNOWN]
    assert np.array_equal(system.listed, flags(5, 0, 1, 2)) and system.listed.dtype == bool
    assert np.array_equal(system.countable, flags(5, 0, 1, 2)) and system.countable.dtype == bool
    assert system.origin[:3] == BEFORE.origin and system.value.dtype == BEFORE.value.dtype


def test_a_system_to_which_nothing_was_added_is_itself() -> None:
    extension = Extension(BEFORE)
    assert extension.system() is BEFORE and extension.added == 0
