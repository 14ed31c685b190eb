"""One component as somebody sees it: what is taken for a table, and where whole ones are looked for."""

from __future__ import annotations

import time

import numpy as np
import pytest

from disclosure import InconsistentTablesError
from disclosure.attackers.view import UNBOUNDED, View

from .equations import matrix

LATER = float("inf")
# A total of two parts, one of which is the total of two more.
TREE = [{0: -1, 1: 1, 2: 1}, {1: -1, 3: 1, 4: 1}]


def view(
    rows: list[dict[int, int]], right: list[int], low: list[float], high: list[float], deadline: float = LATER
) -> View:
    size = len(low)
    bounds = np.array(low, dtype=float), np.array(high, dtype=float)
    return View(np.arange(10, 10 + size), matrix(rows, size), np.array(right, dtype=float), bounds, deadline)


def tree(floor: float = 0.0, deadline: float = LATER) -> View:
    return view(TREE, [0, 0], [floor] * 5, [9.0] * 5, deadline)


def pairs(sums: int, deadline: float = LATER) -> View:
    """Three cells of which any two have the same sum: half of it each."""
    rows = [{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}]
    return view(rows, [sums] * 3, [0.0] * 3, [float(sums)] * 3, deadline)


def test_before_any_table_nothing_was_seen() -> None:
    seen = tree()
    assert seen.size == 5 and seen.table is None
    assert np.all(seen.lowest == UNBOUNDED) and np.all(seen.highest == -1)


def test_a_table_counts_when_it_adds_up_and_keeps_to_the_floors() -> None:
    seen = tree(1.0)
    assert seen.see(np.array([6, 4, 2, 3, 1]))
    assert not seen.see(np.array([6, 4, 2, 4, 0])), "below a floor"
    assert not seen.see(np.array([7, 4, 2, 3, 1])), "one more than its parts"
    assert seen.see(np.array([5, 2, 3, 1, 1]))
    assert seen.lowest.tolist() == [5, 2, 2, 1, 1] and seen.highest.tolist() == [6, 4, 3, 3, 1]
    assert seen.table is not None and seen.table.tolist() == [5, 2, 3, 1, 1]


def test_the_first_table_is_the_one_known_if_it_agrees_and_else_some_other() -> None:
    known = np.array([6, 4, 2, 3, 1])
    assert tree().begin(known) is known
    for first in (tree(2.0).begin(known), tree(2.0).begin()):
        assert first is not None and np.all(first >= 2)
        assert first[0] == first[1] + first[2] and first[1] == first[3] + first[4]


def test_where_everything_is_settled_that_is_the_table_or_there_is_none() -> None:
    settled = [5.0, 3.0, 2.0, 2.0, 1.0]
    first = view(TREE, [0, 0], settled, settled).begin()
    assert first is not None and first.tolist() == settled
    settled[0] = 6.0
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        view(TREE, [0, 0], settled, settled).begin()


def test_what_no_numbers_or_no_whole_numbers_agree_with_is_refused() -> None:
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        view(TREE, [0, 0], [0.0, 6.0, 6.0, 0.0, 0.0], [9.0] * 5).begin()
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        pairs(3).begin()
    even = pairs(4).begin()
    assert even is not None and even.tolist() == [2, 2, 2]


def test_out_of_time_a_fraction_is_no_proof_that_there_is_no_table() -> None:
    late = pairs(3, time.monotonic() - 1)
    assert late.late() and late.left() == 0.01
    assert late.begin() is None
    assert tree().left() > 1000 and not tree().late()


def test_a_whole_table_is_looked_for_between_a_point_and_one_that_is_known_then_a_little_wider() -> None:
    seen = view([{0: 1, 1: 1}, {2: 1, 3: 1}], [3, 3], [0.0] * 4, [3.0] * 4)
    point, base = np.array([0.5, 2.5, 1.0, 2.0]), np.array([2, 1, 1, 2])
    (low, high), (lower, higher) = seen.near(point, base)
    assert (low.tolist(), high.tolist()) == ([0, 1, 1, 2], [2, 3, 1, 2])
    # Only those move more that stand in an equation with one that moves; nobody falls below nothing.
    assert (lower.tolist(), higher.tolist()) == ([0, 0, 1, 2], [3, 4, 1, 2])


