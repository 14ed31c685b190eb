"""What is one cell, what adds up, and which tables are refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import (
    UNKNOWN,
    Hierarchy,
    InconsistentTablesError,
    Node,
    SetDimension,
    Table,
    UnusableTableError,
    link,
)

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "S"], "N": ["a"], "S": ["b", "c"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "v"], "u": ["a", "b"], "v": ["c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})


def table(name: str, rows: list[dict[str, object]], **by: str) -> Table:
    return Table(name, by, pl.DataFrame(rows))


def by_sex(f: int | None, m: int | None, total: int | None, name: str = "t") -> Table:
    codes = (("_T", total), ("F", f), ("M", m))
    return table(name, [{"sex": c, "value": v} for c, v in codes], sex="sex")


def by_form(total: int, **items: int) -> Table:
    return table("t", [{"form": c, "value": v} for c, v in {"_T": total, **items}.items()], form="form")


def test_cells_of_different_tables_over_the_same_leaves_are_one_cell() -> None:
    places = [("_T", 6), ("N", 1), ("a", 1), ("S", 5), ("b", 2), ("c", 3)]
    groups = [("_T", 6), ("u", 3), ("a", 1), ("b", 2), ("v", 3), ("c", 3)]
    system = link(
        [
            table("zones", [{"place": c, "value": v} for c, v in places], place="zone"),
            table("groups", [{"place": c, "value": v} for c, v in groups], place="other"),
            by_sex(2, 4, 6),
        ],
        [SEX, ZONE, OTHER],
    )
    zones = dict(zip([c for c, _ in places], system.rows("zones").tolist(), strict=True))
    others = dict(zip([c for c, _ in groups], system.rows("groups").tolist(), strict=True))
    assert zones["N"] == zones["a"] == others["a"], "a node with one child is its child"
    assert zones["c"] == others["v"] == others["c"]
    assert zones["_T"] == others["_T"] == system.rows("t")[0], "a dimension not in the table is all of it"
    assert system.size == 5 + 1 + 2
    assert not np.any(system.equations @ system.value)


def test_equations_stand_once_each() -> None:
    system = link([by_sex(1, 2, 3, "one"), by_sex(1, 2, 3, "two")], [SEX])
    assert system.size == 3
    assert system.equations.shape == (1, 3)


def test_complements_of_a_set_are_unlisted_cells_that_may_be_sensitive() -> None:
    system = link([by_form(7, x=5, y=4, NE=1)], [FORM], [SetDimension("form", True, ("NE",))])
    told = {
        next(iter(system.describe(cell)[1].values())): int(system.value[cell]) for cell in range(system.size)
    }
    assert told == {
        "_T": 7, "x": 5, "y": 4, "NE": 1, "not x": 2, "not y": 3, "not NE": 6, "excess": 3,
        "rest x": 1, "rest y": 2,
    }  # fmt: skip
    countable = {told for told, cell in zip(told, range(system.size), strict=True) if system.countable[cell]}
    assert countable == {"_T", "x", "y", "NE", "not x", "not y", "not NE"}
    assert system.listed.sum() == 4


def test_an_unlisted_node_is_what_its_siblings_leave() -> None:
    chain = Hierarchy("chain", "batch", (Node("R2", None), Node("R1", "R2"), Node("new", "R2", listed=False)))
    rows = [{"batch": "R2", "value": 9}, {"batch": "R1", "value": 7}]
    system = link([table("r", rows, batch="chain")], [chain])
    assert sorted(system.value[~system.listed].tolist()) == [2]


@pytest.mark.parametrize(
    ("reason", "tables", "sets"),
    [
        ("totals_do_not_add", [by_sex(1, 2, 4)], []),
        ("two_values_for_one_cell", [by_sex(1, 2, 3, "one"), by_sex(2, 1, 3, "two")], []),
        ("items_contradict_total", [by_form(3, x=4, y=1, NE=0)], [SetDimension("form")]),
        ("items_contradict_total", [by_form(5, x=1, y=1, NE=1)], [SetDimension("form", covering=True)]),
        ("items_contradict_total", [by_form(5, x=4, y=1, NE=2)], [SetDimension("form", False, ("NE",))]),
        ("not_a_count", [by_sex(-1, 4, 3)], []),
    ],
)
def test_contradicting_tables_are_refused_by_table_and_code_without_a_value(
    reason: str, tables: list[Table], sets: list[SetDimension]
) -> None:
    with pytest.raises(InconsistentTablesError) as caught:
        link(tables, [SEX, FORM], sets)
    assert caught.value.reason == reason
    assert caught.value.table == tables[-1].name
    assert caught.value.codes
    assert not any(character.isdigit() for character in str(caught.value))


def test_contributors_of_nobody_with_a_count_are_refused() -> None:
    rows = [{"sex": c, "value": v, "contributors": n} for c, v, n in (("_T", 3, 2), ("F", 3, 0), ("M", 0, 0))]
    with pytest.raises(InconsistentTablesError, match="contributors_contradict_value"):
        link([table("t", rows, sex="sex")], [SEX])


def test_a_node_and_its_only_child_must_agree() -> None:
    places = [("_T", 6), ("N", 2), ("a", 1), ("S", 4), ("b", 2), ("c", 2)]
    with pytest.raises(InconsistentTablesError, match="two_values_for_one_cell"):
        link([table("t", [{"place": c, "value": v} for c, v in places], place="zone")], [ZONE])


@pytest.mark.parametrize(
    ("reason", "rows", "by"),
    [
        ("codes_unknown", [("_T", 1), ("F", 1), ("M", 0), ("?", 0)], {"sex": "sex"}),
        ("codes_missing", [("_T", 1), ("F", 1)], {"sex": "sex"}),
        ("total_missing", [("F", 1), ("M", 0)], {"sex": "sex"}),
        ("not_a_full_cross_product", [("_T", 1), ("F", 1), ("M", 0), ("M", 0)], {"sex": "sex"}),
        ("hierarchy_unknown", [("_T", 1)], {"sex": "gender"}),
    ],
)
def test_tables_that_are_no_full_cross_product_of_known_codes_are_refused(
    reason: str, rows: list[tuple[str, int]], by: dict[str, str]
) -> None:
    frame = pl.DataFrame([{"sex": code, "value": value} for code, value in rows])
    with pytest.raises(UnusableTableError) as caught:
        link([Table("t", by, frame)], [SEX])
    assert caught.value.reason == reason


def test_groupings_must_cover_the_same_leaves() -> None:
    short = hierarchy("short", "place", {"_T": ["a", "b"]})
    frame = pl.DataFrame([{"place": code, "value": 0} for code in ("_T", "a", "b")])
    full = pl.DataFrame([{"place": code, "value": 0} for code in ("_T", "N", "a", "S", "b", "c")])
    with pytest.raises(UnusableTableError, match="groupings_of_different_leaves"):
        link([Table("one", {"place": "zone"}, full), Table("two", {"place": "short"}, frame)], [ZONE, short])


def test_hierarchies_are_trees_with_parents_first() -> None:
    with pytest.raises(UnusableTableError, match="hierarchy_not_a_tree"):
        Hierarchy("h", "d", (Node("_T", None), Node("b", "a"), Node("a", "_T")))


def test_upper_levels_may_stand_alone() -> None:
    frame = pl.DataFrame([{"place": code, "value": value} for code, value in (("_T", 3), ("N", 1), ("S", 2))])
    assert link([Table("t", {"place": "zone"}, frame)], [ZONE]).size == 3


def test_a_withheld_value_is_unknown_and_so_are_complements() -> None:
    system = link([by_sex(None, None, 3)], [SEX])
    assert sorted(system.value.tolist()) == [UNKNOWN, UNKNOWN, 3]
