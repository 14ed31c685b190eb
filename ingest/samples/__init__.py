"""Realistic sample submissions of eight institutions: generated names, published totals, faults included.

The persons of a year are drawn to the figures in `data/samples`; institutions report them, attend them and
investigate their cases; each writes its records down its own way. One seed always gives the same files.
"""

from __future__ import annotations

from pathlib import Path

from ingest.samples import figures, history, parcels, writing
from ingest.samples.calendar import Calendar
from ingest.samples.manifest import FILE, Expected, Manifest, Submission, Truth, read

__all__ = ["FILE", "Expected", "Manifest", "Submission", "Truth", "generate", "most_years", "read"]


def most_years() -> int:
    """For how many years there are figures to follow."""
    return len(figures.load().years)


def generate(out: Path, *, seed: int, years: int, scale: int) -> Manifest:
    """Write the submissions of the last `years` years into `out/<period>/<institution>/`, with a manifest.

    `scale` multiplies victims, services and cases. More than `most_years()` are a `ValueError`.
    """
    known = figures.load()
    if not 1 <= years <= len(known.years) or scale < 1:
        raise ValueError(f"years: 1 to {len(known.years)}; scale: at least 1")
    calendar = Calendar(known.years[-years], known.years[-1])
    happened = history.build(known, calendar, seed=seed, scale=scale)
    sent = parcels.sent(parcels.partition(happened.kinds), calendar, seed)
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).unlink(missing_ok=True)
    submissions = tuple(writing.write(parcel, calendar, out) for parcel in sent)
    manifest = Manifest(seed, scale, tuple(calendar.periods), submissions, happened.truth)
    manifest.write(out)
    return manifest
