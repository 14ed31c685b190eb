"""What is withheld falls into parts that know nothing of each other."""

from __future__ import annotations

import numpy as np

from disclosure.tables.components import Component, components

from .equations import flags, matrix


def told(found: list[Component]) -> list[tuple[list[int], list[int]]]:
    return [(component.cells.tolist(), component.rows.tolist()) for component in found]


def test_cells_that_an_equation_connects_are_one_component_with_their_equations() -> None:
    rows = matrix([{0: 1, 5: -1, 6: -1}, {1: 1, 2: -1, 3: -1}, {6: 1, 4: -1}], 7)
    assert told(components(rows, np.ones(7, dtype=bool))) == [([0, 4, 5, 6], [0, 2]), ([1, 2, 3], [1])]


def test_a_published_cell_connects_nothing() -> None:
    rows = matrix([{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}], 5)
    assert told(components(rows, ~flags(5, 2))) == [([0, 1], [0]), ([3, 4], [1])]


def test_an_equation_without_free_cells_is_in_no_component_and_a_cell_without_equations_is_alone() -> None:
    rows = matrix([{0: 1, 1: -1}, {2: 1, 3: -1}], 6)
    found = components(rows, flags(6, 2, 3, 5))
    assert told(found) == [([2, 3], [1]), ([5], [])]
    assert all(part.dtype == np.int64 for one in found for part in (one.cells, one.rows) if len(part) == 0)


def test_an_equation_with_one_free_cell_belongs_to_it() -> None:
    assert told(components(matrix([{0: 1, 1: -1}], 3), flags(3, 1, 2))) == [([1], [0]), ([2], [])]


def test_without_any_equation_every_free_cell_is_alone() -> None:
    found = components(matrix([], 3), flags(3, 0, 2))
    assert told(found) == [([0], []), ([2], [])]
    assert all(one.rows.dtype == np.int64 for one in found)
    assert components(matrix([{0: 1, 1: -1}], 2), flags(2)) == []


def test_cells_and_equations_keep_their_order_however_many_they_are() -> None:
    count = 300
    rows = matrix([{i: 1, i + 2: -1} for i in range(count - 2)], count)
    even, odd = components(rows, np.ones(count, dtype=bool))
    assert even.cells.tolist() == [*even.rows.tolist(), count - 2] == list(range(0, count, 2))
    assert odd.cells.tolist() == [*odd.rows.tolist(), count - 1] == list(range(1, count, 2))
