"""Who owes what: institution by semester."""

from dataclasses import dataclass, field
from datetime import date

import duckdb

from ingest.periods import Semester, semester
from schemas.codelists import codelist

CURRENT = """
    select submissions.institution, submissions.period, kinds.kind, kinds.rows_accepted, kinds.rows_rejected
    from raw.submission_kinds as kinds
    join raw.submissions as submissions using (submission_id)
    where kinds.superseded_by is null
"""


@dataclass(frozen=True)
class StatusRow:
    """One institution in one semester: the current rows of each kind, and how many were rejected."""

    institution: str
    period: str
    rows: dict[str, int] = field(default_factory=dict)  # accepted, by kind
    rejected: int = 0

    @property
    def state(self) -> str:
        """`received` when any row was accepted, else `missing`."""
        return "received" if any(self.rows.values()) else "missing"

    def to_dict(self) -> dict[str, object]:
        """The row for machines and tables."""
        return {
            "institution": self.institution,
            "period": self.period,
            "state": self.state,
            "kinds": ", ".join(kind for kind, accepted in self.rows.items() if accepted),
            "rows": sum(self.rows.values()),
            "rejected": self.rejected,
            "rows_by_kind": self.rows,
        }


def status(connection: duckdb.DuckDBPyConnection, today: date) -> list[StatusRow]:
    """Every institution that ever submitted, in every semester from the first submitted to the last ended."""
    accepted: dict[tuple[str, str], dict[str, int]] = {}
    rejected: dict[tuple[str, str], int] = {}
    for institution, period, kind, taken, refused in connection.execute(CURRENT).fetchall():
        place = institution, period
        kinds = accepted.setdefault(place, {})
        kinds[kind] = kinds.get(kind, 0) + taken
        rejected[place] = rejected.get(place, 0) + refused
    institutions = {institution for institution, _ in accepted}
    periods = _periods([semester(period) for _, period in accepted], today)
    places = [(e.code, str(p)) for e in codelist("institutions") if e.code in institutions for p in periods]
    return [StatusRow(*place, accepted.get(place, {}), rejected.get(place, 0)) for place in places]


def _periods(submitted: list[Semester], today: date) -> list[Semester]:
    """All semesters from the first submitted one on that have ended or were submitted for."""
    if not submitted:
        return []
    period, periods = min(submitted), []
    while period.ends < today or period <= max(submitted):
        periods.append(period)
        period = period.following
    return periods
