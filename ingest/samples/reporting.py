"""Who reports whom, and when: one row for every record of a victim that an institution sends."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from ingest.samples import spelling
from ingest.samples.calendar import Calendar
from ingest.samples.draw import Flags, Integers, flags, generator
from ingest.samples.institutions import BY_CODE, CHILD

# The order is the order in which a person usually comes to be known; the first one present accredits.
DESKS = ("PNC", "FGR", "DGME", "CHILD", "ISDEMU", "ONG")
LATE = 0.06
_MUNICIPALITIES = dt.date(2024, 5, 1)  # from then on the country has 44
CONSULAR = 0.5


def consular(people: pl.DataFrame, seed: int, year: int) -> Flags:
    """The persons known to a consulate alone: it counts them and hands no record over."""
    drawn = flags(generator(seed, "consular", year), CONSULAR, people.height)
    abroad = (people["scope"] == "EXT_SAL") & (people["category"] == "VD") & people["police"].is_null()
    return np.asarray(drawn & abroad.to_numpy(), dtype=bool)


def records(people: pl.DataFrame, calendar: Calendar, *, seed: int, year: int) -> pl.DataFrame:
    """The records of a year's persons; `semester` is the submission's, `anchor` the record that accredits."""
    rng = generator(seed, "reporting", year)
    people = people.filter(pl.Series(~consular(people, seed, year)))
    reported = _who(people, rng)
    lead = reported.argmax(axis=1)
    parts = [
        _of_desk(people, desk, np.flatnonzero(reported[:, i]), lead == i, rng, year)
        for i, desk in enumerate(DESKS)
    ]
    every = pl.concat(parts)
    late = pl.Series(flags(rng, LATE, every.height))
    sent = calendar.semester_of("identified_on")
    last = 2 * len(calendar.years) - 1
    timed = every.with_columns(semester=(sent + late.cast(pl.Int32)).clip(upper_bound=last))
    return succession(timed, calendar)


def succession(sent: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """What the institute for children did not send before 2023, the council that followed it sends."""
    since = pl.col("semester") >= 2 * (BY_CODE["CONAPINA"].since - calendar.first_year)
    child = pl.col("institution").is_in(CHILD)
    return sent.with_columns(
        institution=pl.when(child & since)
        .then(pl.lit("CONAPINA"))
        .when(child)
        .then(pl.lit("ISNA"))
        .otherwise("institution")
    )


def _who(people: pl.DataFrame, rng: np.random.Generator) -> Flags:
    """Whether each person (row) is reported by each desk (column)."""
    size = people.height
    sure = ((people["status"] == "ACR") & (people["category"] == "VD")).to_numpy()
    child, female = people["child"].to_numpy(), (people["sex"] == "F").to_numpy()
    foreign = (people["nationality"] != "SLV").to_numpy()
    chance = {
        "PNC": np.where(sure, 0.72, 0.40),
        "FGR": np.where(sure, 0.78, 0.20),
        "DGME": np.where(foreign, 0.50, 0.04),
        "CHILD": np.where(child, np.where(sure, 0.45, 0.20), 0.0),
        "ISDEMU": np.where(female & ~child, 0.15, 0.0),
        "ONG": np.where(sure, 0.20, 0.45),
    }
    reported = np.column_stack([flags(rng, chance[desk], size) for desk in DESKS])
    for column, name in ((0, "police"), (1, "prosecution")):
        known = people[name].is_not_null().to_numpy()
        reported[known, column] = people[name].fill_null(value=False).to_numpy()[known]
    nobody = ~reported.any(axis=1)
    reported[nobody, np.where(sure[nobody], DESKS.index("FGR"), DESKS.index("ONG"))] = True
    return np.asarray(reported, dtype=bool)


def _of_desk(
    people: pl.DataFrame, desk: str, rows: Integers, lead: Flags, rng: np.random.Generator, year: int
) -> pl.DataFrame:
    code = ("ISNA" if year < 2023 else "CONAPINA") if desk == "CHILD" else desk
    institution = BY_CODE[code]
    size = len(rows)
    first = pl.Series(lead[rows])
    lag = pl.lit(pl.Series(np.where(lead[rows], 0, rng.integers(0, 45, size))))
    later = pl.min_horizontal(
        pl.col("identified_on") + pl.duration(days=lag), pl.date(year, 12, 31)
    )  # a person counts in one year
    doubtful = pl.Series(flags(rng, 0.4 if desk in ("ONG", "DGME") else 0.0, size)) & ~first
    police = pl.lit(desk == "PNC") & pl.col("police_form").is_not_null()
    mine = people[rows].with_columns(
        institution=pl.lit(code),
        identified_on=later,
        anchor=first & (pl.col("status") == "ACR") & (pl.col("category") == "VD"),
        identification_status=pl.when(doubtful & (pl.col("status") == "ACR"))
        .then(pl.lit("POS"))
        .otherwise("status"),
        victim_category=pl.col("category"),
        exploitation_forms=pl.when(police).then("police_form").otherwise("exploitation_forms"),
        referred_by=pl.when(first).then(None).otherwise(pl.lit("PNC" if desk != "PNC" else "FGR")),
        record_ref=_numbers(institution.desk, year, size),
        document_number=_undashed(pl.col("document_number"), rng, size)
        if desk == "PNC"
        else pl.col("document_number"),
    )
    mine = spelling.respell(mine, rng, institution.respelt)
    return _with_gaps(mine, rng, institution.no_document, institution.no_birth_date)


def _numbers(desk: str, year: int, size: int) -> pl.Expr:
    number = pl.int_range(1, size + 1).cast(pl.String).str.zfill(5)
    return pl.concat_str(pl.lit(f"{desk}-{year}-"), number)


def _undashed(number: pl.Expr, rng: np.random.Generator, size: int) -> pl.Expr:
    """Some numbers without their dash."""
    return pl.when(pl.Series(flags(rng, 0.3, size))).then(number.str.replace("-", "")).otherwise(number)


def _with_gaps(
    records: pl.DataFrame, rng: np.random.Generator, no_document: float, no_birth_date: float
) -> pl.DataFrame:
    size = records.height
    unknown = pl.Series(flags(rng, no_document, size))
    unborn = pl.Series(flags(rng, no_birth_date, size))
    vague = pl.Series(flags(rng, 0.08, size))
    return records.with_columns(
        pl.when(unknown).then(None).otherwise(pl.col("document_type", "document_number")).name.keep(),
        birth_date=pl.when(unborn).then(None).otherwise("birth_date"),
        identification_department=pl.when(vague).then(None).otherwise("identification_department"),
        identification_municipality=pl.when(~vague & (pl.col("identified_on") >= _MUNICIPALITIES)).then(
            "identification_municipality"
        ),
    )
