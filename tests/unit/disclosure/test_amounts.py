"""Amounts of money: what makes them sensitive, what is asked of them, and what tables of them are refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import (
    DisclosureError,
    InconsistentTablesError,
    Rules,
    SetDimension,
    System,
    Table,
    UnusableTableError,
    attack,
    audit,
    link,
    protect,
    sensitive_cells,
)
from disclosure.rules import ANY, demands, protection_levels
from disclosure.solver import Polytope

from .tables import hierarchy

PLACE = hierarchy("place", "place", {"_T": ["a", "b"]})
ZONES = hierarchy("zones", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
KIND = hierarchy("kind", "kind", {"_T": ["x", "y", "z"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})

Row = tuple[str, int, int, list[int] | None]


def table(*rows: Row, by: str = "place", name: str = "t") -> Table:
    frame = pl.DataFrame(
        list(rows),
        schema={by: pl.String, "value": pl.Int64, "contributors": pl.Int64, "largest": pl.List(pl.Int64)},
        orient="row",
    )
    return Table(name, {by: by}, frame)


def one_cell(*largest: int, rest: int = 0, others: int = 0) -> System:
    """A cell `a` with such contributions beside a cell that nobody gave much of."""
    amount, number = sum(largest) + rest, len(largest) + others
    small = [10_000] * 5
    total = sorted([*largest, *small], reverse=True)[: len(largest)]
    rows: list[Row] = [
        ("_T", amount + 1_000_000, number + 100, total),
        ("a", amount, number, list(largest)),
        ("b", 1_000_000, 100, small),
    ]
    return link([table(*rows)], [PLACE])


def asked(system: System, rules: Rules) -> dict[str, tuple[int, int, int]]:
    """Reach, low and width by the code of the cell."""
    wider, found = demands(system, rules)
    rows = zip(found.cells, found.reach, found.low, found.width, strict=True)
    return {wider.describe(int(c))[1]["place"]: (int(r), int(low), int(w)) for c, r, low, w in rows}


def test_the_second_contributor_must_not_come_within_p_percent_of_the_first() -> None:
    system = one_cell(50_000, 49_000, rest=1_000, others=10)
    assert asked(system, Rules(3, p=2)) == {}
    assert asked(system, Rules(3, p=10)) == {"a": (104_000, 96_000, 0)}
    assert asked(system, Rules(3, dominance=(1, 90))) == {}
    assert asked(system, Rules(3, dominance=(2, 90))) == {"a": (110_000, 90_000, 0)}


def test_an_amount_that_p_percent_allows_may_still_be_dominated() -> None:
    system = one_cell(52_000, 50_000, rest=8_000, others=10)
    assert asked(system, Rules(3, p=10)) == {}
    assert asked(system, Rules(3, dominance=(2, 90))) == {"a": (113_334, 106_666, 0)}


def test_the_level_of_dominance_is_that_of_the_textbook() -> None:
    system = one_cell(30_000, 2_000, 1_000)
    level = protection_levels(system, Rules(2, dominance=(1, 85)))[system.rows("t")[1]]
    assert level == np.ceil(30_000 * 100 / 85) - 33_000


def test_a_coalition_knows_more() -> None:
    system = one_cell(50_000, 30_000, 15_000, rest=5_000, others=3)
    assert asked(system, Rules(3, p=20)) == {}
    assert asked(system, Rules(3, p=20, coalition=2)) == {"a": (105_000, 95_000, 0)}


def test_of_few_contributors_all_but_one_may_attack() -> None:
    system = one_cell(50_000, 30_000, 20_000)
    assert asked(system, Rules(4, p=10)) == {"a": (105_000, 95_000, 0)}
    assert asked(system, Rules(4)) == {"a": (100_001, 99_999, 0)}
    assert asked(system, Rules(3)) == {}


def test_a_single_contributor_is_protected_by_p_percent() -> None:
    assert asked(one_cell(50_000), Rules(2, p=30)) == {"a": (65_000, 35_000, 0)}
    assert asked(one_cell(50_000), Rules(2, "existence", p=100)) == {"a": (100_000, 0, 0)}


def test_a_small_amount_that_its_parts_floors_may_stop_must_be_as_wide() -> None:
    assert asked(one_cell(3), Rules(2, p=100)) == {"a": (6, ANY, 6)}
    assert asked(one_cell(4), Rules(2, p=100)) == {"a": (8, 3, 0)}
    assert asked(one_cell(50_000), Rules(2, dominance=(1, 10)))["a"] == (500_000, 3, 0)
    assert asked(one_cell(3), Rules(2, "existence", p=100)) == {"a": (6, 0, 0)}


def test_what_a_list_does_not_tell_is_doubted_upwards() -> None:
    system = one_cell(50_000, rest=50_000, others=10)
    level = protection_levels(system, Rules(3, p=10))[system.rows("t")[1]]
    assert level == 5_000
    rows: list[Row] = [("_T", 1_100, 20, [500]), ("a", 1_000, 10, None), ("b", 100, 10, [20])]
    system = link([table(*rows)], [PLACE])
    assert protection_levels(system, Rules(3, p=10))[system.rows("t")].tolist() == [0, 100, 0]


def test_a_complement_holds_no_bigger_contributions_than_its_total() -> None:
    rows: list[Row] = [("_T", 1_000, 20, [90] * 2), ("x", 900, 15, [90] * 2), ("y", 1_000, 20, [90] * 2)]
    system = link([table(*rows, by="form")], [FORM], [SetDimension("form", True)])
    cells = np.flatnonzero(sensitive_cells(system, Rules(3, p=10)))
    assert [system.describe(int(cell))[1]["form"] for cell in cells] == ["not x"]
    assert protection_levels(system, Rules(3, p=10))[cells].tolist() == [9]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (("a", 100, 3, [50, 60]), "contributions_impossible"),
        (("a", 100, 3, [90, 20]), "contributions_impossible"),
        (("a", 100, 2, [50, 30, 20]), "contributions_impossible"),
        (("a", 100, 2, [50, 30]), "contributions_impossible"),
        (("a", 100, 3, [50, 10]), "contributions_impossible"),
        (("a", 100, 3, [50, -1]), "contributions_impossible"),
        (("a", 2**30 + 1, 3, [2**30]), "amount_too_large"),
    ],
)
def test_contributions_that_cannot_be_are_refused(cell: Row, reason: str) -> None:
    rows: list[Row] = [("_T", cell[1], cell[2], None), cell, ("b", 0, 0, [])]
    with pytest.raises(InconsistentTablesError, match=reason):
        link([table(*rows)], [PLACE])


def test_two_tables_must_tell_the_same_contributions_of_one_cell() -> None:
    def other(largest: list[int] | None) -> Table:
        return table(
            ("_T", 100, 9, largest), ("x", 100, 9, None), ("y", 0, 0, []), ("z", 0, 0, []), by="kind"
        )

    first = table(("_T", 100, 9, [40, 30]), ("a", 100, 9, [40, 30]), ("b", 0, 0, []))
    trees = [PLACE, KIND]
    for agreeing in ([40], [40, 30], None):
        renamed = Table("u", {"kind": "kind"}, other(agreeing).frame)
        system = link([first, renamed], trees)
        assert system.largest is not None
        assert system.largest[system.rows("t")[0]].tolist() == [40, 30]
    with pytest.raises(InconsistentTablesError, match="two_values_for_one_cell"):
        link([first, Table("u", {"kind": "kind"}, other([40, 20, 20]).frame)], trees)


def test_amounts_are_not_linked_with_counts_nor_judged_without_contributors() -> None:
    rows: list[Row] = [("_T", 100, 9, [40, 30]), ("a", 100, 9, [40, 30]), ("b", 0, 0, [])]
    counts = Table("u", {"place": "place"}, table(*rows).frame.drop("largest", "contributors"))
    with pytest.raises(UnusableTableError, match="amounts_linked_with_counts"):
        link([table(*rows), counts], [PLACE])
    with pytest.raises(UnusableTableError, match="contributors_missing"):
        link([Table("t", {"place": "place"}, table(*rows).frame.drop("contributors"))], [PLACE])


@pytest.mark.parametrize("rules", [Rules(5, p=10), Rules(5, dominance=(2, 80))])
def test_rules_for_amounts_are_not_applied_to_counts(rules: Rules) -> None:
    frame = pl.DataFrame({"place": ["_T", "a", "b"], "value": [20, 12, 8]})
    with pytest.raises(DisclosureError, match="contributions_missing"):
        demands(link([Table("t", {"place": "place"}, frame)], [PLACE]), rules)


@pytest.mark.parametrize(
    "wrong",
    [
        {"p": -1},
        {"p": 101},
        {"coalition": 0},
        {"dominance": (0, 80)},
        {"dominance": (2, 100)},
        {"dominance": (2, 0)},
    ],
)
def test_shares_that_no_rule_can_ask_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DisclosureError, match="rules_impossible"):
        Rules(5, **wrong)  # type: ignore[arg-type]


def funds(seed: int) -> System:
    """Millions in cents, given by a few large contributors and many small ones, by place and kind."""
    random = np.random.default_rng(seed)
    gifts = {
        (place, kind): sorted(
            (random.pareto(1.2, int(random.integers(1, 12))) * 100_000 + 1).astype(int).tolist()
        )
        for place in "abc"
        for kind in "xyz"
    }
    rows = []
    for place, inside in {"_T": "abc", "N": "ab", "a": "a", "b": "b", "c": "c"}.items():
        for kind, of in {"_T": "xyz", "x": "x", "y": "y", "z": "z"}.items():
            parts = sorted((g for p in inside for k in of for g in gifts[p, k]), reverse=True)
            rows.append((place, kind, sum(parts), len(parts), parts[:3]))
    frame = pl.DataFrame(rows, schema=["place", "kind", "value", "contributors", "largest"], orient="row")
    return link([Table("funds", {"place": "zones", "kind": "kind"}, frame)], [ZONES, KIND])


@pytest.mark.parametrize("seed", range(5))
def test_large_amounts_are_protected_and_shown_so_in_few_programmes(seed: int) -> None:
    system, rules = funds(seed), Rules(3, p=15)
    before = Polytope.solved
    pattern = protect(system, rules, rounds=5)
    assert Polytope.solved - before < 2_000
    assert sensitive_cells(system, rules).any()
    assert audit(system, pattern, rules).safe
    levels = protection_levels(system, rules)
    found = attack(system.without_values(pattern.withheld), ~pattern.withheld)
    room = found.upper - system.value[found.cells]
    assert np.all(room[levels[found.cells] > 0] >= levels[found.cells][levels[found.cells] > 0])


def test_an_increase_of_an_amount_may_be_due_to_its_biggest_contributor_alone() -> None:
    system = one_cell(50_000, 40_000, rest=10_000, others=8)
    total, part = system.rows("t")[:2]
    wider = system.with_differences([(int(total), int(part))])
    assert wider.largest is not None
    assert wider.largest[-1][:2].tolist() == [50_000, 40_000]
    assert wider.contributors[-1] == 100
