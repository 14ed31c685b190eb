"""Bounds that single equations give, worked out on paper, and passed on from one to the next."""

from __future__ import annotations

from itertools import product

import numpy as np

from disclosure.attackers.propagation import propagate

from .equations import Row, matrix

ENDLESS = float("inf")


def bounds(
    rows: list[Row], right: list[int], floor: list[int], rounds: int = 10
) -> tuple[list[float], list[float]]:
    found = matrix(rows, len(floor)), np.array(right, dtype=float), np.array(floor, dtype=float)
    low, high = propagate(*found, rounds)
    assert not np.shares_memory(low, found[2])
    return low.tolist(), high.tolist()


def test_parts_of_a_known_sum_leave_each_what_the_floors_of_the_others_do_not_take() -> None:
    assert bounds([{0: 1, 1: 1, 2: 1}], [10], [1, 2, 3]) == ([1, 2, 3], [5, 6, 7])


def test_a_sum_is_at_least_its_parts_and_has_no_end_if_they_have_none() -> None:
    for sign in (1, -1):
        assert bounds([{0: -sign, 1: sign, 2: sign}], [0], [0, 2, 3]) == ([5, 2, 3], [ENDLESS] * 3)


def test_a_sum_with_an_end_ends_its_parts_and_they_in_turn_a_sum_above_it() -> None:
    # a + b = 6; c + d = a; e = b + f + g, f + g = 4.
    rows = [{0: 1, 1: 1}, {2: 1, 3: 1, 0: -1}, {4: -1, 1: 1, 5: 1, 6: 1}, {5: 1, 6: 1}]
    low, high = bounds(rows, [6, 0, 0, 4], [0, 0, 1, 1, 0, 0, 0])
    assert low == [2, 0, 1, 1, 0, 0, 0]
    assert high == [6, 4, 5, 5, 12, 4, 4]


def test_bounds_are_whole_even_where_a_cell_counts_twice() -> None:
    # 2 a + b = 7, and with that b = 3 c.
    assert bounds([{0: 2, 1: 1}], [7], [1, 0]) == ([1, 1], [3, 5])
    assert bounds([{0: 2, 1: 1}, {1: 1, 2: -3}], [7, 0], [0, 0, 1]) == ([2, 3, 1], [2, 3, 1])


def test_each_round_passes_bounds_one_equation_further() -> None:
    # a = 3, a + b = 5, b + c = 6: the last is known once the others are.
    rows = [{0: 1}, {0: 1, 1: 1}, {1: 1, 2: 1}]
    assert bounds(rows, [3, 5, 6], [0, 0, 0], 1)[1][2] == 6
    assert bounds(rows, [3, 5, 6], [0, 0, 0]) == ([3, 2, 4], [3, 2, 4])


def test_no_table_is_ever_cut_off() -> None:
    random = np.random.default_rng(3)
    every = np.array(list(product(range(5), repeat=5)))
    for _ in range(40):
        signs = random.choice([-1, 0, 1], (3, 5), p=[0.2, 0.4, 0.4])
        true = every[random.integers(len(every))]
        floor = np.minimum(true, 1)
        rows = [dict(enumerate(row.tolist())) for row in signs]
        low, high = bounds(rows, (signs @ true).tolist(), floor.tolist())
        left = every[np.all(every @ signs.T == signs @ true, axis=1) & np.all(every >= floor, axis=1)]
        assert np.all(left.min(axis=0) >= low) and np.all(left.max(axis=0) <= high)


def test_what_cannot_be_is_told_by_ends_that_cross() -> None:
    low, high = bounds([{0: 1, 1: 1}], [1], [1, 1])
    assert any(low[cell] > high[cell] for cell in range(2))


def test_a_cell_in_no_equation_is_only_known_by_its_floor() -> None:
    assert bounds([{0: 1}], [4], [0, 1]) == ([4, 1], [4, ENDLESS])
    assert bounds([], [], [2]) == ([2], [ENDLESS])


def test_bounds_are_passed_on_while_either_ends_or_floors_still_change() -> None:
    # Each cell is the only part of the next; the first has an end, or a floor, and no other has.
    chain: list[Row] = [{n: 1, n + 1: -1} for n in range(5)]
    ending = [*chain, {0: 1, 6: 1}]
    assert bounds(ending, [0] * 5 + [7], [0] * 7)[1] == [7] * 7
    assert bounds(chain, [0] * 5, [3] + [0] * 5) == ([3] * 6, [ENDLESS] * 6)


def test_a_cell_that_an_equation_names_without_counting_it_is_not_bounded_by_it() -> None:
    named = matrix([{0: 1, 1: 1, 2: 1}], 3)
    named.data[2] = 0.0
    low, high = propagate(named, np.array([5.0]), np.array([1.0, 0.0, 2.0]))
    assert (low.tolist(), high.tolist()) == ([1, 0, 2], [5, 4, ENDLESS])
    assert named.nnz == 3, "what is given is not changed"