def test_a_hair_beside_a_whole_number_is_that_number() -> None:
    seen = view([{0: 1, 1: 1}], [3], [0.0] * 2, [3.0] * 2)
    low, high = next(seen.near(np.array([1 - 1e-9, 2 + 1e-9]), np.array([1, 2])))
    assert (low.tolist(), high.tolist()) == ([1, 2], [1, 2])


def test_a_table_found_lies_in_the_box_adds_up_and_costs_little() -> None:
    seen = tree()
    low, high = np.array([7.0, 0, 1, 0, 0]), np.array([7.0, 9, 9, 2, 9])
    cheap = seen.find((low, high), np.array([0.0, 0.0, 1.0, -1.0, 0.0]))
    assert cheap is not None and cheap.tolist() == [7, 6, 1, 2, 4] and cheap.dtype == np.int64
    some = seen.find((low, high))
    assert some is not None and seen.see(some) and np.all((low <= some) & (some <= high))
    assert view([], [], [1.0, 2.0], [3.0, 4.0]).find((np.array([2.0, 2.0]), np.array([2.0, 3.0]))) is not None


def test_no_table_is_found_in_an_empty_box_nor_out_of_time() -> None:
    low, high = np.zeros(5), np.full(5, 9.0)
    assert tree().find((low, np.where(low == high, 0, [9.0, 9, 9, -1, 9]))) is None
    assert tree(deadline=time.monotonic() - 1).find((low, high)) is None
    none = np.array([9.0, 0, 0, 0, 0]), np.array([9.0, 1, 1, 1, 1])
    assert tree().find(none) is None
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        tree().find(none, strict=True)


def test_beside_a_cell_are_those_that_share_an_equation_with_it() -> None:
    assert tree().beside(np.array([2])).tolist() == [0, 1, 2]
    assert tree().beside(np.array([4, 0])).tolist() == [0, 1, 2, 3, 4]
    assert view([{0: 1, 1: 1}], [3], [0.0] * 3, [9.0] * 3).beside(np.array([2])).tolist() == [2]


def test_in_a_region_all_others_stay_as_they_are() -> None:
    seen = view(TREE, [0, 0], [0.0] * 5, [9.0, 9, 9, 5, 9])
    seen.see(np.array([6, 4, 2, 3, 1]))
    region = seen.region(np.array([3, 4]))
    assert (region.matrix.shape, region.right.tolist()) == ((1, 2), [4])
    assert (region.at_least.tolist(), region.at_most.tolist()) == ([0, 0], [5, 9])
    assert region.lowest.tolist() == region.highest.tolist() == [3, 1]
    assert region.see(np.array([0, 4])) and not region.see(np.array([1, 4]))
    assert not region.late() and region.left() > 1000
    seen.see_region(region)
    assert seen.table is not None and seen.table.tolist() == [6, 4, 2, 0, 4]
    assert seen.lowest.tolist() == [6, 4, 2, 0, 1] and seen.highest.tolist() == [6, 4, 2, 3, 4]


def test_there_is_no_region_around_no_table() -> None:
    with pytest.raises(ValueError, match=r"^no table yet$"):
        tree().region(np.array([0]))


def test_a_table_hard_to_find_is_not_looked_for_without_end() -> None:
    # Halves of the sums of five rows of random numbers: there is most likely no such choice of columns.
    weights = np.random.default_rng(0).integers(0, 100, (5, 40))
    halves = (weights.sum(axis=1) // 2).tolist()
    seen = view([dict(enumerate(row.tolist())) for row in weights], halves, [0.0] * 40, [1.0] * 40)
    began = time.monotonic()
    assert seen.find((seen.at_least, seen.at_most), seconds=0.1) is None
    assert time.monotonic() - began < 10
