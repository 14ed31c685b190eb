"""Whatever person is wrapped in whatever text, the guard finds it, and by the rule of its kind."""

import csv
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.personal import personal, rules_of

PROJECT = Path(__file__).parents[3]
BEFORE = (
    "",
    "interna, ",
    "ver nota: ",
    "según acta ",
    "¿",
    "(",
    "víctima de San Miguel; ",
    "nota\n",
    "dato\u00a0",
)
AFTER = ("", ".", ", interna", " en Santa Ana", " (verificado)", "\nfin", "; INT", "!")
DASHES = ("-", " - ", "–", "\u2011", "−")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def dui_check(number: str) -> int:
    """The ninth digit brings the sum of digit times place from the right to a multiple of ten."""
    return next(d for d in range(10) if (sum(int(n) * (9 - i) for i, n in enumerate(number)) + d) % 10 == 0)


def nit_check(number: str) -> int:
    """Two weightings, by the three digits before the last: up to 100 the one of the first registers."""
    if int(number[10:13]) <= 100:
        return sum(int(n) * (14 - i) for i, n in enumerate(number)) % 11 % 10
    weights = [2, *range(7, 1, -1), *range(7, 1, -1)]
    rest = sum(int(n) * w for n, w in zip(number, weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def listed(kind: str) -> list[str]:
    """Names of the list that are no ordinary words."""
    with (PROJECT / "data" / "personal" / "names.csv").open(encoding="utf-8", newline="") as file:
        return [r["name"] for r in csv.DictReader(file) if r["kind"] in (kind, "both") and r["word"] == "0"]


few = settings(max_examples=25)  # each stands in seventy wrappings
NAMES = st.tuples(st.sampled_from(listed("given")), st.sampled_from(listed("surname")))


def found(texts: list[str]) -> list[str | None]:
    return rules_of(pl.Series(texts, dtype=pl.String)).to_list()


def wrapped(inner: str) -> list[str]:
    return [f"{before}{inner}{after}" for before in BEFORE for after in AFTER]


def assert_found(inner: str, rule: str) -> None:
    texts = wrapped(inner)
    assert found(texts) == [rule] * len(texts)


@few
@given(number=digits(8).filter(lambda n: len(set(n)) > 1), dash=st.sampled_from(DASHES))
def test_a_dui(number: str, dash: str) -> None:
    check = dui_check(number)
    assert_found(f"{number}{dash}{check}", "personal_dui")
    assert_found(f"{number}{check}", "personal_dui")


@few
@given(number=digits(8).filter(lambda n: len(set(n)) > 1), wrong=st.integers(1, 9))
def test_nine_digits_with_another_check_digit_are_no_dui_within_a_text(number: str, wrong: int) -> None:
    check = (dui_check(number) + wrong) % 10
    assert found([f"expediente {number}{check} cerrado"]) == [None]


@few
@given(place=st.sampled_from("019"), rest=digits(12), dash=st.sampled_from(DASHES))
def test_an_old_nit(place: str, rest: str, dash: str) -> None:
    number = place + rest
    check = str(nit_check(number))
    groups = (number[:4], number[4:10], number[10:13], check)
    assert_found(dash.join(groups), "personal_nit")
    assert_found("".join(groups), "personal_nit")


@few
@given(letters=st.text("ABCDEFGHZ", min_size=1, max_size=2), number=digits(8))
def test_a_passport(letters: str, number: str) -> None:
    assert_found(f"{letters}{number}", "personal_passport")


@few
@given(
    country=st.sampled_from(("", "+503 ", "(503) ", "503-", "00503 ", "tel. ")),
    first=st.sampled_from(("22", "25", "60", "71", "79")),
    number=digits(6),
    gap=st.sampled_from(("", "-", " ")),
)
def test_a_telephone_of_the_country(country: str, first: str, number: str, gap: str) -> None:
    assert_found(f"{country}{first}{number[:2]}{gap}{number[2:]}", "personal_telephone")


@few
@given(
    country=st.sampled_from(("1", "34", "52", "502", "504")),
    number=digits(10),
    gap=st.sampled_from(("", " ", "-")),
)
def test_a_telephone_abroad(country: str, number: str, gap: str) -> None:
    assert_found(f"+{country} {gap.join((number[:3], number[3:6], number[6:]))}", "personal_telephone")


@few
@given(
    user=st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=1, max_size=20),
    host=st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=10),
    end=st.sampled_from(("com", "org.sv", "gob.sv")),
)
def test_an_email(user: str, host: str, end: str) -> None:
    assert_found(f"{user}@{host}.{end}", "personal_email")


@few
@given(
    street=st.sampled_from(("Calle", "calle", "Avenida", "Av.", "Pasaje", "pasaje", "CALLE")),
    name=st.sampled_from(("El Mirador", "Los Almendros", "Las Rosas", "Roosevelt", "Poniente")),
    house=st.sampled_from(("#12", "# 3-B", "No. 45", "casa 7", "casa #9", "n.º 8")),
)
def test_a_street_and_house(street: str, name: str, house: str) -> None:
    assert_found(f"{street} {name} {house}", "personal_address")


@few
@given(
    latitude=st.floats(12.9, 14.5),
    longitude=st.floats(-90.2, -87.6),
    gap=st.sampled_from((", ", ",", " ", " / ")),
)
def test_coordinates(latitude: float, longitude: float, gap: str) -> None:
    assert_found(f"{latitude:.5f}{gap}{longitude:.5f}", "personal_coordinates")


@few
@given(
    name=NAMES,
    second=NAMES,
    form=st.sampled_from(("{0} {1}", "{0} {2} {1} {3}", "{1} {3}, {0}", "{0} de {1}")),
)
def test_a_name_in_any_case(name: tuple[str, str], second: tuple[str, str], form: str) -> None:
    text = form.format(name[0], name[1], *second)
    for spelled in (text, text.upper(), text.lower()):
        assert_found(spelled, "personal_name")


@few
@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_text_at_all_is_looked_at_without_an_error(texts: list[str]) -> None:
    assert set(personal(pl.Series(texts, dtype=pl.String))["text"]) <= set(texts)
