"""The attacker who knows of each cell a least and a greatest value, on tables of three cells."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from disclosure import UNBOUNDED, DisclosureError, InconsistentTablesError
from disclosure.attackers.box import Box, coherent
from disclosure.rules import ANY, Demands

from .equations import plain

# 5 = 2 + 3; a cell that stands alone.
SYSTEM = plain([5, 2, 3, 4], [{0: -1, 1: 1, 2: 1}])
LOWER, UPPER = np.array([4, 0, 2, 4]), np.array([6, 3, 9, 4])
EVERY = np.array([[a + b, a, b, 4] for a, b in product(range(4), range(2, 10)) if 4 <= a + b <= 6])


def asked(*demands: tuple[int, int, int, int]) -> Demands:
    return Demands(*(np.array(column, dtype=np.int64) for column in zip(*demands, strict=True)))


def ends(box: Box) -> tuple[list[int], list[int]]:
    found = box.intervals(np.arange(4))
    assert found.proven.all() and found.cells.tolist() == [0, 1, 2, 3]
    return found.lower.tolist(), found.upper.tolist()


def test_ends_are_those_of_all_whole_tables_in_the_box() -> None:
    expected = EVERY.min(axis=0).tolist(), EVERY.max(axis=0).tolist()
    assert expected == ([4, 0, 2, 4], [6, 3, 6, 4])
    assert ends(Box(SYSTEM, LOWER, UPPER)) == expected
    assert ends(Box(SYSTEM, LOWER, UPPER, table=SYSTEM.value)) == expected
    assert ends(Box(SYSTEM, LOWER, np.where(UPPER == 9, UNBOUNDED, UPPER))) == expected


def test_only_tables_that_are_accepted_are_seen() -> None:
    box = Box(SYSTEM, LOWER, UPPER, table=SYSTEM.value, accept=lambda table: bool(table[1] == 2))
    assert box.seen(1) == (2, 2) and box.seen(3) == (4, 4)
    found = box.intervals(np.array([0, 1, 2, 3]))
    assert set(found.lower) | set(found.upper) <= {4, 5, 6, 2, 3}
    assert (found.lower[1], found.upper[1]) == (2, 2), "no other value is shown"
    assert not found.proven[1], "but that there is none is not certain"


def test_where_no_table_was_accepted_nothing_was_seen() -> None:
    box = Box(SYSTEM, LOWER, UPPER, table=SYSTEM.value, accept=lambda table: False)
    for cell in range(4):
        low, high = box.seen(cell)
        assert low > high
    assert box.unmet(asked((3, 4, 4, 0), (0, 0, ANY, 0))) == [0, 1]


def test_demands_are_met_as_far_as_tables_go() -> None:
    box = Box(SYSTEM, LOWER, UPPER)
    demands = [
        (0, 6, 4, 2),
        (0, 7, ANY, 0),
        (0, 0, 3, 0),
        (0, 0, ANY, 3),
        (1, 3, 0, 3),
        (2, 6, 2, 4),
        (2, 7, ANY, 0),
    ]
    assert box.unmet(asked(*demands)) == [1, 2, 3, 6]
    assert box.unmet(asked((3, 4, 4, 0), (3, 5, ANY, 0), (3, 0, ANY, 1))) == [1, 2], "a cell that is known"
    assert box.unmet(asked((1, 3, 0, 3))) == []


def test_a_cell_is_told_when_it_can_have_one_value_only() -> None:
    box = Box(SYSTEM, LOWER, UPPER)
    assert box.told(3) and not box.told(0)
    tight = Box(SYSTEM, np.array([5, 0, 3, 4]), np.array([5, 2, 9, 4]))
    assert not tight.told(1)
    assert Box(SYSTEM, np.array([5, 0, 3, 4]), np.array([5, 9, 3, 4])).told(1)
    assert Box(SYSTEM, np.array([5, 2, 3, 4]), np.array([9, 2, 3, 9])).told(0)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ([5, 3, 3, 4], [5, 3, 3, 4]),
        ([5, 3, 3, 4], [5, 9, 9, 4]),
        ([9, 0, 0, 4], [9, 4, 4, 4]),
        ([5, 0, 3, 4], [5, 2, 2, 4]),
        ([5, 3, 0, 4], [9, 3, 1, 4]),
    ],
)
def test_a_box_in_which_nothing_adds_up_is_refused(lower: list[int], upper: list[int]) -> None:
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        Box(SYSTEM, np.array(lower), np.array(upper))


@pytest.mark.parametrize("table", [[5, 2, 2, 4], [7, 3, 4, 4], [3, 0, 3, 4], [5, 2, 3, 5]])
def test_a_table_that_is_not_in_the_box_or_does_not_add_up_is_refused(table: list[int]) -> None:
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        Box(SYSTEM, LOWER, UPPER, table=np.array(table))


def test_the_table_to_begin_with_is_only_looked_at() -> None:
    table = SYSTEM.value.copy()
    box = Box(SYSTEM, LOWER, UPPER, table=table)
    table[:] = 0
    assert box.seen(1) == (2, 2)


def test_out_of_time_ends_are_those_seen_and_not_proven() -> None:
    box = Box(SYSTEM, LOWER, UPPER, table=SYSTEM.value, time_limit=-1.0)
    found = box.intervals(np.arange(4))
    assert found.lower.tolist() == found.upper.tolist() == [5, 2, 3, 4]
    assert found.proven.tolist() == [False, False, False, True]
    assert not box.told(0) and box.told(3)


def test_out_of_time_before_any_table_that_is_said() -> None:
    pairs = plain([2, 2, 2, 4, 4, 4], [{3: -1, 0: 1, 1: 1}, {4: -1, 1: 1, 2: 1}, {5: -1, 0: 1, 2: 1}])
    lower, upper = np.array([0, 0, 0, 3, 3, 3]), np.array([9, 9, 9, 3, 3, 4])
    with pytest.raises(DisclosureError, match=r"^time_limit") as refused:
        Box(pairs, lower, upper, time_limit=-1.0)
    assert not isinstance(refused.value, InconsistentTablesError)


def test_cells_of_the_same_records_are_shown_alike_or_the_table_is_not_accepted() -> None:
    # 0 = 1 + 2 and 2 = 3 + 4, and what is shown of each.
    system = plain([9, 4, 5, 5, 0], [{0: -1, 1: 1, 2: 1}, {2: -1, 3: 1, 4: 1}])
    accept = coherent(system, np.array([9, 4, 6, 6, 0]))
    assert accept(np.array([9, 4, 5, 5, 0])), "the third is the second part, and shown like it"
    assert accept(np.array([9, 4, 5, 3, 2])), "no two are the same"
    assert not accept(np.array([5, 0, 5, 3, 2])), "the first would be the third, shown otherwise"
    assert not accept(np.array([5, 0, 5, 5, 0])), "and by way of it the fourth"
    assert not accept(np.array([9, 4, 5, 0, 5])), "the last part shown as 0, the whole as 6"
    assert not accept(np.array([1, 0, 1, 1, 0])), "of a single one as well"
    assert accept(np.zeros(5, dtype=np.int64))


def test_what_is_in_no_file_passes_on_whose_records_cells_are() -> None:
    rows = [{0: -1, 1: 1, 2: 1}, {2: -1, 3: 1, 4: 1}]
    system = plain([5, 0, 5, 5, 0], rows, unlisted=[2])
    table = np.array([5, 0, 5, 5, 0])
    assert coherent(system, np.array([6, 0, 99, 6, 0]))(table)
    assert not coherent(system, np.array([6, 0, 6, 7, 0]))(table)
