"""The joint attacker on examples done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import InconsistentTablesError, Rules, SetDimension, System, attack, audit
from disclosure.attackers.joining import join
from disclosure.attackers.joint import attack_jointly, joint_violations

from .oracle import subsets
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["in", "out"]})
PLACE = hierarchy("place", "place", {"_T": ["a", "b"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "z"]})


def by(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def found(system: System, **codes: str) -> int:
    """The cell with some codes."""
    return next(cell for cell in range(system.size) if system.describe(cell)[1] == codes)


def inner(system: System, table: str) -> np.ndarray:
    """The cells of a table that are no total."""
    mask = np.zeros(system.size, dtype=bool)
    for cell in system.rows(table).tolist():
        mask[cell] = "_T" not in system.describe(cell)[1].values()
    return mask


def ends(intervals: object, cell: int) -> tuple[int, int]:
    at = list(intervals.cells).index(cell)  # type: ignore[attr-defined]
    return int(intervals.lower[at]), int(intervals.upper[at])  # type: ignore[attr-defined]


@pytest.fixture
def cube() -> System:
    """Nine in ten children are girls and live inside, one in ten adults: Frechet's bounds add up by age."""
    kinds = [
        {"sex": s, "age": a, "scope": p} for s in "FM" for a in ("child", "adult") for p in ("in", "out")
    ]
    units = {("F", "child", "in"): 8, ("F", "child", "out"): 1, ("M", "child", "in"): 1}
    units |= {("F", "adult", "out"): 1, ("M", "adult", "in"): 1, ("M", "adult", "out"): 8}
    counts = [units.get(tuple(kind.values()), 0) for kind in kinds]
    tables = {"t1": by("sex", "age"), "t2": by("age", "scope"), "t3": by("sex", "scope")}
    return World([SEX, AGE, SCOPE]).system(tables, kinds, counts)


def test_two_published_margins_nearly_pin_down_the_third(cube: System) -> None:
    withheld = inner(cube, "t3")
    shown, cell = cube.without_values(withheld), found(cube, sex="F", scope="out")
    assert ends(attack(shown, ~withheld), cell) == (1, 9)
    assert ends(attack_jointly(shown, ~withheld), cell) == (1, 2)


def test_a_pattern_safe_from_sums_alone_is_not_called_safe(cube: System) -> None:
    withheld, rules = inner(cube, "t3"), Rules(3)
    sensitive = {("F", "out"), ("M", "in")}
    assert audit(cube, withheld | inner(cube, "t1") & (cube.value < 3), Rules(3)).violations
    only_third = [v for v in audit(cube, withheld, rules).violations if v.table == "t3"]
    jointly = [v for v in joint_violations(cube, withheld, rules).violations if v.table == "t3"]
    assert not only_third
    assert {tuple(v.codes.values()) for v in jointly} == sensitive


def test_a_ring_of_four_tables_carries_a_tie_all_the_way_round() -> None:
    kinds = [
        {"sex": "F", "age": "child", "scope": "in", "place": "a"},
        {"sex": "M", "age": "adult", "scope": "out", "place": "b"},
    ]
    tables = {
        "t1": by("sex", "age"),
        "t2": by("age", "scope"),
        "t3": by("scope", "place"),
        "t4": by("sex", "place"),
    }
    system = World([SEX, AGE, SCOPE, PLACE]).system(tables, kinds, [3, 4])
    withheld = inner(system, "t4")
    shown, cell = system.without_values(withheld), found(system, sex="F", place="a")
    assert ends(attack(shown, ~withheld, floor=0), cell) == (0, 3)
    assert ends(attack_jointly(shown, ~withheld, floor=0), cell) == (3, 3)


