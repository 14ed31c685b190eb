"""What a published cell says by itself."""

import polars as pl
import pytest

from release.bulletins.masks import Kind, meaning, read_values
from release.bulletins.options import UNBOUNDED, assumptions

ENDLESS = UNBOUNDED


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("1,234", 1234),
        ("1.234.567", 1234567),
        ("1 234", 1234),
        ("12.0", 12),
        ("12 (a)", 12),
        ("12*", 12),
        ("7¹", 7),
    ],
)
def test_a_number_is_read_however_it_is_printed(shown, number):
    said = meaning(shown)
    assert (said.kind, said.lower, said.upper) == (Kind.NUMBER, number, number)


@pytest.mark.parametrize(
    ("shown", "lower", "upper"),
    [
        ("<5", 0, 4),
        ("< 10", 0, 9),
        ("menos de 5", 0, 4),
        ("fewer than 3", 0, 2),
        ("≤4", 0, 4),
        ("4 or fewer", 0, 4),
        ("1-4", 1, 4),
        ("1 – 4", 1, 4),
        ("1 to 4", 1, 4),
        ("1 a 4", 1, 4),
        (">10", 11, ENDLESS),
        ("100+", 100, ENDLESS),
    ],
)
def test_a_mask_that_tells_an_interval_is_taken_at_its_word(shown, lower, upper):
    said = meaning(shown)
    assert (said.kind, said.lower, said.upper) == (Kind.BOUNDED, lower, upper)


@pytest.mark.parametrize("shown", ["*", "c", "C", "(x)", "suppressed", "Confidencial"])
def test_a_symbol_for_a_withheld_value_tells_nothing_but_that(shown):
    said = meaning(shown)
    assert (said.kind, said.lower, said.upper, said.open_floor) == (Kind.WITHHELD, 0, ENDLESS, True)


@pytest.mark.parametrize("shown", [None, "..", "-", "–", "n/a", "s/d"])
def test_a_missing_value_may_be_anything_and_is_not_taken_for_more_than_zero(shown):
    said = meaning(shown)
    assert (said.kind, said.lower, said.upper, said.open_floor) == (Kind.MISSING, 0, ENDLESS, False)


@pytest.mark.parametrize("shown", ["12.5", "-3", "none of your business", "<1x", "5-2"])
def test_what_is_neither_is_not_guessed_at(shown):
    assert meaning(shown).kind == Kind.UNREADABLE


def test_the_word_of_the_user_goes_before_the_usual_meaning():
    said = meaning("-", {"-": (0, 0)})
    assert (said.lower, said.upper) == (0, 0)
    assert meaning("<5", {"<5": (1, 4)}).lower == 1


def lowest(texts, **stated):
    return read_values(pl.Series(texts), None, assumptions(**stated)).lower.tolist()


def test_a_mask_is_at_least_one_where_zeros_are_shown_and_at_least_zero_where_none_is():
    assert lowest(["<5", "12", "0"]) == [1, 12, 0]
    assert lowest(["<5", "12", "7"]) == [0, 12, 7]
    assert lowest(["*", "12", "0", ".."]) == [1, 12, 0, 0]


def test_the_user_may_say_whether_zeros_are_behind_the_mask():
    assert lowest(["<5", "12", "0"], zeros="hidden") == [0, 12, 0]
    assert lowest(["<5", "12", "7"], zeros="shown") == [1, 12, 7]


def test_the_base_of_a_rounding_is_found_when_many_numbers_are_its_multiples():
    rounded = [str(5 * n) for n in range(1, 21)]
    values = read_values(pl.Series(rounded), None, assumptions())
    assert (values.base, values.lower[3], values.upper[3]) == (5, 18, 22)
    few = read_values(pl.Series(rounded[:6]), None, assumptions())
    assert few.base == 1
    told = read_values(pl.Series(rounded), None, assumptions(rounded=1))
    assert told.base == 1


def test_rounding_to_either_side_leaves_almost_a_whole_base_on_both():
    values = read_values(pl.Series(["0", "3", "9"]), None, assumptions(rounded=3, rounding="any"))
    assert values.lower.tolist() == [0, 1, 7]
    assert values.upper.tolist() == [2, 5, 11]
