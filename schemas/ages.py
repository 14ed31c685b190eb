"""Relations between age, age group, date of birth and document, and who is a child."""

import polars as pl

from schemas.codelists import age_bounds
from schemas.kind import RowRule

AGES = {"age": pl.Int64(), "age_group": pl.String(), "birth_date": pl.Date()}  # what tells how old one is
MAJORITY = 18  # years; Art. 345 of the Family Code, and the age at which a DUI is issued


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


def document_fits_age(on: str) -> RowRule:
    """Nobody under 18 has a DUI: a minor's card, a birth certificate or the adult's own number was meant."""

    def holds() -> pl.Expr:
        return (pl.col("document_type") != "DUI") | ~child(on)

    needs, blank = ("document_type", on), ("age", "age_group", "birth_date")
    return RowRule("child_with_dui", "document_type", needs, holds, blank=blank, severity="warned")


def child(on: str) -> pl.Expr:
    """Whether a row is surely about a child, by age, age group or birth date, whichever is known first."""
    _, high = age_bounds()
    children = [code for code, oldest in high.items() if oldest < MAJORITY]
    years = pl.col(on).dt.year() - pl.col("birth_date").dt.year()
    by_birth = pl.when(years < MAJORITY).then(statement=True)
    return pl.coalesce(
        pl.col("age") < MAJORITY, pl.col("age_group").is_in(children), by_birth, pl.lit(value=False)
    )


def adult(on: str) -> pl.Expr:
    """Whether a row is surely about an adult, by age, age group or birth date, whichever is known first."""
    low, _ = age_bounds()
    adults = [code for code, youngest in low.items() if youngest >= MAJORITY]
    years = pl.col(on).dt.year() - pl.col("birth_date").dt.year()
    by_birth = pl.when(years > MAJORITY).then(statement=True)
    return pl.coalesce(
        pl.col("age") >= MAJORITY, pl.col("age_group").is_in(adults), by_birth, pl.lit(value=False)
    )
