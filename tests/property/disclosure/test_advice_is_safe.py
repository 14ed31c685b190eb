"""Every design that is proposed is safe among all thinkable tables, and shares are what counting says."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import Outcome, Rules, SetDimension, advise, link

from ...unit.disclosure.oracle import all_tables, subsets
from ...unit.disclosure.tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "a"], "u": ["b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
MOST = 9
TREES = [{"sex": sex, "place": place} for sex in "FM" for place in "abc"]
SETS = [{"form": chosen} for chosen in subsets(["x", "y", "NE"], True, ["NE"])]
CASES = [
    (World([SEX, ZONE]), {"t": {"sex": "sex", "place": "zone"}}, TREES),
    (World([SEX, ZONE, OTHER]), {"t": {"sex": "sex", "place": "zone"}, "o": {"place": "other"}}, TREES),
    (World([FORM], [SetDimension("form", True, ("NE",))]), {"t": {"form": "form"}}, SETS),
]


@settings(max_examples=15)
@given(data=st.data())
def test_every_design_is_safe_and_its_shares_true(data: st.DataObject) -> None:
    world, by, kinds = data.draw(st.sampled_from(CASES))
    rules = Rules(data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["count", "existence"])))
    few = st.lists(st.integers(0, 3), min_size=len(kinds), max_size=len(kinds))
    units = data.draw(few.filter(lambda n: 0 < sum(n) <= MOST - 4))
    tables = [world.table(name, entry, kinds, units) for name, entry in by.items()]
    trees, sets = list(world.trees.values()), list(world.sets.values())
    advice = advise(tables, trees, rules, sets=sets, most=8, effort=20)
    order = [(-round(o.entropy, 9), -round(o.counts, 9), -round(o.cells, 9)) for o in advice.outcomes]
    assert all(earlier <= later for earlier, later in pairwise(order))

    rows = [
        (t.name, dict(zip(t.by, codes, strict=True)))
        for t in tables
        for codes in t.frame.select(*t.by).rows()
    ]
    counted = np.array([[world.counts(by[name], kind, codes) for kind in kinds] for name, codes in rows])
    system = link(tables, trees, sets)
    cell = np.concatenate([system.rows(t.name) for t in tables])
    every = np.array(list(all_tables(len(kinds), MOST))) @ counted.T
    truth = counted @ np.array(units)
    for outcome in advice.outcomes:
        shown = np.array([is_shown(world, by, outcome, name, codes) for name, codes in rows])
        told = outcome.published[cell]
        # A cell that the design does not list may be one that it lists under another code.
        assert np.isin(cell[told], cell[shown]).all()
        hidden = shown & ~told
        floor = int(rules.protection == "count")
        left = every[
            np.all(every[:, told] == truth[told], axis=1) & np.all(every[:, hidden] >= floor, axis=1)
        ]
        for row in np.flatnonzero(shown & (truth > 0) & (truth < rules.k)):
            low, high = left[:, row].min(), left[:, row].max()
            assert high >= rules.k
            assert high - low >= rules.k - 1 if floor else low == 0
        first = np.unique(cell, return_index=True)[1]
        assert np.isclose(outcome.cells, told[first].mean())
        assert np.isclose(outcome.counts, truth[first][told[first]].sum() / truth[first].sum())
        assert outcome.withheld == len(np.unique(cell[hidden & (truth > 0)]))
        assert outcome.shown == len(np.unique(cell[shown & (truth > 0)]))


def is_shown(world: World, by: dict, outcome: Outcome, name: str, codes: dict[str, str]) -> bool:
    depths = outcome.design.depths.get(name)
    if depths is None:
        return False
    parents = {d: {node.code: node.parent for node in world.trees[by[name][d]].nodes} for d in codes}
    return all(level(parents[d], code) <= depths[d] for d, code in codes.items())


def level(parents: dict[str, str | None], code: str) -> int:
    above = parents[code]
    return 1 if above is None else 1 + level(parents, above)
