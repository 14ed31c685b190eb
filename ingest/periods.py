"""Reporting semesters: `2025-S1` is January to June, `2025-S2` July to December."""

import re
from dataclasses import dataclass
from datetime import date

from ingest.errors import UserError

FIRST_YEAR = 2000


@dataclass(frozen=True, order=True)
class Semester:
    """A reporting semester."""

    year: int
    half: int

    def __str__(self) -> str:
        """As it is stored: `2025-S1`."""
        return f"{self.year}-S{self.half}"

    @property
    def starts(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def following(self) -> "Semester":
        """The next one."""
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)


def semester(text: str) -> Semester:
    """Read a semester as it is stored."""
    matched = re.fullmatch(r"(\d{4})-S([12])", text)
    if matched is None or int(matched[1]) < FIRST_YEAR:
        raise UserError("period_unknown", first_year=FIRST_YEAR)
    return Semester(int(matched[1]), int(matched[2]))


def reportable(text: str, today: date) -> Semester:
    """Read the semester of a submission; one that has not begun is an error."""
    period = semester(text)
    if period.starts > today:
        raise UserError("period_in_future", period=str(period))
    return period
