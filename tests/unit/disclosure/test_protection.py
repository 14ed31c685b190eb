"""What protect() promises, on small tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from disclosure import (
    FREE,
    PUBLISHED,
    WITHHELD,
    NotProtectedError,
    Pattern,
    Rules,
    SetDimension,
    System,
    attack,
    audit,
    protect,
    sensitive_cells,
)

from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
PLACE = hierarchy("place", "place", {"_T": ["N", "S"], "N": ["a", "b"], "S": ["c", "d", "e"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"], "EXT": ["SAL", "ENT"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
PLACES = ["a", "b", "c", "d", "e"]


def by_sex_and_place(units: Sequence[int]) -> System:
    kinds = [{"sex": sex, "place": place} for sex in "FM" for place in PLACES]
    return World([SEX, PLACE]).system({"t": {"sex": "sex", "place": "place"}}, kinds, units)


def by_sex_and_scope(units: Sequence[int]) -> System:
    kinds = [{"sex": sex, "scope": scope} for sex in "FM" for scope in ("INT", "SAL", "ENT")]
    return World([SEX, SCOPE]).system({"t": {"sex": "sex", "scope": "scope"}}, kinds, units)


def check_witnesses(system: System, pattern: Pattern, rules: Rules) -> None:
    """Every sensitive cell of a `count` pattern is proven by tables that agree with all that is published."""
    published = system.listed & ~pattern.withheld
    tables = np.vstack([system.value, system.value + pattern.moves.toarray()])
    assert not np.any(system.equations @ tables.T)
    assert np.all(tables[:, published] == system.value[published])
    assert np.all(tables[:, pattern.withheld] >= 1)
    assert np.all(tables >= 0)
    sensitive = sensitive_cells(system, rules)
    assert np.all(tables[:, sensitive].max(axis=0) >= rules.k)
    assert np.all(np.ptp(tables[:, sensitive], axis=0) >= rules.k - 1)


def test_a_protected_table_comes_with_whole_tables_that_prove_it() -> None:
    system, rules = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15]), Rules(5)
    pattern = protect(system, rules)
    check_witnesses(system, pattern, rules)
    assert audit(system, pattern, rules).safe
    assert not np.any(pattern.withheld & (system.value == 0))
    assert pattern.lower_bound <= pattern.withheld.sum()


def test_nothing_is_withheld_where_nothing_is_sensitive() -> None:
    system = by_sex_and_place([7, 0, 9, 8, 11, 6, 8, 5, 12, 15])
    assert not protect(system, Rules(5)).withheld.any()


def test_the_same_seed_gives_the_same_pattern() -> None:
    system = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15])
    first, second = (protect(system, Rules(5), seed=3) for _ in range(2))
    assert np.array_equal(first.withheld, second.withheld)
    assert np.array_equal(first.moves.toarray(), second.moves.toarray())


def test_existence_lets_every_sensitive_cell_be_nobody() -> None:
    system, rules = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 0, 0, 15]), Rules(3, "existence")
    pattern = protect(system, rules)
    found = attack(system.without_values(pattern.withheld), ~pattern.withheld, floor=0)
    sensitive = sensitive_cells(system, rules)[found.cells]
    assert sensitive.any()
    assert np.all(found.lower[sensitive] == 0)
    assert np.all(found.upper[sensitive] >= 3)


def test_a_homogeneous_group_withholds_zeros_and_stays_safe_from_the_floor_of_one() -> None:
    system, rules = by_sex_and_scope([7, 0, 0, 6, 8, 9]), Rules(5, "count", ("scope",), 10)
    assert protect(system, Rules(5)).withheld.sum() == 0
    pattern = protect(system, rules)
    assert np.any(pattern.withheld & (system.value == 0)), "only a withheld zero leaves doubt"
    found = attack(system.without_values(pattern.withheld), ~pattern.withheld, floor=0)
    place = dict(zip(found.cells.tolist(), found.upper.tolist(), strict=True))
    abroad = int(system.rows("t")[_row(system, "F", "EXT")])
    assert place[abroad] >= 1
    assert audit(system, pattern, rules).safe


def _row(system: System, sex: str, scope: str) -> int:
    told = [system.describe(int(cell))[1] for cell in system.rows("t")]
    return told.index({"sex": sex, "scope": scope})


def test_a_small_complement_of_a_set_is_protected() -> None:
    """Of 12 all but two have x: `12 - 10` would tell two."""
    world = World([FORM], [SetDimension("form", True, ("NE",))])
    kinds = [{"form": ("x",)}, {"form": ("x", "y")}, {"form": ("y",)}, {"form": ("NE",)}]
    system = world.system({"t": {"form": "form"}}, kinds, [4, 6, 2, 0])
    rules = Rules(5)
    pattern = protect(system, rules)
    assert audit(system, pattern, rules).safe
    assert not audit(system, np.zeros(system.size, dtype=bool), rules).safe


def test_what_earlier_releases_published_stays_published() -> None:
    system, rules = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15]), Rules(5)
    free = protect(system, rules)
    kept = np.full(system.size, FREE, dtype=np.int8)
    secondary = np.flatnonzero(free.secondary)
    kept[secondary[0]] = PUBLISHED
    other = np.flatnonzero(system.listed & ~free.withheld & (system.value > 0))[0]
    kept[other] = WITHHELD
    pattern = protect(system, rules, fixed=kept)
    assert not pattern.withheld[secondary[0]]
    assert pattern.withheld[other]
    assert audit(system, pattern, rules).safe


def test_a_sensitive_cell_already_published_is_refused_by_name() -> None:
    system = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15])
    kept = np.where(system.listed, PUBLISHED, FREE).astype(np.int8)
    with pytest.raises(NotProtectedError, match="sensitive_cell_already_published") as caught:
        protect(system, Rules(5), fixed=kept)
    assert caught.value.codes


def test_what_cannot_be_hidden_is_refused() -> None:
    system = by_sex_and_place([7, 2, 9, 8, 11, 6, 8, 9, 12, 15])
    kept = np.where(system.listed & ~sensitive_cells(system, Rules(5)), PUBLISHED, FREE).astype(np.int8)
    with pytest.raises(NotProtectedError, match="cell_cannot_be_protected"):
        protect(system, Rules(5), fixed=kept)


def test_cells_named_by_hand_get_an_interval_even_without_a_threshold() -> None:
    system = by_sex_and_place([7, 20, 9, 8, 11, 6, 8, 9, 12, 15])
    named = np.zeros(system.size, dtype=bool)
    named[system.rows("t")[-1]] = True
    pattern = protect(system, Rules(1), manual=named)
    found = attack(system.without_values(pattern.withheld), ~pattern.withheld)
    assert not found.exact.any()
    assert pattern.primary.sum() == 1


def test_the_audit_names_every_cell_left_open() -> None:
    system, rules = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15]), Rules(5)
    sensitive = sensitive_cells(system, rules) & system.listed
    bare = audit(system, np.zeros(system.size, dtype=bool), rules)
    assert {violation.why for violation in bare.violations} == {"published"}
    assert len(bare.violations) == sensitive.sum() == bare.demands
    primary_only = audit(system, sensitive, rules)
    assert {violation.why for violation in primary_only.violations} <= {"derivable", "narrow"}
    assert not primary_only.safe


def test_status_tells_every_row_of_a_table() -> None:
    system = by_sex_and_place([7, 2, 9, 4, 11, 6, 8, 1, 12, 15])
    pattern = protect(system, Rules(5))
    told = pl.Series(pattern.status(system, "t"))
    assert told.len() == len(system.rows("t"))
    assert set(told) == {"published", "primary", "secondary"}
