"""How spellings are evened out before they become tokens."""

from datetime import date

import polars as pl
import pytest

from linkage import TokenKey, identity_tokens, suspect_duis
from linkage.identity import document_key, name_key

SAME_NAMES = [
    ("María José", "MARIA JOSE"),
    ("de la Cruz López", "Cruz  Lopez"),
    ("O'Connor-Núñez", "o connor nunez"),
    ("Ñáñez y Peña", "NANEZ PENA"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_names_that_differ_in_accents_case_and_particles_are_one(one: str, other: str) -> None:
    first, second = name_key(pl.Series([one, other]))
    assert first == second


def test_different_names_stay_different_and_order_counts() -> None:
    assert name_key(pl.Series(["Ana María", "María Ana", "Ana Marta"])).n_unique() == 3


@pytest.mark.parametrize("name", ["N.N.", "XX", "desconocida", "No identificada", "--", "de la", None])
def test_what_stands_for_no_name_is_none(name: str | None) -> None:
    assert name_key(pl.Series([name], dtype=pl.String))[0] is None


def documents(kind: str | None, number: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"document_type": [kind], "document_number": [number]},
        schema={"document_type": pl.String, "document_number": pl.String},
    )


DOCUMENTS = [
    ("DUI", "00016297-5", "DUI:000162975"),
    ("DUI", "16297-5", "DUI:000162975"),
    ("DUI", "000162975", "DUI:000162975"),
    (None, "04567890-3", "DUI:045678903"),
    (None, "4567890-3", "DUI:045678903"),
    ("DUI", "04567890-4", None),
    ("DUI", "00000000-0", None),
    ("PAS", "a-123 456", "OTHER:A123456"),
    ("PAS", "045678903", "OTHER:045678903"),
    ("OTRO", "99999999", None),
    ("OTRO", "0000", None),
    (None, None, None),
]


@pytest.mark.parametrize(("kind", "number", "key"), DOCUMENTS)
def test_document_numbers_are_evened_out(kind: str | None, number: str | None, key: str | None) -> None:
    assert document_key(documents(kind, number))[0] == key


@pytest.mark.parametrize(
    ("kind", "number", "suspect"),
    [
        ("DUI", "04567890-3", False),
        ("DUI", "04567890-4", True),
        ("DUI", "00000000-0", True),
        ("PAS", "A1", False),
    ],
)
def test_a_dui_with_a_wrong_check_digit_is_suspect(kind: str, number: str, suspect: bool) -> None:
    assert suspect_duis(documents(kind, number)).to_list() == [suspect]


def test_every_dui_has_exactly_one_check_digit() -> None:
    numbers = [f"{body:08}{digit}" for body in (1, 20, 4567890, 16297, 98765432) for digit in range(10)]
    frame = pl.DataFrame({"document_type": ["DUI"] * len(numbers), "document_number": numbers})
    assert (~suspect_duis(frame)).sum() == 5


@pytest.mark.parametrize(
    "missing",
    [{"given_names": None}, {"surnames": "X"}, {"birth_date": None}, {"birth_date_precision": "year"}],
)
def test_name_and_birth_need_both_names_and_a_full_date(missing: dict[str, object]) -> None:
    whole = {
        "given_names": "Ana", "surnames": "Zelaya", "birth_date": date(2000, 1, 2),
        "birth_date_precision": "day", "document_type": None, "document_number": None,
    }  # fmt: skip
    schema = {name: pl.Date if name == "birth_date" else pl.String for name in whole}
    key = TokenKey(bytes(range(32)))
    assert identity_tokens(pl.DataFrame([whole], schema), key)["name_birth"][0] is not None
    assert identity_tokens(pl.DataFrame([whole | missing], schema), key)["name_birth"][0] is None
