"""Amounts of money: the rules said once more, contributor by contributor, over all tables of amounts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import Rules, System, Table, attack, audit, link, protect, sensitive_cells

from .worlds import CASES, Case, fitting, is_number_of_units, members, thinkable

MONEY = ["one table", "two groupings of the same leaves", "three levels", "yes and no"]
# A level is at most the amount itself, where p is at most 100 and k at least 50; it is asked twice.
MOST_MONEY = 5
MOST = 3 * MOST_MONEY


def amounts(kinds: int) -> st.SearchStrategy[np.ndarray]:
    """What up to five contributors gave to each kind: contributors x kinds."""
    gifts = st.lists(st.integers(0, 4), min_size=kinds, max_size=kinds)
    given_by = st.lists(gifts, min_size=1, max_size=5).map(np.array)
    return given_by.map(lambda given: _thinned(given, MOST_MONEY)).filter(lambda given: given.sum() > 0)


def _thinned(given: np.ndarray, most: int) -> np.ndarray:
    """The first units of what was given, no more than `most` in all."""
    before = np.cumsum(given.reshape(-1)) - given.reshape(-1)
    return np.clip(most - before, 0, given.reshape(-1)).reshape(given.shape)


def money(case: Case, given: np.ndarray, told: int) -> System:
    """The linked tables of what was given; lists name the `told` biggest contributions."""
    world, tables, kinds = case
    made = []
    for name, by in tables.items():
        frame = world.table(name, by, kinds, [0] * len(kinds)).frame.drop("value")
        rows = []
        for codes in frame.to_dicts():
            counts = np.array([world.counts(by, kind, codes) for kind in kinds])
            parts = sorted((given @ counts).tolist(), reverse=True)
            largest = [part for part in parts if part][:told]
            contributors = sum(part > 0 for part in parts)
            rows.append({**codes, "value": sum(parts), "contributors": contributors, "largest": largest})
        schema = dict.fromkeys(by, pl.String) | {"value": pl.Int64, "contributors": pl.Int64}
        made.append(Table(name, by, pl.DataFrame(rows, schema=schema | {"largest": pl.List(pl.Int64)})))
    return link(made, world.trees.values(), world.sets.values())


def rules() -> st.SearchStrategy[Rules]:
    """Rules for amounts, of every kind."""
    return st.builds(
        Rules,
        k=st.integers(1, 3),
        protection=st.sampled_from(["count", "existence"]),
        p=st.sampled_from([0, 10, 33, 50, 100]),
        coalition=st.integers(1, 2),
        dominance=st.sampled_from([None, (1, 60), (1, 90), (2, 75), (3, 95)]),
    )


def told_too_well(parts: list[int], low: int, high: int, rules: Rules, floors: int = 0) -> bool:
    """Whether somebody learns too much of a contribution to a cell that is from `low` to `high`.

    floors: how many cells are known to be at least 1, below which no cell need go.
    """
    few = len(parts) < rules.k
    if few and low == high:
        return True
    if rules.dominance is not None:
        n, percent = rules.dominance
        if any(100 * sum(top) > percent * high for top in combinations(parts, min(n, len(parts)))):
            return True
    size = len(parts) - 1 if few else rules.coalition
    for target, part in enumerate(parts if rules.p else []):
        others = parts[:target] + parts[target + 1 :]
        for knowers in combinations(others, min(size, len(others))):
            if 100 * (high - sum(knowers)) < (100 + rules.p) * part:
                return True
            # Below, what is known of the rest (at most twice what it is) is reckoned with.
            rest = sum(others) - sum(knowers)
            least = low - sum(knowers) - 2 * rest
            near = 100 * least > (100 - rules.p) * part and low > floors
            wide = 100 * (high - low) >= 2 * (rules.p * part - 100 * rest)
            if near and not (wide and rules.protection == "count"):
                return True
    return False


@settings(max_examples=600)
@given(data=st.data())
def test_no_contribution_is_told_too_well_by_protected_amounts(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(MONEY))
    asked = data.draw(rules())
    given_by = data.draw(amounts(len(CASES[name][2])))
    system = money(CASES[name], given_by, data.draw(st.integers(0, 5)))
    manual = np.isin(np.arange(system.size), data.draw(st.lists(st.integers(0, system.size), max_size=1)))
    manual &= system.listed
    pattern = protect(system, asked, manual=manual, rounds=3)
    assert audit(system, pattern, asked, manual=manual).safe
    floor = np.minimum(system.value, 1) * int(asked.protection == "count")
    left = fitting(system, thinkable(name, MOST), pattern.withheld, floor)
    counted = members(CASES[name], system)
    for cell in range(system.size):
        if not is_number_of_units(system, cell) or not system.value[cell]:
            continue
        low, high = int(left[:, cell].min()), int(left[:, cell].max())
        parts = [part for part in (given_by @ counted[cell]).tolist() if part]
        assert not told_too_well(parts, low, high, asked, int(floor[system.listed].sum()))
        assert not manual[cell] or low < high


@settings(max_examples=400)
@given(data=st.data())
def test_an_amount_is_sensitive_when_publishing_it_tells_too_much_and_only_then(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(MONEY))
    asked = data.draw(rules())
    given_by = data.draw(amounts(len(CASES[name][2])))
    system = money(CASES[name], given_by, 5)
    counted = members(CASES[name], system)
    found = sensitive_cells(system, asked)
    for cell in np.flatnonzero(system.listed).tolist():
        parts = [part for part in (given_by @ counted[cell]).tolist() if part]
        amount = sum(parts)
        assert found[cell] == (amount > 0 and told_too_well(parts, amount, amount, asked))


@settings(max_examples=150)
@given(data=st.data())
def test_intervals_of_withheld_amounts_are_those_of_all_tables(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(MONEY))
    system = money(CASES[name], data.draw(amounts(len(CASES[name][2]))), 2)
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed
    whole = next(c for c in range(system.size) if set(system.describe(c)[1].values()) == {"_T"})
    withheld[whole] = False
    left = fitting(system, thinkable(name, MOST), withheld, np.zeros(system.size))
    found = attack(system.without_values(withheld), ~withheld, floor=0)
    assert np.array_equal(found.lower, left.min(axis=0)[found.cells])
    assert np.array_equal(found.upper, left.max(axis=0)[found.cells])
