"""Every cell of every statistic against a plain count over the raw rows, person by person, node by node."""

from __future__ import annotations

import csv
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Row = dict[str, Any]
Unit = dict[str, Any]

INSTITUTION_TYPES = {
    "PNC": "POLICE",
    "FGR": "PROSECUTION",
    "DGME": "GOVERNMENT",
    "ONG": "NGO",
    "ACAD": "OTHER",
}
NATIONALITY_GROUPS = {
    "SLV": "SV",
    "HND": "CA4",
    "BLZ": "CENTROAM",
    "USA": "NORTEAM",
    "_A": "RESTO",
    "_U": "_U",
}
PERIODS = ("2023-S1", "2023-S2", "2024-S1", "2024-S2")
FORMS = ("SEX", "TRAF", "MEND", "NE")
KINDS = ("victims", "victims_aggregate", "cases", "services")


def submissions() -> tuple[list[Row], list[Row]]:
    """One submission an institution and period; one replaced in part, one refused."""
    names = [f"{institution}-{period}" for institution in INSTITUTION_TYPES for period in PERIODS]
    registered = [
        {
            "submission_id": name,
            "institution": name[:-8],
            "period": name[-7:],
            "received_at": datetime(2024, 1, 1, order // 24, order % 24),
            "status": "accepted" if order % 2 else "accepted_with_rejections",
        }
        for order, name in enumerate([*names, "PNC-2024-S2", "FGR-2024-S2"])
    ]
    registered[-2]["submission_id"], registered[-1]["submission_id"] = "corrected", "refused"
    registered[-1]["status"] = "rejected"
    replaced = {("PNC-2024-S2", "victims"): "corrected", ("PNC-2024-S2", "cases"): "corrected"}
    kinds = [
        {
            "submission_id": row["submission_id"],
            "kind": kind,
            "superseded_by": replaced.get((row["submission_id"], kind)),
        }
        for row in registered
        for kind in KINDS
    ]
    return registered, kinds


def some_day(rng: random.Random, column: str, years: tuple[int, ...] = (2023, 2024)) -> Row:
    """A date known to the day, the month or the year."""
    precision = rng.choices(["day", "month", "year"], [8, 2, 1])[0]
    month = 1 if precision == "year" else rng.randint(1, 12)
    day = rng.randint(1, 28) if precision == "day" else 1
    return {column: date(rng.choice(years), month, day), f"{column}_precision": precision}


def some_forms(rng: random.Random) -> list[str]:
    return rng.choice([["NE"], *(rng.sample(FORMS[:3], size) for size in (1, 2, 3))])


def victim(rng: random.Random) -> Row:
    return {
        "sex": rng.choice(["F", "F", "M", "_O", "_U"]),
        "age": rng.choice([None, None, 8, 9, 15, 17, 18, 29, 47, 60, 99]),
        "age_group": rng.choice([None, "Y0T17", "Y_GE18", "Y30T59", "Y12T14", "_U"]),
        "minor_presumed": rng.choice([None, "yes", "no", "unknown"]),
        "nationality": rng.choice(list(NATIONALITY_GROUPS)),
        **some_day(rng, "identified_on"),
        "identification_department": rng.choice([None, "SV-SS", "SV-UN", "_X", "_U"]),
        "identification_municipality": rng.choice([None, "0101"]),
        "scope": rng.choice(["INT", "EXT_SAL", "EXT_TRA", "ND"]),
        "exploitation_forms": some_forms(rng),
        "victim_category": rng.choice(["VD", "VD", "VD", "VI"]),
        "identification_status": rng.choice(["ACR", "ACR", "POS", "PEND", "NOV"]),
    }


def count_of_victims(rng: random.Random) -> Row:
    row = victim(rng)
    for column in ("age", "minor_presumed", "identification_municipality"):
        del row[column]
    return row | {"age_group": row["age_group"] or "_T", "victims": rng.choice([0, 1, 5, 40])}


def case(rng: random.Random) -> Row:
    provision = rng.choice([None, "P54", "P55", "PREV"])
    stage = {"stage": rng.choice(["DEN", "DIL", "CON"]), **some_day(rng, "stage_on", (2022, 2023, 2024))}
    return {**stage, **some_day(rng, "opened_on", (2021, 2023, 2024)), "penal_provision": provision}


def service(rng: random.Random) -> Row:
    what = {"service": rng.choice(["ALB", "LEG", "INM_PSI"]), "sex": rng.choice(["F", "M", "_U"])}
    return what | some_day(rng, "delivered_on")


def raw_rows(seed: int, *, size: int) -> dict[str, list[Row]]:
    """Rows of all kinds; a record may come again in another submission, several records may be one person."""
    rng = random.Random(seed)
    registered, kinds = submissions()
    rows: dict[str, list[Row]] = {"submissions": registered, "submission_kinds": kinds, "person_links": []}
    makers = {"victims": victim, "victims_aggregate": count_of_victims, "cases": case, "services": service}
    for kind, make in makers.items():
        seen: set[tuple[object, ...]] = set()
        rows[kind] = []
        for number in range(size):
            row = {
                "record_id": f"{kind}-{rng.randrange(size // 2)}",
                "submission_id": rng.choice(registered)["submission_id"],
            }
            row |= {"file_number": 1, "sheet": kind, "row_number": number} | make(rng)
            key = (row["record_id"], row["submission_id"], row.get("stage"))
            if key not in seen or kind == "services":
                rows[kind].append(row)
            seen.add(key)
    for kind in ("victims", "services"):
        for record_id in sorted({row["record_id"] for row in rows[kind]}):
            person = rng.randrange(size // 4)
            rows["person_links"].append({"record_id": record_id, "person_id": person})
    return rows


def semester(row: Row, column: str) -> str:
    year, month = row[column].year, row[column].month
    return f"{year}-U" if row[f"{column}_precision"] == "year" else f"{year}-S{1 if month <= 6 else 2}"


def current(rows: dict[str, list[Row]], kind: str) -> list[Row]:
    """Rows that stand, in the order in which they were received."""
    order = {
        row["submission_id"]: place
        for place, row in enumerate(rows["submissions"])
        if row["status"] != "rejected"
    }
    stands = {
        r["submission_id"] for r in rows["submission_kinds"] if r["kind"] == kind and not r["superseded_by"]
    }
    institution = {row["submission_id"]: row["institution"] for row in rows["submissions"]}
    kept = [row | {"institution": institution[row["submission_id"]]} for row in rows[kind]]
    kept = [row for row in kept if row["submission_id"] in stands & set(order)]
    return sorted(kept, key=lambda row: (order[row["submission_id"]], row["row_number"]))


def age_leaf(row: Row) -> str:
    """By hand: the ages and the bands that the rows above use."""
    ages = {8: "Y0T8", 9: "Y9T11", 15: "Y15T17", 17: "Y15T17", 18: "Y18T20", 29: "Y27T29", 47: "Y39T47"}
    bands = {"Y0T17": "Y0T17_U", "Y_GE18": "Y_GE18_U", "Y30T59": "Y_GE18_U", "Y12T14": "Y12T14"}
    if row.get("age") is not None:
        return ages.get(row["age"], "Y_GE60")
    presumed = "Y0T17_U" if row.get("minor_presumed") == "yes" else "_U"
    return bands.get(row["age_group"], presumed)


def department(row: Row) -> str:
    municipality = "SV-AH" if row.get("identification_municipality") else "_U"
    return row["identification_department"] or municipality


def first_known(values: Iterable[str], *unknown: str) -> str:
    known = [value for value in values if value not in unknown]
    return known[0] if known else unknown[0]


def victim_units(rows: dict[str, list[Row]]) -> list[Unit]:
    """Accredited direct victims, person by person, and the counts of institutions."""
    person_of = {link["record_id"]: link["person_id"] for link in rows["person_links"]}
    latest = {row["record_id"]: row for row in current(rows, "victims")}
    persons = defaultdict(list)
    for row in latest.values():
        if row["victim_category"] == "VD" and row["identification_status"] != "NOV":
            persons[person_of[row["record_id"]]].append(row)
    units = []
    for records in persons.values():
        records.sort(
            key=lambda r: (
                r["identified_on"].year,
                r["identified_on_precision"] == "year",
                r["identified_on"],
                r["institution"],
                r["record_id"],
            )
        )
        if not any(r["identification_status"] == "ACR" for r in records):
            continue
        ages = [age_leaf(r) for r in records]
        exact = [age for age in ages if not age.endswith("_U")]
        forms = {form for r in records for form in r["exploitation_forms"]}
        units.append(
            {
                "semester": semester(records[0], "identified_on"),
                "sex": first_known((r["sex"] for r in records), "_U"),
                "age_group": exact[0] if exact else first_known(ages, "_U"),
                "department": first_known(map(department, records), "_U"),
                "nationality_group": first_known(
                    (NATIONALITY_GROUPS[r["nationality"]] for r in records), "_U"
                ),
                "scope": first_known((r["scope"] for r in records), "ND"),
                "exploitation_form": forms - {"NE"} or {"NE"},
                "institution_type": {INSTITUTION_TYPES[r["institution"]] for r in records},
                "weight": 1,
            }
        )
    for row in current(rows, "victims_aggregate"):
        if row["victim_category"] == "VD" and row["identification_status"] == "ACR":
            unit = {name: row[name] for name in ("sex", "scope")} | {
                "semester": semester(row, "identified_on")
            }
            unit |= {"age_group": age_leaf(row), "department": department(row), "weight": row["victims"]}
            unit |= {"nationality_group": NATIONALITY_GROUPS[row["nationality"]]}
            unit |= {"exploitation_form": set(row["exploitation_forms"])}
            units.append(unit | {"institution_type": {INSTITUTION_TYPES[row["institution"]]}})
    return units


def since_reported(rows: dict[str, list[Row]], units: list[Unit]) -> list[Unit]:
    """Entries of cases before the first semester that anything else tells of do not count."""
    covered = [*victim_units(rows), *service_units(rows), *submission_units(rows)]
    first = min(unit["semester"].replace("-U", "-S1") for unit in covered)
    return [unit for unit in units if unit["semester"] >= first]


def stage_units(rows: dict[str, list[Row]]) -> list[Unit]:
    entries = {(row["record_id"], row["stage"]): row for row in current(rows, "cases")}
    units = [
        {"semester": semester(row, "stage_on"), "case_stage": stage, "contributor": case_id, "weight": 1}
        for (case_id, stage), row in entries.items()
    ]
    return since_reported(rows, units)


def opening_units(rows: dict[str, list[Row]]) -> list[Unit]:
    order = {row["submission_id"]: place for place, row in enumerate(rows["submissions"])}
    cases = defaultdict(list)
    for row in current(rows, "cases"):
        cases[row["record_id"]].append(row)
    units = []
    for told in cases.values():
        told.sort(key=lambda r: (order[r["submission_id"]], r["stage_on"], r["row_number"]), reverse=True)
        provisions = [row["penal_provision"] for row in told if row["penal_provision"]]
        units.append(
            {
                "semester": semester(told[0], "opened_on"),
                "penal_provision": (provisions or ["_U"])[0],
                "weight": 1,
            }
        )
    return since_reported(rows, units)


def service_units(rows: dict[str, list[Row]]) -> list[Unit]:
    person_of = {link["record_id"]: link["person_id"] for link in rows["person_links"]}
    told = current(rows, "services")
    told.sort(key=lambda r: (r["delivered_on"], r["institution"], r["record_id"], r["row_number"]))
    sexes, attended = defaultdict(list), defaultdict(set)
    for row in told:
        person = person_of[row["record_id"]]
        sexes[person].append(row["sex"])
        attended[person, semester(row, "delivered_on")].add(row["service"])
    return [
        {
            "semester": when,
            "sex": first_known(sexes[person], "_U"),
            "service": services,
            "contributor": person,
            "weight": 1,
        }
        for (person, when), services in attended.items()
    ]


def submission_units(rows: dict[str, list[Row]]) -> list[Unit]:
    current_ids = {row["submission_id"] for row in rows["submission_kinds"] if not row["superseded_by"]}
    return [
        {"semester": row["period"], "institution": row["institution"], "weight": 1}
        for row in rows["submissions"]
        if row["submission_id"] in current_ids and row["status"] != "rejected"
    ]


STATISTICS = {
    "victims_by_sex_age": (victim_units, ("semester", "sex", "age_group")),
    "victims_by_form": (victim_units, ("semester", "exploitation_form")),
    "victims_by_form_sex": (victim_units, ("semester", "sex", "exploitation_form")),
    "victims_by_department": (victim_units, ("semester", "department")),
    "victims_by_nationality": (victim_units, ("semester", "nationality_group")),
    "victims_by_scope": (victim_units, ("semester", "scope")),
    "victims_by_institution_type": (victim_units, ("semester", "institution_type")),
    "cases_by_stage": (stage_units, ("semester", "case_stage")),
    "cases_by_provision": (opening_units, ("semester", "penal_provision")),
    "services_by_type": (service_units, ("semester", "sex", "service")),
    "submissions_by_institution": (submission_units, ("semester", "institution")),
}


def parents(codelists: Path, semesters: Iterable[str]) -> dict[str, dict[str, str]]:
    """Of every node of every dimension, the node above it; the root has none."""
    trees: dict[str, dict[str, str]] = defaultdict(dict)
    with (codelists / "hierarchies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            trees[row["dimension"]][row["code"]] = row["parent"]
    trees["semester"] = (
        {"_T": ""} | {code: code[:4] for code in semesters} | {code[:4]: "_T" for code in semesters}
    )
    return trees


def nodes_of(tree: dict[str, str], values: str | set[str]) -> set[str]:
    """The nodes in which a unit with these leaves counts."""
    nodes: set[str] = set()
    for leaf in {values} if isinstance(values, str) else values:
        node = leaf
        while node:
            nodes.add(node)
            node = tree[node]
    return nodes


def counted(units: list[Unit], dimensions: tuple[str, ...], trees: dict[str, dict[str, str]]) -> pl.DataFrame:
    """All cells by counting unit by unit."""
    values: Counter[tuple[str, ...]] = Counter()
    behind = defaultdict(set)
    for unit in units:
        for cell in itertools.product(*(nodes_of(trees[name], unit[name]) for name in dimensions)):
            values[cell] += unit["weight"]
            if "contributor" in unit:
                behind[cell].add(unit["contributor"])
    own = not any("contributor" in unit for unit in units)
    return pl.DataFrame(
        [
            (*cell, values[cell], values[cell] if own else len(behind[cell]))
            for cell in itertools.product(*(trees[name] for name in dimensions))
        ],
        schema=[*dimensions, "value", "contributors"],
        orient="row",
    )


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Row]]:
    return raw_rows(7, size=240)


@pytest.fixture(scope="module")
def home(rows: dict[str, list[Row]], make_home: Callable[..., Path], run_dbt: Callable[..., Any]) -> Path:
    made = make_home(rows)
    done = run_dbt(made, "build")
    assert done.returncode == 0, done.stdout
    return made


@pytest.mark.parametrize("name", STATISTICS)
def test_every_cell_is_what_counting_unit_by_unit_gives(
    name: str, rows: dict[str, list[Row]], home: Path, warehouse: Callable[..., Any], project: Path
) -> None:
    units_of, dimensions = STATISTICS[name]
    used = {"2023-S1", "2023-S2", "2024-S1", "2024-S2", "2023-U", "2024-U"}
    expected = counted(units_of(rows), dimensions, parents(project / "data" / "codelists", used))
    with warehouse(home) as connection:
        found = connection.execute(f"from statistics.{name}").pl()
    assert found.columns == expected.columns
    assert found.sort(dimensions).equals(expected.sort(dimensions))


def test_the_rows_of_the_comparison_hold_what_is_hard(rows: dict[str, list[Row]]) -> None:
    records = Counter(row["record_id"] for row in current(rows, "victims"))
    persons = Counter(link["person_id"] for link in rows["person_links"])
    units = victim_units(rows)
    assert max(records.values()) > 1
    assert max(persons.values()) > 1
    assert any(len(unit["exploitation_form"]) > 1 for unit in units)
    assert any(len(unit["institution_type"]) > 1 for unit in units)
    assert {unit["semester"][5:] for unit in units} == {"S1", "S2", "U"}
    assert {"Y0T17_U", "Y_GE18_U", "_U"} <= {unit["age_group"] for unit in units}
