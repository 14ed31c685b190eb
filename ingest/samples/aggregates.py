"""Counts of the victims whom consulates attend: what an institution sends that may not hand over records."""

from __future__ import annotations

import polars as pl

from ingest.samples.calendar import Calendar

_BANDS = {0: "Y0T11", 12: "Y12T17", 18: "Y18T29", 30: "Y30T59", 60: "Y_GE60"}
_KEYS = [
    "month", "sex", "age_group", "nationality", "scope", "exploitation_forms", "exploitation_country",
    "identification_status", "victim_category",
]  # fmt: skip


def counts(people: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """One row a month and combination; `anchor` marks accredited victims, part of the published totals."""
    band = pl.lit(_BANDS[0])
    for age, code in _BANDS.items():
        band = pl.when(pl.col("age") >= age).then(pl.lit(code)).otherwise(band)
    described = people.with_columns(
        age_group=band,
        month=pl.col("identified_on").dt.strftime("%Y-%m"),
        semester=calendar.semester_of("identified_on"),
        identification_status="status",
        victim_category="category",
    )
    counted = (
        described.group_by("semester", *_KEYS).agg(victims=pl.len().cast(pl.Int64)).sort("semester", *_KEYS)
    )
    return counted.with_columns(
        identified_on="month",
        identification_department=pl.lit("_X"),
        institution=pl.lit("MRREE"),
        anchor=pl.col("identification_status") == "ACR",
    ).drop("month")
