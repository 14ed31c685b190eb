"""Values, contributors, numbers and equations of the cells that linked tables have."""

from __future__ import annotations

import numpy as np
import polars as pl

from disclosure import UNKNOWN, Hierarchy, Node, SetDimension, Table, link

from .equations import rows_of
from .oracle import subsets
from .small_tables import AGE, FORM, LATE, OTHER, SEX, ZONE, Rows, by_sex, by_sex_and_age, table, told
from .tables import World


def test_cells_are_numbered_as_they_first_stand_in_the_tables() -> None:
    first = by_sex_and_age({"_T": [6, 2, 4], "child": [3, 1, 2], "adult": [3, 1, 2]}, "first")
    second = table("sex place value", [(s, p, 0) for s in ("_T", "F", "M") for p in ("_T", "N", "S")],
                   "second", sex="sex", place="zone")  # fmt: skip
    frame = second.frame.with_columns(
        value=pl.Series([6, 2, 4, 2, 0, 2, 4, 2, 2]),
    )
    system = link([first, Table("second", second.by, frame)], [SEX, AGE, ZONE])
    assert system.tables["first"].cells.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert system.tables["second"].cells.tolist() == [[0, 9, 10], [3, 11, 12], [6, 13, 14]]
    assert system.describe(3) == ("first", {"sex": "F", "age": "_T"}), "where it stands first"
    assert system.describe(9) == ("second", {"sex": "_T", "place": "N"})
    assert system.size == 15 and system.value[[3, 9, 14]].tolist() == [2, 2, 2]


def test_a_value_unknown_in_one_table_is_known_from_the_other_whichever_comes_first() -> None:
    known, unknown = by_sex([1, 2, 3], "known"), by_sex([None, 2, None], "unknown")
    for tables in ([known, unknown], [unknown, known]):
        assert told(link(tables, [SEX])) == {"_T": 3, "F": 1, "M": 2}


def test_contributors_are_the_counts_unless_told_and_the_fewest_that_any_table_tells() -> None:
    assert told(link([by_sex([1, 2, 3])], [SEX]), "contributors") == {"_T": 3, "F": 1, "M": 2}
    one = by_sex([3, 4, 7], "one", [2, 4, 5])
    two = by_sex([3, 4, 7], "two", [3, 1, None])
    for tables in ([one, two], [two, one]):
        assert told(link(tables, [SEX]), "contributors") == {"_T": 5, "F": 2, "M": 1}
    alone = told(link([by_sex([3, None, 7], "one", [2, None, None])], [SEX]), "contributors")
    assert alone == {"_T": UNKNOWN, "F": 2, "M": UNKNOWN}


def test_behind_a_complement_stand_as_few_persons_as_may_be() -> None:
    columns, by = "form value contributors", {"form": "form"}
    rows: Rows = [("_T", 9, 4), ("x", 4, 3), ("y", 7, 4), ("NE", 0, 0)]
    people = told(link([table(columns, rows, **by)], [FORM], [SetDimension("form")]), "contributors")
    # not x: five units of at least 4 - 3 persons; not y: two units of at least one; not NE: of all four.
    assert {code: people[code] for code in ("not x", "not y", "not NE")} == {
        "not x": 1,
        "not y": 1,
        "not NE": 4,
    }
    rows = [("_T", 5, 5), ("x", 3, 2), ("y", 5, 3), ("NE", 0, 0)]
    people = told(link([table(columns, rows, **by)], [FORM], [SetDimension("form")]), "contributors")
    assert people["not x"] == 2, "no more persons than units"
    assert people["not y"] == 0, "nobody where there is no unit"


def test_what_is_unknown_contradicts_nothing() -> None:
    rows: Rows = [("_T", None, 2), ("F", 2, None), ("M", None, 0)]
    assert told(link([table("sex value contributors", rows, sex="sex")], [SEX])) == {
        "_T": UNKNOWN, "F": 2, "M": UNKNOWN,
    }  # fmt: skip


def test_a_cell_that_one_table_lists_is_listed_whatever_the_others_do() -> None:
    parts = Hierarchy("parts", "batch", (Node("R2", None), Node("R1", "R2"), Node("new", "R2")))
    whole = table("batch value", [("R2", 9), ("R1", 7), ("new", 2)], "parts", batch="parts")
    late = table("batch value", [("R2", 9), ("R1", 7)], "late", batch="late")
    for tables in ([whole, late], [late, whole]):
        system = link(tables, [LATE, parts])
        assert system.size == 3 and system.listed.all() and system.countable.all()


def test_equations_between_unlisted_cells_that_follow_from_others_are_left_out() -> None:
    rows: Rows = [(b, s, 0) for b in ("R2", "R1") for s in ("_T", "F", "M")]
    system = link([table("batch sex value", rows, batch="late", sex="sex")], [LATE, SEX])
    hidden = set(np.flatnonzero(~system.listed).tolist())
    told_rows = rows_of(system.equations)
    assert len(told_rows) == 3 + 2, "three late reports, and both releases add up"
    assert not any(set(row) <= hidden for row in told_rows)


def test_a_table_of_one_total_has_no_equations() -> None:
    total = link([Table("all", {}, pl.DataFrame({"value": [7]}))], [])
    assert (
        total.value.tolist() == [7] and total.equations.shape == (0, 1) and total.rows("all").tolist() == [0]
    )


def test_equations_say_all_that_holds_for_every_unit_and_no_more() -> None:
    forms = subsets(["x", "y", "NE"], True, ["NE"])
    kinds = [{"place": p, "form": f} for p in "abc" for f in forms]
    world = World([ZONE, OTHER, FORM], [SetDimension("form", True, ("NE",))])
    tables = {"t1": {"place": "zone"}, "t2": {"place": "other", "form": "form"}}
    units = np.eye(len(kinds), dtype=np.int64).tolist()
    seen = [world.system(tables, kinds, unit) for unit in units]
    equations = seen[0].equations.toarray()
    vectors = np.array([system.value for system in seen])
    assert not (vectors @ equations.T).any() and (vectors >= 0).all()
    assert np.linalg.matrix_rank(equations) == seen[0].size - np.linalg.matrix_rank(vectors)
    assert len({tuple(sorted(row.items())) for row in rows_of(seen[0].equations)}) == len(equations)
