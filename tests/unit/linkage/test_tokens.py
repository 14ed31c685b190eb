"""Tokens are true HMAC-SHA256, tagged, and refuse weak keys."""

import hmac

import polars as pl
import pytest

from linkage import TokenKey, WeakKeyError

KEY = bytes(range(32))


@pytest.mark.parametrize("key", [KEY, bytes(range(64)), bytes(range(100))], ids=["short", "block", "hashed"])
def test_a_token_is_the_hmac_of_project_version_field_and_value(key: bytes) -> None:
    made = TokenKey(key).tokens(pl.Series(["Peña", ""]), "surnames").to_list()
    expected = [
        hmac.digest(key, f"trata|1|surnames|{text}".encode(), "sha256").hex()[:32] for text in ("Peña", "")
    ]
    assert made == expected


def test_no_value_has_no_token() -> None:
    assert TokenKey(KEY).tokens(pl.Series([None, "a"]), "x")[0] is None
    assert TokenKey(KEY).distinct_tokens(pl.Series([None, "a", None]), "x").null_count() == 2


def test_equal_values_of_two_fields_or_two_keys_have_different_tokens() -> None:
    value = pl.Series(["a"])
    made = {
        TokenKey(key).tokens(value, field)[0] for key in (KEY, bytes(range(1, 33))) for field in ("x", "y")
    }
    assert len(made) == 4


def test_tokens_made_by_distinct_value_are_the_same_in_the_same_order() -> None:
    values, key = pl.Series(["b", "a", None, "b", "c"]), TokenKey(KEY)
    assert key.distinct_tokens(values, "x").to_list() == key.tokens(values, "x").to_list()


@pytest.mark.parametrize("key", [b"", bytes(range(31)), b"\0" * 32, b"ab" * 40])
def test_a_weak_key_is_refused_and_not_repeated(key: bytes) -> None:
    with pytest.raises(WeakKeyError) as caught:
        TokenKey(key)
    assert str(caught.value) == "linkage key too weak"


def test_a_key_is_never_shown() -> None:
    assert repr(TokenKey(KEY)) == "TokenKey()"
