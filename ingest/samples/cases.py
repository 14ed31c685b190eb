"""Criminal cases, one row for a case and a stage it reached, with as many persons as were published."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.samples import shares
from ingest.samples.calendar import Calendar
from ingest.samples.draw import Strings, choose, flags, generator, several, split
from ingest.samples.figures import Figures

WARM_UP = 3  # years before the first one, whose cases are in court during it
COMPLAINTS = 0.4  # complaints that the police holds beyond the cases investigated
_TO_COURT = {"REQ": (1, 5), "AINI": (3, 12), "INS": (10, 40), "APRE": (120, 260), "VIS": (60, 240)}
_ENDS = {"ABS": 45, "SOBP": 25, "SOBD": 30}
LATE = 0.03


def records(figures: Figures, calendar: Calendar, *, seed: int, scale: int) -> pl.DataFrame:
    """All rows of cases of all semesters; `anchor` marks those that carry a published figure."""
    years = range(calendar.first_year - WARM_UP, calendar.last_year + 1)
    opened = {year: _opened(figures, seed, year, scale) for year in years}
    early = pl.concat([_early(figures, opened, seed, year, scale) for year in years])
    court = _court(early, seed)
    final = pl.concat([_verdicts(figures, court, seed, year, scale) for year in calendar.years])
    police = pl.concat([_complaints(figures, seed, year, scale) for year in calendar.years])
    rows = pl.concat([early, court, final, police], how="diagonal")
    within = (calendar.semester_of("stage_on") >= 0) & (
        pl.col("stage_on") <= pl.date(calendar.last_year, 12, 31)
    )
    return _sent(rows.filter(within), calendar, seed)


def _opened(figures: Figures, seed: int, year: int, scale: int) -> pl.DataFrame:
    """The cases that the prosecution investigates in a year."""
    rng = generator(seed, "cases", year)
    known = figures.series(year, "cases")
    total = known["investigated"] * scale
    labour = known.get("LAB", round(known["investigated"] * 0.08)) * scale
    unknown = known.get("NE", 0) * scale
    forms = np.concatenate(
        [
            choose(rng, shares.FORMS["LAB"], labour),
            np.full(unknown, "NE"),
            choose(
                rng, shares.FORMS["SEX"] if "LAB" in known else shares.CASE_FORMS, total - labour - unknown
            ),
        ]
    )
    return _described(rng.permutation(forms), rng, "UETP", "FGR", year)


def _complaints(figures: Figures, seed: int, year: int, scale: int) -> pl.DataFrame:
    """Complaints that the police received and no prosecutor has taken up: other cases than the above."""
    rng = generator(seed, "complaints", year)
    total = round(figures.series(year, "cases")["investigated"] * scale * COMPLAINTS)
    cases = _described(choose(rng, shares.CASE_FORMS, total), rng, "UT", "PNC", year)
    return cases.with_columns(stage=pl.lit("DEN"), stage_on="opened_on", anchor=pl.lit(value=False))


def _described(
    forms: Strings, rng: np.random.Generator, desk: str, institution: str, year: int
) -> pl.DataFrame:
    size = len(forms)
    days = (np.datetime64(f"{year}-12-16") - np.datetime64(f"{year}-01-01")).astype(int)
    provision = choose(rng, shares.PROVISIONS, size)
    number = pl.int_range(1, size + 1).cast(pl.String).str.zfill(5)
    return pl.DataFrame(
        {
            "opened_on": np.datetime64(f"{year}-01-01") + rng.integers(0, days, size),
            "penal_provision": provision,
            "exploitation_forms": forms,
            "department": choose(rng, shares.DEPARTMENTS, size),
            "scope": choose(rng, {**shares.SCOPE_NATIONAL, "EXT_ENT": 8}, size),
            "organised_crime": np.where(provision == "P55O", "yes", choose(rng, shares.ANSWERS, size)),
            "victims_count": 1 + rng.poisson(0.4, size),
        }
    ).with_columns(
        aggravating=pl.when(pl.col("penal_provision") == "P55").then(
            pl.Series(several(rng, shares.AGGRAVATING, size))
        ),
        record_ref=pl.concat_str(pl.lit(f"{desk}-C-{year}-"), number),
        institution=pl.lit(institution),
    )


def _early(
    figures: Figures, opened: dict[int, pl.DataFrame], seed: int, year: int, scale: int
) -> pl.DataFrame:
    """Complaint, investigation, and the suspects of the year."""
    rng = generator(seed, "early stages", year)
    mine = opened[year]
    wait = pl.lit(pl.Series(rng.integers(1, 15, mine.height)))
    investigated = pl.col("opened_on") + pl.duration(days=wait)
    suspects = (figures.value(year, "accused", "suspects") or 0) * scale
    taken = rng.choice(mine.height, size=min(max(suspects // 2, 1), round(mine.height * 0.75)), replace=False)
    arrested = pl.min_horizontal(
        pl.col("opened_on") + pl.duration(days=pl.lit(pl.Series(rng.integers(16, 120, len(taken))))),
        pl.date(year, 12, 31),
    )
    return pl.concat(
        [
            mine.with_columns(stage=pl.lit("DEN"), stage_on="opened_on", anchor=pl.lit(value=False)),
            mine.with_columns(stage=pl.lit("DIL"), stage_on=investigated, anchor=pl.lit(value=True)),
            mine[taken].with_columns(
                stage=pl.lit("IMP"),
                stage_on=arrested,
                anchor=pl.lit(value=True),
                accused_count=pl.Series(split(rng, suspects, len(taken))),
            ),
        ],
        how="diagonal",
    )


def _court(early: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The way through the courts of the cases with suspects; at each step some do not go on."""
    rng = generator(seed, "court")
    current = early.filter(pl.col("stage") == "IMP").with_columns(anchor=pl.lit(value=False))
    steps = []
    for stage, (least, most) in _TO_COURT.items():
        current = current.filter(pl.Series(flags(rng, 0.93, current.height)))
        wait = pl.lit(pl.Series(rng.integers(least, most, current.height)))
        current = current.with_columns(
            stage=pl.lit(stage), stage_on=pl.col("stage_on") + pl.duration(days=wait)
        )
        steps.append(current)
    return pl.concat(steps)


