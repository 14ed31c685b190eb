"""Cuts hold for every safe pattern and are found for every other one: all patterns of small tables."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest

from disclosure import FREE, Rules, attack
from disclosure.attackers.attacker import UNBOUNDED
from disclosure.rules import ANY, Demands, demands, sensitive_cells
from disclosure.suppression.bounds import Bounds, Master
from disclosure.suppression.cuts import Cut, Separator
from disclosure.suppression.problem import Problem, pose

from .equations import flags, plain
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult", "old"]})
KINDS = [{"sex": s, "age": a} for s in "FM" for a in ("child", "adult", "old")]
TABLES = {"many": (2, 7, 9, 6, 8, 1), "few": (1, 1, 9, 5, 6, 4), "one": (2, 12, 3, 5, 6, 9)}
RULES = {"count": Rules(3), "existence": Rules(3, "existence")}


@lru_cache
def posed(name: str, protection: str) -> Problem:
    system = World([SEX, AGE]).system({"t": {"sex": "sex", "age": "age"}}, KINDS, TABLES[name])
    rules = RULES[protection]
    cells = system.listed.astype(float)
    _, asked = demands(system, rules)
    free = np.full(system.size, FREE, dtype=np.int8)
    return pose(system, asked, rules, sensitive_cells(system, rules), free, cells, cells + system.value)


@lru_cache
def patterns(name: str, protection: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """All patterns with the sensitive cells and up to four others: the safe ones, and the others."""
    problem = posed(name, protection)
    asked, size = problem.demands, problem.system.size
    safe, unsafe = [], []
    for count in range(5):
        for more in combinations(np.flatnonzero(~problem.start).tolist(), count):
            withheld = problem.start | flags(size, *more)
            found = attack(problem.system, ~withheld, floor=problem.floor * withheld, targets=asked.cells)
            upper = np.where(found.upper == UNBOUNDED, 10**6, found.upper)
            kept = not asked.unmet(found.lower, upper).any()
            (safe if kept else unsafe).append(withheld)
    return safe, unsafe


EVERY = [("many", "count"), ("few", "count"), ("one", "existence")]


def every_cut(separator: Separator, pattern: np.ndarray) -> list[Cut]:
    every = np.arange(separator.problem.demands.size)
    return [cut for _, cut in separator.violated(pattern, every) if cut is not None]


@pytest.mark.parametrize(("name", "protection"), EVERY)
def test_cuts_of_unsafe_patterns_are_violated_by_them_and_hold_for_all_safe_ones(
    name: str, protection: str
) -> None:
    safe, unsafe = patterns(name, protection)
    assert safe and unsafe
    separator = Separator(posed(name, protection))
    for pattern in unsafe:
        cuts = every_cut(separator, pattern.astype(float))
        assert cuts and all(cut.slack(pattern.astype(float)) < 0 for cut in cuts)
        assert all(cut.slack(good.astype(float)) > -1e-6 for cut in cuts for good in safe)
    assert not any(every_cut(separator, good.astype(float)) for good in safe)


@pytest.mark.parametrize(("name", "protection"), EVERY)
def test_cuts_of_single_equations_hold_for_all_safe_patterns_and_forbid_a_cell_alone(
    name: str, protection: str
) -> None:
    problem = posed(name, protection)
    cuts = Separator(problem).rows()
    assert cuts and all((cut.shares > 0).all() and (cut.shares <= 1).all() for cut in cuts)
    safe, _ = patterns(name, protection)
    assert all(cut.slack(good.astype(float)) > -1e-6 for cut in cuts for good in safe)
    assert any(cut.slack(problem.start.astype(float)) < 0 for cut in cuts)
    assert not any(problem.start[cut.cells].any() for cut in cuts), (
        "what every pattern withholds costs nothing"
    )


def sum_of_two(reach: int, low: int, width: int, start: np.ndarray, more: tuple[int, ...] = ()) -> Problem:
    """Of 27 = 20 + 7 something is asked of the second; the first can fall by 8, the others by 19 and by 6.

    more: cells of which 100 = 60 + 40, apart from these.
    """
    system = plain([27, 20, 7, 100, 60, 40], [{0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 5: -1}], unlisted=more)
    asked = Demands(np.array([1]), np.array([reach]), np.array([low]), np.array([width]))
    none, each = np.zeros(6, dtype=bool), np.ones(6)
    return Problem(system, asked, np.array([19, 1, 1, 0, 0, 0]), start, none, none, each, each)


def by_cell(cut: Cut) -> dict[int, float]:
    return dict(zip(cut.cells.tolist(), cut.shares.tolist(), strict=True))


def test_a_single_equation_lets_its_cell_move_as_far_as_the_others_have_room() -> None:
    # 1 = 0 - 2: it rises with the first cell without end, or as the third falls by six at the most.
    told = []
    for start in (flags(6, 1), flags(6, 0, 1)):
        told.append([by_cell(cut) for cut in Separator(sum_of_two(30, 0, 25, start)).rows()])
    up, wide, down = {0: 1.0, 2: 6 / 10}, {0: 1.0, 2: 1.0}, {0: 8 / 20, 2: 1.0}
    assert told[0] == [up, wide, down]
    assert told[1] == [{2: 1.0}], "the first one, always withheld, rises without end and falls by eight"


@pytest.mark.parametrize(
    ("asked", "withheld", "cut"),
    [
        ((30, ANY, 0), (1, 2), {0: 1.0, 2: 6 / 10}),
        ((30, ANY, 0), (0, 1), None),
        ((21, ANY, 0), (1,), {0: 1.0, 2: 1.0}),
        ((0, 10, 0), (0, 1), {0: 8 / 10, 2: 1.0}),
        ((0, 10, 0), (1, 2), None),
        ((0, ANY, 25), (1,), {0: 1.0, 2: 1.0}),
        ((0, ANY, 25), (1, 2), None),
        # It falls by its own 19 in any case; what the third adds is a rise by 6 of the 7 that lack.
        ((0, ANY, 26), (1, 2), {0: 1.0, 2: 6 / 7}),
    ],
)
def test_the_cut_of_a_pattern_says_what_others_must_add(
    asked: tuple[int, int, int], withheld: tuple[int, ...], cut: dict[int, float] | None
) -> None:
    separator = Separator(sum_of_two(*asked, flags(6, 1)))
    ((demand, found),) = separator.violated(flags(6, *withheld).astype(float), np.array([0]))
    assert demand == 0 and (None if found is None else by_cell(found)) == (cut and pytest.approx(cut))


def test_what_is_in_no_file_moves_whatever_the_pattern() -> None:
    pattern = flags(6, 1).astype(float)
    for unlisted, satisfied in (((), False), ((0,), True), ((3,), False)):
        problem = sum_of_two(30, ANY, 0, flags(6, 1), unlisted)
        ((_, cut),) = Separator(problem).violated(pattern, np.array([0]))
        assert (cut is None) == satisfied


def test_what_is_in_no_file_moves_only_with_what_is_published() -> None:
    # The first cell, in no file, is the sum of the last two as well: it moves when one of these does.
    system = plain([27, 20, 7, 15, 12], [{0: 1, 1: -1, 2: -1}, {0: 1, 3: -1, 4: -1}], unlisted=[0])
    none, each = np.zeros(5, dtype=bool), np.ones(5)
    for low, cut in ((ANY, {2: 0.6, 3: 1.0, 4: 1.0}), (10, {2: 1.0, 3: 0.4, 4: 0.9})):
        reach = 30 if low == ANY else 0
        asked = Demands(np.array([1]), np.array([reach]), np.array([low]), np.array([0]))
        problem = Problem(system, asked, np.array([0, 1, 1, 11, 3]), flags(5, 1), none, none, each, each)
        ((_, found),) = Separator(problem).violated(flags(5, 1).astype(float), np.array([0]))
        assert found is not None and by_cell(found) == pytest.approx(cut)


def test_others_may_have_to_move_farther_than_the_cell_itself() -> None:
    system = plain([10, 5], [{0: 1, 1: -2}])
    asked = Demands(np.array([1]), np.array([8]), np.array([ANY]), np.array([0]))
    none, each = np.zeros(2, dtype=bool), np.ones(2)
    problem = Problem(system, asked, np.array([1, 1]), flags(2, 1), none, none, each, each)
    down = replace(problem, demands=Demands(np.array([1]), np.array([0]), np.array([0]), np.array([0])))
    assert [by_cell(cut) for cut in Separator(down).rows()] == [{0: 9 / 2 / 5}], "nine make up for half of it"
    separator = Separator(problem)
    for share, satisfied in ((0.0, False), (0.5, False), (1.0, True)):
        ((_, cut),) = separator.violated(np.array([share, 1.0]), np.array([0]))
        assert (cut is None) == satisfied


@pytest.mark.parametrize(("name", "protection"), EVERY)
def test_a_demand_looked_at_alone_gets_its_own_cut(name: str, protection: str) -> None:
    problem = posed(name, protection)
    separator = Separator(problem)
    start = problem.start.astype(float)
    for demand in range(problem.demands.size):
        assert [number for number, _ in separator.violated(start, np.array([demand]))] == [demand]
    halves = [every_cut(separator, np.maximum(start, share)) for share in (0.0, 0.01, 1.0)]
    assert halves[0] and halves[1] and not halves[2], "withholding a hundredth of all is not enough, all is"


@pytest.mark.parametrize(("name", "protection"), EVERY)
def test_bounds_never_exceed_the_fewest_cells_and_reach_them_in_the_end(name: str, protection: str) -> None:
    problem = posed(name, protection)
    fewest = min(int(good.sum()) for good in patterns(name, protection)[0])
    bounds = Bounds(problem, 0)
    began = bounds.cells
    bounds.relax(lambda: False)
    assert int(problem.start.sum()) <= began <= bounds.cells <= fewest
    safe = False
    for _ in range(60):
        pattern, safe = bounds.whole(1000)
        assert pattern is not None and (pattern & problem.start).sum() == problem.start.sum()
        if safe:
            break
    assert safe and bounds.cells == fewest == pattern.sum()
    guide = bounds.guide()
    assert ((guide >= 0.1) & (guide <= 1.0)).all() and (guide[problem.start] == 0.1).all()


@pytest.mark.parametrize("batch", [1, 50])
@pytest.mark.parametrize(("name", "protection"), EVERY[1:])
def test_the_relaxation_ends_where_no_cut_is_violated(
    name: str, protection: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.suppression.bounds.BATCH", batch)
    monkeypatch.setattr("disclosure.suppression.bounds.WORTH", -1.0)
    bounds = Bounds(posed(name, protection), 0)
    assert every_cut(Separator(posed(name, protection)), bounds.shares)
    bounds.relax(lambda: False)
    assert not every_cut(Separator(posed(name, protection)), bounds.shares)


def test_a_look_at_all_demands_that_gains_too_little_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosure.suppression.bounds.WORTH", 10.0)
    monkeypatch.setattr("disclosure.suppression.bounds.BATCH", 1)
    looks = 0

    def late() -> bool:
        nonlocal looks
        looks += 1
        return False

    problem = posed("many", "count")
    Bounds(problem, 0).relax(late)
    assert looks == 1 + problem.demands.size, "once before the look, and once before each demand"


def test_when_it_is_late_nothing_is_looked_at() -> None:
    bounds = Bounds(posed("many", "count"), 0)
    before = bounds.cells, bounds.shares.tolist()
    bounds.relax(lambda: True)
    assert (bounds.cells, bounds.shares.tolist()) == before


def test_the_master_takes_each_cut_once_and_withholds_the_cheapest() -> None:
    problem = posed("one", "count")
    master = Master(problem)
    free = master.choice[:2]
    cut = Cut(free, np.ones(2))
    assert master.add([cut, Cut(free.copy(), np.ones(2) + 1e-9)]) == 1 and master.add([cut]) == 0
    assert master.add([Cut(free, np.array([1.0, 0.5]))]) == 1
    least, shares = master.relaxed()
    assert least == pytest.approx(problem.start.sum() + 1) and shares[problem.start].tolist() == [1.0]
    assert shares[free[0]] == pytest.approx(1.0), "half a share of the other would not do"
    bound, pattern = master.whole(100)
    assert bound == pytest.approx(2.0)
    assert pattern is not None and np.array_equal(
        pattern, problem.start | flags(problem.system.size, int(free[0]))
    )


def test_the_pattern_of_least_weight_may_be_another_one() -> None:
    problem = posed("one", "count")
    for sign in (1, -1):
        order = np.arange(problem.system.size)[::sign]
        master = Master(replace(problem, weight=order + 1.0))
        ends = master.choice[[0, -1]]
        master.add([Cut(ends, np.ones(2))])
        light, heavy = ends[np.argsort(order[ends])].tolist()
        assert master.weighed()[[light, heavy]].tolist() == [1.0, 0.0]
        assert master.relaxed()[0] == pytest.approx(2.0), "cells are counted again afterwards"


def test_copies_of_a_cell_count_as_often_in_the_bound() -> None:
    problem = posed("one", "count")
    copies = np.arange(problem.system.size) + 1.0
    master = Master(replace(problem, cells=copies))
    first, last = master.choice[[0, -1]].tolist()
    assert master.add([Cut(np.array([first]), np.ones(1)), Cut(np.array([first, last]), np.ones(2))]) == 2
    assert master.add([Cut(np.array([last]), np.ones(1)), Cut(np.array([first]), np.ones(1))]) == 1
    told = copies[problem.start].sum() + copies[[first, last]].sum()
    assert master.relaxed()[0] == pytest.approx(told)
    bound, pattern = master.whole(100)
    assert bound == pytest.approx(told) and pattern is not None and pattern[[first, last]].all()


def test_whole_cells_are_more_than_their_shares_and_shares_are_told_again_afterwards() -> None:
    problem = posed("one", "count")
    master = Master(problem)
    three = master.choice[:3]
    master.add([Cut(np.delete(three, place), np.ones(2)) for place in range(3)])
    assert master.relaxed()[0] == pytest.approx(problem.start.sum() + 1.5)
    bound, pattern = master.whole(100)
    assert bound == pytest.approx(problem.start.sum() + 2)
    assert pattern is not None and pattern.dtype == bool and pattern[three].sum() == 2
    assert master.relaxed()[0] == pytest.approx(problem.start.sum() + 1.5)


def test_where_no_pattern_satisfies_all_cuts_none_is_told() -> None:
    master = Master(posed("one", "count"))
    master.add([Cut(np.zeros(0, dtype=np.int64), np.zeros(0))])
    assert master.whole(100)[1] is None
