"""What is found neighbourhood by neighbourhood is legal, and never worse than what it began with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from disclosure.solver import INFINITY
from disclosure.suppression import neighbourhoods
from disclosure.suppression.neighbourhoods import Neighbourhoods
from disclosure.suppression.problem import Problem

from .equations import flags
from .small_problems import everything, small, weight

CASES = [("one", "count"), ("two", "count"), ("none", "count"), ("none", "existence")]


def near(problem: Problem, late: bool = False, deadline: float = INFINITY) -> Neighbourhoods:
    return Neighbourhoods(problem, 0, deadline, lambda: late)


@pytest.mark.parametrize("size", [2, 5, 11])
@pytest.mark.parametrize(("name", "protection"), CASES)
def test_a_first_pattern_near_by_leads_to_tables_that_hold(
    name: str, protection: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", size)
    monkeypatch.setattr(neighbourhoods, "GROWTH", 2)
    case = small(name, protection)
    withheld, moves = near(case.problem).first()
    tables = case.check_moves(withheld, moves)
    asked = case.problem.demands
    assert np.array_equal(withheld, case.problem.start | moves.toarray().any(axis=0))
    seen = tables[:, asked.cells]
    missing = np.flatnonzero(asked.unmet(seen.min(axis=0), seen.max(axis=0))).tolist()
    assert set(case.unmet(withheld)) <= set(missing)
    assert not missing or size < 11, "where all cells but one are near, all demands are met"


def test_what_no_neighbourhood_can_meet_is_left() -> None:
    case = small("two")
    withheld, moves = near(case.problem).first()
    assert np.array_equal(withheld, case.problem.start) and moves.shape == (0, case.problem.system.size)


@pytest.mark.parametrize("size", [3, 7, 12])
@pytest.mark.parametrize(("name", "protection"), CASES)
def test_what_is_improved_near_by_stays_safe_and_proven_by_its_own_moves(
    name: str, protection: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", size)
    case = small(name, protection)
    wide = everything(case)
    found = near(case.problem).improve(wide, 2)
    case.check(found)
    assert weight(case, found.withheld) <= weight(case, wide.withheld)
    again = near(case.problem).improve(found, 2)
    assert weight(case, again.withheld) <= weight(case, found.withheld)


@pytest.mark.parametrize(("name", "protection"), CASES)
def test_a_neighbourhood_of_everything_ends_with_the_best_pattern(
    name: str, protection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = small(name, protection)
    monkeypatch.setattr(neighbourhoods, "SIZE", case.problem.system.size)
    found = near(case.problem).improve(everything(case), 9)
    safe = [pattern for pattern in case.patterns(4) if not case.unmet(pattern)]
    assert weight(case, found.withheld) == pytest.approx(min(weight(case, pattern) for pattern in safe))


def test_what_is_late_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", 7)
    case = small("two")
    wide = everything(case)
    found = near(case.problem, late=True).improve(wide, 2)
    assert np.array_equal(found.withheld, wide.withheld)
    assert np.array_equal(found.moves.toarray(), wide.moves.toarray())
    spent = near(case.problem, deadline=0.0).improve(wide, 2)
    case.check(spent)
    assert np.array_equal(spent.withheld, wide.withheld), "nothing is published once time is up"


def test_what_was_published_or_withheld_before_stays_so_near_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", 7)
    monkeypatch.setattr(neighbourhoods, "GROWTH", 2)
    free = small("one")
    size = free.problem.system.size
    last = int(np.flatnonzero(~free.problem.start)[-1])
    closed = next(
        place
        for place in range(size)
        if not free.problem.start[place] and not free.unmet(~flags(size, place, last)) and place != last
    )
    problem = replace(free.problem, closed=flags(size, closed), start=free.problem.start | flags(size, last))
    case = replace(free, problem=problem)
    begun = near(problem).first()
    case.check_moves(begun[0], begun[1])
    assert begun[0][last] and not begun[0][closed]
    case.check(near(problem).improve(everything(case), 3))


def test_the_number_of_processors_changes_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", 4)
    case = small("two")
    wide, found = everything(case), []
    for processors in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda processors=processors: processors)
        found.append(near(case.problem).improve(wide, 2))
    assert np.array_equal(found[0].withheld, found[1].withheld)
    assert np.array_equal(found[0].moves.toarray(), found[1].moves.toarray())
