"""The search finds safe patterns, publishes what it can again and never hides more; all tables tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from disclosure import NotProtectedError
from disclosure.arrays import Mask
from disclosure.rules import ANY, Demands
from disclosure.solver import INFINITY, Polytope
from disclosure.suppression.bounds import Bounds
from disclosure.suppression.problem import Problem
from disclosure.suppression.search import Proven, Search

from .equations import flags, matrix
from .small_problems import Small, cell, everything, small

CASES = [("one", "count"), ("two", "count"), ("none", "count"), ("none", "existence")]


def searching(problem: Problem, deadline: float = INFINITY, effort: int | None = None) -> Search:
    return Search(problem, 0, deadline, effort)


def most(problem: Problem) -> Mask:
    """All that may be withheld where no group needs zeros."""
    return np.asarray(~problem.closed & ~problem.zeros)


def cost(problem: Problem, withheld: Mask) -> float:
    return float(problem.weight[withheld].sum())


def least(case: Small) -> float:
    """The weight of the best of all safe patterns."""
    safe = [pattern for pattern in case.patterns(4) if not case.unmet(pattern)]
    return min(cost(case.problem, pattern) for pattern in safe)


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_a_first_pattern_is_safe_and_proven(name: str, protection: str) -> None:
    case = small(name, protection)
    first = searching(case.problem).first()
    case.check(first)
    assert not first.withheld.all()
    wider = everything(case)
    case.check(wider)
    assert np.array_equal(wider.withheld, most(case.problem)), "it grows from what it is given"
    again = searching(case.problem)
    before = Polytope.solved
    assert np.array_equal(again.first(first.withheld, first.moves).withheld, first.withheld)
    assert Polytope.solved == before, "moves that prove everything spare the search"


def refused(problem: Problem) -> Sequence[object]:
    with pytest.raises(NotProtectedError) as caught:
        searching(problem).first()
    assert caught.value.reason == "cell_cannot_be_protected" and caught.value.table == "t"
    return tuple(caught.value.codes)


def test_where_no_pattern_is_safe_the_cell_is_named() -> None:
    case = small("two")
    place = cell(case.problem.system, "F", "child")
    free = flags(case.problem.system.size, *case.problem.demands.cells, cell(case.problem.system, "F", "_T"))
    assert refused(replace(case.problem, closed=~free)) in {("F", "child"), ("M", "adult")}
    alone = replace(case.problem, demands=case.problem.demands.one(0))
    assert int(alone.demands.cells[0]) == place
    assert refused(replace(alone, closed=~flags(case.problem.system.size, place))) == ("F", "child")


def test_where_only_fractions_would_do_a_cell_is_refused_as_well() -> None:
    """The first cell goes up by one at most, half of which is what two others would have to do."""
    problem = small("one").problem
    rows = matrix([{1: 1, 2: 1}, {1: 1, 2: -1, 0: -1}, {0: 1, 3: 1}], problem.system.size)
    value, none = np.full(problem.system.size, 5), np.zeros(problem.system.size, dtype=bool)
    system = replace(problem.system, equations=rows, value=value)
    floor = np.where(np.arange(system.size) == 3, 4, 0)
    odd, even = (
        replace(problem, system=system, demands=asked, floor=floor, start=flags(system.size, 0), zeros=none)
        for asked in (Demands(*np.array([[0], [6], [ANY], [0]])), Demands(*np.array([[0], [0], [3], [0]])))
    )
    assert refused(odd) == tuple(system.describe(0)[1].values())
    assert np.flatnonzero(searching(even).first().withheld).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_pruning_publishes_candidates_until_every_one_left_is_needed(name: str, protection: str) -> None:
    case = small(name, protection)
    wide, size = everything(case), case.problem.system.size
    some = np.arange(size) % 3 > 0
    for candidates in (np.ones(size, dtype=bool), some):
        pruned = searching(case.problem).prune(wide, candidates)
        case.check(pruned)
        assert not np.any(pruned.withheld & ~wide.withheld)
        for place in np.flatnonzero(pruned.withheld & candidates & ~case.problem.start).tolist():
            assert case.unmet(pruned.withheld & ~flags(size, place)), "it could not be published as well"
    kept = searching(case.problem).prune(wide, np.zeros(size, dtype=bool))
    assert np.array_equal(kept.withheld, wide.withheld), "nobody could tell any of them"


def test_what_everybody_can_tell_is_published_again() -> None:
    case = small("one")
    system = case.problem.system
    first = searching(case.problem).first()
    spare = next(c for c in np.flatnonzero(~first.withheld).tolist() if not case.problem.zeros[c])
    more = Proven(first.withheld | flags(system.size, spare), first.moves)
    assert len(np.unique(case.left(more.withheld)[:, spare])) == 1, "it is told by the others"
    pruned = searching(case.problem).prune(more, np.zeros(system.size, dtype=bool))
    assert np.array_equal(pruned.withheld, first.withheld)


def test_an_unsafe_pattern_is_not_pruned() -> None:
    case = small("two")
    bare = Proven(case.problem.start, everything(case).moves)
    assert case.unmet(bare.withheld)
    assert searching(case.problem).prune(bare, np.ones(case.problem.system.size, dtype=bool)) is bare


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_small_problems_are_improved_until_no_pattern_weighs_less(name: str, protection: str) -> None:
    case = small(name, protection)
    begun = searching(case.problem).prune(everything(case), np.ones(case.problem.system.size, dtype=bool))
    found = searching(case.problem).improve(begun, 20)
    case.check(found)
    assert cost(case.problem, found.withheld) == pytest.approx(least(case))
    assert searching(case.problem).improve(begun, 0) is begun


def test_of_patterns_that_weigh_the_same_the_one_of_lower_counts_is_found() -> None:
    case = small("one")
    problem = replace(case.problem, weight=np.ones(case.problem.system.size))
    even = replace(case, problem=problem)
    safe = [pattern for pattern in even.patterns(3) if not even.unmet(pattern)]
    fewest = min(int(pattern.sum()) for pattern in safe)
    lowest = min(int(problem.value[pattern].sum()) for pattern in safe if pattern.sum() == fewest)
    found = searching(problem).improve(everything(even), 40)
    assert (int(found.withheld.sum()), int(problem.value[found.withheld].sum())) == (fewest, lowest)


def test_when_time_or_effort_is_spent_a_pattern_stays_as_it_is() -> None:
    case = small("two")
    wide = everything(case)
    bounds = Bounds(case.problem, 0)
    for search in (searching(case.problem, deadline=0.0), searching(case.problem, effort=-1)):
        assert search.late()
        assert search.improve(wide, 20) is wide
        case.check(search.first())
        kept = search.prune(wide, np.ones(case.problem.system.size, dtype=bool))
        assert np.array_equal(kept.withheld, wide.withheld)
    ample = searching(case.problem, effort=10**6)
    assert not ample.late() and ample.close(wide, bounds, 5, lambda: True) is wide


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_whole_patterns_of_the_bound_are_mended_until_best_and_bound_meet(name: str, protection: str) -> None:
    case = small(name, protection)
    counted = replace(case, problem=replace(case.problem, weight=case.problem.cells))
    wide, bounds = everything(counted), Bounds(counted.problem, 0)
    bounds.relax(lambda: False)
    closed = searching(counted.problem).close(wide, bounds, 40, lambda: False)
    counted.check(closed)
    assert cost(counted.problem, closed.withheld) == bounds.cells == least(counted)
    same = searching(counted.problem).close(wide, bounds, 0, lambda: False)
    assert same is wide, "no try, no other pattern"


def test_the_same_seed_finds_the_same() -> None:
    case = small("two")
    wide = everything(case)
    found = [Search(case.problem, seed, INFINITY, None).improve(wide, 3) for seed in (5, 5)]
    assert np.array_equal(found[0].withheld, found[1].withheld)
    assert np.array_equal(found[0].moves.toarray(), found[1].moves.toarray())
