"""What was received and what became of it: files, tables, columns, rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import KINDS


@dataclass(frozen=True)
class Counts:
    """Rows of one kind: `accepted + rejected = received`; `warned` are among the accepted."""

    received: int
    accepted: int
    rejected: int
    warned: int


@dataclass(frozen=True)
class FileRead:
    """A file as it was received."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class ColumnRead:
    """A column that was understood: where it stands, what the sender calls it and what it is here."""

    position: int  # 1 for the first column of the sheet
    letter: str
    title: str
    field: str


@dataclass(frozen=True)
class TableRead:
    """How a sheet or CSV was read."""

    file: str
    sheet: str
    kind: str
    header_row: int
    encoding: str
    delimiter: str
    received: int
    skipped: int  # blank rows, totals and notes: no records
    columns: tuple[ColumnRead, ...]  # in the sender's order


def summed(counts: Iterable[Counts]) -> Counts:
    """The rows of all kinds together."""
    parts = list(counts)
    return Counts(
        received=sum(part.received for part in parts),
        accepted=sum(part.accepted for part in parts),
        rejected=sum(part.rejected for part in parts),
        warned=sum(part.warned for part in parts),
    )


def status_of(kinds: Mapping[str, Counts]) -> str:
    """`accepted`, `accepted_with_rejections` or `rejected`, as the warehouse registers it."""
    rows = summed(kinds.values())
    if not rows.rejected:
        return "accepted"
    return "accepted_with_rejections" if rows.accepted else "rejected"


def label_of(kind: str, lang: str) -> str:
    """What a kind of record is called in `es` or `en`."""
    known = KINDS[kind]
    return known.label_es if lang == "es" else known.label_en
