"""Who is attended, by whom and when: services follow victims over the months after they were identified."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.samples import spelling
from ingest.samples.calendar import Calendar
from ingest.samples.draw import choose, flags, generator
from ingest.samples.figures import Figures
from ingest.samples.institutions import BY_CODE
from ingest.samples.reporting import succession

_MENUS = {  # institution and service, with weights, by whom they are for
    "children": {
        "ISNA INM_ALO": 10, "ISNA ALB": 12, "ISNA INM_BAS": 12, "ISNA INM_MED": 8, "ISNA REI_EDU": 10,
        "ISNA REI_FAM": 8, "PGR LEG": 14, "PGR PRO_JUR": 5, "ONG PRO_PSI": 8, "ONG REI_FOR": 6,
    },
    "women": {
        "ISDEMU INM_JUR": 14, "ISDEMU PRO_PSI": 14, "ISDEMU PRO_SOC": 10, "PGR LEG": 14, "PGR PRO_JUR": 6,
        "ONG INM_BAS": 12, "ONG INM_ALO": 8, "ONG REI_SUB": 10, "ONG REI_FOR": 6, "ISDEMU INM_MED": 5,
    },
    "men": {"ONG INM_BAS": 30, "ONG REI_SUB": 25, "PGR LEG": 25, "PGR PRO_JUR": 8, "ONG INM_ALO": 12},
    "foreign": {"DGME MIG": 40, "DGME REP": 25, "DGME INM_TRA": 10, "DGME INM_ALO": 15, "PGR LEG": 10},
}  # fmt: skip
_PSYCHOLOGIST = {"children": "ISNA", "women": "ISDEMU", "men": "ONG"}
_PSYCHOLOGICAL = 0.7
_RETURNING = 0.25
LATE = 0.04


def records(
    figures: Figures,
    cohorts: dict[int, pl.DataFrame],
    calendar: Calendar,
    *,
    seed: int,
    year: int,
    scale: int,
) -> pl.DataFrame:
    """The services of a year to the persons of this and the last; `anchor` marks one record of each."""
    rng = generator(seed, "services", year)
    attended = _attended(figures, cohorts, rng, year, scale)
    served = pl.concat([_psychological(figures, attended, rng, year, scale), _drawn(attended, rng)])
    served = served.unique(["person", "service"], keep="first", maintain_order=True)
    served = served.with_columns(anchor=pl.int_range(pl.len()).over("person") == 0)
    return succession(_as_recorded(_timed(served, calendar, rng, year), rng, year), calendar)


def _attended(
    figures: Figures, cohorts: dict[int, pl.DataFrame], rng: np.random.Generator, year: int, scale: int
) -> pl.DataFrame:
    """The persons attended in a year, groups as published, a part of them known since the year before."""
    wanted = {k: v * scale for k, v in figures.series(year, "assisted").items()}
    total = wanted["total"]
    earlier = cohorts[year - 1]
    groups = [group for group in ("women", "girls", "men", "boys") if group in wanted]
    if not groups:
        return _sample(cohorts[year], earlier, rng, total, returning=_RETURNING)
    parts = []
    for group in groups:
        of_group = pl.col("group") == group
        parts.append(
            _sample(cohorts[year].filter(of_group), earlier.filter(of_group), rng, wanted[group], _RETURNING)
        )
    return pl.concat(parts)


def _sample(
    new: pl.DataFrame, earlier: pl.DataFrame, rng: np.random.Generator, total: int, returning: float
) -> pl.DataFrame:
    old = min(earlier.height, max(round(total * returning), total - new.height))
    fresh = min(total - old, new.height)
    picks = [
        people[rng.choice(people.height, size=count, replace=False)]
        for people, count in ((new, fresh), (earlier, old))
    ]
    return pl.concat(picks).with_columns(
        menu=pl.when("child")
        .then(pl.lit("children"))
        .when(pl.col("sex") == "F")
        .then(pl.lit("women"))
        .otherwise(pl.lit("men"))
    )


def _psychological(
    figures: Figures, attended: pl.DataFrame, rng: np.random.Generator, year: int, scale: int
) -> pl.DataFrame:
    quota = figures.value(year, "assisted", "INM_PSI")
    count = round(attended.height * _PSYCHOLOGICAL) if quota is None else min(quota * scale, attended.height)
    chosen = attended[rng.choice(attended.height, size=count, replace=False)]
    return chosen.with_columns(
        institution=pl.col("menu").replace_strict(_PSYCHOLOGIST, return_dtype=pl.String),
        service=pl.lit("INM_PSI"),
    )


def _drawn(attended: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One to five other services a person, drawn from the menu of its group."""
    repeat = rng.choice([1, 2, 3, 4, 5], size=attended.height, p=[0.2, 0.3, 0.25, 0.15, 0.1])
    rows = attended[np.repeat(np.arange(attended.height), repeat)]
    abroad = (rows["nationality"] != "SLV").to_numpy() & flags(rng, 0.6, rows.height)
    menu = np.where(abroad, "foreign", rows["menu"].to_numpy().astype(str))
    drawn = np.full(rows.height, "", dtype="<U24")
    for name, weights in _MENUS.items():
        drawn[menu == name] = choose(rng, weights, int((menu == name).sum()))
    pair = pl.Series(drawn).str.split(" ").list
    return rows.with_columns(institution=pair.first(), service=pair.last())


def _timed(served: pl.DataFrame, calendar: Calendar, rng: np.random.Generator, year: int) -> pl.DataFrame:
    start = pl.max_horizontal(pl.col("identified_on"), pl.date(year, 1, 1))
    wait = np.where(
        served["service"].str.starts_with("INM"),
        rng.integers(1, 30, served.height),
        rng.integers(10, 200, served.height),
    )
    delivered = pl.min_horizontal(start + pl.duration(days=pl.lit(pl.Series(wait))), pl.date(year, 12, 31))
    late = pl.Series(flags(rng, LATE, served.height)).cast(pl.Int32)
    last = 2 * len(calendar.years) - 1
    return served.with_columns(delivered_on=delivered).with_columns(
        semester=(calendar.semester_of("delivered_on") + late).clip(upper_bound=last),
        age=((pl.col("delivered_on") - pl.col("birth_date")).dt.total_days() / 365.25).floor().cast(pl.Int64),
        department="identification_department",
    )


def _as_recorded(served: pl.DataFrame, rng: np.random.Generator, year: int) -> pl.DataFrame:
    """Each institution writes a person's name its own way, the same in all of its records."""
    parts = []
    for (code,), mine in served.group_by("institution", maintain_order=True):
        institution = BY_CODE[str(code)]
        persons = mine.unique("person", keep="first", maintain_order=True)
        named = spelling.respell(persons, rng, institution.respelt).select(
            "person", "given_names", "surnames"
        )
        written = mine.drop("given_names", "surnames").join(
            named, on="person", how="left", maintain_order="left"
        )
        unknown = pl.Series(flags(rng, institution.no_document, mine.height))
        number = pl.int_range(1, mine.height + 1).cast(pl.String).str.zfill(5)
        parts.append(
            written.with_columns(
                pl.when(unknown).then(None).otherwise(pl.col("document_type", "document_number")).name.keep(),
                record_ref=pl.concat_str(pl.lit(f"{institution.desk}-A-{year}-"), number),
            ).select([*sorted(written.columns), "record_ref"])
        )
    return pl.concat(parts)
