"""All that happened over the years covered, before anybody writes it down: the rows of every kind."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ingest.samples import aggregates, cases, population, reporting, services
from ingest.samples.calendar import Calendar
from ingest.samples.figures import Figures
from ingest.samples.manifest import Truth


@dataclass(frozen=True)
class History:
    """Rows by kind, canonical, with `institution`, `semester` and `anchor`; and what is true of each year."""

    kinds: dict[str, pl.DataFrame]
    truth: tuple[Truth, ...]


def build(figures: Figures, calendar: Calendar, *, seed: int, scale: int) -> History:
    """Draw persons, their reports and services year by year, and the cases."""
    victims, attended, counted, truth = [], [], [], []
    identified: dict[int, pl.DataFrame] = {}
    first_person = 0
    for year in calendar.years:
        people = population.cohort(figures, year, seed=seed, scale=scale, first_person=first_person)
        first_person += people.height
        direct = (pl.col("status") == "ACR") & (pl.col("category") == "VD")
        abroad = pl.Series(reporting.consular(people, seed, year))
        identified = {year - 1: identified.get(year - 1, people.clear()), year: people.filter(direct)}
        victims.append(reporting.records(people, calendar, seed=seed, year=year))
        counted.append(aggregates.counts(people.filter(abroad), calendar))
        attended.append(services.records(figures, identified, calendar, seed=seed, year=year, scale=scale))
        truth.append(
            Truth(
                year=year,
                identified=people.filter(direct).height,
                identified_in_counts=people.filter(direct & abroad).height,
                assisted=attended[-1]["person"].n_unique(),
                cases_investigated=figures.series(year, "cases")["investigated"] * scale,
            )
        )
    kinds = {
        "victims": pl.concat(victims),
        "services": pl.concat(attended),
        "cases": cases.records(figures, calendar, seed=seed, scale=scale),
        "victims_aggregate": pl.concat(counted),
    }
    return History(kinds, tuple(truth))
