"""Every form that the arithmetic of a withheld cell can take, said in both languages."""

from __future__ import annotations

import pytest

from disclosure import Bound, Explanation, Term
from disclosure.attackers.explanation import Side
from disclosure.attackers.sentences import Language, sentence

OWN = {"sex": "F", "place": "a"}
ITSELF = Term(0, 1, "t", OWN, 1)


def term(multiplier: int, value: int, **codes: str) -> Term:
    return Term(9, multiplier, "t", codes, value)


def said(
    language: Language,
    side: Side,
    value: int,
    *published: Term,
    floors: tuple[Term, ...] = (),
    divisor: int = 1,
) -> str:
    bound = Bound(side, value, divisor, published, floors)
    return sentence(Explanation("t", OWN, (bound,)), language)


ALL = term(1, 9, place="a")
MEN = term(-1, 4, sex="M", place="a")


@pytest.mark.parametrize(
    ("side", "es", "en"),
    [
        ("exact", "exactamente", "exactly"),
        ("least", "al menos", "at least"),
        ("most", "a lo sumo", "at most"),
    ],
)
def test_each_side_has_its_words(side: Side, es: str, en: str) -> None:
    assert said("es", side, 5, ALL, MEN) == f"{es} 5 = 9 (sex=total) − 4 (sex=M)"
    assert said("en", side, 5, ALL, MEN) == f"{en} 5 = 9 (sex=total) − 4 (sex=M)"


def test_positive_terms_come_first_each_kind_in_its_order() -> None:
    other = term(1, 2, sex="F")
    less = term(-1, 1, sex="U", place="a")
    assert said("en", "exact", 6, MEN, ALL, less, other) == (
        "exactly 6 = 9 (sex=total) + 2 (place=total) − 4 (sex=M) − 1 (sex=U)"
    )


def test_arithmetic_may_begin_with_a_negative_term() -> None:
    assert said("en", "least", -4, MEN) == "at least -4 = − 4 (sex=M)"
    assert said("en", "least", -2, MEN, divisor=2) == "at least -2 = (− 4 (sex=M)) / 2"


def test_a_multiple_of_a_cell_is_written_as_one() -> None:
    twice = term(-2, 3, sex="M", place="a")
    assert said("en", "exact", 3, ALL, twice) == "exactly 3 = 9 (sex=total) − 2 × 3 (sex=M)"


def test_what_is_divided_stands_in_brackets() -> None:
    eight = term(1, 8, place="a")
    assert said("es", "exact", 4, eight, divisor=2) == "exactamente 4 = (8 (sex=total)) / 2"


@pytest.mark.parametrize(
    ("side", "value", "es", "en"),
    [
        ("most", 4, "redondeado hacia abajo", "rounded down"),
        ("least", 5, "redondeado hacia arriba", "rounded up"),
    ],
)
def test_rounding_is_told_with_its_direction(side: Side, value: int, es: str, en: str) -> None:
    assert said("es", side, value, ALL, divisor=2).endswith(f" {value} = (9 (sex=total)) / 2, {es}")
    assert said("en", side, value, ALL, divisor=2).endswith(f" {value} = (9 (sex=total)) / 2, {en}")


def test_a_withheld_cell_that_is_at_least_something_is_told_so() -> None:
    floor = (term(-1, 1, sex="M", place="a"),)
    assert said("es", "most", 8, ALL, floors=floor) == (
        "a lo sumo 8 = 9 (sex=total) − 1 (sex=M, retenido: al menos 1)"
    )
    assert said("en", "most", 8, ALL, floors=floor) == (
        "at most 8 = 9 (sex=total) − 1 (sex=M, withheld: at least 1)"
    )


def test_cells_of_which_only_is_known_that_they_are_not_negative_are_named_at_the_end() -> None:
    floors = (term(-1, 0, sex="M", place="a"), term(-1, 1, sex="U", place="a"), term(-1, 0, place="b"))
    assert said("es", "most", 8, ALL, floors=floors) == (
        "a lo sumo 8 = 9 (sex=total) − 1 (sex=U, retenido: al menos 1); "
        "no son negativos: (sex=M), (sex=total, place=b)"
    )
    assert said("en", "most", 8, ALL, floors=floors).endswith("; not negative: (sex=M), (sex=total, place=b)")


def test_a_floor_alone_needs_no_arithmetic() -> None:
    assert said("es", "least", 1, floors=(ITSELF,)) == "al menos 1: un valor retenido es al menos 1"
    assert said("en", "least", 1, floors=(ITSELF,)) == "at least 1: a withheld value is at least 1"
    assert said("es", "least", 0, floors=(ITSELF,)) == "al menos 0: ningún recuento es negativo"
    assert said("en", "least", 0, floors=(ITSELF,)) == "at least 0: no count is negative"


def test_other_withheld_cells_alone_are_arithmetic_all_the_same() -> None:
    parts = (term(1, 1, sex="M", place="a"), term(1, 1, sex="U", place="a"))
    assert said("en", "least", 2, floors=parts) == (
        "at least 2 = 1 (sex=M, withheld: at least 1) + 1 (sex=U, withheld: at least 1)"
    )


def test_a_cell_is_named_by_where_it_differs_and_a_further_dimension_after_its_own() -> None:
    elsewhere = term(1, 3, age="child", place="b", sex="F")
    assert said("en", "exact", 3, elsewhere) == "exactly 3 = 3 (place=b, age=child)"
    assert said("es", "exact", 3, term(1, 3)) == "exactamente 3 = 3 (sex=total, place=total)"


def test_labels_are_asked_by_dimension_and_code_but_not_for_totals() -> None:
    bound = Bound("exact", 3, 1, (term(1, 3, place="b"),), ())
    label = {("place", "b"): "San Salvador"}
    told = sentence(Explanation("t", OWN, (bound,)), "es", lambda *asked: label[asked])
    assert told == "exactamente 3 = 3 (sex=total, place=San Salvador)"


def test_both_ends_are_one_sentence() -> None:
    ends = (Bound("least", 1, 1, (), (ITSELF,)), Bound("most", 5, 1, (ALL, MEN), ()))
    assert sentence(Explanation("t", OWN, ends), "en") == (
        "at least 1: a withheld value is at least 1; at most 5 = 9 (sex=total) − 4 (sex=M)"
    )
