"""The smallest system that says the same, on equations done by hand and against all of its solutions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from disclosure.rules import ANY, Demands
from disclosure.suppression.reduction import Reduction, reduce
from disclosure.tables.system import System

from .equations import flags, plain, rows_of


def reduced(
    system: System, settled: np.ndarray, floor: list[int] | None = None
) -> tuple[Reduction, list[int]]:
    least = np.zeros(system.size, dtype=np.int64) if floor is None else np.array(floor)
    found, lowest = reduce(system, settled, least)
    return found, lowest.tolist()


def signed(reduction: Reduction) -> set[frozenset[tuple[int, int]]]:
    """Equations, each with its first cell counted positively."""
    rows = rows_of(reduction.system.equations)
    return {frozenset((c, s * row[min(row)]) for c, s in row.items()) for row in rows}


def test_nothing_to_settle_nor_to_merge_leaves_the_system_as_it_was() -> None:
    system = plain([6, 1, 2, 3], [{0: 1, 1: -1, 2: -1, 3: -1}])
    way, floor = reduced(system, flags(4), [1, 0, 1, 0])
    assert way.group.tolist() == [0, 1, 2, 3] and floor == [1, 0, 1, 0]
    assert rows_of(way.system.equations) == rows_of(system.equations)
    assert way.system.value.tolist() == [6, 1, 2, 3]


def test_two_cells_left_of_an_equation_become_one() -> None:
    system = plain([9, 2, 7, 3, 4], [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}], unlisted=[0])
    way, floor = reduced(system, flags(5, 1), [4, 0, 3, 1, 0])
    assert way.group.tolist() == [0, -1, 0, 1, 2]
    assert signed(way) == {frozenset({(0, 1), (1, -1), (2, -1)})}
    assert way.system.listed.tolist() == way.system.countable.tolist() == [True] * 3, "one of its cells is"
    assert way.system.listed.dtype == way.system.countable.dtype == bool
    assert way.system.value.tolist() == way.system.contributors.tolist() == [9, 3, 4], "as its first cell"
    assert floor == [9 - 4, 1, 0], "the third cell can fall by four, the first one by five"
    assert way.system.origin == (("t", 0), ("t", 3), ("t", 4))


def test_a_group_of_unlisted_cells_is_unlisted() -> None:
    system = plain([9, 2, 7, 3], [{0: 1, 1: -1, 2: -1}], unlisted=[0, 2])
    way, _ = reduced(system, flags(4, 1))
    assert way.system.listed.tolist() == way.system.countable.tolist() == [False, True]


def test_two_cells_with_a_known_sum_move_against_each_other_and_stay_two() -> None:
    system = plain([9, 2, 7], [{0: 1, 1: -1, 2: -1}])
    way, _ = reduced(system, flags(3, 0))
    assert way.group.tolist() == [-1, 0, 1]
    assert signed(way) == {frozenset({(0, 1), (1, 1)})}


def test_a_cell_beside_settled_ones_only_is_settled_and_so_on() -> None:
    system = plain([9, 2, 7, 3, 4, 8, 1], [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}, {5: 1, 6: -1}])
    way, _ = reduced(system, flags(7, 0, 1, 3))
    assert way.group.tolist() == [-1, -1, -1, -1, -1, 0, 0]
    assert way.system.size == 1 and way.system.equations.shape == (0, 1)


def test_cells_merged_by_one_equation_can_merge_others() -> None:
    # 1 = 2; with that, 3 = 4; with that, 5 = 6.
    rows = [{0: 1, 1: 1, 2: -1}, {1: 1, 2: -1, 3: 1, 4: -1}, {3: 1, 4: -1, 5: -1, 6: 1}]
    way, _ = reduced(plain([0, 5, 5, 3, 3, 4, 4, 9], rows), flags(8, 0))
    assert way.group.tolist() == [-1, 0, 0, 1, 1, 2, 2, 3]
    assert way.system.equations.shape == (0, 4)


def test_a_cell_that_merging_pins_down_is_settled() -> None:
    # 1 and 2 move together, hence 3 cannot move; then 4 is 5.
    rows = [{0: 1, 1: 1, 2: -1}, {1: 1, 2: -1, 3: -1}, {3: 1, 4: 1, 5: -1}]
    way, _ = reduced(plain([0, 5, 5, 0, 4, 4], rows), flags(6, 0))
    assert way.group.tolist() == [-1, 0, 0, -1, 1, 1]


def test_equations_stand_once_each_whatever_their_sign_and_in_order() -> None:
    rows = [
        {3: 1, 4: -1, 5: -1},
        {0: 1, 1: -1, 2: -1},
        {0: -1, 1: 1, 2: 1},
        {2: 1, 3: 1, 4: 1, 5: -1},
        {0: 1, 1: -1, 2: -1},
        {0: 1, 1: -1, 2: 1},
    ]
    way, _ = reduced(plain([0] * 6, rows), flags(6))
    assert rows_of(way.system.equations) == [rows[0], rows[1], rows[3], rows[5]]


def test_everything_settled_leaves_nothing() -> None:
    system = plain([3, 1, 2], [{0: 1, 1: -1, 2: -1}])
    way, floor = reduced(system, flags(3, 0, 1, 2))
    assert way.system.size == 0 and way.group.tolist() == [-1, -1, -1] and floor == []
    assert (
        way.touched(flags(3, 0)).tolist() == [] and way.back(np.zeros(0, dtype=bool)).tolist() == [False] * 3
    )


@pytest.fixture
def way() -> Reduction:
    """Cells 0 and 2 are one, 1 is settled, 3 and 4 stand alone."""
    return reduced(plain([9, 2, 7, 3, 4], [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}]), flags(5, 1))[0]


def test_a_group_is_touched_by_any_of_its_cells_and_a_settled_cell_touches_none(way: Reduction) -> None:
    assert way.touched(flags(5, 1, 2)).tolist() == [True, False, False]
    assert way.touched(flags(5, 0, 4)).tolist() == [True, False, True]
    assert way.touched(flags(5, 1)).tolist() == [False, False, False]
    assert way.touched(flags(5, 1)).dtype == bool


def test_amounts_are_summed_by_group_without_the_settled(way: Reduction) -> None:
    sums = way.sums(np.array([1.0, 50.0, 2.0, 4.0, 0.0]))
    assert sums.tolist() == [3.0, 4.0, 0.0] and sums.dtype == np.float64
    fewest = Reduction(way.system, np.array([0, -1, 0, -1, -1]))
    assert fewest.sums(np.ones(5)).tolist() == [2.0, 0.0, 0.0], "one sum a group even if the last are empty"


def test_the_way_back_marks_all_cells_of_a_group_and_moves_them_alike(way: Reduction) -> None:
    assert way.back(np.array([True, False, True])).tolist() == [True, False, True, False, True]
    moves = sparse.csr_matrix(np.array([[2, 1, 1], [-3, -3, 0]]))
    back = way.moves_back(moves)
    assert back.toarray().tolist() == [[2, 0, 2, 1, 1], [-3, 0, -3, -3, 0]]
    assert way.moves_back(moves[:0]).shape == (0, 5)
    assert np.array_equal(way.moves_over(back).toarray(), moves.toarray())


def test_demands_of_a_group_are_told_in_steps_of_its_first_cell_and_once(way: Reduction) -> None:
    value = np.array([9, 2, 7, 3, 4])
    asked = Demands(
        cells=np.array([3, 0, 2, 2]),
        reach=np.array([5, 12, 10, 8]),
        low=np.array([0, 6, 4, ANY]),
        width=np.array([4, 6, 6, 0]),
    )
    told, stands_for = way.demands(asked, value)
    assert sorted(stands_for.tolist()) == [0, 1, 3], "of two that ask the same the first"
    # The third cell is two below the first: to reach 10 is for the group to reach 12, to fall to 4 is 6.
    rows = set(
        zip(*(getattr(told, name).tolist() for name in ("cells", "reach", "low", "width")), strict=True)
    )
    assert rows == {(0, 12, 6, 6), (0, 10, ANY, 0), (1, 5, 0, 4)}
    assert told.size == 3 and all(
        getattr(told, n).flags.c_contiguous for n in ("cells", "reach", "low", "width")
    )


def test_a_reduced_system_has_the_same_solutions() -> None:
    rows = [
        {0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 5: -1}, {6: 1, 7: -1, 8: -1},
        {0: 1, 3: -1, 6: -1}, {1: 1, 4: -1, 7: -1}, {2: 1, 5: -1, 8: -1},
    ]  # fmt: skip
    true = np.array([6, 3, 3, 4, 2, 2, 2, 1, 1])
    system = plain(true.tolist(), rows)
    generator = np.random.default_rng(7)
    for _ in range(6):
        settled = generator.random(9) < 0.4
        way, _ = reduced(system, settled)
        small = way.moves_back(sparse.csr_matrix(solutions(way.system))).toarray()
        whole = solutions(system)
        whole = whole[~whole[:, settled].any(axis=1)]
        assert np.array_equal(np.unique(small, axis=0), np.unique(whole, axis=0))


def solutions(system: System) -> np.ndarray:
    """All steps by at most one a cell that keep every equation."""
    steps = np.array(list(product((-1, 0, 1), repeat=system.size)), dtype=np.int32)
    return steps[~(system.equations @ steps.T).any(axis=0)]
