"""The verifier's rules one by one, on tables that fit on a hand."""

import pytest

from release.certificate_reading import tree, yes_no
from release.certificate_verifier import Sheet, doubts

PLACES = {"_T": frozenset("ab"), "a": frozenset("a"), "b": frozenset("b")}
COUNT, EXISTENCE = ({"k": 5, "protection": protection} for protection in ("count", "existence"))


def places(a, b, hidden=("a", "b"), people=None):
    """One table of two places; its total is published."""
    true = {("a",): a, ("b",): b}
    cells = {("_T",): a + b, **true}
    shown = {codes: None if codes[0] in hidden else value for codes, value in cells.items()}
    axis = tree(PLACES, {leaf: frozenset(leaf) for leaf in "ab"})
    return Sheet("t", {"place": axis}, shown, cells | (people or {})), true


def judged(a, b, worlds, policy=COUNT, **options):
    sheet, true = places(a, b, **options)
    rows = [
        (n, "t", (place,), value)
        for n, world in enumerate(worlds)
        for place, value in zip("ab", world, strict=True)
    ]
    return doubts([sheet], {"t": true}, rows, policy)


A, B = ("t", ("a",)), ("t", ("b",))


def test_two_tables_k_less_one_apart_prove_a_cell():
    assert judged(2, 5, [(6, 1)]) == []
    assert judged(2, 5, [(5, 2)]) == [A], "from 2 to 5 are three steps, not four"
    assert judged(2, 5, [(5, 2), (1, 6)]) == []


def test_one_of_the_tables_must_reach_k():
    assert judged(4, 5, [(1, 8)]) == [A]
    assert judged(4, 5, [(1, 8), (5, 4)]) == []


def test_existence_asks_for_none_and_for_k():
    assert judged(2, 5, [(6, 1)], EXISTENCE) == [A]
    assert judged(2, 5, [(0, 7)], EXISTENCE) == [A]
    assert judged(2, 5, [(1, 6), (6, 1)], EXISTENCE) == [A]
    assert judged(2, 5, [(0, 7), (4, 3)], EXISTENCE) == [A]
    assert judged(2, 5, [(0, 7), (5, 2)], EXISTENCE) == []


def test_a_withheld_cell_is_at_least_one_where_zeros_are_published():
    assert judged(2, 5, [(7, 0)]) == [B]
    assert judged(2, 5, [(7, 0), (0, 7)], EXISTENCE) == []


def test_a_zero_withheld_for_homogeneity_may_be_zero():
    assert judged(0, 9, [(1, 8)]) == []
    assert judged(0, 9, [(1, 8)], COUNT | {"sensitive": ["place"], "group_below": 10}) == []
    assert judged(0, 9, [], COUNT | {"sensitive": ["place"], "group_below": 10}) == [("t", ("_T",))]
    assert judged(0, 9, [], COUNT | {"sensitive": ["place"], "group_below": 9}) == []


def test_nothing_is_negative_and_sums_are_as_published():
    assert judged(2, 5, [(6, 1), (8, -1)]) == [B]
    assert ("t", ("_T",)) in judged(2, 5, [(6, 1), (6, 2)])


def test_a_published_small_cell_is_not_proven_and_no_table_may_change_a_published_one():
    assert judged(2, 5, [], hidden=()) == [A]
    assert judged(6, 5, [(5, 6)], hidden=("a",)) == [B]


def test_persons_are_judged_where_they_are_fewer_than_units():
    assert judged(9, 9, []) == []
    assert judged(9, 9, [], people={("a",): 4}) == [A]
    assert judged(9, 9, [(5, 13)], people={("a",): 4}) == []


@pytest.mark.parametrize(("total", "item", "told"), [(9, 9, True), (9, 3, False), (1, 9, True)])
def test_a_complement_is_judged_by_the_difference_of_persons_but_one_stands_behind_it(total, item, told):
    """Twelve of twenty units have x; so many persons are behind the total, and so many behind x."""
    axis = yes_no(("_T", "x"), covering=False, exclusive=())
    people = {("_T",): total, ("x",): item}
    shown = {("_T",): 20, ("x",): 12}
    found = doubts([Sheet("t", {"form": axis}, shown, people)], {"t": shown}, [], COUNT | {"k": 4})
    assert (("t", ("not x",)) in found) == told


def test_cells_of_two_tables_that_cover_the_same_are_one():
    sheet, true = places(2, 5)
    other = sheet._replace(table="o")
    rows = [(1, "t", ("a",), 6), (1, "t", ("b",), 1), (1, "o", ("a",), 6), (1, "o", ("b",), 1)]
    assert doubts([sheet, other], {"t": true, "o": true}, rows, COUNT) == []
    assert doubts([sheet, other], {"t": true, "o": true}, rows[:2], COUNT) != []
    assert doubts([sheet, other], {"t": true, "o": true | {("a",): 3, ("b",): 4}}, rows, COUNT) != []
    large, there = places(9, 9)
    elsewhere = {("a",): 8, ("b",): 10}
    assert doubts([large, large._replace(table="o")], {"t": there, "o": there}, [], COUNT) == []
    assert doubts([large, large._replace(table="o")], {"t": there, "o": elsewhere}, [], COUNT) != []


def test_complements_are_cells_and_items_keep_to_their_rules():
    axis = yes_no(("_T", "x", "NE"), covering=True, exclusive=("NE",))
    true = {("_T",): 9, ("x",): 7, ("NE",): 2}
    told = {("_T",): 9, ("x",): None, ("NE",): None}
    sheet = Sheet("t", {"form": axis}, told, true)

    def with_witness(x, ne):
        return doubts([sheet], {"t": true}, [(1, "t", ("x",), x), (1, "t", ("NE",), ne)], COUNT)

    assert ("t", ("not x",)) in doubts([sheet], {"t": true}, [], COUNT)
    assert with_witness(3, 6) == []
    assert ("t", ("excess",)) in with_witness(3, 5), "somebody without any form"
    assert ("t", ("rest x",)) in with_witness(4, 6), "somebody with NE and another form"


@pytest.mark.parametrize("together", [True, False])
def test_increments_between_any_two_releases_need_their_tables(together):
    """Each semester may be none; if not both at once, first and third release tell that somebody came."""
    semesters = {"1": frozenset("1"), "2": frozenset("2"), "3": frozenset("3")}
    true = {("1",): 9, ("2",): 1, ("3",): 1}
    sheets = []
    for known, total in (("1", 9), ("12", 10), ("123", 11)):
        axis = tree({"_T": frozenset(known)}, semesters)
        sheets.append(Sheet("t", {"semester": axis}, {("_T",): None}, {("_T",): total}))
    worlds = [(9, 0, 5), (9, 5, 0)] + [(9, 0, 0)] * together
    rows = [(n, "t", (s,), v) for n, world in enumerate(worlds) for s, v in zip("123", world, strict=True)]
    found = doubts(sheets, {"t": true}, rows, EXISTENCE)
    assert found == ([] if together else [("t", ("_T",))])
