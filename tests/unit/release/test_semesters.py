import polars as pl
from release_world import semester_list

from release.periods import cut
from release.semesters import roll_up, translated

LABELS = {"es": "{label}", "en": "{label}"}
YEARS = range(2023, 2026)


def leaves(rows):
    return pl.DataFrame(rows, schema=["semester", "sex", "value", "contributors"], orient="row")


def cell(frame, semester, sex="F"):
    found = frame.filter((pl.col("semester") == semester) & (pl.col("sex") == sex))
    return found.select("value", "contributors").rows()


HALF_YEARS = [("2023-S1", "F", 7, 5), ("2023-S2", "F", 6, 4), ("2024-S1", "F", 9, 9)]


def test_values_add_up_over_semesters():
    rolled = roll_up(leaves(HALF_YEARS), cut(semester_list(YEARS), "2024-S1", LABELS), distinct=False)
    assert [cell(rolled, code)[0][0] for code in ("2023", "2024", "_T")] == [13, 9, 22]


def test_persons_who_may_stand_in_two_semesters_are_not_added():
    rolled = roll_up(leaves(HALF_YEARS), cut(semester_list(YEARS), "2024-S1", LABELS), distinct=False)
    assert [cell(rolled, code)[0][1] for code in ("2023", "2024", "_T")] == [5, 9, 9]


def test_persons_who_stand_in_one_semester_only_are_added():
    rolled = roll_up(leaves(HALF_YEARS), cut(semester_list(YEARS), "2024-S1", LABELS), distinct=True)
    assert [cell(rolled, code)[0][1] for code in ("2023", "2024", "_T")] == [9, 9, 18]


def test_known_persons_of_a_year_replace_the_bound_and_raise_the_total():
    known = leaves([("2023", "F", 13, 8)])
    tree = cut(semester_list(YEARS), "2023-S2", LABELS)
    rolled = roll_up(leaves(HALF_YEARS[:2]), tree, distinct=False, known=known)
    assert [cell(rolled, code)[0][1] for code in ("2023", "_T")] == [8, 8]


def test_a_table_of_semesters_alone_is_rolled_up_too():
    frame = pl.DataFrame({"semester": ["2023-S1", "2023-S2"], "value": [1, 2], "contributors": [1, 2]})
    rolled = roll_up(frame, cut(semester_list(YEARS), "2023-S2", LABELS), distinct=True)
    assert rolled.filter(pl.col("semester") == "_T").rows() == [("_T", 3, 3)]


def test_a_node_is_only_known_where_it_covers_the_same_semesters():
    built = semester_list(YEARS)
    frame = leaves([("_T", "F", 40, 20), ("2023", "F", 13, 8), ("2024", "F", 20, 11)])
    found = translated(frame, built, cut(built, "2024-S1", LABELS))
    assert found.rows() == [("2023", "F", 13, 8)]
