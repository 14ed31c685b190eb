"""Named refusals of the disclosure engine; they carry tables, dimensions and known codes, never a count."""

from __future__ import annotations

from collections.abc import Iterable


class DisclosureError(Exception):
    """Something the engine refuses to go on with; `reason` is a stable identifier."""

    def __init__(self, reason: str, *, table: str = "", codes: Iterable[str] = ()) -> None:
        self.reason = reason
        self.table = table
        self.codes = tuple(codes)
        super().__init__(f"{reason}: table={table or '-'} codes={','.join(self.codes) or '-'}")


class InconsistentTablesError(DisclosureError):
    """Tables that contradict each other, their totals, or what a set dimension allows."""


class UnusableTableError(DisclosureError):
    """A table that is not a full cross product of known codes, or a hierarchy that is no tree."""


class NotProtectedError(DisclosureError):
    """No pattern could be proven safe; nothing may be published from it."""
