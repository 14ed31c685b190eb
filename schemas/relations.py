"""Relations between the columns of one row that many kinds ask for."""

from typing import Literal

import polars as pl

from schemas.codelists import departments_of_municipalities
from schemas.kind import RowRule

Severity = Literal["rejected", "warned"]


def in_order(first: str, second: str) -> RowRule:
    """The first date is not after the second; dates coarser than a day cannot be put in order."""

    def holds() -> pl.Expr:
        days = (pl.col(f"{first}_precision") == "day") & (pl.col(f"{second}_precision") == "day")
        return ~days | (pl.col(first) <= pl.col(second))

    return RowRule("dates_reversed", second, (first, second), holds)


def at_most(part: str, whole: str, severity: Severity = "rejected") -> RowRule:
    """A part is not more than what it is part of."""

    def holds() -> pl.Expr:
        return pl.col(part) <= pl.col(whole)

    return RowRule("exceeds_total", part, (part, whole), holds, severity=severity)


def asks_for(item: str, codes: tuple[str, ...], *columns: str) -> RowRule:
    """A row with one of these codes fills at least one of the columns; told at the code."""

    def holds() -> pl.Expr:
        filled = pl.any_horizontal(pl.col(name).is_not_null() for name in columns)
        return ~pl.col(item).is_in(codes) | filled

    return RowRule("columns_needed", item, (item,), holds, blank=columns)


def only_for(column: str, item: str, codes: tuple[str, ...]) -> RowRule:
    """A column is filled only in rows with one of these codes."""

    def holds() -> pl.Expr:
        return pl.col(column).is_null() | pl.col(item).is_in(codes)

    return RowRule("column_out_of_place", column, (column, item), holds)


def lies_in(municipality: str, department: str, severity: Severity) -> RowRule:
    """The municipality is one of the department's."""

    def holds() -> pl.Expr:
        home = pl.col(municipality).replace_strict(departments_of_municipalities(), default=None)
        return home == pl.col(department)

    return RowRule(
        "municipality_elsewhere", municipality, (municipality, department), holds, severity=severity
    )
