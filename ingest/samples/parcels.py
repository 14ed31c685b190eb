"""What each institution sends for each semester, corrections included, in the order of sending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.samples import exports, faults
from ingest.samples.calendar import Calendar
from ingest.samples.draw import flags, generator
from ingest.samples.dress import Dress, Faults, Table, template
from ingest.samples.institutions import INSTITUTIONS, Institution

BOOK_ROWS = 5_000  # rows of a kind beyond which an institution sends the template as CSV
CORRECTED_AFTER = 60  # days
_ORDER = {
    "victims": "identified_on",
    "services": "delivered_on",
    "cases": "stage_on",
    "victims_aggregate": "identified_on",
}

Parts = dict[tuple[str, int, str], pl.DataFrame]  # by institution, semester and kind


@dataclass(frozen=True)
class Parcel:
    """One submission before it is written."""

    institution: Institution
    semester: int
    sent_on: dt.date
    tables: tuple[Table, ...]
    profile: str | None
    corrects: bool = False


def partition(kinds: dict[str, pl.DataFrame]) -> Parts:
    """The rows of every kind by sender and semester, in the order in which they happened."""
    parts: Parts = {}
    for kind, rows in kinds.items():
        ordered = rows.sort(
            _ORDER[kind], "record_ref" if "record_ref" in rows.columns else "sex", maintain_order=True
        )
        split = ordered.partition_by("institution", "semester", as_dict=True, maintain_order=True)
        parts |= {(str(code), int(semester), kind): part for (code, semester), part in split.items()}
    return parts


def sent(parts: Parts, calendar: Calendar, seed: int) -> list[Parcel]:
    """All submissions in the order in which they are sent."""
    found: list[Parcel] = []
    corrected = set(_corrected(calendar))
    for semester in range(len(calendar.periods)):
        for institution in INSTITUTIONS:
            if institution.sends(calendar.first_year + semester // 2):
                rng = generator(seed, institution.code, semester)
                correct = (institution.code, semester) in corrected
                found += _of(institution, semester, parts, calendar, rng, correct=correct)
    return sorted(found, key=lambda parcel: parcel.sent_on)


def _corrected(calendar: Calendar) -> Iterator[tuple[str, int]]:
    """The prosecution mends a semester of the last year, the police one of four years before."""
    last = 2 * len(calendar.years) - 1
    yield "FGR", last - 1
    if last >= 8:
        yield "PNC", last - 8


def _of(
    institution: Institution,
    semester: int,
    parts: Parts,
    calendar: Calendar,
    rng: np.random.Generator,
    *,
    correct: bool,
) -> list[Parcel]:
    """What one institution sends for one semester: mostly one submission."""
    frames = {
        kind: parts[institution.code, semester, kind]
        for kind in institution.kinds
        if (institution.code, semester, kind) in parts
    }
    profile, dresses = _dressed(institution, frames)
    sent_on = calendar.sent_on(semester, institution.days)
    final = tuple(Table(dresses[kind], f, faults.plant(f, dresses[kind], rng)) for kind, f in frames.items())
    none = [kind for kind in institution.kinds if kind not in frames]
    nothing = (_nothing(none, sent_on),) if none else ()
    if correct:
        first = tuple(_first_version(dresses[kind], frame, rng) for kind, frame in frames.items())
        later = sent_on + dt.timedelta(days=CORRECTED_AFTER)
        mended = tuple(Table(table.dress, table.rows, Faults()) for table in final)
        return [
            Parcel(institution, semester, sent_on, first, profile),
            Parcel(institution, semester, later, mended, profile, corrects=True),
        ]
    if profile and nothing:  # a declaration is always made on the template
        declared = [Parcel(institution, semester, sent_on, nothing, None)]
        return [Parcel(institution, semester, sent_on, final, profile), *declared] if final else declared
    return [Parcel(institution, semester, sent_on, (*final, *nothing), profile)]


def _dressed(
    institution: Institution, frames: dict[str, pl.DataFrame]
) -> tuple[str | None, dict[str, Dress]]:
    """The profile to be read by, if any, and each kind's dress; what is too big for a book becomes CSV."""
    small = all(frame.height <= BOOK_ROWS for frame in frames.values())
    if institution.profile:
        own = exports.dresses(institution.profile, capitals=institution.capitals)
        if small or not any(dress.book for dress in own.values()):
            return institution.profile, own
    book = institution.workbooks and small
    return None, {kind: template(kind, book=book) for kind in frames}


def _nothing(kinds: list[str], declared_on: dt.date) -> Table:
    rows = pl.DataFrame({"declared_kind": kinds, "declared_on": [declared_on] * len(kinds)})
    return Table(template("nothing"), rows, Faults())


def _first_version(dress: Dress, final: pl.DataFrame, rng: np.random.Generator) -> Table:
    """What was sent before it was mended: some rows missing, some not yet known in full, more at fault."""
    kept = final.filter(pl.Series(~flags(rng, 0.08, final.height)))
    column = "exploitation_forms"
    vague = pl.Series(flags(rng, 0.2, kept.height))
    known = kept.with_columns(pl.when(vague).then(pl.lit("NE")).otherwise(column).alias(column))
    return Table(dress, known, faults.plant(known, dress, rng, share=0.08))
