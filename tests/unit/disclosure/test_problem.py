"""A protection problem as it is posed, made smaller, and split into what is to be proven."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from disclosure import FREE, PUBLISHED, WITHHELD, NotProtectedError, Rules, System
from disclosure.rules import ANY, Demands, demands, sensitive_cells
from disclosure.suppression.problem import Problem, pose

from .equations import flags, plain, rows_of
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult", "old"]})
KINDS = [{"sex": s, "age": a} for s in "FM" for a in ("child", "adult", "old")]


@pytest.fixture
def system() -> System:
    return World([SEX, AGE]).system({"t": {"sex": "sex", "age": "age"}}, KINDS, (2, 7, 9, 6, 0, 1))


def found(system: System, sex: str, age: str) -> int:
    return next(c for c in range(system.size) if system.describe(c)[1] == {"sex": sex, "age": age})


def posed(system: System, rules: Rules, fixed: dict[int, int] | None = None) -> Problem:
    wider, asked = demands(system, rules)
    decided = np.full(wider.size, FREE, dtype=np.int8)
    for cell, what in (fixed or {}).items():
        decided[cell] = what
    primary = np.concatenate([sensitive_cells(system, rules), np.zeros(wider.size - system.size, dtype=bool)])
    cells = wider.listed.astype(float)
    return pose(wider, asked, rules, primary, decided, cells, cells * wider.value)


def test_what_is_sensitive_or_was_withheld_is_withheld_and_what_was_published_stays(system: System) -> None:
    small, other = found(system, "F", "child"), found(system, "M", "old")
    kept, told = found(system, "F", "old"), found(system, "_T", "adult")
    problem = posed(system, Rules(3), {kept: WITHHELD, told: PUBLISHED})
    assert np.flatnonzero(problem.start).tolist() == sorted([small, other, kept])
    assert np.flatnonzero(problem.closed).tolist() == [told]
    assert np.array_equal(problem.value, system.value)


def test_a_sensitive_cell_that_was_published_is_refused_by_name(system: System) -> None:
    small, other = found(system, "F", "child"), found(system, "M", "old")
    with pytest.raises(NotProtectedError) as caught:
        posed(system, Rules(3), {small: WITHHELD, other: PUBLISHED})
    refusal = caught.value
    assert (refusal.reason, refusal.table) == ("sensitive_cell_already_published", "t")
    assert refusal.codes == ("M", "old")


def test_under_count_withheld_cells_are_known_not_to_be_zero_and_zeros_are_published(system: System) -> None:
    zero = found(system, "M", "adult")
    problem = posed(system, Rules(3))
    assert problem.floor.tolist() == np.minimum(system.value, 1).tolist()
    assert np.flatnonzero(problem.zeros).tolist() == [zero]
    for what in (PUBLISHED, WITHHELD):
        assert not posed(system, Rules(3), {zero: what}).zeros.any(), "decided before"
    hidden = posed(system, Rules(3, "existence"))
    assert not hidden.zeros.any() and not hidden.floor.any()


def test_zeros_may_be_needed_only_where_a_group_shares_one_value(system: System) -> None:
    assert not posed(system, Rules(3)).needs_zeros
    alike = World([SEX, AGE]).system({"t": {"sex": "sex", "age": "age"}}, KINDS, (2, 0, 0, 6, 5, 7))
    assert posed(alike, Rules(2, sensitive=("age",), group_below=4)).needs_zeros
    without = replace(posed(alike, Rules(2, sensitive=("age",), group_below=4)), zeros=flags(alike.size + 1))
    assert not without.needs_zeros


def test_zeros_leave_the_problem_where_no_group_needs_them() -> None:
    alike = World([SEX, AGE]).system({"t": {"sex": "sex", "age": "age"}}, KINDS, (2, 0, 0, 6, 5, 7))
    zeros = [found(alike, "F", age) for age in ("adult", "old")]
    told = found(alike, "M", "_T")
    needed, way = posed(alike, Rules(2, sensitive=("age",), group_below=4), {told: PUBLISHED}).reduced()
    assert way.group[told] < 0, "only what was published is settled"
    assert (way.group[zeros] >= 0).all() and np.array_equal(np.flatnonzero(needed.zeros), way.group[zeros])
    useless, way = posed(alike, Rules(4)).reduced()
    assert (way.group[zeros] < 0).all() and not useless.zeros.any()


def test_settled_cells_leave_the_problem_and_merged_ones_count_together(system: System) -> None:
    told = [found(system, s, a) for s in ("_T", "F", "M") for a in ("_T", "old")]
    problem = posed(system, Rules(1), dict.fromkeys(told, PUBLISHED))
    asked = Demands(np.array([found(system, "F", "child")]), np.array([3]), np.array([ANY]), np.array([2]))
    small, way = replace(problem, demands=asked, start=flags(system.size, asked.cells[0])).reduced()
    # No man is adult, so that boys are told by the men; girls move with all children, women with all adults.
    pairs = [[found(system, sex, age) for sex in ("_T", "F")] for age in ("child", "adult")]
    assert sorted(np.flatnonzero(way.group >= 0).tolist()) == sorted(pairs[0] + pairs[1])
    (girls,), (women,) = (set(way.group[pair].tolist()) for pair in pairs)
    assert {girls, women} == {0, 1} and rows_of(small.system.equations) in ([{0: 1, 1: 1}], [{0: -1, 1: -1}])
    assert small.cells.tolist() == [2.0, 2.0]
    assert small.weight[[girls, women]].tolist() == [float(system.value[pair].sum()) for pair in pairs]
    assert np.flatnonzero(small.start).tolist() == [girls]
    assert not small.closed.any() and not small.zeros.any()


def test_a_cell_that_is_settled_cannot_be_protected_and_is_named(system: System) -> None:
    told = [c for c in range(system.size) if c != found(system, "F", "child")]
    problem = posed(system, Rules(1), dict.fromkeys(told, PUBLISHED))
    asked = Demands(np.array([found(system, "F", "child")]), np.array([3]), np.array([ANY]), np.array([2]))
    with pytest.raises(NotProtectedError) as caught:
        replace(problem, demands=asked).reduced()
    refusal = caught.value
    assert (refusal.reason, refusal.table, refusal.codes) == ("cell_cannot_be_protected", "t", ("F", "child"))


def test_every_component_with_demands_has_its_own_proof_about_its_own_cells() -> None:
    system = plain([9, 2, 7, 5, 1, 4, 3], [{0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 5: -1}])
    asked = Demands(np.array([4, 1, 5]), np.array([3, 4, 5]), np.array([ANY, 0, 4]), np.array([2, 0, 1]))
    none, each = np.zeros(7, dtype=bool), np.ones(7)
    problem = Problem(system, asked, np.arange(7) % 2, none, none, none, each, each)
    apart = {tuple(part.cells.tolist()): part for part in problem.proofs()}
    assert set(apart) == {(0, 1, 2), (3, 4, 5)}, "nothing is asked of the last cell"
    for cells, mine in (((0, 1, 2), [1]), ((3, 4, 5), [0, 2])):
        part = apart[cells]
        assert part.demands.tolist() == mine
        assert part.cells[part.proof.demands.cells].tolist() == asked.cells[mine].tolist()
        for name in ("reach", "low", "width"):
            assert getattr(part.proof.demands, name).tolist() == getattr(asked, name)[mine].tolist()
        assert part.proof.value.tolist() == system.value[list(cells)].tolist()
    # The second cell can fall to its floor of one only, hence never to zero; the others move with their sum.
    assert [apart[cells].proof.establish().tolist() for cells in ((0, 1, 2), (3, 4, 5))] == [[0], []]


def test_a_cell_in_no_equation_is_proven_by_itself() -> None:
    system = plain([5, 1, 2, 2], [{0: 1, 1: -1, 2: -1, 3: -1}])
    alone = plain([5, 1, 2, 2, 3], rows_of(system.equations))
    asked = Demands(np.array([4, 4]), np.array([9, 9]), np.array([ANY, 0]), np.array([8, 0]))
    none, each = np.zeros(5, dtype=bool), np.ones(5)
    (part,) = Problem(alone, asked, np.ones(5, dtype=np.int64), none, none, none, each, each).proofs()
    assert part.cells.tolist() == [4] and part.demands.tolist() == [0, 1]
    assert part.proof.establish().tolist() == [1], "it rises without end, but never falls to zero"
