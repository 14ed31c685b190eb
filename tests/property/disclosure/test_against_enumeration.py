"""Attack and protection of counts against the enumeration of all tables, on random small systems."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import Rules, System, attack, audit, protect

from .worlds import CASES, Kinds, fitting, is_number_of_units, members, names, thinkable

# A cell that falls to nothing makes others rise by as much: twice the units are thinkable.
UNITS = 6
MOST = 2 * UNITS


def units(kinds: int, most: int = UNITS) -> st.SearchStrategy[list[int]]:
    """Units of each kind, few enough that all tables of as many can be looked at."""
    return st.lists(st.integers(0, 4), min_size=kinds, max_size=kinds).filter(lambda n: 0 < sum(n) <= most)


@settings(max_examples=400)
@given(data=st.data())
def test_intervals_are_those_of_all_thinkable_tables(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed & (system.value > 0)
    withheld[whole(system)] = False
    every = thinkable(name, sum(counts))
    for floor in (0, 1):
        tables_left = fitting(system, every, withheld, np.full(system.size, floor))
        found = attack(system.without_values(withheld), ~withheld, floor=floor)
        assert found.proven.all()
        assert np.array_equal(found.lower, tables_left.min(axis=0)[found.cells])
        assert np.array_equal(found.upper, tables_left.max(axis=0)[found.cells])


@settings(max_examples=1000)
@given(data=st.data())
def test_protected_cells_are_safe_among_all_thinkable_tables(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    rules = Rules(
        data.draw(st.integers(1, 4)),
        data.draw(st.sampled_from(["count", "existence"])),
        data.draw(st.sampled_from([(), ("scope",), ("form",)])),
        data.draw(st.integers(2, 6)),
    )
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    manual = np.isin(np.arange(system.size), data.draw(st.lists(st.integers(0, system.size), max_size=2)))
    manual &= system.listed
    pattern = protect(system, rules, manual=manual, rounds=3)
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    left = fitting(system, thinkable(name, MOST), pattern.withheld, floor)
    assert demands_met(system, rules, left, manual)
    assert not shared_values_told(system, rules, left, members(CASES[name], system), kinds)
    assert audit(system, pattern, rules, manual=manual).safe
    if rules.protection == "count" and not rules.sensitive and not np.any(manual & (system.value == 0)):
        assert not np.any(pattern.withheld & (system.value == 0))


@settings(max_examples=400)
@given(data=st.data())
def test_the_audit_says_what_enumeration_says_of_any_pattern(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    rules = Rules(
        data.draw(st.integers(1, 4)),
        data.draw(st.sampled_from(["count", "existence"])),
        data.draw(st.sampled_from([("scope",), ("form",)])),
        data.draw(st.integers(2, 6)),
    )
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    shown = data.draw(st.lists(st.integers(0, system.size - 1), max_size=4))
    withheld = system.listed & ~np.isin(np.arange(system.size), shown)
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    left = fitting(system, thinkable(name, MOST), withheld, floor)
    told = shared_values_told(system, rules, left, members(CASES[name], system), kinds)
    none = np.zeros(system.size, dtype=bool)
    assert audit(system, withheld, rules).safe == (demands_met(system, rules, left, none) and not told)


def whole(system: System) -> int:
    """The cell of everybody."""
    return next(cell for cell in range(system.size) if set(system.describe(cell)[1].values()) == {"_T"})


def demands_met(system: System, rules: Rules, left: np.ndarray, manual: np.ndarray | None = None) -> bool:
    """The rules said once more: over all tables left, each sensitive cell is as open as it must be."""
    for cell in range(system.size):
        marked = manual is not None and bool(manual[cell])
        small = 0 < system.value[cell] < rules.k and is_number_of_units(system, cell)
        if not small and not marked:
            continue
        low, high = left[:, cell].min(), left[:, cell].max()
        narrow = high - low < max(rules.k - 1, int(marked)) if rules.protection == "count" else low > 0
        if high < rules.k or narrow:
            return False
    return True


def shared_values_told(
    system: System, rules: Rules, left: np.ndarray, counted: np.ndarray, kinds: Kinds
) -> list[tuple[int, int]]:
    """Small groups (listed cells of any table) with the cell of a value that all of them must have."""
    found = []
    for dimension in rules.sensitive:
        apart = [str({k: v for k, v in kind.items() if k != dimension}) for kind in kinds]
        values = [str(kind.get(dimension)) for kind in kinds]
        for group in np.flatnonzero(system.listed).tolist():
            if not 0 < system.value[group] < rules.group_below or depends(counted[group], apart):
                continue
            inside = counted[group] > 0
            for cell in np.flatnonzero(system.listed & (system.value == system.value[group])).tolist():
                part = counted[cell]
                alike = np.all(part <= counted[group]) and np.any(part < counted[group])
                alike = alike and not depends(
                    part[inside], [v for v, i in zip(values, inside, strict=True) if i]
                )
                if alike and np.all(left[:, group] == left[:, cell]):
                    found.append((group, cell))
    return found


def depends(counted: np.ndarray, labels: list[str]) -> bool:
    """Whether kinds of units with the same label count differently in a cell."""
    return len(set(zip(labels, counted.tolist(), strict=True))) > len(set(labels))
