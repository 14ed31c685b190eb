"""One table laid out over its axes: what follows for cells that it does not list."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import InconsistentTablesError, SetDimension, Table, UnusableTableError, link
from disclosure.tables.axes import DimensionKeys, set_axis, tree_axis
from disclosure.tables.grid import Grid

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})
COVERED = SetDimension("form", True)


def grid(rows: dict[tuple[str, str], tuple[float | None, ...]]) -> Grid:
    """By sex and form, rows in any order; values, then contributors and the biggest contributions."""
    width = len(next(iter(rows.values())))
    frame = pl.DataFrame(
        {
            "sex": [sex for sex, _ in rows],
            "form": [form for _, form in rows],
            **{
                name: pl.Series([given[at] for given in rows.values()])
                for at, name in enumerate(("value", "contributors", "largest")[:width])
            },
        },
        strict=False,
    )
    table = Table("t", {"sex": "sex", "form": "form"}, frame)
    sexes = tree_axis("t", SEX, ["_T", "F", "M"], DimensionKeys())
    return Grid(table, [sexes, set_axis("t", FORM, COVERED, ["_T", "x", "y"], DimensionKeys())])


def read(made: Grid, of: np.ndarray) -> dict[str, list[float]]:
    """What each code of forms has, for everybody, women and men."""
    return {code: of[:, at].tolist() for at, code in enumerate(made.axes[1].codes)}


PEOPLE: dict[tuple[str, str], tuple[float | None, ...]] = {
    ("M", "y"): (4, 3),
    ("M", "x"): (2, 2),
    ("M", "_T"): (5, 4),
    ("F", "_T"): (6, 6),
    ("F", "x"): (6, 6),
    ("F", "y"): (1, 1),
    ("_T", "_T"): (11, 9),
    ("_T", "x"): (8, 7),
    ("_T", "y"): (5, 4),
}


def test_rows_in_any_order_find_their_places_and_complements_are_what_lacks() -> None:
    made = grid(PEOPLE)
    assert made.shape == (3, 6) and made.rows.dtype == np.int64
    value = read(made, made.value)
    assert value["_T"] == [11, 6, 5] and value["x"] == [8, 6, 2] and value["y"] == [5, 1, 4]
    assert value["not x"] == [3, 0, 3] and value["not y"] == [6, 5, 1]
    assert value["excess"] == [2, 1, 1]
    assert made.told.shape == made.largest.shape == (3, 6, 0)


def test_behind_a_complement_stand_the_difference_of_persons_but_one_at_least_and_no_more_than_units() -> (
    None
):
    people = read(grid(PEOPLE), grid(PEOPLE).contributors)
    assert people["not x"] == [2, 0, 2]
    assert people["not y"] == [5, 5, 1]
    rows = {**PEOPLE, ("_T", "x"): (9, 9)}
    assert read(grid(rows), grid(rows).contributors)["not x"][0] == 1, "two units are not nobody"
    rows = {**PEOPLE, ("_T", "x"): (8, 2)}
    assert read(grid(rows), grid(rows).contributors)["not x"][0] == 3, "three units are not of seven"


def test_what_is_not_known_stays_unknown_and_so_does_what_follows_from_it() -> None:
    made = grid({**PEOPLE, ("F", "x"): (None, None)})
    value = read(made, made.value)
    assert np.isnan(value["x"][1]) and np.isnan(value["not x"][1]) and np.isnan(value["excess"][1])
    assert value["not y"] == [6, 5, 1]


MONEY: dict[tuple[str, str], tuple] = {
    (sex, form): (value, number, largest)
    for (sex, form), value, number, largest in [
        (("_T", "_T"), 100, 9, [40, 30]),
        (("_T", "x"), 70, 8, [40, 20]),
        (("_T", "y"), 60, 8, [30, 20]),
        (("F", "_T"), 60, 5, [40, 10]),
        (("F", "x"), 50, 4, [40, 5]),
        (("F", "y"), 20, 4, [10, 5]),
        (("M", "_T"), 40, 4, [30]),
        (("M", "x"), 20, 4, [12]),
        (("M", "y"), 40, 4, None),
    ]
}


def test_nobody_gave_more_to_a_complement_than_to_the_whole_nor_than_there_is() -> None:
    made = grid(MONEY)
    assert made.largest.shape == (3, 6, 2)
    at = made.axes[1].codes.index("not x")
    assert made.largest[:, at].tolist() == [[30, 0], [10, 0], [20, 0]]
    men = made.largest[2]
    assert men[made.axes[1].codes.index("_T")].tolist() == [30, 10], "the second is doubted upwards"
    assert men[made.axes[1].codes.index("y")].tolist() == [40, 0]
    assert np.isnan(made.told[2, 2]).all() and made.told[0, 0].tolist() == [40, 30]


def test_a_cell_is_told_by_its_codes_in_every_dimension() -> None:
    fault = np.zeros((3, 6), dtype=bool)
    made = grid(PEOPLE)
    made.refuse(fault, "any")
    fault[1, 2] = fault[2, 0] = True
    with pytest.raises(InconsistentTablesError) as refused:
        made.refuse(fault, "any")
    assert (refused.value.reason, refused.value.table, refused.value.codes) == (
        "any",
        "t",
        ("sex=F", "form=y"),
    )


def test_attributes_hold_where_they_hold_of_every_code() -> None:
    made = grid(PEOPLE)
    listed = made.product("listed")
    assert listed.dtype == bool and listed.reshape(3, 6).tolist() == [[True] * 3 + [False] * 3] * 3
    assert made.product("countable").reshape(3, 6)[0].tolist() == [True] * 5 + [False]


def test_totals_that_do_not_add_up_are_named_along_either_dimension() -> None:
    grid(PEOPLE).check_sums()
    wrong = grid({**PEOPLE, ("_T", "x"): (9, 8)})
    with pytest.raises(InconsistentTablesError, match=r"^totals_do_not_add: table=t codes=sex=_T,form=x$"):
        wrong.check_sums()
    grid({**PEOPLE, ("_T", "x"): (None, None)}).check_sums()


def test_a_table_without_dimensions_is_one_cell() -> None:
    one = Grid(Table("t", {}, pl.DataFrame({"value": [7]})), [])
    assert (one.value.shape, float(one.value), one.rows.tolist()) == ((), 7.0, [0])
    with pytest.raises(UnusableTableError, match=r"^not_a_full_cross_product: table=t"):
        Grid(Table("t", {}, pl.DataFrame({"value": [7, 8]})), [])


def one(value: int, number: int, largest: list[int]) -> Table:
    names = {"value": pl.Int64, "contributors": pl.Int64, "largest": pl.List(pl.Int64)}
    return Table("t", {}, pl.DataFrame([(value, number, largest)], schema=names, orient="row"))


def test_an_amount_is_taken_up_to_the_largest_that_is_computed_with_exactly() -> None:
    system = link([one(2**30, 3, [2**29])], [])
    assert system.value.tolist() == [2**30] and system.largest is not None
    with pytest.raises(InconsistentTablesError, match=r"^amount_too_large: table=t"):
        link([one(2**30 + 1, 3, [2**29])], [])
    with pytest.raises(InconsistentTablesError, match=r"^contributions_impossible: table=t"):
        link([one(9, 3, [10])], [])
    with pytest.raises(UnusableTableError, match=r"^contributors_missing: table=t"):
        link([Table("t", {}, one(9, 3, [5]).frame.drop("contributors"))], [])
