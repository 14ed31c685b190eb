"""Designs: which rows they show, what is said of them, and which ones are one change away."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest

from disclosure import Change, Design, Table
from disclosure.advice.designs import Detail, coarser

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
PLACE = hierarchy("place", "place", {"_T": ["N", "c"], "N": ["a", "b"]})


def table(name: str, **codes: list[str]) -> Table:
    """A table of ones; dimensions have hierarchies of their names."""
    rows = [(*row, 1) for row in product(*codes.values())]
    frame = pl.DataFrame(rows, schema=[*codes, "value"], orient="row")
    return Table(name, {dimension: dimension for dimension in codes}, frame)


BOTH = table("both", sex=["_T", "F", "M"], place=["a", "b", "N", "c", "_T"])
ZONES = table("zones", place=["_T", "N", "c"])
TOTAL = Table("total", {}, pl.DataFrame({"value": [9]}))


@pytest.fixture
def detail() -> Detail:
    return Detail([BOTH, ZONES, TOTAL], [SEX, PLACE])


def test_the_original_goes_as_deep_as_its_codes_do(detail: Detail) -> None:
    assert detail.original == Design({"both": {"sex": 2, "place": 3}, "zones": {"place": 2}, "total": {}})


@pytest.mark.parametrize(
    ("depths", "shown"),
    [
        ({"sex": 2, "place": 3}, {(s, p) for s in ("_T", "F", "M") for p in ("_T", "N", "a", "b", "c")}),
        ({"sex": 1, "place": 2}, {("_T", p) for p in ("_T", "N", "c")}),
        ({"sex": 2, "place": 1}, {(s, "_T") for s in ("_T", "F", "M")}),
    ],
)
def test_rows_are_shown_down_to_the_level_of_every_dimension(
    detail: Detail, depths: dict[str, int], shown: set[tuple[str, str]]
) -> None:
    design = Design({"both": depths})
    rows = BOTH.frame.filter(detail.rows(BOTH, design)).select("sex", "place").rows()
    assert len(rows) == len(shown) and set(rows) == shown
    assert not detail.rows(ZONES, design).any() and detail.rows(TOTAL, design).tolist() == [False]
    assert detail.rows(TOTAL, detail.original).tolist() == [True]


def test_a_dimension_cut_to_its_total_is_none_any_more(detail: Detail) -> None:
    cut = detail.cut(BOTH, Design({"both": {"sex": 1, "place": 2}}))
    assert (cut.name, cut.by, cut.frame.columns) == ("both", {"place": "place"}, ["place", "value"])
    assert cut.frame["place"].to_list() == ["N", "c", "_T"], "in the order of the frame"
    whole = detail.cut(BOTH, detail.original)
    assert whole.by == BOTH.by and whole.frame.equals(BOTH.frame)


@pytest.mark.parametrize(
    ("depths", "changes"),
    [
        ({"both": {"sex": 2, "place": 3}, "zones": {"place": 2}, "total": {}}, ()),
        ({"total": {}}, (Change(("both", "zones")),)),
        (
            {"both": {"sex": 2, "place": 2}, "zones": {"place": 2}, "total": {}},
            (Change(("both",), "place", ("N", "c"), 3),),
        ),
        (
            {"both": {"sex": 1, "place": 1}, "zones": {"place": 1}},
            (
                Change(("total",)),
                Change(("both",), "sex", everywhere=True),
                Change(("both", "zones"), "place", everywhere=True),
            ),
        ),
        (
            {"both": {"sex": 2, "place": 2}, "total": {}},
            (Change(("zones",)), Change(("both",), "place", ("N", "c"), 3, everywhere=True)),
        ),
    ],
)
def test_what_is_shown_less_is_said_once_with_the_finest_codes_left(
    detail: Detail, depths: dict[str, dict[str, int]], changes: tuple[Change, ...]
) -> None:
    assert detail.changes(Design(depths)) == changes


def test_every_cut_is_one_change_away_everywhere_or_in_one_table_and_every_table_can_go() -> None:
    design = Design({"both": {"sex": 2, "place": 3}, "zones": {"place": 2}, "total": {}})
    both, zones = {"sex": 2, "place": 3}, {"place": 2}
    everywhere = [
        {"both": {**both, "sex": 1}, "zones": zones, "total": {}},
        {"both": {**both, "place": 2}, "zones": zones, "total": {}},
        {"both": {**both, "place": 1}, "total": {}},
    ]
    alone = [
        {"both": {**both, "sex": 1}, "zones": zones, "total": {}},
        {"both": {**both, "place": 2}, "zones": zones, "total": {}},
        {"both": {**both, "place": 1}, "zones": zones, "total": {}},
        {"both": both, "total": {}},
    ]
    without = [{"zones": zones, "total": {}}, {"both": both, "total": {}}, {"both": both, "zones": zones}]
    assert [found.depths for found in coarser(design)] == [*everywhere, *alone, *without]
    assert [found.depths for found in coarser(Design({"total": {}}))] == [{}]


def test_codes_that_a_table_lacks_are_no_level_of_it() -> None:
    short = table("short", place=["_T", "N", "c"])
    detail = Detail([short], [PLACE])
    assert detail.original == Design({"short": {"place": 2}})
    (change,) = detail.changes(Design({"short": {"place": 1}}))
    assert change == Change(("short",), "place", everywhere=True)
