"""Which cells are sensitive."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from disclosure import DisclosureError, Rules, SetDimension, System, Table, link, sensitive_cells
from disclosure.rules import demands

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"], "EXT": ["SAL", "ENT"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})


def names(system: System, cells: list[int]) -> set[str]:
    return {"/".join(system.describe(cell)[1].values()) for cell in cells}


def test_the_threshold_judges_contributors_not_counts() -> None:
    rows = [("_T", 20, 12), ("F", 12, 3), ("M", 8, 9 - 1)]
    frame = pl.DataFrame(rows, schema=["sex", "value", "contributors"], orient="row")
    system = link([Table("t", {"sex": "sex"}, frame)], [SEX])
    sensitive = sensitive_cells(system, Rules(5)).nonzero()[0].tolist()
    assert names(system, sensitive) == {"F"}


def test_a_small_complement_is_sensitive_and_zero_is_not() -> None:
    frame = pl.DataFrame({"form": ["_T", "x", "y"], "value": [10, 8, 10]})
    system = link([Table("t", {"form": "form"}, frame)], [FORM], [SetDimension("form", True)])
    sensitive = sensitive_cells(system, Rules(5)).nonzero()[0].tolist()
    assert names(system, sensitive) == {"not x"}


def test_contributors_of_a_complement_are_doubted_downwards() -> None:
    frame = pl.DataFrame({"form": ["_T", "x", "y"], "value": [30, 20, 30], "contributors": [20, 19, 20]})
    system = link([Table("t", {"form": "form"}, frame)], [FORM], [SetDimension("form", True)])
    assert "not x" in names(system, sensitive_cells(system, Rules(5)).nonzero()[0].tolist())


def scopes(internal: int, outbound: int, inbound: int) -> System:
    values = [internal + outbound + inbound, internal, outbound + inbound, outbound, inbound]
    frame = pl.DataFrame({"scope": ["_T", "INT", "EXT", "SAL", "ENT"], "value": values})
    return link([Table("t", {"scope": "scope"}, frame)], [SCOPE])


@pytest.mark.parametrize(
    ("system", "asked"),
    [
        (scopes(7, 0, 0), 1),
        (scopes(0, 4, 3), 1),
        (scopes(6, 1, 0), 0),
        (scopes(12, 0, 0), 0),
        (scopes(0, 0, 0), 0),
    ],
)
def test_a_small_group_that_shares_a_value_asks_for_doubt(system: System, asked: int) -> None:
    wider, asks = demands(system, Rules(1, "count", ("scope",), 10))
    assert asks.size == asked
    assert wider.size == system.size + asked
    assert all(asks.reach == 1)


def test_a_small_group_all_of_which_has_an_item_asks_for_doubt_about_its_complement() -> None:
    frame = pl.DataFrame({"form": ["_T", "x", "y"], "value": [7, 7, 2]})
    system = link([Table("t", {"form": "form"}, frame)], [FORM], [SetDimension("form", True)])
    wider, asks = demands(system, Rules(1, "count", ("form",), 10))
    assert names(wider, asks.cells.tolist()) == {"not x"}


@pytest.mark.parametrize(
    "given",
    [
        {"k": 1},
        {"group_below": 0},
        {"p": 100},
        {"p": 0},
        {"coalition": 1},
        {"dominance": (1, 1)},
        {"dominance": (1, 99)},
    ],
)
def test_the_outermost_rules_that_can_be_followed_are_taken(given: dict[str, Any]) -> None:
    assert Rules(**{"k": 5, **given})


@pytest.mark.parametrize("wrong", [{"k": 0}, {"group_below": -1}, {"protection": "none"}, {"p": -1}])
def test_a_rule_that_cannot_be_followed_is_told_to_be_impossible(wrong: dict[str, Any]) -> None:
    with pytest.raises(DisclosureError, match=r"^rules_impossible"):
        Rules(**{"k": 5, **wrong})


def test_what_is_known_of_a_withheld_cell_and_of_zeros_follows_from_the_protection() -> None:
    told = {
        name: (Rules(5, name).floor, Rules(5, name).zeros_published)
        for name in ("count", "existence", "width")
    }  # type: ignore[arg-type]
    assert told == {"count": (1, True), "existence": (0, False), "width": (0, True)}
    assert [Rules(5).of_amounts, Rules(5, p=1).of_amounts, Rules(5, dominance=(1, 80)).of_amounts] == [
        False,
        True,
        True,
    ]
