"""Whole moves near by are found where there are any, and the cheapest; all moves of small systems tell."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.suppression.vicinity import Vicinity

from .equations import matrix

SIZE = 5
signs = st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([-1, 1]), min_size=2, max_size=4)
systems = st.lists(signs, min_size=1, max_size=3)
bounds = st.lists(st.tuples(st.integers(-2, 0), st.integers(0, 2)), min_size=SIZE, max_size=SIZE)
costs = st.lists(st.integers(1, 4), min_size=2 * SIZE, max_size=2 * SIZE)
EVERY = np.arange(SIZE)


@given(systems, bounds, costs, st.integers(0, SIZE - 1), st.sampled_from([-2, -1, 1, 2]))
def test_a_move_is_the_cheapest_of_all(
    rows: list[dict[int, int]], limits: list[tuple[int, int]], cost: list[int], target: int, step: int
) -> None:
    equations = matrix(rows, SIZE)
    lower, upper = np.array(limits, dtype=float).T
    lower[target] = upper[target] = step
    price = np.array(cost, dtype=float).reshape(2, SIZE)
    every = np.array(list(product(*(range(int(a), int(b) + 1) for a, b in zip(lower, upper, strict=True)))))
    every = every[~(every @ equations.toarray().T).any(axis=1)]
    prices = np.maximum(every, 0) @ price[0] + np.maximum(-every, 0) @ price[1]
    found = Vicinity(equations).move(EVERY, lower, upper, price, gap=0.0)
    assert (found is None) == (len(every) == 0)
    if found is not None:
        move = np.zeros(SIZE, dtype=np.int64)
        move[found[0]] = found[1]
        assert (move == every).all(axis=1).any(), "it is one of all moves"
        assert np.maximum(move, 0) @ price[0] + np.maximum(-move, 0) @ price[1] == prices.min()


def test_where_only_fractions_balance_there_is_no_whole_move() -> None:
    # The second and the third go opposite ways, by half of what the first does.
    triangle = matrix([{1: 1, 2: 1}, {1: 1, 2: -1, 0: -1}], 3)
    bound = np.array([1.0, 9.0, 9.0])
    free = np.zeros((2, 3))
    assert Vicinity(triangle).move(np.arange(3), np.array([1.0, -9.0, -9.0]), bound, free) is None
    found = Vicinity(triangle).move(np.arange(3), np.array([2.0, -9.0, -9.0]), bound * 2, free)
    assert found is not None and found[1].tolist() == [2, 1, -1]


def test_a_whole_move_is_taken_though_a_fractional_one_is_cheaper() -> None:
    # The first rises by one: by half a unit of the second and of the third, or by the last one alone.
    equations = matrix([{1: 1, 2: 1}, {1: 1, 2: -1, 0: -1, 3: 1}], 4)
    lower, upper = np.array([1.0, -9.0, -9.0, -9.0]), np.array([1.0, 9.0, 9.0, 9.0])
    price = np.tile([0.0, 1.0, 1.0, 3.0], (2, 1))
    found = Vicinity(equations).move(np.arange(4), lower, upper, price, gap=0.0)
    assert found is not None and (found[0].tolist(), found[1].tolist()) == ([0, 3], [1, 1])


def test_the_best_move_so_far_is_taken_where_the_search_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosure.suppression.vicinity.NODES", 1)
    generator, size = np.random.default_rng(3), 40
    equations = matrix([dict(enumerate(generator.integers(-30, 31, size).tolist())) for _ in range(2)], size)
    lower, upper = np.full(size, -9.0), np.full(size, 9.0)
    lower[0] = upper[0] = 7.0
    found = Vicinity(equations).move(
        np.arange(size), lower, upper, generator.uniform(1, 2, (2, size)), gap=0.0
    )
    assert found is not None
    move = np.zeros(size, dtype=np.int64)
    move[found[0]] = found[1]
    assert not np.any(equations @ move) and np.all((lower <= move) & (move <= upper))


def test_all_other_cells_stand_still() -> None:
    chain = matrix([{0: 1, 1: 1}, {1: 1, 2: 1}], 3)
    lower, upper, free = np.array([1.0, -9.0]), np.array([1.0, 9.0]), np.zeros((2, 2))
    assert Vicinity(chain).move(np.array([0, 1]), lower, upper, free) is None
    assert Vicinity(chain).around(np.array([0])).tolist() == [0, 1]
    assert Vicinity(chain).around(np.array([1])).tolist() == [0, 1, 2]


def test_a_cell_in_no_equation_is_near_itself() -> None:
    assert Vicinity(matrix([{0: 1, 1: 1}], 3)).around(np.array([2])).tolist() == [2]