def _verdicts(figures: Figures, court: pl.DataFrame, seed: int, year: int, scale: int) -> pl.DataFrame:
    """How the trials of a year end: so many persons convicted as published, the rest otherwise."""
    rng = generator(seed, "verdicts", year)
    trials = court.filter((pl.col("stage") == "VIS") & (pl.col("stage_on").dt.year() == year))
    trials = trials[rng.permutation(trials.height)]
    convicted = (figures.value(year, "accused", "convicted") or 0) * scale
    guilty = min(trials.height, -(-convicted // 2))
    wait = pl.lit(pl.Series(rng.integers(1, 15, trials.height)))
    ended = pl.min_horizontal(pl.col("stage_on") + pl.duration(days=wait), pl.date(year, 12, 31))
    others = trials.height - guilty
    verdict = np.concatenate([np.full(guilty, "CON"), choose(rng, _ENDS, others)])
    persons = pl.concat([pl.Series(split(rng, convicted, guilty)), trials["accused_count"][guilty:]])
    sentences = trials.with_columns(
        stage=pl.Series(verdict), stage_on=ended, accused_count=persons, anchor=pl.lit(value=True)
    )
    final = sentences.filter(pl.col("stage") == "CON").with_columns(
        stage=pl.lit("FIR"),
        stage_on=pl.col("stage_on") + pl.duration(days=45),
        anchor=pl.lit(value=False),
    )
    return pl.concat([sentences, final])


def _sent(rows: pl.DataFrame, calendar: Calendar, seed: int) -> pl.DataFrame:
    late = pl.Series(flags(generator(seed, "late cases"), LATE, rows.height)).cast(pl.Int32)
    last = 2 * len(calendar.years) - 1
    timed = rows.with_columns(semester=(calendar.semester_of("stage_on") + late).clip(upper_bound=last))
    return timed.sort("semester", "opened_on", "record_ref", "stage_on", maintain_order=True)
