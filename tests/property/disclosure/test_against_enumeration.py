"""Attack and protection against the enumeration of all tables, on random small systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import NotProtectedError, Rules, SetDimension, System, attack, audit, protect, sensitive_cells

from ...unit.disclosure.oracle import all_tables, subsets
from ...unit.disclosure.tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "a"], "u": ["b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"]})
MOST = 9

Kinds = list[Mapping[str, object]]
TREE_KINDS: Kinds = [{"sex": sex, "place": place} for sex in "FM" for place in "abc"]
SET_KINDS: Kinds = [{"form": chosen} for chosen in subsets(["x", "y", "NE"], True, ["NE"])]
SET_BY_SEX: Kinds = [{"form": f["form"], "sex": s} for f in SET_KINDS for s in "FM"]
SCOPES: Kinds = [{"sex": sex, "scope": scope} for sex in "FM" for scope in ("INT", "EXT")]


def cases() -> st.SearchStrategy[tuple[World, dict[str, dict[str, str]], Kinds]]:
    """Worlds whose additive attacker and enumeration over kinds of units must agree."""
    tree = {"t": {"sex": "sex", "place": "zone"}}
    groupings = {"t": {"sex": "sex", "place": "zone"}, "o": {"sex": "sex", "place": "other"}}
    return st.sampled_from(
        [
            (World([SEX, ZONE]), tree, TREE_KINDS),
            (World([SEX, ZONE, OTHER]), groupings, TREE_KINDS),
            (World([FORM], [SetDimension("form", True, ("NE",))]), {"t": {"form": "form"}}, SET_KINDS),
            (World([SEX, SCOPE]), {"t": {"sex": "sex", "scope": "scope"}}, SCOPES),
        ]
    )


def thinkable(
    world: World, tables: Mapping[str, Mapping[str, str]], kinds: Kinds, system: System, most: int
) -> np.ndarray:
    """The cells of every table of up to `most` units, one a row: counted from units, not from equations."""
    cells: list[tuple[int, ...]] = []
    for cell in range(system.size):
        name, codes = system.describe(cell)
        cells.append(tuple(int(counted(world, tables[name], kind, codes)) for kind in kinds))
    return np.array(list(all_tables(len(kinds), most))) @ np.array(cells).T


def counted(world: World, by: Mapping[str, str], kind: Mapping[str, object], codes: Mapping[str, str]) -> int:
    """How often a unit of a kind counts under codes, unlisted ones included."""
    times = 1
    for dimension, code in codes.items():
        rest = {dimension: by[dimension]}
        if (dimension in world.sets and " " in code) or code == "excess":
            times *= slack(kind[dimension], code, world.sets[dimension])
        else:
            times *= int(world.counts(rest, kind, {dimension: code}))
    return times


def slack(has: object, code: str, facts: SetDimension) -> int:
    assert isinstance(has, tuple)
    what, _, item = code.partition(" ")
    if what == "excess":
        return len(has) - 1
    if what == "not":
        return int(item not in has)
    return int(item not in has and not any(e in has for e in facts.exclusive if e != item))


def units(kinds: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 4), min_size=kinds, max_size=kinds).filter(
        lambda n: 0 < sum(n) <= MOST - 2
    )


def fitting(system: System, every: np.ndarray, withheld: np.ndarray, floor: np.ndarray) -> np.ndarray:
    published = system.listed & ~withheld
    hidden = system.listed & withheld
    fits = np.all(every[:, published] == system.value[published], axis=1)
    return every[fits & np.all(every[:, hidden] >= floor[hidden], axis=1)]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_intervals_are_those_of_all_thinkable_tables(data: st.DataObject) -> None:
    world, tables, kinds = data.draw(cases())
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    total = next(cell for cell in range(system.size) if set(system.describe(cell)[1].values()) == {"_T"})
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed & (system.value > 0)
    withheld[total] = False
    every = thinkable(world, tables, kinds, system, sum(counts))
    for floor in (0, 1):
        tables_left = fitting(system, every, withheld, np.full(system.size, floor))
        found = attack(system.without_values(withheld), ~withheld, floor=floor)
        assert found.proven.all()
        assert np.array_equal(found.lower, tables_left.min(axis=0)[found.cells])
        assert np.array_equal(found.upper, tables_left.max(axis=0)[found.cells])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_protected_cells_are_safe_among_all_thinkable_tables(data: st.DataObject) -> None:
    world, tables, kinds = data.draw(cases())
    counts = data.draw(units(len(kinds)))
    rules = Rules(
        data.draw(st.integers(2, 4)),
        data.draw(st.sampled_from(["count", "existence"])),
        data.draw(st.sampled_from([(), ("scope",), ("form",)])),
        6,
    )
    system = world.system(tables, kinds, counts)
    try:
        pattern = protect(system, rules, rounds=5)
    except NotProtectedError:
        assert homogeneous_everywhere(system, rules)
        return
    every = thinkable(world, tables, kinds, system, MOST)
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    left = fitting(system, every, pattern.withheld, floor)
    safe = demands_met(system, rules, left)
    if rules.k + sum(counts) <= MOST or not pattern.withheld[whole(system)]:
        assert safe
    assert audit(system, pattern, rules).safe
    if rules.protection == "count" and not rules.sensitive:
        assert not np.any(pattern.withheld & (system.value == 0))


def whole(system: System) -> int:
    return next(cell for cell in range(system.size) if set(system.describe(cell)[1].values()) == {"_T"})


def homogeneous_everywhere(system: System, rules: Rules) -> bool:
    """Only homogeneity can be beyond protection (everybody shares the value and every zero is known)."""
    return bool(rules.sensitive)


def demands_met(system: System, rules: Rules, left: np.ndarray) -> bool:
    """The rules said once more: over all tables left, each sensitive cell is as open as it must be."""
    sensitive: Sequence[int] = np.flatnonzero(sensitive_cells(system, rules)).tolist()
    for cell in sensitive:
        low, high = left[:, cell].min(), left[:, cell].max()
        if high < rules.k:
            return False
        if rules.protection == "count" and high - low < rules.k - 1:
            return False
        if rules.protection == "existence" and low > 0:
            return False
    return all(homogeneity_met(system, group, rules, left) for group in range(system.size))


def homogeneity_met(system: System, group: int, rules: Rules, left: np.ndarray) -> bool:
    name, codes = system.describe(group)
    size = system.value[group]
    for dimension in rules.sensitive:
        if codes.get(dimension) != "_T" or not system.listed[group] or not 0 < size < rules.group_below:
            continue
        for cell in range(system.size):
            other, theirs = system.describe(cell)
            apart = {d for d in codes if codes[d] != theirs.get(d)} if other == name else set()
            alike = apart == {dimension} and system.listed[cell] and system.value[cell] == size
            if alike and not np.any(left[:, group] - left[:, cell] >= 1):
                return False
    return True
