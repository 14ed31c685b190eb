"""The persons: identified victims as the figures have them, and the others who are reported beside them."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.samples import names, shares
from ingest.samples.draw import Flags, Integers, Strings, choose, flags, generator, several
from ingest.samples.figures import Cell, Figures
from schemas.codelists import codelist


def cohort(figures: Figures, year: int, *, seed: int, scale: int, first_person: int) -> pl.DataFrame:
    """Everybody first reported in a year: one row a person, canonical codes, identity included."""
    rng = generator(seed, "population", year)
    groups = pl.concat([_identified(figures.cells_of(year), scale), _others(figures, year, rng, scale)])
    people = groups.with_columns(person=pl.int_range(pl.len()) + first_person, year=pl.lit(year))
    people = _with_life(people, rng, year)
    people = _with_nationality(people, rng, figures, year, scale)
    people = _with_identity(people, rng, seed)
    return _with_lgbti(_with_circumstances(people, rng), rng, figures, year, scale)


def _identified(cells: tuple[Cell, ...], scale: int) -> pl.DataFrame:
    repeat = [cell.persons * scale for cell in cells]
    return pl.DataFrame(
        {
            "group": np.repeat([c.group for c in cells], repeat),
            "family": np.repeat([c.form for c in cells], repeat),
            "police": pl.Series([c.police for c in cells], dtype=pl.Boolean).gather(_index(repeat)),
            "prosecution": pl.Series([c.prosecution for c in cells], dtype=pl.Boolean).gather(_index(repeat)),
            "police_form": pl.Series([c.police_form for c in cells], dtype=pl.String).gather(_index(repeat)),
        }
    ).with_columns(status=pl.lit("ACR"), category=pl.lit("VD"))


def _index(repeat: list[int]) -> Integers:
    return np.repeat(np.arange(len(repeat)), repeat)


def _others(figures: Figures, year: int, rng: np.random.Generator, scale: int) -> pl.DataFrame:
    total = (figures.value(year, "victims", "total") or 0) * scale
    cells = {f"{c.group} {c.form}": float(c.persons) for c in figures.cells_of(year)}
    parts = []
    for (status, category), share in shares.EXTRAS.items():
        drawn = np.char.partition(choose(rng, cells, round(total * share)), " ")
        parts.append(
            pl.DataFrame({"group": drawn[:, 0], "family": drawn[:, 2]}).with_columns(
                police=pl.lit(None, pl.Boolean),
                prosecution=pl.lit(None, pl.Boolean),
                police_form=pl.lit(None, pl.String),
                status=pl.lit(status),
                category=pl.lit(category),
            )
        )
    return pl.concat(parts)


def _with_life(people: pl.DataFrame, rng: np.random.Generator, year: int) -> pl.DataFrame:
    size = people.height
    child = people["group"].is_in(["girls", "boys"]).to_numpy()
    age = np.where(
        child,
        17 - rng.exponential(2.6, size).astype(int) % 12,
        18 + rng.exponential(8, size).astype(int) % 44,
    )
    start = np.datetime64(f"{year}-01-01")
    days = (np.datetime64(f"{year + 1}-01-01") - start).astype(int)
    identified = start + rng.integers(0, days, size)
    born = identified - (age * 365.25 + rng.integers(2, 363, size)).astype("timedelta64[D]")
    female = people["group"].is_in(["girls", "women"]).to_numpy()
    forms = _forms(people["family"].to_numpy().astype(str), child, rng)
    return people.with_columns(
        sex=pl.Series(np.where(female, "F", "M")),
        child=pl.Series(child),
        age=pl.Series(age.astype(np.int64)),
        identified_on=pl.Series(identified),
        birth_date=pl.Series(born),
        exploitation_forms=pl.Series(forms),
    )


def _forms(family: Strings, child: Flags, rng: np.random.Generator) -> Strings:
    key = np.where(family == "OTH", np.where(child, "OTH children", "OTH adults"), family)
    forms = np.full(len(key), "NE", dtype="<U16")
    for name, weights in shares.FORMS.items():
        forms[key == name] = choose(rng, weights, int((key == name).sum()))
    return forms


def _with_nationality(
    people: pl.DataFrame, rng: np.random.Generator, figures: Figures, year: int, scale: int
) -> pl.DataFrame:
    nationality = np.where(flags(rng, 0.08, people.height), choose(rng, shares.FOREIGN, people.height), "SLV")
    identified = ((people["status"] == "ACR") & (people["category"] == "VD")).to_numpy()
    nationality[identified] = "SLV"
    eligible = identified & people["prosecution"].fill_null(value=True).to_numpy()
    wanted = [
        choose(rng, shares.FOREIGN if code == "EXT" else {code: 1}, count * scale)
        for code, count in figures.series(year, "nationality").items()
    ]
    foreign = np.concatenate(wanted) if wanted else np.array([], dtype=str)
    nationality[rng.choice(np.flatnonzero(eligible), size=len(foreign), replace=False)] = foreign
    national = nationality == "SLV"
    scope = np.where(
        national,
        choose(rng, shares.SCOPE_NATIONAL, len(national)),
        choose(rng, shares.SCOPE_FOREIGN, len(national)),
    )
    return people.with_columns(nationality=pl.Series(nationality), scope=pl.Series(scope))


def _with_identity(people: pl.DataFrame, rng: np.random.Generator, seed: int) -> pl.DataFrame:
    given, surnames = names.full_names(rng, (people["sex"] == "F").to_numpy())
    numbers = people["person"].to_numpy()
    national = pl.col("nationality") == "SLV"
    adult = ~pl.col("child")
    return people.with_columns(
        given_names=pl.Series(given),
        surnames=pl.Series(surnames),
        document_type=pl.when(national & adult).then(pl.lit("DUI")).when(~national).then(pl.lit("PAS")),
        document_number=pl.when(national & adult)
        .then(pl.Series(names.dui(numbers, seed * 7_919)))
        .when(~national)
        .then(pl.Series(names.passport(numbers))),
    )


def _with_circumstances(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    size = people.height
    scope = people["scope"].to_numpy().astype(str)
    nationality = people["nationality"].to_numpy().astype(str)
    home = choose(rng, shares.DEPARTMENTS, size)
    place = np.where(flags(rng, 0.7, size), home, choose(rng, shares.DEPARTMENTS, size))
    abroad = scope == "EXT_SAL"
    country = np.where(abroad, choose(rng, shares.DESTINATIONS, size), "SLV")
    condition = np.where(people["child"].to_numpy(), "NNA", choose(rng, shares.ADULT_CONDITIONS, size))
    started = people["identified_on"].to_numpy() - rng.integers(20, 900, size)
    return people.with_columns(
        identification_department=pl.Series(home),
        identification_municipality=pl.Series(_municipality(home, rng)),
        exploitation_department=pl.Series(np.where(abroad, "_X", place)),
        exploitation_country=pl.Series(country),
        recruitment_country=pl.Series(np.where(nationality != "SLV", nationality, "SLV")),
        transit_countries=pl.when(pl.Series(abroad & (country != "GTM"))).then(
            pl.Series(np.where(country == "USA", "GTM;MEX", "GTM"))
        ),
        acts=pl.Series(several(rng, shares.ACTS, size)),
        means=pl.Series(several(rng, shares.MEANS, size)),
        recruitment_channel=pl.Series(choose(rng, shares.CHANNELS, size)),
        relationship=pl.Series(choose(rng, shares.RELATIONSHIPS, size)),
        vulnerabilities=pl.Series(np.where(nationality != "SLV", np.char.add(condition, ";EXT"), condition)),
        complaint_filed=pl.Series(choose(rng, shares.ANSWERS, size)),
        has_identity_document=pl.Series(choose(rng, shares.ANSWERS, size)),
        minor_presumed=pl.Series(np.where(flags(rng, 0.04, size) & people["child"].to_numpy(), "yes", "no")),
        exploited_from=pl.Series(started).dt.strftime("%Y-%m"),  # known to the month
        exploited_until=pl.Series(people["identified_on"].to_numpy() - rng.integers(0, 20, size)),
    )


def _municipality(department: Strings, rng: np.random.Generator) -> Strings:
    """One of the department's municipalities of 2024, whose codes begin with the department's number."""
    codes = [entry.code for entry in codelist("municipalities")]
    chosen = np.full(len(department), "", dtype="<U4")
    for number, entry in enumerate(codelist("departments"), start=1):
        there = department == entry.code
        if there.any():
            listed = np.array([code for code in codes if code.startswith(f"{number:02d}")])
            chosen[there] = rng.choice(listed, size=int(there.sum()))
    return chosen


def _with_lgbti(
    people: pl.DataFrame, rng: np.random.Generator, figures: Figures, year: int, scale: int
) -> pl.DataFrame:
    quota = figures.value(year, "victims_police", "LGBTI")
    chosen = flags(rng, 0.05, people.height)
    if quota is not None:
        reported = people["police"].fill_null(value=False).to_numpy()
        chosen &= ~reported
        chosen[rng.choice(np.flatnonzero(reported), size=quota * scale, replace=False)] = True
    marked = pl.concat_str("vulnerabilities", pl.lit(";LGBTI"))
    return people.with_columns(
        vulnerabilities=pl.when(pl.Series(chosen)).then(marked).otherwise("vulnerabilities")
    )
