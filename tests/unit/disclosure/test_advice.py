"""Advice on tables small enough to be worked out on paper."""

from __future__ import annotations

from itertools import product
from math import log2

import numpy as np
import polars as pl
import pytest

from disclosure import Advice, Change, Design, Hierarchy, Outcome, Rules, SetDimension, Table, advise, link

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
SEMESTER = hierarchy(
    "semester", "semester",
    {"_T": ["2024", "2025"], "2024": ["2024-S1", "2024-S2"], "2025": ["2025-S1", "2025-S2"]},
)  # fmt: skip
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})


def one_way(name: str, dimension: str, tree: str, counts: dict[str, int]) -> Table:
    frame = pl.DataFrame({dimension: list(counts), "value": list(counts.values())})
    return Table(name, {dimension: tree}, frame)


# One semester is sensitive with k = 5, and takes the other one of its year with it.
SEMESTERS = one_way(
    "t", "semester", "semester",
    {"_T": 42, "2024": 12, "2024-S1": 3, "2024-S2": 9, "2025": 30, "2025-S1": 14, "2025-S2": 16},
)  # fmt: skip


def two_way(name: str, cells: dict[tuple[str, str], int], second: Hierarchy) -> Table:
    """Sex by a flat dimension, with its totals."""
    items = [node.code for node in second.nodes[1:]]
    rows = []
    for sex in ("_T", "F", "M"):
        for code in ("_T", *items):
            kinds = [(s, i) for s, i in cells if sex in ("_T", s) and code in ("_T", i)]
            rows.append({"sex": sex, second.dimension: code, "value": sum(cells[kind] for kind in kinds)})
    return Table(name, {"sex": "sex", second.dimension: second.name}, pl.DataFrame(rows))


def by_changes(advice: Advice) -> dict[tuple[Change, ...], Outcome]:
    return {outcome.changes: outcome for outcome in advice.outcomes}


def entropy(*counts: int) -> float:
    return -sum(n / sum(counts) * log2(n / sum(counts)) for n in counts if n)


def test_semesters_that_would_be_withheld_are_better_not_shown() -> None:
    advice = advise([SEMESTERS], [SEMESTER], Rules(5))
    years = (Change(("t",), "semester", ("2024", "2025"), 4, everywhere=True),)
    assert [outcome.changes for outcome in advice.proposed(0.1)] == [years]
    assert (advice.tried, advice.refused, advice.complete) == (2, 0, True)
    original, only_years = by_changes(advice)[()], by_changes(advice)[years]
    assert (original.withheld, original.shown, original.primary) == (2, 7, 1)
    assert (only_years.withheld, only_years.shown, only_years.primary) == (0, 3, 0)
    assert (original.cells, only_years.cells) == pytest.approx((5 / 7, 3 / 7))
    assert (original.counts, only_years.counts) == pytest.approx((114 / 126, 84 / 126))
    # The withheld semesters are one part, with a known sum.
    assert (original.bits, only_years.bits) == pytest.approx((entropy(12, 14, 16), entropy(12, 30)))
    assert original.entropy == pytest.approx(entropy(12, 14, 16) / entropy(3, 9, 14, 16))
    assert advice.outcomes == (original, only_years)


def test_the_dimension_that_makes_cells_small_is_the_one_to_drop() -> None:
    table = two_way("t", {("F", "x"): 97, ("F", "y"): 2, ("M", "x"): 61, ("M", "y"): 3}, FORM)
    advice = advise([table], [SEX, FORM], Rules(4))
    (best,) = advice.proposed(0.1)
    assert best.changes == (Change(("t",), "form", everywhere=True),)
    assert (best.withheld, best.shown) == (0, 3)
    assert best.cells == pytest.approx(3 / 9)
    assert best.counts == pytest.approx(2 * 163 / (4 * 163))
    assert best.entropy == pytest.approx(entropy(99, 64) / entropy(97, 2, 61, 3))


def test_a_table_that_spoils_another_is_left_out() -> None:
    sexes = one_way("sexes", "sex", "sex", {"_T": 40, "F": 22, "M": 18})
    forms = one_way("forms", "form", "form", {"_T": 40, "x": 38, "y": 2})
    advice = advise([sexes, forms], [SEX, FORM], Rules(3))
    (best,) = advice.proposed(0.0)
    assert best.changes == (Change(("forms",)),)
    assert best.design == Design({"sexes": {"sex": 2}})
    assert best.published.sum() == 3


def test_one_more_cell_that_is_safe_is_worth_more_than_less_detail() -> None:
    table = two_way("t", {("F", "x"): 97, ("F", "y"): 20, ("M", "x"): 61, ("M", "y"): 30}, FORM)
    advice = advise([table], [SEX, FORM], Rules(5))
    assert [outcome.changes for outcome in advice.outcomes if outcome.best] == [()]
    assert advice.outcomes[0].changes == ()
    assert advice.outcomes[0].entropy == advice.outcomes[0].cells == advice.outcomes[0].counts == 1.0


