"""The joint attacker against the enumeration of all joint tables, on random small linked systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import Hierarchy, Node, Rules, SetDimension, System, link
from disclosure.attackers.joining import join
from disclosure.attackers.joint import attack_jointly, joint_violations

from ...unit.disclosure.oracle import subsets
from ...unit.disclosure.tables import World, hierarchy
from .test_against_enumeration import demands_met
from .worlds import all_cells, fitting

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["in", "out"]})
ZONES = hierarchy("zones", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
OTHER = hierarchy("other", "place", {"_T": ["a", "u"], "u": ["b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})
FORMS = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
HELP = hierarchy("help", "help", {"_T": ["p", "q"]})
GROWTH = Hierarchy("growth", "when", (Node("now", None), Node("before", "now"), Node("new", "now", False)))


@dataclass(frozen=True)
class Case:
    """Tables over units of kinds; `hidden_codes` are of levels that a table does not publish."""

    world: World
    tables: Mapping[str, Mapping[str, str]]
    kinds: list[Mapping[str, object]]
    most: int = 6
    hidden_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def system(self, units: list[int]) -> System:
        made = [self.world.table(name, by, self.kinds, units) for name, by in self.tables.items()]
        for table in made:
            dropped = [*self.hidden_codes.get(table.name, ()), "new"]
            keep = [~pl.col(name).is_in(dropped) for name in table.by]
            object.__setattr__(table, "frame", table.frame.filter(*keep))
        return link(made, self.world.trees.values(), self.world.sets.values())


def by(*names: str) -> dict[str, str]:
    return {{"zones": "place", "other": "place", "growth": "when"}.get(name, name): name for name in names}


def kinds(**values: Sequence[object]) -> list[Mapping[str, object]]:
    return [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]


def sets(covering: bool, exclusive: tuple[str, ...] = (), items: str = "x y") -> list[tuple[str, ...]]:
    return subsets(items.split(), covering, exclusive)


CASES = {
    "three margins of a cube": Case(
        World([SEX, AGE, SCOPE]),
        {"a": by("sex", "age"), "b": by("age", "scope"), "c": by("sex", "scope")},
        kinds(sex="FM", age=["child", "adult"], scope=["in", "out"]),
    ),
    "a ring of four": Case(
        World([SEX, AGE, SCOPE, ZONES]),
        {"a": by("sex", "age"), "b": by("age", "scope"), "c": by("scope", "zones"), "d": by("zones", "sex")},
        kinds(sex="FM", age=["child", "adult"], scope=["in", "out"], place="ac"),
        4,
    ),
    "a chain": Case(
        World([SEX, AGE, SCOPE]),
        {"a": by("sex", "age"), "b": by("age", "scope")},
        kinds(sex="FM", age=["child", "adult"], scope=["in", "out"]),
    ),
    "two groupings at different levels": Case(
        World([SEX, ZONES, OTHER]),
        {"a": by("sex", "zones"), "b": by("sex", "other")},
        kinds(sex="FM", place="abc"),
        7,
        {"a": ("a", "b"), "b": ("b", "c")},
    ),
    "a set in two tables": Case(
        World([SEX, AGE, FORM], [SetDimension("form", True)]),
        {"a": by("sex", "form"), "b": by("age", "form")},
        kinds(sex="FM", age=["child", "adult"], form=sets(True)),
        4,
    ),
    "a set that need not have items": Case(
        World([SEX, AGE, FORM], [SetDimension("form")]),
        {"a": by("sex", "form"), "b": by("age", "form")},
        kinds(sex="FM", age=["child", "adult"], form=sets(False)),
        4,
    ),
    "an exclusive code": Case(
        World([SEX, SCOPE, FORMS], [SetDimension("form", True, ("NE",))]),
        {"a": by("sex", "form"), "b": by("scope", "form"), "c": by("sex", "scope")},
        kinds(sex="FM", scope=["in", "out"], form=sets(True, ("NE",), "x y NE")),
        4,
    ),
    "two sets in one table": Case(
        World([FORM, HELP], [SetDimension("form", True), SetDimension("help")]),
        {"a": by("form", "help")},
        kinds(form=sets(True), help=sets(False, (), "p q")),
        4,
    ),
    "two sets in tables of their own": Case(
        World([SEX, FORM, HELP], [SetDimension("form", True), SetDimension("help", True)]),
        {"a": by("sex", "form"), "b": by("sex", "help")},
        kinds(sex="FM", form=sets(True), help=sets(True, (), "p q")),
        4,
    ),
    "growth between two releases": Case(
        World([SEX, AGE, GROWTH]),
        {"a": by("sex", "growth"), "b": by("age", "growth"), "c": by("sex", "age")},
        kinds(sex="FM", age=["child", "adult"], when=["before", "new"]),
    ),
}


def drawn(data: st.DataObject) -> tuple[Case, System, np.ndarray, list[int]]:
    """A case, its system, cells withheld (never the total), and its units.

    Either any cells are withheld or most of what one table tells alone, where the joint table tells most.
    """
    case = CASES[data.draw(st.sampled_from(sorted(CASES)))]
    size = data.draw(st.integers(1, case.most))
    places = data.draw(st.lists(st.integers(0, len(case.kinds) - 1), min_size=size, max_size=size))
    units = np.bincount(places, minlength=len(case.kinds)).tolist()
    system = case.system(units)
    hides = np.array(data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size)))
    alone = data.draw(st.sampled_from([None, *sorted(case.tables)]))
    if alone is not None:
        elsewhere = np.concatenate([system.rows(name) for name in case.tables if name != alone] or [[]])
        hides = np.isin(np.arange(system.size), np.setdiff1d(system.rows(alone), elsewhere))
    withheld = hides & system.listed & ((system.value > 0) | data.draw(st.booleans()))
    withheld[_total(system)] = False
    return case, system, withheld, units


def _total(system: System) -> int:
    roots = {"_T", "now"}
    return next(cell for cell in range(system.size) if set(system.describe(cell)[1].values()) <= roots)


@settings(max_examples=150)
@given(data=st.data())
def test_joint_intervals_are_those_of_all_joint_tables(data: st.DataObject) -> None:
    case, system, withheld, units = drawn(data)
    every = all_cells((case.world, case.tables, case.kinds), system, sum(units))
    floor = np.minimum(system.value, data.draw(st.integers(0, 1))) * system.listed
    left = fitting(system, every, withheld, floor)
    found = attack_jointly(system.without_values(withheld), ~withheld, floor=floor)
    assert found.complete and found.proven.all()
    assert np.array_equal(found.lower, left.min(axis=0)[found.cells])
    assert np.array_equal(found.upper, left.max(axis=0)[found.cells])


@settings(max_examples=100)
@given(data=st.data())
def test_the_joint_audit_says_what_enumeration_says(data: st.DataObject) -> None:
    case, system, withheld, units = drawn(data)
    rules = Rules(
        data.draw(st.integers(2, 3)),
        data.draw(st.sampled_from(["count", "existence"])),
        data.draw(st.sampled_from([(), ("scope",), ("form",)])),
        4,
    )
    every = all_cells((case.world, case.tables, case.kinds), system, sum(units))
    floor = np.minimum(system.value, 1) * system.listed * int(rules.protection == "count")
    left = fitting(system, every, withheld, floor)
    counted = demands_met(system, Rules(rules.k, rules.protection), left)
    verdict = joint_violations(system, withheld, rules)
    assert verdict.safe == (counted and nobody_shares(system, rules, left))


def nobody_shares(system: System, rules: Rules, left: np.ndarray) -> bool:
    """Whether somebody of each small group may lack the value that all of it share, table by table."""
    for table in system.tables.values():
        for place, axis in enumerate(table.axes):
            if axis.dimension not in rules.sensitive:
                continue
            groups, *others = np.moveaxis(table.cells, place, 0)[axis.listed].reshape(
                int(axis.listed.sum()), -1
            )
            small = system.listed[groups] & (system.value[groups] > 0)
            small &= system.value[groups] < rules.group_below
            for shared in others:
                alike = small & (system.value[shared] == system.value[groups]) & (shared != groups)
                if np.any((left[:, groups] - left[:, shared])[:, alike].max(axis=0, initial=0) < 1):
                    return False
    return True


@settings(max_examples=60)
@given(data=st.data())
def test_a_relaxation_is_never_narrower_than_the_truth_and_never_called_safe(data: st.DataObject) -> None:
    _, system, withheld, _ = drawn(data)
    shown = system.without_values(withheld)
    every = attack_jointly(shown, ~withheld, floor=0)
    fewer = attack_jointly(shown, ~withheld, floor=0, most=data.draw(st.integers(0, 10)))
    assert np.all(fewer.lower <= every.lower) and np.all(fewer.upper >= every.upper)
    assert np.array_equal(fewer.lower[fewer.proven], every.lower[fewer.proven])
    assert np.array_equal(fewer.upper[fewer.proven], every.upper[fewer.proven])
    if not fewer.complete:
        assert not joint_violations(system, withheld, Rules(2), most=0).safe


@settings(max_examples=60)
@given(data=st.data())
def test_tables_that_form_no_ring_need_no_joint_table(data: st.DataObject) -> None:
    case = CASES[data.draw(st.sampled_from(["a chain", "two sets in tables of their own"]))]
    size = len(case.kinds)
    system = case.system(data.draw(st.lists(st.integers(0, 1), min_size=size, max_size=size)))
    assert join(system, system.listed).added == 0
    assert join(system, system.listed).complete
