"""A demand is pushed to where some whole table meets it, by the cheapest companions; all tables tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from disclosure.rules import ANY, Demands
from disclosure.solver import Polytope
from disclosure.suppression.moves import no_moves
from disclosure.suppression.problem import Problem
from disclosure.suppression.pushing import Pusher, prices

from .equations import flags, plain
from .small_problems import Small, cell, small

CASES = [("one", "count"), ("two", "count"), ("none", "count"), ("none", "existence")]
CLOSED = [(), (("_T", "_T"), ("F", "_T")), (("_T", "child"), ("F", "_T"), ("_T", "old"))]


def begun(problem: Problem) -> Pusher:
    pusher = Pusher(problem)
    pusher.restart(problem.start, prices(problem), no_moves(problem.system.size))
    return pusher


def asking(problem: Problem, *asked: tuple[int, int, int, int]) -> Problem:
    """The same problem with other demands: cell, reach, low and width of each."""
    return replace(problem, demands=Demands(*np.array(asked, dtype=np.int64).T))


def every_demand(case: Small) -> Problem:
    """Of every cell but the published zeros, demands of all kinds, some of which cannot be met."""
    problem = case.problem
    asked = []
    for place in np.flatnonzero(~problem.closed & ~problem.zeros).tolist():
        value = int(problem.value[place])
        asked += [(place, value + 2, ANY, 0), (place, 0, max(value - 2, 0), 0), (place, 0, ANY, 3)]
        asked += [(place, value + 1, ANY, 2), (place, value + 1, max(value - 1, 0), 2), (place, 0, ANY, 0)]
    return asking(problem, *asked)


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize(("name", "protection"), CASES)
def test_a_demand_is_satisfied_where_tables_meet_it_and_by_tables_that_hold(
    name: str, protection: str, closed: tuple[tuple[str, str], ...]
) -> None:
    case = small(name, protection, closed)
    problem = every_demand(case)
    case = replace(case, problem=problem)
    possible = problem.demands.possible_only
    cannot = [
        *(demand for demand in case.unmet(~problem.closed & ~problem.zeros) if not possible[demand]),
        *(demand for demand in case.unmet(~problem.closed) if possible[demand]),
    ]
    pusher = Pusher(problem)
    for demand in range(problem.demands.size):
        pusher.restart(problem.start, prices(problem), no_moves(problem.system.size))
        assert pusher.satisfy(demand) == (demand not in cannot)
        assert pusher.is_unmet(demand) == (demand in cannot) == (demand in pusher.unmet())
        tables = case.check_moves(pusher.withheld, pusher.moves)
        assert np.array_equal(pusher.lowest, tables.min(axis=0))
        assert np.array_equal(pusher.highest, tables.max(axis=0))
        moved = pusher.moves.toarray().any(axis=0)
        assert np.array_equal(pusher.withheld, problem.start | moved), "no cell is withheld for nothing"


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_of_all_moves_one_of_the_cheapest_is_made(name: str, protection: str) -> None:
    case = small(name, protection)
    problem = case.problem
    place, price = int(np.flatnonzero(problem.start)[0]), prices(problem)
    up, down = int(problem.value[place]) + 1, int(problem.value[place]) - 1
    for goal in (up,) if down < problem.floor[place] else (up, down):
        asked = (place, goal, ANY, 0) if goal == up else (place, 0, goal, 0)
        pusher = begun(asking(problem, *[asked]))
        assert pusher.satisfy(0)
        steps = case.left(~problem.closed & ~problem.zeros) - problem.value
        paid = np.where(problem.start, 0.0, price)
        cheapest = (np.abs(steps[problem.value[place] + steps[:, place] == goal]) @ paid).min()
        assert (np.abs(pusher.moves.toarray()) @ paid).max() <= 1.25 * cheapest + 0.2


def test_published_zeros_move_for_homogeneity_only_and_are_withheld_then() -> None:
    problem = small("none").problem
    zero = cell(problem.system, "F", "old")
    assert problem.zeros[zero]
    # The young and the adult women are told: all of them are more only where some are old.
    told = [cell(problem.system, *of) for of in (("F", "child"), ("F", "adult"), ("M", "old"))]
    shown = flags(problem.system.size, *told)
    for width, opened in ((0, True), (1, False)):
        place = cell(problem.system, "F", "_T")
        up = int(problem.value[place]) + 1
        asked = asking(replace(problem, closed=shown), (place, up, ANY, width), (place, up + 1, ANY, 1))
        pusher = begun(asked)
        assert pusher.satisfy(0) == opened and pusher.withheld[zero] == opened
        assert prices(asked)[zero] == 2.0 and prices(asked)[place] == problem.weight[place]
        if opened:
            assert pusher.highest[zero] == 1
            assert pusher.satisfy(1), "others may use it now"
            pusher.restart(pusher.withheld, prices(asked), no_moves(problem.system.size))
            assert pusher.satisfy(0), "a zero that is withheld already moves as well"
        else:
            assert not pusher.satisfy(1)


def test_a_new_start_forgets_everything_but_the_moves_given() -> None:
    case = small("two")
    pusher = begun(case.problem)
    for demand in range(case.problem.demands.size):
        assert pusher.satisfy(demand)
    withheld, moves = pusher.withheld.copy(), pusher.moves
    pusher.restart(case.problem.start, prices(case.problem), no_moves(case.problem.system.size))
    assert len(pusher.unmet()) == case.problem.demands.size and pusher.moves.shape[0] == 0
    assert np.array_equal(pusher.withheld, case.problem.start)
    pusher.restart(withheld, prices(case.problem), moves)
    before = Polytope.solved
    assert len(pusher.unmet()) == 0 and all(map(pusher.satisfy, range(case.problem.demands.size)))
    assert Polytope.solved == before and np.array_equal(pusher.moves.toarray(), moves.toarray())
    pusher.withheld[:] = True
    assert not withheld.all(), "the pattern it began with is nobody else's"


def test_what_is_withheld_already_comes_next_to_free() -> None:
    case = small("one")
    problem = case.problem
    (place,) = problem.demands.cells.tolist()
    dear = np.full(problem.system.size, 9.0)
    for chosen in (("adult", "M"), ("old", "M")):
        row = [cell(problem.system, sex, age) for sex in "FM" for age in ("child", chosen[0])]
        pusher = Pusher(problem)
        pusher.restart(flags(problem.system.size, *row), dear, no_moves(problem.system.size))
        assert pusher.satisfy(0) and np.flatnonzero(pusher.withheld).tolist() == sorted(row)
        assert pusher.highest[place] > problem.value[place]


def halves() -> Problem:
    """The first cell moves by twice what the second does, or as the fourth, which is dear; by one at most."""
    system = plain([5, 9, 9, 9, 1], [{1: 1, 2: 1}, {1: 1, 2: -1, 0: -1, 3: 1}, {0: 1, 4: 1}])
    none, weight = np.zeros(5, dtype=bool), np.array([1.0, 1.0, 1.0, 30.0, 1.0])
    asked = Demands(np.array([0]), np.array([6]), np.array([ANY]), np.array([0]))
    return Problem(system, asked, np.zeros(5, dtype=np.int64), flags(5, 0), none, none, weight, weight)


def test_a_whole_move_is_looked_for_where_the_cheapest_is_fractional() -> None:
    for whole_only in (False, True):
        pusher = begun(halves())
        assert pusher.satisfy(0, whole_only=whole_only) and not pusher.is_unmet(0)
        assert pusher.moves.toarray().tolist() == [[1, 0, 0, 1, -1]]
        assert np.flatnonzero(pusher.withheld).tolist() == [0, 3, 4]


def test_where_no_whole_move_is_possible_a_fraction_widens_the_pattern_but_proves_nothing() -> None:
    problem = replace(halves(), closed=flags(5, 3))
    assert not begun(problem).satisfy(0, whole_only=True)
    pusher = begun(problem)
    assert pusher.satisfy(0) and pusher.is_unmet(0) and pusher.unmet().tolist() == [0]
    assert np.flatnonzero(pusher.withheld).tolist() == [0, 1, 2, 4] and pusher.moves.shape[0] == 0
    even = begun(asking(problem, (0, 0, 3, 0)))
    assert even.satisfy(0, whole_only=True) and even.moves.toarray().tolist() == [[-2, -1, 1, 0, 2]]


def test_a_cell_stopped_short_of_its_floor_goes_down_as_far_as_it_can_and_up_for_the_rest() -> None:
    # Both of the others stop it: it falls by two at most, for all its room, and rises by three.
    system = plain([20, 20, 4], [{0: 1, 1: -1}, {0: 1, 2: 1}])
    none, weight = np.zeros(3, dtype=bool), np.ones(3)
    for width, possible in ((5, True), (6, False)):
        asked = Demands(np.array([1]), np.array([0]), np.array([ANY]), np.array([width]))
        problem = Problem(system, asked, np.array([18, 1, 1]), flags(3, 1), none, none, weight, weight)
        pusher = begun(problem)
        assert pusher.satisfy(0) == possible and pusher.is_unmet(0) != possible
        assert pusher.lowest[1] == 18 and pusher.highest[1] == (23 if possible else 20)


def test_of_equally_dear_moves_the_same_are_made_again() -> None:
    problem = replace(small("one").problem, weight=np.ones(12))
    found = []
    for _ in range(2):
        pusher = Pusher(problem)
        for _ in range(4):
            pusher.restart(problem.start, prices(problem), no_moves(problem.system.size))
            assert all(map(pusher.satisfy, range(problem.demands.size)))
            found.append(pusher.moves.toarray().tolist())
    assert found[:4] == found[4:] and any(move != found[0] for move in found), "but not always the same"


def test_moves_given_at_the_start_tell_how_far_cells_go() -> None:
    problem = halves()
    pusher = Pusher(problem)
    move = sparse.csr_matrix(np.array([[1, 0, 0, 1, -1], [-2, -1, 1, 0, 2]]))
    pusher.restart(problem.start, prices(problem), move)
    assert pusher.highest.tolist() == [6, 9, 10, 10, 3] and pusher.lowest.tolist() == [3, 8, 9, 9, 0]
    assert not pusher.is_unmet(0)
