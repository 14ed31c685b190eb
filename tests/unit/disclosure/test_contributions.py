"""The biggest contributions to amounts: what is read, what cannot be, and what is doubted upwards."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import polars as pl
import pytest

from disclosure.tables.contributions import (
    at_most,
    dominance_level,
    impossible,
    lone_level,
    p_percent_level,
    told,
)

NAN = float("nan")


def test_lists_are_told_up_to_the_longest_and_nothing_beyond() -> None:
    column = pl.Series([[5, 3], [7], None, []], dtype=pl.List(pl.Int64))
    expected = [[5, 3], [7, NAN], [NAN, NAN], [NAN, NAN]]
    assert np.array_equal(told(column), expected, equal_nan=True)
    assert told(pl.Series([[], None], dtype=pl.List(pl.Int64))).shape == (2, 0)


def cannot_be(largest: list[float], amount: float, contributors: float) -> bool:
    found = impossible(np.array([largest]), np.array([amount]), np.array([contributors]))
    assert found.dtype == bool
    return bool(found[0])


def test_a_list_is_possible_just_where_contributions_of_so_many_begin_with_it() -> None:
    """All amounts up to 7 of up to 4 contributors, each of whom gives 1 at least."""
    exist = set()
    for number in range(5):
        for parts in combinations_with_replacement(range(1, 8), number):
            if sum(parts) <= 7:
                down = sorted(parts, reverse=True)
                exist |= {(tuple(down[:some]), sum(parts), number) for some in range(min(number, 2) + 1)}
    lists = [(), *((a,) for a in range(1, 8)), *((a, b) for a in range(1, 8) for b in range(1, 8))]
    for given in lists:
        for amount in range(8):
            for number in range(5):
                if number and amount < number:
                    continue  # Not everybody could have given something, which is refused elsewhere.
                if not given and (number == 0) != (amount == 0):
                    continue
                if len(given) and amount - sum(given) < number - len(given):
                    continue
                largest = [*map(float, given), *[NAN] * (2 - len(given))]
                assert cannot_be(largest, amount, number) == ((given, amount, number) not in exist), (
                    given,
                    amount,
                    number,
                )


@pytest.mark.parametrize(
    ("largest", "wrong"),
    [
        ([NAN, 4.0], True),
        ([4.0, NAN], False),
        ([4.5, NAN], True),
        ([-1.0, NAN], True),
        ([4.0, 5.0], True),
        ([4.0, 4.0], False),
        ([0.0, 0.0], True),
        ([NAN, NAN], False),
        ([4.0, 3.0, NAN], False),
        ([4.0, NAN, 1.0], True),
        ([4.0, NAN, 0.0], True),
        ([4.0, 2.0, 3.0], True),
        ([4.0, 3.0, 2.0], False),
    ],
)
def test_gaps_rising_numbers_and_parts_of_a_unit_are_impossible(largest: list[float], wrong: bool) -> None:
    assert cannot_be(largest, 9.0, 3.0) == wrong


def test_only_the_cell_at_fault_is_told() -> None:
    largest = np.array([[4.0, 3.0], [4.5, 3.0], [4.0, 3.0], [3.0, 4.0]])
    assert impossible(largest, np.full(4, 9.0), np.full(4, 3.0)).tolist() == [False, True, False, True]


def test_nothing_follows_from_what_is_not_known() -> None:
    assert not cannot_be([90.0, 80.0], NAN, 9.0)
    assert not cannot_be([90.0, 80.0], 900.0, NAN)
    assert not cannot_be([NAN, NAN], NAN, NAN)
    assert cannot_be([90.0, 95.0], NAN, NAN), "but that they rise"
    assert impossible(np.zeros((2, 0)), np.array([5.0, 0.0]), np.array([2.0, 0.0])).tolist() == [False, False]


def test_what_is_not_told_is_as_large_as_the_one_before_and_what_is_left_allow() -> None:
    largest = np.array([[50.0, 30.0], [50.0, NAN], [NAN, NAN], [80.0, 40.0], [10.0, 10.0], [5.0, NAN]])
    amount = np.array([100.0, 60.0, 60.0, 100.0, 100.0, NAN])
    expected = [[50, 30, 20], [50, 10, 0], [60, 0, 0], [80, 20, 0], [10, 10, 10], [NAN] * 3]
    assert np.array_equal(at_most(largest, amount, 3), expected, equal_nan=True)
    assert np.array_equal(at_most(largest, amount, 1), [row[:1] for row in expected], equal_nan=True)
    assert at_most(np.zeros((2, 0)), np.array([4.0, 0.0]), 2).tolist() == [[4, 0], [0, 0]]


def test_levels_are_those_of_the_rules_read_word_by_word() -> None:
    """By trying every bound: the smallest upper one that keeps the best informed from coming too near."""
    random = np.random.default_rng(5)
    for _ in range(60):
        parts = np.sort(random.integers(0, 60, 6))[::-1]
        amount, p, coalition = int(parts.sum()), int(random.integers(1, 60)), int(random.integers(1, 4))
        knows = int(parts[1 : coalition + 1].sum())
        near = next(u for u in range(-amount, 200) if 100 * (amount + u - knows) >= (100 + p) * parts[0])
        level = p_percent_level(np.array([amount]), parts[None, :], p, coalition)
        assert level.tolist() == [near] and level.dtype == np.int64
        n, percent = int(random.integers(1, 4)), int(random.integers(20, 99))
        enough = next(u for u in range(-amount, 999) if 100 * parts[:n].sum() <= percent * (amount + u))
        found = dominance_level(np.array([amount]), parts[None, :], n, percent)
        assert found.tolist() == [enough] and found.dtype == np.int64


def test_of_a_lone_contributor_p_percent_rounded_up_are_protected_and_1_at_the_least() -> None:
    largest = np.array([[101, 50], [100, 0], [3, 0], [0, 0]])
    assert lone_level(largest, 10).tolist() == [11, 10, 1, 1]
    assert lone_level(largest, 0).tolist() == [1, 1, 1, 1]
