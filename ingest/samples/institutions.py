"""The eight institutions: how careful they are, how they number records, what they send and how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Institution:
    """One sender; shares are those of its records of victims."""

    code: str
    desk: str  # the mark of the desk in the numbers of its records
    respelt: float  # names written in another way
    no_document: float  # document number left out
    no_birth_date: float
    kinds: tuple[str, ...]
    profile: str | None = None  # its own export; None: it fills the template
    capitals: bool = False  # writes in capitals without accents
    workbooks: bool = True  # fills the template as a workbook, else as CSV
    days: int = 15  # after the end of the semester, when it sends
    until: int = 9999
    since: int = 0

    def sends(self, year: int) -> bool:
        """Whether the institution exists in that year."""
        return self.since <= year <= self.until


CHILD = ("ISNA", "CONAPINA")  # the protection of children, before and after the law of 2023

INSTITUTIONS = (
    Institution("PNC", "UT", 0.10, 0.12, 0.02, ("victims", "cases"), profile="pnc", capitals=True),
    Institution("FGR", "UETP", 0.05, 0.06, 0.02, ("victims", "cases"), profile="fgr", days=20),
    Institution("DGME", "CAIM", 0.04, 0.03, 0.0, ("victims", "services")),
    Institution("ISNA", "JP", 0.06, 0.10, 0.02, ("victims", "services"), until=2022),
    Institution("CONAPINA", "JP", 0.06, 0.10, 0.02, ("victims", "services"), profile="conapina", since=2023),
    Institution("ISDEMU", "VLV", 0.05, 0.10, 0.02, ("victims", "services"), profile="isdemu"),
    Institution("PGR", "UAE", 0.05, 0.08, 0.02, ("services",), days=12),
    Institution("MRREE", "CON", 0.0, 0.0, 0.0, ("victims_aggregate",), days=25),
    Institution("ONG", "AV", 0.14, 0.40, 0.10, ("victims", "services"), workbooks=False, days=28),
)

BY_CODE = {institution.code: institution for institution in INSTITUTIONS}
