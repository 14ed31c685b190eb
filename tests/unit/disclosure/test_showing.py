"""Demands shown by whole tables: what cannot be shown is named, and time that is up is doubt."""

from __future__ import annotations

import time

import numpy as np
import pytest

from disclosure import InconsistentTablesError, Rules, System, audit
from disclosure.attackers.showing import Unshown, unshown
from disclosure.rules import ANY, Demands, demands

from .equations import plain
from .test_attacker import square

LATER = float("inf")


def left(system: System, withheld: np.ndarray, rules: Rules, deadline: float = LATER) -> list[Unshown]:
    wider, asked = demands(system, rules)
    floor = np.minimum(wider.value, 1)
    return unshown(wider.without_values(withheld), withheld, asked, floor, deadline)


def test_a_wide_rectangle_shows_all_demands() -> None:
    system, withheld, _ = square([[2, 9, 9], [9, 2, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    assert audit(system, withheld, Rules(5)).safe
    assert left(system, withheld, Rules(5)) == []


def test_a_tight_rectangle_shows_none_and_says_what_is_known() -> None:
    system, withheld, _ = square([[1, 1, 9], [1, 1, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    assert [entry.known for entry in left(system, withheld, Rules(3))] == [True] * 4


def test_a_narrow_rectangle_is_not_known() -> None:
    system, withheld, _ = square([[2, 2, 9], [2, 2, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    assert [entry.known for entry in left(system, withheld, Rules(4))] == [False] * 4
    assert left(system, withheld, Rules(3)) == []


def test_a_published_cell_is_known() -> None:
    system, withheld, names = square([[1, 9, 9], [9, 9, 9], [9, 9, 9]], set())
    assert names.index("1a") >= 0
    assert left(system, withheld, Rules(3)) == [Unshown(0, True)]


def test_without_time_everything_is_doubted() -> None:
    system, withheld, _ = square([[2, 9, 9], [9, 2, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    doubted = left(system, withheld, Rules(5), deadline=time.monotonic() - 1)
    assert doubted == [Unshown(0, False), Unshown(1, False)]


def test_contradicting_tables_are_refused() -> None:
    system, withheld, _ = square([[2, 9, 9], [9, 2, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    wrong = np.where(withheld, 0, system.value)
    wrong[int(np.flatnonzero(~withheld & (system.value == 9))[0])] = 90
    wider, asked = demands(system, Rules(5))
    object.__setattr__(wider, "value", wrong)
    with pytest.raises(InconsistentTablesError):
        unshown(wider, withheld, asked, np.ones(wider.size, dtype=np.int64), LATER)


@pytest.mark.parametrize(
    ("values", "floor"),
    [([4, 1, 3], [0, 1, 1]), ([4, 3, 1], [0, 1, 1]), ([4, 2, 2], [0, 1, 2]), ([4, 2, 2], [0, 2, 1])],
    ids=["only up", "only down", "only down to its floor", "only up to its end"],
)
def test_a_cell_that_can_move_in_one_direction_is_not_known(values: list[int], floor: list[int]) -> None:
    system = plain(values, [{0: -1, 1: 1, 2: 1}])
    hidden = np.array([False, True, True])
    asked = Demands(np.array([1]), np.array([9]), np.array([ANY]), np.array([0]))
    for known in (system.value, None):
        seen = system.without_values(hidden)
        assert unshown(seen, hidden, asked, np.array(floor), LATER, known) == [Unshown(0, False)]
    settled = unshown(system, hidden, asked, np.array([0, values[1], values[2]]), LATER, system.value)
    assert settled == [Unshown(0, True)]
