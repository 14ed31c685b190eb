"""What the rules ask of each cell, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from disclosure import Rules, SetDimension, System, Table, link, sensitive_cells
from disclosure.rules import ANY, Demands, demands, homogeneous_groups, protection_levels

from .tables import World, hierarchy

PLACE = hierarchy("place", "place", {"_T": ["a", "b", "c"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"], "EXT": ["SAL", "ENT"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})

Asked = dict[tuple[str, ...], tuple[int, int, int]]


@pytest.fixture
def places() -> System:
    """Of 10 persons three are in a, seven in b, none in c."""
    return World([PLACE]).system({"t": {"place": "place"}}, [{"place": p} for p in "abc"], [3, 7, 0])


def asked(system: System, rules: Rules, marked: str = "") -> Asked:
    """Reach, low and width by codes."""
    codes = [system.describe(cell)[1].get("place", "") for cell in range(system.size)]
    manual = np.isin(codes, list(marked)) if marked else None
    wider, found = demands(system, rules, manual)
    numbers = zip(found.cells, found.reach, found.low, found.width, strict=True)
    assert all(part.dtype == np.int64 for part in (found.cells, found.reach, found.low, found.width))
    return {tuple(wider.describe(int(c))[1].values()): (int(r), int(low), int(w)) for c, r, low, w in numbers}


@pytest.mark.parametrize(
    ("protection", "expected"), [("count", (5, ANY, 4)), ("existence", (5, 0, 0)), ("width", (0, ANY, 4))]
)
def test_a_small_count_must_be_as_doubtful_as_the_protection_says(
    places: System, protection: Any, expected: tuple[int, int, int]
) -> None:
    assert asked(places, Rules(5, protection)) == {("a",): expected}
    assert asked(places, Rules(3, protection)) == {}


def test_a_cell_marked_by_hand_must_be_doubtful_even_without_a_threshold(places: System) -> None:
    assert asked(places, Rules(1), "b") == {("b",): (1, ANY, 1)}
    assert asked(places, Rules(5), "b") == {("a",): (5, ANY, 4), ("b",): (5, ANY, 4)}
    assert asked(places, Rules(1, "existence"), "b") == {("b",): (1, 0, 1)}


@pytest.mark.parametrize(
    ("protection", "expected"), [("count", (5, ANY, 0)), ("existence", (5, 0, 1)), ("width", (0, ANY, 4))]
)
def test_of_a_marked_zero_it_is_asked_that_it_may_be_more(
    places: System, protection: Any, expected: tuple[int, int, int]
) -> None:
    assert asked(places, Rules(5, protection), "c")[("c",)] == expected


def scopes(*counts: int) -> System:
    kinds = [{"place": p, "scope": s} for p in "ab" for s in ("INT", "SAL", "ENT")]
    return World([PLACE, SCOPE]).system({"t": {"place": "place", "scope": "scope"}}, kinds, counts)


def test_the_rest_of_a_group_that_shares_a_value_must_possibly_be_somebody() -> None:
    # All four in a are abroad, some in and some out.
    wider, found = demands(scopes(0, 1, 3, 5, 6, 7), Rules(1, sensitive=("scope",), group_below=5))
    assert (found.size, wider.size) == (1, scopes(0, 1, 3, 5, 6, 7).size + 1)
    assert (found.reach[0], found.low[0], found.width[0]) == (1, ANY, 0)
    assert wider.value[found.cells[0]] == 0 and found.cells[0] == wider.size - 1
    assert found.possible_only.tolist() == [True]
    table, codes = wider.describe(wider.size - 1)
    assert table == "t" and codes["place"] == "a"


@pytest.mark.parametrize(
    ("counts", "below", "expected"),
    [
        ((0, 1, 3, 5, 6, 7), 4, set()),
        ((0, 1, 3, 5, 6, 7), 5, {("a", "EXT")}),
        ((4, 0, 0, 0, 0, 5), 6, {("a", "INT"), ("b", "EXT")}),
        ((0, 0, 0, 5, 6, 7), 5, set()),
        ((1, 0, 0, 1, 0, 0), 5, {("a", "INT"), ("b", "INT"), ("_T", "INT")}),
    ],
)
def test_small_groups_all_of_one_value_are_found_with_that_value(
    counts: tuple[int, ...], below: int, expected: set[tuple[str, str]]
) -> None:
    system = scopes(*counts)
    pairs, complements = homogeneous_groups(system, Rules(1, sensitive=("scope",), group_below=below))
    assert complements == []
    told = [(system.describe(group)[1], system.describe(value)[1]) for group, value in pairs]
    assert {(group["place"], value["scope"]) for group, value in told} == expected
    assert all(group["place"] == value["place"] and group["scope"] == "_T" for group, value in told)
    assert homogeneous_groups(system, Rules(1, group_below=below)) == ([], [])


def test_each_group_that_shares_an_item_asks_for_those_without_it() -> None:
    kinds = [{"place": p, "form": f} for p in "ab" for f in (("x",), ("x", "y"), ("y",))]
    world = World([PLACE, FORM], [SetDimension("form", True)])
    system = world.system({"t": {"place": "place", "form": "form"}}, kinds, [2, 1, 0, 0, 5, 4])
    pairs, complements = homogeneous_groups(system, Rules(1, sensitive=("form",), group_below=20))
    told = {tuple(sorted(system.describe(cell)[1].values())) for cell in complements}
    assert (pairs, told) == ([], {("a", "not x"), ("b", "not y")})
    _, found = demands(system, Rules(1, sensitive=("form",), group_below=20))
    assert found.cells.tolist() == complements
    assert (set(found.reach), set(found.low), set(found.width)) == ({1}, {ANY}, {0})


def money(rows: list[tuple[str, int, int, list[int]]]) -> System:
    names = {"place": pl.String, "value": pl.Int64, "contributors": pl.Int64, "largest": pl.List(pl.Int64)}
    return link([Table("t", {"place": "place"}, pl.DataFrame(rows, schema=names, orient="row"))], [PLACE])


def test_of_a_marked_amount_that_no_rule_calls_sensitive_it_is_asked_not_to_be_exact() -> None:
    system = money([("_T", 900, 30, [50]), ("a", 500, 20, [50]), ("b", 400, 10, [40]), ("c", 0, 0, [])])
    assert asked(system, Rules(3)) == {}
    # Not exact is: one more and one less; of a zero only that it may be more.
    assert asked(system, Rules(3), "b") == {("b",): (401, 399, 1)}
    assert asked(system, Rules(3), "c") == {("c",): (1, ANY, 0)}
    assert asked(system, Rules(3, "existence"), "b") == {("b",): (401, 399, 1)}
    nothing = money([(code, 0, 0, []) for code in ("_T", "a", "b", "c")])
    assert asked(nothing, Rules(3), "c") == {("c",): (1, ANY, 0)}


def test_the_largest_of_the_levels_counts_and_only_where_something_is_given() -> None:
    system = money([("_T", 999, 6, [500]), ("a", 600, 3, [500]), ("b", 399, 3, [200, 190]), ("c", 0, 0, [])])
    cells = system.rows("t")
    # p: ceil(5 % of the biggest) less what neither he nor the next one gave; dominance: n = 1, 75 %.
    assert protection_levels(system, Rules(3, p=5))[cells].tolist() == [25, 25, 1, 0]
    assert protection_levels(system, Rules(3, dominance=(1, 75)))[cells].tolist() == [0, 67, 0, 0]
    assert protection_levels(system, Rules(3, p=5, dominance=(1, 75)))[cells].tolist() == [25, 67, 1, 0]
    # Of fewer than k each may know all others: 5 % of the biggest, or 1.
    assert protection_levels(system, Rules(4, p=5))[cells].tolist() == [25, 25, 10, 0]
    assert protection_levels(system, Rules(4))[cells].tolist() == [0, 1, 1, 0]


def some() -> Demands:
    columns = (3, 4, 5, 6), (5, 5, 1, 0), (ANY, 0, ANY, ANY), (4, 0, 0, 2)
    return Demands(*(np.array(column, dtype=np.int64) for column in columns))


def test_a_demand_is_met_by_an_interval_that_reaches_falls_and_is_wide_enough() -> None:
    def unmet(low: int, high: int) -> list[bool]:
        found = some().unmet(np.full(4, low), np.full(4, high))
        assert found.dtype == bool
        return found.tolist()

    assert unmet(1, 5) == [False, True, False, False]
    assert unmet(0, 5) == [False] * 4
    assert unmet(2, 5) == [True, True, False, False]
    assert unmet(0, 4) == [True, True, False, False]
    assert unmet(0, 0) == [True, True, True, True]
    assert unmet(3, 5)[3] is False and unmet(4, 5)[3] is True


def test_demands_can_be_taken_one_by_one() -> None:
    two = some().some(np.array([3, 1]))
    columns = [part.tolist() for part in (two.cells, two.reach, two.low, two.width)]
    assert columns == [[6, 4], [0, 5], [ANY, 0], [2, 0]]
    assert some().one(2).cells.tolist() == [5] and some().one(2).reach.tolist() == [1]
    assert (some().size, two.size) == (4, 2)
    assert some().possible_only.tolist() == [False, False, True, False]
    assert some().possible_only.dtype == bool


def test_sensitive_are_those_below_the_threshold_and_never_what_counts_nobody(places: System) -> None:
    told = {k: np.flatnonzero(sensitive_cells(places, Rules(k))).size for k in (3, 4, 7, 8, 11)}
    assert told == {3: 0, 4: 1, 7: 1, 8: 2, 11: 3}
    alone = World([PLACE]).system({"t": {"place": "place"}}, [{"place": p} for p in "abc"], [1, 7, 0])
    assert alone.value[sensitive_cells(alone, Rules(2))].tolist() == [1]
    world = World([FORM], [SetDimension("form", True)])
    twice = world.system({"t": {"form": "form"}}, [{"form": ("x",)}, {"form": ("x", "y")}], [9, 2])
    told_codes = {twice.describe(int(c))[1]["form"] for c in np.flatnonzero(sensitive_cells(twice, Rules(3)))}
    assert told_codes == {"y"}, "the excess of 2 is nobody's count"
