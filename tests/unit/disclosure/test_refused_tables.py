"""Tables that contradict each other or themselves, or are not whole, are refused by place and reason."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import (
    UNKNOWN,
    InconsistentTablesError,
    SetDimension,
    Table,
    UnusableTableError,
    link,
)

from .small_tables import AGE, FORM, LATE, OTHER, SEX, ZONE, Rows, by_sex, by_sex_and_age, table


def refused(tables: list[Table], sets: tuple[SetDimension, ...] = ()) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises((InconsistentTablesError, UnusableTableError)) as caught:
        link(tables, [SEX, AGE, ZONE, OTHER, FORM, LATE], sets)
    return caught.value.reason, caught.value.table, caught.value.codes


def test_two_tables_that_disagree_are_refused_by_the_first_cell_that_differs() -> None:
    one = by_sex_and_age({"_T": [6, 2, 4], "child": [3, 1, 2], "adult": [3, 1, 2]}, "one")
    two = by_sex_and_age({"_T": [6, 2, 4], "child": [3, 0, 3], "adult": [3, 2, 1]}, "two")
    assert refused([one, two]) == ("two_values_for_one_cell", "two", ("sex=F", "age=child"))


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("_T", 3, 2), ("F", 2, 0), ("M", 1, 1)], ("sex=F",)),
        ([("_T", 2, 2), ("F", 2, 1), ("M", 0, 1)], ("sex=M",)),
    ],
)
def test_a_count_of_nobody_and_somebody_behind_no_count_are_refused(
    rows: Rows, codes: tuple[str, ...]
) -> None:
    given = table("sex value contributors", rows, sex="sex")
    assert refused([given]) == ("contributors_contradict_value", "t", codes)


@pytest.mark.parametrize("wrong", [-1, 1.5])
def test_figures_that_are_no_counts_are_refused_by_their_place(wrong: float) -> None:
    assert refused([by_sex([1.0, wrong, 3.0])]) == ("not_a_count", "t", ("sex=M",))
    assert refused([by_sex([1, 2, 3], people=[1.0, 2.0, wrong])]) == ("not_a_count", "t", ("sex=_T",))


def test_a_total_that_does_not_add_up_is_named_in_whichever_dimension_it_is() -> None:
    by_age = by_sex_and_age({"_T": [6, 3, 3], "child": [3, 1, 2], "adult": [3, 1, 2]})
    assert refused([by_age])[::2] == ("totals_do_not_add", ("sex=F", "age=_T"))
    sexes = by_sex_and_age({"_T": [6, 2, 4], "child": [4, 1, 2], "adult": [2, 1, 2]})
    assert refused([sexes]) == ("totals_do_not_add", "t", ("sex=_T", "age=child"))


def test_totals_of_unknown_parts_are_not_checked_and_the_others_are() -> None:
    assert link([by_sex([None, 2, 3])], [SEX]).value.tolist() == [3, UNKNOWN, 2]
    partly = by_sex_and_age({"_T": [6, None, 4], "child": [3, 1, 2], "adult": [3, 1, 1]})
    assert refused([partly])[0] == "totals_do_not_add"


def test_an_item_above_its_total_is_named_with_its_complement() -> None:
    rows: Rows = [("_T", 3), ("x", 4), ("y", 1), ("NE", 0)]
    given = table("form value", rows, form="form")
    assert refused([given], (SetDimension("form"),)) == ("items_contradict_total", "t", ("form=not x",))


def test_late_reports_are_the_later_count_less_the_earlier_one_in_every_group() -> None:
    rows: Rows = [
        ("R2", "_T", 9), ("R2", "F", 5), ("R2", "M", 4),
        ("R1", "_T", 7), ("R1", "F", 3), ("R1", "M", 4),
    ]  # fmt: skip
    system = link([table("batch sex value", rows, batch="late", sex="sex")], [LATE, SEX])
    late = {
        tuple(system.describe(c)[1].values()): int(system.value[c]) for c in np.flatnonzero(~system.listed)
    }
    assert late == {("new", "_T"): 2, ("new", "F"): 2, ("new", "M"): 0}
    assert system.countable.all()
    falling = [(*row[:2], 2 if row[:2] == ("R1", "M") else row[2]) for row in rows]
    assert refused([table("batch sex value", falling, batch="late", sex="sex")])[0] == "totals_do_not_add"
    more: Rows = [("R2", 3), ("R1", 4)]
    assert refused([table("batch value", more, batch="late")]) == (
        "items_contradict_total",
        "t",
        ("batch=new",),
    )


@pytest.mark.parametrize(
    ("column", "refusal"),
    [
        (["_T", "F", "Maria", "A"], ("codes_missing", "t", ("M",))),
        (["_T", "F", "M", None, "Maria"], ("codes_unknown", "t", ("sex",))),
    ],
)
def test_of_codes_that_nobody_knows_only_the_dimension_is_told(column: list[object], refusal: tuple) -> None:
    given = Table("t", {"sex": "sex"}, pl.DataFrame({"sex": column, "value": [1] * len(column)}))
    assert refused([given]) == refusal


def test_an_item_that_a_table_lacks_is_named_with_the_table() -> None:
    given = table("form value", [("_T", 3), ("x", 2), ("y", 1)], form="form")
    assert refused([given], (SetDimension("form"),)) == ("codes_missing", "t", ("NE",))


def test_codes_of_unlisted_nodes_are_unknown_to_a_file() -> None:
    rows: Rows = [("R2", 3), ("R1", 1), ("new", 2)]
    assert refused([table("batch value", rows, batch="late")]) == ("codes_unknown", "t", ("batch",))


@pytest.mark.parametrize("rows", [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7, 7], [*range(9), 0]])
def test_rows_that_are_missing_or_there_twice_are_refused(rows: list[int]) -> None:
    whole = by_sex_and_age({"_T": [6, 2, 4], "child": [3, 1, 2], "adult": [3, 1, 2]})
    assert refused([Table("t", whole.by, whole.frame[rows])]) == ("not_a_full_cross_product", "t", ())


@pytest.mark.parametrize(
    ("by", "named"),
    [
        ({"sex": "gender"}, ("sex", "gender")),
        ({"sex": "age"}, ("sex", "age")),
        ({"age": "age"}, ("age", "age")),
    ],
)
def test_a_hierarchy_that_is_not_known_of_another_dimension_or_without_a_column_is_refused(
    by: dict[str, str], named: tuple[str, ...]
) -> None:
    assert refused([Table("t", by, by_sex([1, 2, 3]).frame)]) == ("hierarchy_unknown", "t", named)
