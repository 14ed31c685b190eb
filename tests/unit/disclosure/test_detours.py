"""What is led round a cell still obeys every equation and floor, and does no less where it must."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disclosure.arrays import Integers
from disclosure.suppression.detours import Detours, Move

SIZE = 6
CELL, STILL = 0, np.arange(SIZE) == 0
WIDE = np.full(SIZE, 9)
rows = st.lists(st.integers(-2, 2), min_size=SIZE, max_size=SIZE)
through = rows.filter(lambda row: row[CELL] != 0)


def move(row: list[int]) -> Move:
    steps = np.array(row)
    return np.flatnonzero(steps), steps[steps != 0]


def dense(found: Move) -> Integers:
    steps = np.zeros(SIZE, dtype=np.int64)
    steps[found[0]] = found[1]
    return steps


@given(through, st.lists(through, max_size=6), st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE))
def test_the_way_round_is_the_move_and_one_that_undoes_it(
    row: list[int], others: list[list[int]], room: list[int]
) -> None:
    kept = next(cell for cell in range(SIZE) if row[cell])
    detours = Detours(CELL, np.array(room), STILL)
    for other in others:
        detours.add(move(other))
    found = detours.round(move(row), kept)
    sums = [np.array(row) + np.array(other) for other in others if other[CELL] == -row[CELL]]
    fit = [led for led in sums if np.all(led >= -np.array(room)) and abs(led[kept]) >= abs(row[kept])]
    fit = [led for led in fit if kept != CELL and led[kept] * row[kept] > 0]
    if found is None:
        assert not fit
    else:
        assert any(np.array_equal(dense(found), led) for led in fit)


def test_how_one_move_was_led_round_helps_the_next() -> None:
    detours = Detours(CELL, WIDE, STILL)
    old, new = move([1, 1, -1, 0, 0, 0]), move([0, 1, 0, -1, 0, 0])
    other = move([1, 0, 0, 0, 1, -1])
    assert detours.round(other, 4) is None
    detours.learn(old, new)
    led = detours.round(other, 4)
    assert led is not None and dense(led).tolist() == [0, 0, 1, -1, 1, -1]


def test_a_way_that_falls_below_a_floor_elsewhere_is_not_taken() -> None:
    room = np.array([9, 9, 9, 0, 9, 9])
    detours = Detours(CELL, room, STILL)
    # Legal where the first move rises by what the way round takes from the fourth cell; the second does not.
    detours.learn(move([1, 1, 0, 1, 0, 0]), move([0, 1, 0, 0, 0, 0]))
    assert detours.round(move([1, 0, 0, 0, 1, -1]), 4) is None


def test_what_is_published_already_stays() -> None:
    still = np.isin(np.arange(SIZE), [CELL, 3])
    detours = Detours(CELL, WIDE, still)
    detours.add(move([-1, 0, 0, 1, 0, 0]))
    assert detours.round(move([1, 1, 0, 0, 0, 0]), 1) is None


def test_the_way_that_fits_is_found_among_others_that_do_not() -> None:
    detours = Detours(CELL, np.array([0, 1, 2, 0, 9, 9]), STILL)
    for way in ([-1, 0, -4, 0, 0, 0], [-1, 1, 0, 0, 0, 0], [-1, 0, -3, 1, 0, 0]):
        detours.add(move(way))
    led = detours.round(move([1, -1, 1, 0, 0, 0]), 1)
    assert led is not None, "the first would fall too far, the second would do less, the last just fits"
    assert (led[0].tolist(), led[1].tolist()) == ([1, 2, 3], [-1, -2, 1])