def test_items_that_somebody_must_have_together_bind_two_tables() -> None:
    forms = subsets(["x", "y", "z"], True, ["z"])
    kinds = [{"sex": s, "age": a, "form": f} for s in "FM" for a in ("child", "adult") for f in forms]
    has = {("F", "child", ("x",)): 4, ("M", "adult", ("y",)): 5, ("M", "adult", ("z",)): 2}
    counts = [has.get(tuple(kind.values()), 0) for kind in kinds]
    tables = {"t1": by("sex", "form"), "t2": by("age", "form"), "t3": by("sex", "age")}
    world = World([SEX, AGE, FORM], [SetDimension("form", True, ("z",))])
    system = world.system(tables, kinds, counts)
    withheld = inner(system, "t3")
    shown, cell = system.without_values(withheld), found(system, sex="F", age="child")
    assert ends(attack(shown, ~withheld, floor=0), cell) == (0, 4)
    # All girls have x, only children have x: each girl is a child.
    assert ends(attack_jointly(shown, ~withheld, floor=0), cell) == (4, 4)


def test_one_table_needs_no_joint_table_and_is_told_at_once() -> None:
    kinds = [{"sex": s, "age": a} for s in "FM" for a in ("child", "adult")]
    system = World([SEX, AGE]).system({"t": by("sex", "age")}, kinds, [4, 3, 2, 9])
    joint = join(system, system.listed)
    assert (joint.added, joint.complete) == (0, True)
    assert joint.system is system


def test_published_zeros_keep_the_joint_table_small(cube: System) -> None:
    assert join(cube, cube.listed & False).added == 8 + 4
    cells = cube.value == 0
    assert not cells[cube.listed].any()
    ring = World([SEX, AGE, SCOPE]).system(
        {"t1": by("sex", "age"), "t2": by("age", "scope"), "t3": by("sex", "scope")},
        [{"sex": "F", "age": "child", "scope": "in"}, {"sex": "M", "age": "adult", "scope": "out"}],
        [5, 6],
    )
    assert join(ring, ring.listed).added == 2 + 2


def test_tables_that_no_joint_table_has_are_refused(cube: System) -> None:
    kinds = [{"sex": s, "age": a, "scope": p} for s, a, p in (("F", "child", "in"), ("M", "adult", "out"))]
    tables = {"t1": by("sex", "age"), "t2": by("age", "scope"), "t3": by("sex", "scope")}
    system = World([SEX, AGE, SCOPE]).system(tables, kinds, [5, 5])
    crossed = system.value.copy()
    for sex in "FM":
        for scope in ("in", "out"):
            cell = found(system, sex=sex, scope=scope)
            crossed[cell] = 5 - crossed[cell]
    object.__setattr__(system, "value", crossed)
    attack(system, system.listed)
    with pytest.raises(InconsistentTablesError):
        attack_jointly(system, system.listed)


def test_the_joint_attacker_never_reads_a_withheld_value(cube: System) -> None:
    withheld = inner(cube, "t3")
    garbled = cube.value.copy()
    garbled[withheld | ~cube.listed] = 900
    before = attack_jointly(cube, ~withheld)
    object.__setattr__(cube, "value", garbled)
    after = attack_jointly(cube, ~withheld)
    assert np.array_equal(before.lower, after.lower) and np.array_equal(before.upper, after.upper)


def test_what_is_out_of_reach_is_said_to_be_a_relaxation(cube: System) -> None:
    withheld = inner(cube, "t3")
    told = attack_jointly(cube.without_values(withheld), ~withheld, most=0)
    assert not told.complete and not told.proven.any()
    assert ends(told, found(cube, sex="F", scope="out")) == (1, 9)
    verdict = joint_violations(cube, withheld, Rules(1), most=0)
    assert not verdict.violations and not verdict.safe


def test_two_long_lists_of_items_in_one_table_are_out_of_reach() -> None:
    first = hierarchy("first", "first", {"_T": [f"p{i}" for i in range(9)]})
    second = hierarchy("second", "second", {"_T": [f"q{i}" for i in range(9)]})
    world = World([first, second], [SetDimension("first"), SetDimension("second")])
    system = world.system({"t": by("first", "second")}, [{"first": ("p1", "p2"), "second": ("q1",)}], [3])
    assert not join(system, system.listed).complete
