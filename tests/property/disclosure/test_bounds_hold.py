"""The lower bound against every smaller pattern, on random small systems."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disclosure import NotProtectedError, Rules, protect, sensitive_cells

from .test_against_enumeration import MOST, demands_met, units
from .worlds import CASES, fitting, names, thinkable

PATTERNS = 3000


@settings(max_examples=130)
@given(data=st.data())
def test_no_pattern_with_fewer_cells_than_the_bound_is_safe(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    counts = data.draw(units(len(kinds)))
    rules = Rules(data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["count", "existence"])))
    system = world.system(tables, kinds, counts)
    try:
        pattern = protect(system, rules, rounds=5)
    except NotProtectedError:
        assume(False)
    primary = sensitive_cells(system, rules) & system.listed
    fewer = pattern.lower_bound - 1 - int(primary.sum())
    assert pattern.lower_bound <= pattern.withheld.sum()
    if fewer < 0:
        return  # the bound says no more than that what is sensitive is withheld
    # Withholding more is never less safe: the largest of the smaller patterns speak for all.
    hideable = system.listed & ~primary & ((system.value > 0) | (rules.protection == "existence"))
    choices = itertools.combinations(np.flatnonzero(hideable).tolist(), fewer)
    every = thinkable(name, MOST)
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    for chosen in itertools.islice(choices, PATTERNS):
        withheld = primary.copy()
        withheld[list(chosen)] = True
        assert not demands_met(system, rules, fitting(system, every, withheld, floor))
