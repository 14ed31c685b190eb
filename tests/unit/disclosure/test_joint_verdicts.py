"""What the joint attacker says of a pattern, and of which cells."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import Pattern, Rules, System, Verdict, Violation, audit
from disclosure.attackers.joint import attack_jointly, joint_violations

from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["in", "out"]})
BY = {"t1": ("sex", "age"), "t2": ("age", "scope"), "t3": ("sex", "scope")}
KINDS = [{"sex": s, "age": a, "scope": p} for s in "FM" for a in ("child", "adult") for p in ("in", "out")]


def made(*units: int, tables: tuple[str, ...] = ("t1", "t2", "t3")) -> System:
    return World([SEX, AGE, SCOPE]).system({t: {n: n for n in BY[t]} for t in tables}, KINDS, units)


@pytest.fixture
def cube() -> System:
    """Girls live inside, boys outside, but for one each; t3 follows nearly from t1 and t2."""
    return made(8, 1, 0, 1, 1, 0, 1, 8)


def inner(system: System, table: str) -> np.ndarray:
    mask = np.zeros(system.size, dtype=bool)
    for cell in system.rows(table).tolist():
        mask[cell] = "_T" not in system.describe(cell)[1].values()
    return mask


def found(system: System, **codes: str) -> int:
    return next(cell for cell in range(system.size) if system.describe(cell)[1] == codes)


def small(system: System, k: int) -> dict[tuple[str, ...], str]:
    """Codes of sensitive cells."""
    chosen = np.flatnonzero((system.value > 0) & (system.value < k)).tolist()
    return {tuple(system.describe(cell)[1].values()): system.describe(cell)[0] for cell in chosen}


def test_intervals_are_told_of_the_targets_or_of_all_that_is_withheld(cube: System) -> None:
    withheld = inner(cube, "t3")
    cell = found(cube, sex="F", scope="out")
    every = attack_jointly(cube.without_values(withheld), ~withheld)
    assert every.cells.tolist() == np.flatnonzero(withheld).tolist()
    one = attack_jointly(cube.without_values(withheld), ~withheld, targets=np.array([cell]))
    at = every.cells.tolist().index(cell)
    assert (one.cells.tolist(), one.lower[0], one.upper[0]) == ([cell], every.lower[at], every.upper[at])
    assert every.lower[at] <= 2 <= every.upper[at] < 9


def test_floors_may_differ_from_cell_to_cell(cube: System) -> None:
    withheld = inner(cube, "t3")
    cell = found(cube, sex="F", scope="out")
    floor = np.zeros(cube.size, dtype=np.int64)
    loose = attack_jointly(cube.without_values(withheld), ~withheld, floor=floor, targets=np.array([cell]))
    floor[cell] = 2
    tight = attack_jointly(cube.without_values(withheld), ~withheld, floor=floor, targets=np.array([cell]))
    assert int(loose.lower[0]) < int(tight.lower[0]) == 2
    default = attack_jointly(cube.without_values(withheld), ~withheld, targets=np.array([cell]))
    assert int(default.lower[0]) == 1, "a withheld cell is no zero unless told otherwise"


def test_violations_tell_published_derivable_and_narrow_cells_apart(cube: System) -> None:
    rules = Rules(3)
    verdict = joint_violations(cube, inner(cube, "t3"), rules)
    kinds = {(tuple(v.codes.values()), v.table): v.why for v in verdict.violations}
    assert kinds[("F", "adult"), "t1"] == "published"
    assert kinds[("F", "out"), "t3"] == "narrow"
    assert verdict.demands == len(small(cube, 3)) and verdict.complete and not verdict.safe
    one = inner(cube, "t3") & (np.arange(cube.size) == found(cube, sex="F", scope="out"))
    alone = {
        v.why
        for v in joint_violations(cube, one, rules).violations
        if v.codes == {"sex": "F", "scope": "out"}
    }
    assert alone == {"derivable"}


def test_a_pattern_that_hides_everything_but_the_total_is_safe(cube: System) -> None:
    withheld = cube.listed & (np.arange(cube.size) != cube.rows("t1")[0])
    none = np.zeros(cube.size, dtype=bool)
    pattern = Pattern(withheld, none, 0, np.zeros((0, cube.size), dtype=np.int32))
    for asked in (withheld, pattern):
        verdict = joint_violations(cube, asked, Rules(3))
        assert verdict.safe and verdict.complete and verdict.demands > 0


def test_where_nothing_is_to_be_joined_the_additive_word_holds() -> None:
    system = made(3, 0, 2, 0, 4, 0, 3, 0, tables=("t1",))
    nothing = np.zeros(system.size, dtype=bool)
    rules = Rules(3)
    told = joint_violations(system, nothing, rules)
    said = audit(system, nothing, rules)
    assert told.violations == said.violations != () and told.demands == said.demands == 1
    assert not told.safe and told.complete
    given = Verdict((Violation("t1", {"sex": "F"}, "narrow"),), 7)
    heard = joint_violations(system, nothing, rules, additive=given)
    assert (heard.violations, heard.demands) == (given.violations, 7)


def test_the_additive_word_is_not_taken_where_the_joint_table_tells_more(cube: System) -> None:
    withheld = inner(cube, "t3")
    heard = joint_violations(cube, withheld, Rules(3), additive=Verdict((), 1))
    assert heard.violations == joint_violations(cube, withheld, Rules(3)).violations != ()


@pytest.mark.parametrize("tables", [("t1",), ("t1", "t2", "t3")])
def test_cells_named_by_hand_are_asked_for_as_well(tables: tuple[str, ...]) -> None:
    system = made(8, 9, 8, 9, 9, 8, 9, 8, tables=tables)
    manual = np.arange(system.size) == found(system, sex="F", age="child")
    nothing = np.zeros(system.size, dtype=bool)
    assert joint_violations(system, nothing, Rules(1)).safe
    (violation,) = joint_violations(system, nothing, Rules(1), manual=manual).violations
    assert (violation.table, violation.codes, violation.why) == (
        "t1",
        {"sex": "F", "age": "child"},
        "published",
    )


def test_existence_asks_that_nobody_may_be_there(cube: System) -> None:
    withheld = cube.listed & (np.arange(cube.size) != cube.rows("t1")[0])
    assert joint_violations(cube, withheld, Rules(3, "existence")).safe
    system = made(8, 1, 0, 1, 1, 0, 1, 8)
    floors = inner(system, "t1")
    assert not joint_violations(system, floors, Rules(3, "existence")).safe


def test_withheld_cells_are_known_not_to_be_zero_under_count_alone() -> None:
    # One, two and two in a rectangle: each may be nobody, or three; but somebody each, one is at most two.
    system = made(1, 0, 1, 1, 1, 1, 4, 5)
    withheld = inner(system, "t1")
    broken = {
        protection: {
            tuple(v.codes.values())
            for v in joint_violations(system, withheld, Rules(3, protection)).violations
            if v.table == "t1" and "_T" not in v.codes.values()
        }
        for protection in ("count", "existence")
    }
    assert broken == {"count": {("F", "child"), ("F", "adult"), ("M", "child")}, "existence": set()}


def test_no_time_to_show_anything_is_a_violation_of_everything_asked(cube: System) -> None:
    withheld = cube.listed & (np.arange(cube.size) != cube.rows("t1")[0])
    verdict = joint_violations(cube, withheld, Rules(3), time_limit=0.0)
    assert not verdict.safe and len(verdict.violations) > 0
    assert joint_violations(cube, withheld, Rules(3), time_limit=600.0).safe
    alone = made(2, 0, 5, 3, 6, 4, 7, 1, tables=("t1",))
    hidden = alone.listed & (np.arange(alone.size) != alone.rows("t1")[0])
    assert joint_violations(alone, hidden, Rules(3)).safe
    assert not joint_violations(alone, hidden, Rules(3), time_limit=0.0).safe


def test_a_homogeneous_group_is_asked_for_by_its_rest(cube: System) -> None:
    system = made(3, 0, 2, 9, 4, 5, 6, 9)
    rules = Rules(1, sensitive=("scope",), group_below=5)
    alone = made(0, 0, 0, 4, 9, 9, 9, 9)
    nothing = np.zeros(alone.size, dtype=bool)
    broken = joint_violations(alone, nothing, rules).violations
    assert {tuple(v.codes.values()) for v in broken} == {("F", "_T")}
    assert {v.why for v in broken} == {"derivable"}
    assert joint_violations(system, np.zeros(system.size, dtype=bool), rules).safe
    hidden = alone.listed & (np.arange(alone.size) != alone.rows("t1")[0])
    assert joint_violations(alone, hidden, rules).safe, "withheld zeros may be somebody"
