"""Searching neighbourhood by neighbourhood is safe as well, whatever their size and the machine."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure import Rules, System, audit, protect
from disclosure.suppression import neighbourhoods, protection, search

from ...unit.disclosure.tables import World, hierarchy
from .test_against_enumeration import MOST, demands_met, units
from .worlds import CASES, fitting, kinds, names, thinkable


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every system is large, and neighbourhoods are a few cells."""
    monkeypatch.setattr(protection, "SMALL", 0)
    monkeypatch.setattr(protection, "LARGE", 0)
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(neighbourhoods, "SIZE", 5)
    monkeypatch.setattr(neighbourhoods, "GROWTH", 2)
    return monkeypatch


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_found_near_by_is_safe_among_all_thinkable_tables(
    near: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    counts = data.draw(units(len(kinds)))
    rules = Rules(data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["count", "existence"])))
    near.setattr(neighbourhoods, "SIZE", data.draw(st.integers(2, 12)))
    near.setattr(neighbourhoods, "UNITS", data.draw(st.integers(2, 12)))
    near.setattr(neighbourhoods, "OF_USE", data.draw(st.sampled_from([0.0, 0.5])))
    system = world.system(tables, kinds, counts)
    pattern = protect(system, rules, rounds=3)
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    assert demands_met(system, rules, fitting(system, thinkable(name, MOST), pattern.withheld, floor))
    assert pattern.lower_bound <= pattern.withheld.sum()


def two_linked_tables(seed: int) -> System:
    """About a thousand cells in two tables, most of them small."""
    places = {f"z{zone}": [f"p{zone}{place}" for place in range(4)] for zone in range(4)}
    trees = [
        hierarchy("place", "place", {"_T": list(places), **places}),
        hierarchy("age", "age", {"_T": ["young", "old"], "young": list("abc"), "old": list("def")}),
        hierarchy("year", "year", {"_T": list("01234")}),
    ]
    every = kinds(
        place=[place for zone in places.values() for place in zone],
        age="abcdef",
        year=[str(year) for year in range(5)],
    )
    counts = np.random.default_rng(seed).poisson(1.5, len(every)).tolist()
    tables = {"t": {"place": "place", "age": "age", "year": "year"}, "u": {"place": "place", "year": "year"}}
    return World(trees).system(tables, every, counts)


@pytest.mark.parametrize(("seed", "of_use"), [(1, 0.5), (2, 0.0)], ids=["near by", "where units can come"])
def test_a_thousand_cells_are_safe_and_the_same_on_any_number_of_processors(
    near: pytest.MonkeyPatch, seed: int, of_use: float
) -> None:
    system, rules = two_linked_tables(seed), Rules(3)
    near.setattr(neighbourhoods, "SIZE", 150)
    near.setattr(neighbourhoods, "UNITS", 60)
    near.setattr(neighbourhoods, "OF_USE", of_use)
    found = []
    for processors in (1, 3):
        near.setattr(os, "cpu_count", lambda processors=processors: processors)
        found.append(protect(system, rules, rounds=2, effort=2000))
    assert np.array_equal(found[0].withheld, found[1].withheld)
    assert audit(system, found[0], rules).safe
    assert found[0].withheld.sum() < (system.value > 0).sum()


def test_moves_that_threads_share_are_not_sorted_in_place_by_any_of_them(near: pytest.MonkeyPatch) -> None:
    """They were: two threads at once put steps at wrong cells, now and then."""
    seen = []
    original = neighbourhoods.Neighbourhoods._search

    def watched(self, cells, withheld, moves, rounds):  # type: ignore[no-untyped-def]
        seen.append(moves.has_canonical_format and not moves.indices.flags.writeable)
        return original(self, cells, withheld, moves, rounds)

    near.setattr(neighbourhoods.Neighbourhoods, "_search", watched)
    near.setattr(neighbourhoods, "SIZE", 150)
    protect(two_linked_tables(1), Rules(3), rounds=2, effort=2000)
    assert len(seen) > 1 and all(seen)
