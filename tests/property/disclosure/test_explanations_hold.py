"""Explanations against all thinkable tables: what is told must be true of every one of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import UNBOUNDED, attack
from disclosure.attackers.explanation import Bound, Explainer
from disclosure.attackers.sentences import sentence

from .test_against_enumeration import units
from .worlds import CASES, names, thinkable


def holds_everywhere(bound: Bound, cell: int, every: np.ndarray) -> bool:
    """The equation told, counted from units: divisor x cell = published and floor cells, as multiplied."""
    if bound.floors and bound.floors[0].cell == cell:
        return len(bound.floors) == 1 and not bound.published and bound.floors[0].value == bound.value
    terms = (*bound.published, *bound.floors)
    told = sum(term.multiplier * every[:, term.cell] for term in terms)
    return bool(np.all(bound.divisor * every[:, cell] == told))


@settings(max_examples=150)
@given(data=st.data())
def test_what_is_explained_is_true_and_gives_the_interval(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed & (system.value > 0)
    every = thinkable(name, 3)
    floor = data.draw(st.integers(0, 1))
    found = attack(system.without_values(withheld), ~withheld, floor=floor)
    explainer = Explainer(system.without_values(withheld), ~withheld, floor=floor)
    for cell, low, high in zip(found.cells.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True):
        explanation = explainer.explain(cell, low, high)
        if explanation is None:
            continue
        sides = {bound.side: bound for bound in explanation.bounds}
        assert set(sides) == (
            {"exact"} if "exact" in sides else {"least", "most"} if high < UNBOUNDED else {"least"}
        )
        for side, bound in sides.items():
            assert holds_everywhere(bound, cell, every)
            assert all(not withheld[t.cell] and t.value == system.value[t.cell] for t in bound.published)
            least = [floor * system.listed[term.cell] * withheld[term.cell] for term in bound.floors]
            assert [term.value for term in bound.floors] == least
            assert all(
                bound.floors[0].cell == cell or (t.multiplier < 0) == (side == "most") for t in bound.floors
            )
            exact = bound.constant / bound.divisor
            assert bound.value == (np.floor(exact) if side == "most" else np.ceil(exact))
            assert bound.value == (high if side == "most" else low)
        assert sentence(explanation, "es") != sentence(explanation, "en")


@settings(max_examples=60)
@given(data=st.data())
def test_a_known_cell_of_a_small_system_is_always_explained(data: st.DataObject) -> None:
    name = data.draw(names())
    world, tables, kinds = CASES[name]
    system = world.system(tables, kinds, data.draw(units(len(kinds))))
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed
    found = attack(system.without_values(withheld), ~withheld, floor=0)
    explainer = Explainer(system.without_values(withheld), ~withheld, floor=0)
    for cell, low, high in zip(found.cells.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True):
        if low == high:
            assert explainer.explain(cell, low, high) is not None
