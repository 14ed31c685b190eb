"""Moves are sparse; what is said of them is what whole tables say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from disclosure.suppression.abreast import shared
from disclosure.suppression.moves import as_moves, extremes, no_moves, on_the_way, packed, together, touching

SIZE = 6
rows = st.lists(st.integers(-2, 2), min_size=SIZE, max_size=SIZE)
some_moves = st.lists(rows, min_size=1, max_size=8).map(lambda moves: sparse.csr_matrix(np.array(moves)))


def test_moves_are_told_by_the_cells_they_touch() -> None:
    moves = as_moves([(np.array([1, 4]), np.array([2, -2])), (np.array([0]), np.array([1]))], SIZE)
    assert moves.toarray().tolist() == [[0, 2, 0, 0, -2, 0], [1, 0, 0, 0, 0, 0]]
    assert together(no_moves(SIZE), moves, moves[:1]).toarray().tolist() == [
        *moves.toarray().tolist(),
        [0, 2, 0, 0, -2, 0],
    ]
    assert touching(moves, np.arange(SIZE) == 4).tolist() == [True, False]
    assert touching(moves, np.arange(SIZE) == 0).tolist() == [False, True], "a single unit touches as well"
    assert no_moves(SIZE).shape == (0, SIZE)


@given(some_moves)
def test_extremes_are_those_of_all_tables_and_the_true_one(moves: sparse.csr_matrix) -> None:
    value = np.arange(SIZE) + 5
    tables = np.vstack([value, value + moves.toarray()])
    lowest, highest = extremes(moves, value)
    assert np.array_equal(lowest, tables.min(axis=0)) and np.array_equal(highest, tables.max(axis=0))


@given(some_moves)
def test_packing_keeps_every_step_and_puts_no_two_moves_on_one_cell(moves: sparse.csr_matrix) -> None:
    before, after = moves.toarray(), packed(moves).toarray()
    assert len(after) <= len(before)
    for cell in range(SIZE):
        steps = sorted(before[:, cell][before[:, cell] != 0].tolist())
        assert steps == sorted(after[:, cell][after[:, cell] != 0].tolist())
    for move in before[before.any(axis=1)]:
        assert any(np.array_equal(pack[move != 0], move[move != 0]) for pack in after)


def test_few_counts_on_the_way_are_all_tried_and_of_many_some_the_farthest_first() -> None:
    assert on_the_way(1, 4) == [1, 2, 3]
    assert on_the_way(9, 6) == [9, 8, 7]
    assert on_the_way(5, 5) == []
    far = on_the_way(0, 1_000_000)
    assert far[0] == 0 and len(far) == 10 and far == sorted(far) and far[-1] < 1_000_000


def test_what_threads_share_is_in_order_and_cannot_be_changed() -> None:
    out_of_order = sparse.csr_matrix(
        (np.array([1, -1, 2]), np.array([4, 0, 2]), np.array([0, 2, 3])), (2, SIZE)
    )
    before = out_of_order.toarray()
    moves = shared(out_of_order)
    assert moves.indices.tolist() == [0, 4, 2] and np.array_equal(moves.toarray(), before)
    assert touching(moves, np.arange(SIZE) == 4).tolist() == [True, False]
    with pytest.raises(ValueError, match="read-only"):
        moves.data[0] = 7
