"""What is left of a problem when some cells stand still: the moves of the whole that leave these be."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from disclosure.rules import ANY, Demands
from disclosure.suppression.problem import Problem, Within

from .equations import flags, plain

# The third equation makes the fourth cell and the seventh equal where the eighth stands still; the last cell
# stands in none.
ROWS = [{0: 1, 1: -1, 2: -1, 3: -1}, {4: 1, 2: -1, 5: -1, 6: -1}, {7: 1, 3: -1, 6: 1}, {8: 1, 9: -1}]
SYSTEM = plain([10, 3, 3, 4, 6, 1, 2, 2, 5, 5, 7], ROWS, unlisted=[2, 8])
SIZE = SYSTEM.size
NEAR = np.array([6, 0, 5, 2, 3, 1, 10])
LOW = np.array([ANY, 0, 4, ANY, 1, ANY])
ASKED = Demands(np.array([5, 8, 0, 3, 6, 1]), np.array([4, 6, 12, 7, 5, 4]), LOW, np.arange(6))


@pytest.fixture
def problem() -> Problem:
    floor, weight = np.arange(SIZE) % 2, np.arange(SIZE) + 0.5
    start, closed, zeros = flags(SIZE, 0, 8), flags(SIZE, 1), flags(SIZE, 5, 6)
    return Problem(SYSTEM, ASKED, floor, start, closed, zeros, weight + 1, weight)


def steps(size: int) -> np.ndarray:
    return np.array(list(product((-1, 0, 1), repeat=size)))


def moves_of(found: Within) -> set[tuple[int, ...]]:
    """All short moves that are left, over the cells they are about."""
    left = steps(found.problem.system.size)
    left = left[~np.any(left @ found.problem.system.equations.toarray().T, axis=1)]
    return set(map(tuple, found.way.moves_back(sparse.csr_matrix(left)).toarray().tolist()))


def moves_without(still: np.ndarray) -> set[tuple[int, ...]]:
    """All short moves of the whole system in which some cells stand still."""
    free = np.flatnonzero(~still)
    moves = np.zeros((3 ** len(free), SIZE), dtype=np.int64)
    moves[:, free] = steps(len(free))
    return set(map(tuple, moves[~np.any(moves @ SYSTEM.equations.toarray().T, axis=1)].tolist()))


def check_cells(found: Within, problem: Problem, cells: np.ndarray, start: np.ndarray) -> None:
    """Every cell that is left stands for some that move together."""
    small = found.problem
    for number in range(small.system.size):
        here = cells[found.way.group == number]
        assert small.system.value[number] == SYSTEM.value[here[0]]
        assert small.system.contributors[number] == SYSTEM.contributors[here[0]]
        assert small.system.origin[number] == SYSTEM.origin[here[0]]
        assert small.system.listed[number] == SYSTEM.listed[here].any()
        assert small.system.countable[number] == SYSTEM.countable[here].any()
        assert small.value[number] - small.floor[number] == (SYSTEM.value - problem.floor)[here].min()
        assert (small.start[number], small.zeros[number]) == (start[here].any(), problem.zeros[here].any())
        assert small.cells[number] == problem.cells[here].sum()
        assert small.weight[number] == problem.weight[here].sum()
    assert not small.closed.any() and small.closed.dtype == bool


def check_demands(found: Within, cells: np.ndarray, asked: Demands) -> None:
    """Every demand that is left asks for the same steps as the one it stands for."""
    small = found.problem.demands
    assert small.size == len(found.stands_for)
    for number, old in enumerate(found.stands_for.tolist()):
        assert asked.cells[old] in cells[found.way.group == small.cells[number]]
        shift = found.problem.value[small.cells[number]] - SYSTEM.value[asked.cells[old]]
        low = ANY if asked.low[old] == ANY else asked.low[old] + shift
        assert (small.reach[number], small.low[number]) == (asked.reach[old] + shift, low)
        assert small.width[number] == asked.width[old]


def test_near_by_only_some_cells_move_and_some_demands_are_asked(problem: Problem) -> None:
    some, start = np.array([3, 2, 5, 0, 4]), flags(SIZE, 3, 9)
    part = problem.part(NEAR, some, start)
    still = ~np.isin(np.arange(SIZE), NEAR) | problem.closed
    assert moves_of(part) == {tuple(np.array(move)[NEAR].tolist()) for move in moves_without(still)}
    assert len(moves_of(part)) > 1, "something moves at all"
    check_cells(part, problem, NEAR, start)
    check_demands(part, NEAR, ASKED.some(some))
    assert part.told.tolist() == [2], "the demand about a cell that is closed"
    assert sorted(part.stands_for.tolist()) == [0, 1, 3, 4]


def test_a_pattern_leaves_open_what_it_withholds_and_what_is_not_listed(problem: Problem) -> None:
    withheld = flags(SIZE, 0, 1, 3, 5, 6)
    left = problem.within(withheld)
    assert moves_of(left) == moves_without(SYSTEM.listed & ~withheld)
    check_cells(left, problem, np.arange(SIZE), problem.start)
    check_demands(left, np.arange(SIZE), ASKED)
    assert left.told.tolist() == [1], "the ninth cell is equal to one that is published"
    assert sorted(left.stands_for.tolist()) == [0, 2, 3, 4, 5]
