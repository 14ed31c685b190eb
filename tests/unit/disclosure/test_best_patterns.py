"""protect() finds the best pattern of small tables and knows that it is, whatever way it takes there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from disclosure import FREE, PUBLISHED, NotProtectedError, Pattern, Rules, protect
from disclosure.arrays import Mask
from disclosure.solver import Polytope
from disclosure.suppression import neighbourhoods, protection
from disclosure.suppression.search import Proven

from .small_problems import Small, small

CASES = [("one", "count"), ("two", "count"), ("none", "count"), ("none", "existence")]
# Systems of twelve cells, or eleven, taken for small, for middling and for large ones.
WAYS = {"small": (4000, 30_000), "middling": (0, 30_000), "large": (0, 0)}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether the systems are taken for small, middling or large ones."""
    least, most = WAYS[request.param]
    monkeypatch.setattr(protection, "SMALL", least)
    monkeypatch.setattr(protection, "LARGE", most)
    monkeypatch.setattr(neighbourhoods, "SIZE", 6)
    monkeypatch.setattr(neighbourhoods, "GROWTH", 2)
    return str(request.param)


@cache
def safe(name: str, kind: str = "count") -> list[Mask]:
    """The safe patterns of up to four cells more than the sensitive ones."""
    case = small(name, kind)
    return [pattern for pattern in case.patterns(4) if not case.unmet(pattern)]


def check(case: Small, pattern: Pattern) -> None:
    """Assert that a pattern is safe and proven, and no proof longer than it must be."""
    assert np.array_equal(pattern.primary, case.problem.start)
    case.check(Proven(pattern.withheld, pattern.moves))
    touched = pattern.moves.toarray() != 0
    shared = touched.astype(int) @ touched.T
    assert (shared > 0).all(), "moves that have no cell in common are put together"
    assert pattern.moves.shape[0] <= 2 * case.problem.demands.size


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_pattern_is_safe_and_bounded_whatever_the_size_of_the_system(
    name: str, kind: str, way: str
) -> None:
    case = small(name, kind)
    pattern = protect(case.problem.system, Rules(2, kind), rounds=2)  # type: ignore[arg-type]
    check(case, pattern)
    fewest = min(int(other.sum()) for other in safe(name, kind))
    assert case.problem.start.sum() <= pattern.lower_bound <= fewest


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_of_a_small_table_the_best_pattern_is_found_and_known_to_be(name: str, kind: str) -> None:
    case = small(name, kind)
    pattern = protect(case.problem.system, Rules(2, kind), rounds=30)  # type: ignore[arg-type]
    check(case, pattern)
    fewest = min(int(other.sum()) for other in safe(name, kind))
    assert pattern.withheld.sum() == pattern.lower_bound == fewest


@pytest.mark.parametrize("name", ["one", "two"])
def test_cells_that_weigh_more_are_published_rather(name: str, way: str) -> None:
    case = small(name)
    for weight in (case.problem.weight, 4.0 - case.problem.weight):
        pattern = protect(case.problem.system, Rules(2), weight=weight, rounds=15)
        check(case, pattern)
        found = float(weight[pattern.withheld].sum())
        least = min(float(weight[other].sum()) for other in safe(name))
        assert found == pytest.approx(least) or (way == "large" and found <= weight.sum())


def test_a_cell_counts_as_often_as_there_are_copies_of_it() -> None:
    case = small("two")
    copies = np.random.default_rng(2).integers(1, 9, case.problem.system.size).astype(float)
    pattern = protect(case.problem.system, Rules(2), copies=copies, rounds=30)
    fewest = min(int(copies[other].sum()) for other in safe("two"))
    assert copies[pattern.withheld].sum() == fewest == pattern.lower_bound
    alike = protect(case.problem.system, Rules(2), copies=copies, weight=np.ones(len(copies)), rounds=30)
    assert alike.withheld.sum() == min(int(other.sum()) for other in safe("two"))
    assert alike.lower_bound <= fewest, "the bound counts copies all the same"


def test_cells_marked_by_hand_are_bounded_like_sensitive_ones() -> None:
    case = small("one")
    system = case.problem.system
    marked = np.zeros(system.size, dtype=bool)
    marked[np.flatnonzero(system.value == 3)[:1]] = True
    for rules, both in ((Rules(1), marked), (Rules(2), marked | case.problem.start)):
        pattern = protect(system, rules, manual=marked, rounds=5)
        assert np.array_equal(pattern.primary, both) and both.sum() < pattern.lower_bound
        left = case.left(pattern.withheld)
        assert all(len(np.unique(left[:, cell])) > 1 for cell in np.flatnonzero(pattern.withheld))


@pytest.mark.parametrize("limits", [{"effort": 0}, {"time_limit": 0.0}, {"rounds": 0}])
def test_a_safe_pattern_is_finished_whatever_the_limits(limits: dict[str, int], way: str) -> None:
    case = small("two")
    check(case, protect(case.problem.system, Rules(2), **limits))  # type: ignore[arg-type]


def test_more_effort_is_spent_where_it_is_given_and_not_much_more_than_that() -> None:
    system, spent = small("two").problem.system, []
    for effort in (0, 40, 400):
        before = Polytope.solved
        protect(system, Rules(2), effort=effort, rounds=10**6)
        spent.append(Polytope.solved - before)
    assert spent[0] < spent[1] < spent[2]
    assert spent[1] <= 40 + spent[0] + 10 and spent[2] <= 400 + spent[0] + 10


def test_ample_time_and_effort_change_nothing() -> None:
    system, found = small("two").problem.system, []
    for limits in ({}, {"time_limit": 900.0}, {"effort": 10**6}):
        before = Polytope.solved
        pattern = protect(system, Rules(2), rounds=5, **limits)  # type: ignore[arg-type]
        found.append((Polytope.solved - before, pattern.lower_bound, pattern.withheld.tolist()))
    assert found[0] == found[1] == found[2]


def test_what_no_pattern_protects_is_refused_whatever_the_size(way: str) -> None:
    case = small("one")
    told = np.where(case.problem.start, FREE, PUBLISHED).astype(np.int8)
    with pytest.raises(NotProtectedError, match="cell_cannot_be_protected"):
        protect(case.problem.system, Rules(2), fixed=told)