def test_where_nothing_is_bearable_those_that_withhold_least_come_first() -> None:
    advice = advise([SEMESTERS], [SEMESTER], Rules(30))
    proposed = advice.proposed(0.0)
    assert len(proposed) > 1
    assert all(outcome.loss > 0 for outcome in proposed)
    assert [outcome.loss for outcome in proposed] == sorted(outcome.loss for outcome in proposed)


def test_only_the_designs_given_are_compared_and_those_that_show_the_same_are_one() -> None:
    years = Design({"t": {"semester": 2}})
    advice = advise([SEMESTERS], [SEMESTER], Rules(5), designs=[years, years, Design({})])
    assert advice.tried == 2
    assert {outcome.design.depths["t"]["semester"] for outcome in advice.outcomes} == {2, 3}


def test_what_another_table_shows_anyway_is_not_a_table_of_the_design() -> None:
    wide = two_way("wide", {("F", "x"): 9, ("F", "y"): 9, ("M", "x"): 9, ("M", "y"): 9}, FORM)
    long = one_way("long", "sex", "sex", {"_T": 36, "F": 18, "M": 18})
    advice = advise([long, wide], [SEX, FORM], Rules(30), most=50)
    assert Design({"long": {"sex": 2}, "wide": {"sex": 2, "form": 1}}) not in [
        outcome.design for outcome in advice.outcomes
    ]
    assert Design({"long": {"sex": 2}}) in [outcome.design for outcome in advice.outcomes]


def test_a_table_of_one_total_stays_in_every_design_but_those_without_it() -> None:
    total = Table("total", {}, pl.DataFrame({"value": [42]}))
    advice = advise([SEMESTERS, total], [SEMESTER], Rules(5))
    (best,) = advice.proposed(0.1)
    assert best.design == Design({"t": {"semester": 2}, "total": {}})
    assert Design({"total": {}}) in [outcome.design for outcome in advice.outcomes]


def test_cells_marked_by_hand_stay_sensitive_in_every_design() -> None:
    table = two_way("t", {("F", "x"): 97, ("F", "y"): 20, ("M", "x"): 61, ("M", "y"): 30}, FORM)
    system = link([table], [SEX, FORM])
    manual = np.zeros(system.size, dtype=bool)
    manual[
        system.rows("t")[table.frame["sex"].eq("F").to_numpy() & table.frame["form"].eq("_T").to_numpy()]
    ] = True
    advice = advise([table], [SEX, FORM], Rules(5), manual=manual)
    for outcome in advice.outcomes:
        shows = outcome.design.depths["t"]["sex"] > 1
        assert outcome.primary == int(shows)
        assert bool(outcome.withheld) == shows


def test_cells_of_great_weight_are_published_as_when_protecting() -> None:
    system = link([SEMESTERS], [SEMESTER])
    wanted = system.rows("t")[SEMESTERS.frame["semester"].to_list().index("2024-S2")]
    weight = np.ones(system.size)
    weight[wanted] = 100.0
    plain, weighed = (
        by_changes(advise([SEMESTERS], [SEMESTER], Rules(5), weight=given, effort=200))[()]
        for given in (None, weight)
    )
    assert not plain.published[wanted]
    assert weighed.published[wanted]
    assert weighed.withheld > plain.withheld


def test_a_design_that_cannot_be_protected_is_refused_and_the_others_ranked() -> None:
    # Everybody is x: only a zero withheld could hide it, and in the table of forms alone none is left to.
    scope = one_way("t", "form", "form", {"_T": 6, "x": 6, "y": 0})
    sexes = one_way("s", "sex", "sex", {"_T": 6, "F": 6, "M": 0})
    advice = advise([scope, sexes], [SEX, FORM], Rules(2, sensitive=("form",), group_below=10))
    told = by_changes(advice)
    assert advice.refused + len(advice.outcomes) == advice.tried
    assert (Change(("t",)),) in told


def test_each_code_of_a_several_valued_dimension_is_one_question() -> None:
    table = one_way("t", "form", "form", {"_T": 20, "x": 15, "y": 10})
    advice = advise([table], [FORM], Rules(3), sets=[SetDimension("form", covering=True)])
    original = by_changes(advice)[()]
    assert original.withheld == 0
    assert original.bits == pytest.approx(entropy(15, 5) + entropy(10, 10))


def test_the_number_of_designs_is_kept_to_and_told() -> None:
    table = two_way("t", {("F", "x"): 97, ("F", "y"): 2, ("M", "x"): 61, ("M", "y"): 3}, FORM)
    advice = advise([table], [SEX, FORM], Rules(4), most=2)
    assert (advice.tried, advice.complete) == (2, False)


def test_the_same_input_gives_the_same_advice() -> None:
    cells = {(sex, code): n for (sex, code), n in zip(product("FM", "xy"), (7, 3, 11, 4), strict=True)}
    one, two = (advise([two_way("t", cells, FORM)], [SEX, FORM], Rules(5), effort=50) for _ in range(2))
    assert one == two
    for first, second in zip(one.outcomes, two.outcomes, strict=True):
        assert np.array_equal(first.published, second.published)
