"""Rounded and perturbed figures against the enumeration of all tables, on random small systems."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disclosure import (
    Rules,
    System,
    attack_figures,
    audit_perturbation,
    audit_rounding,
    noise_table,
    perturb,
    round_tables,
)
from disclosure.alternatives.figures import perturbed_ends, rounded_ends

from ...unit.disclosure.oracle import every_table
from .test_against_enumeration import demands_met
from .worlds import CASES, members, names, thinkable

UNITS = 4
MOST = 11  # units in the largest table that figures of so few units can stand for
FEW, MOST_OF_FEW = 3, 9


def drawn(data: st.DataObject, most: int) -> tuple[str, System]:
    """The name of a case, and its system with a few units."""
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    who = data.draw(st.lists(st.integers(0, len(kinds) - 1), min_size=1, max_size=most))
    return name, world.system(tables, kinds, np.bincount(who, minlength=len(kinds)).tolist())


def rules_drawn(data: st.DataObject) -> Rules:
    return Rules(data.draw(st.integers(2, 3)), data.draw(st.sampled_from(["count", "existence"])))


def between(
    system: System, every: np.ndarray, ends: tuple[np.ndarray, np.ndarray], rules: Rules
) -> np.ndarray:
    """Which tables agree with the ends and, under `count`, empty no cell in which somebody is."""
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    return np.all((every >= np.maximum(ends[0], floor)) & (every <= ends[1]), axis=1)


@settings(max_examples=100)
@given(data=st.data())
def test_intervals_of_rounded_cells_are_those_of_all_tables_less_than_a_base_away(
    data: st.DataObject,
) -> None:
    name, system = drawn(data, UNITS)
    made = round_tables(system, data.draw(st.integers(2, 4)), secret=data.draw(st.binary(max_size=4)))
    assume(made.steps == 0)
    ends = rounded_ends(system, made.value, made.near)
    every = thinkable(name, MOST)
    left = every[between(system, every, ends, Rules(2, "existence"))]
    hidden = np.ones(system.size, dtype=bool)
    found = attack_figures(system.without_values(hidden), ends, np.arange(system.size))
    assert found.proven.all()
    assert np.array_equal(found.lower, left.min(axis=0))
    assert np.array_equal(found.upper, left.max(axis=0))


@settings(max_examples=200)
@given(data=st.data())
def test_a_rounding_is_called_safe_just_where_all_tables_say_so(data: st.DataObject) -> None:
    name, system = drawn(data, UNITS)
    rules = rules_drawn(data)
    made = round_tables(system, data.draw(st.integers(2, 4)), secret=data.draw(st.binary(max_size=4)))
    every = thinkable(name, MOST)
    left = every[between(system, every, rounded_ends(system, made.value, made.near), rules)]
    safe = len(left) > 0 and demands_met(system, rules, left)
    assert audit_rounding(system, made, rules).safe == safe


@settings(max_examples=100)
@given(data=st.data())
def test_noise_is_called_safe_only_where_all_tables_with_the_same_noise_for_the_same_records_say_so(
    data: st.DataObject,
) -> None:
    name, system = drawn(data, FEW)
    rules = rules_drawn(data)
    often = members(CASES[name], system)
    units = every_table(often.shape[1], MOST_OF_FEW)
    every = thinkable(name, MOST_OF_FEW)
    table = noise_table(data.draw(st.integers(2, 3)), data.draw(st.sampled_from([1.0, 3.0])), small=1)
    secret = data.draw(st.binary(max_size=4))
    true = units[np.flatnonzero((every == system.value).all(axis=1))[0]]
    # Units of a kind stand in the same cells: the key of all of them is as good as one for each.
    keys = np.array([data.draw(st.integers(0, 2**32 - 1)) for _ in true])
    shown = perturb(secret, system.value, (often > 0) @ np.where(true > 0, keys, 0), table)
    possible = np.flatnonzero(between(system, every, perturbed_ends(system, shown, table), rules))
    left = [row for row in possible.tolist() if same_noise(system, often, units[row], shown)]
    safe = len(left) > 0 and demands_met(system, rules, every[left])
    assert safe or not audit_perturbation(system, shown, table, rules).safe


def same_noise(system: System, often: np.ndarray, units: np.ndarray, shown: np.ndarray) -> bool:
    """Whether cells that would be made of the same units are shown alike."""
    seen: dict[tuple[bool, ...], int] = {}
    return all(
        seen.setdefault(tuple((often[cell] > 0) & (units > 0)), shown[cell]) == shown[cell]
        for cell in np.flatnonzero(system.listed).tolist()
    )
