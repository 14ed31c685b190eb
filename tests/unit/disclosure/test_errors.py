"""Refusals name a stable reason, the table and its codes."""

from __future__ import annotations

from disclosure import DisclosureError, InconsistentTablesError, NotProtectedError, UnusableTableError


def test_a_refusal_says_reason_table_and_codes() -> None:
    error = UnusableTableError("codes_unknown", table="t1", codes=(code for code in ("x", "y")))
    assert (error.reason, error.table, error.codes) == ("codes_unknown", "t1", ("x", "y"))
    assert str(error) == "codes_unknown: table=t1 codes=x,y"


def test_a_refusal_of_everything_names_no_table_nor_code() -> None:
    error = NotProtectedError("time_limit")
    assert (error.table, error.codes) == ("", ())
    assert str(error) == "time_limit: table=- codes=-"


def test_all_refusals_can_be_caught_as_one() -> None:
    assert all(
        issubclass(kind, DisclosureError)
        for kind in (InconsistentTablesError, UnusableTableError, NotProtectedError)
    )
