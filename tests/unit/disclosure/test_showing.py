"""Demands shown by whole tables: what cannot be shown is named, and time that is up is doubt."""

from __future__ import annotations

import time

import numpy as np
import pytest

from disclosure import InconsistentTablesError, Rules, System, audit
from disclosure.attackers.showing import Unshown, unshown
from disclosure.rules import demands

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
