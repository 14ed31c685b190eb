"""Semesters, counted from January of the first year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Calendar:
    """The years covered, and their semesters as numbers 0, 1, 2..."""

    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        """The years, in order."""
        return range(self.first_year, self.last_year + 1)

    @property
    def periods(self) -> list[str]:
        """The semesters as `2025-S1`, in order."""
        return [f"{year}-S{half}" for year in self.years for half in (1, 2)]

    def semester_of(self, column: str) -> pl.Expr:
        """The number of the semester in which a date falls; negative before the first."""
        date = pl.col(column).dt
        return (date.year() - self.first_year) * 2 + (date.month() > 6).cast(pl.Int32)

    def sent_on(self, semester: int, days: int) -> dt.date:
        """So many days after the end of a semester."""
        year, half = divmod(semester, 2)
        end = (
            dt.date(self.first_year + year, 7, 1) if half == 0 else dt.date(self.first_year + year + 1, 1, 1)
        )
        return end + dt.timedelta(days=days - 1)
