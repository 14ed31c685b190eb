"""Relations between the columns of one row that more than one kind asks for."""

import polars as pl

from schemas.codelists import age_bounds
from schemas.kind import RowRule


def _both_days(first: str, second: str) -> pl.Expr:
    """Whether both dates are known to the day: coarser ones cannot be put in order."""
    return (pl.col(f"{first}_precision") == "day") & (pl.col(f"{second}_precision") == "day")


def in_order(first: str, second: str) -> RowRule:
    """The first date is not after the second."""

    def holds() -> pl.Expr:
        return ~_both_days(first, second) | (pl.col(first) <= pl.col(second))

    return RowRule("dates_reversed", second, (first, second), holds)


def age_fits_birth_date(on: str) -> RowRule:
    """The age in years is that of the birth date, give or take one year for rounding and partial dates."""

    def holds() -> pl.Expr:
        birthday_to_come = pl.col(on).dt.month() * 31 + pl.col(on).dt.day() < (
            pl.col("birth_date").dt.month() * 31 + pl.col("birth_date").dt.day()
        )
        years = pl.col(on).dt.year() - pl.col("birth_date").dt.year() - birthday_to_come.cast(pl.Int32)
        return (years - pl.col("age").cast(pl.Int32)).abs() <= 1

    return RowRule("age_contradicts_birth_date", "age", ("age", "birth_date", on), holds)


def birth_before(on: str) -> RowRule:
    """Nobody is identified or attended before birth."""

    def holds() -> pl.Expr:
        return pl.col("birth_date").dt.year() <= pl.col(on).dt.year()

    return RowRule("birth_after_event", "birth_date", ("birth_date", on), holds)


def age_fits_group() -> RowRule:
    """The age lies within the age group."""

    def holds() -> pl.Expr:
        low, high = age_bounds()
        group = pl.col("age_group")
        return pl.col("age").is_between(
            group.replace_strict(low, default=None, return_dtype=pl.Int16),
            group.replace_strict(high, default=None, return_dtype=pl.Int16),
        )

    return RowRule("age_contradicts_group", "age_group", ("age", "age_group"), holds)
