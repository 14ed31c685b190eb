"""Code lists as they stand in `data/codelists`, and which spellings stand for a code."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "codelists"

# Kinds an institution may declare to have nothing on; `schemas` checks them against its own kinds.
DECLARABLE = {
    "victims": ("Víctimas", "Victims"),
    "victims_aggregate": ("Víctimas (conteos)", "Victims (counts)"),
    "cases": ("Casos", "Cases"),
    "accused": ("Personas imputadas", "Accused persons"),
    "services": ("Servicios", "Services"),
    "shelters": ("Albergues y centros", "Shelters and centres"),
    "migration": ("Medidas migratorias", "Migration measures"),
    "measures": ("Medidas procesales", "Procedural measures"),
    "reparations": ("Reparaciones", "Reparations"),
    "funds": ("Presupuesto y Fondo", "Budget and Fund"),
    "prevention": ("Prevención", "Prevention"),
    "training": ("Capacitación", "Training"),
    "teams": ("Equipos y unidades", "Teams and units"),
    "governance": ("Gobernanza", "Governance"),
    "directory": ("Directorio", "Directory"),
    "studies": ("Estudios", "Studies"),
}

# Words for a sex that are said of children only, as `fold` leaves them.
CHILD_WORDS = ("nina", "nino", "ninas", "ninos")

# Columns of a list that hold further spellings of its codes.
SPELLINGS = {
    "nationality": ("iso2", "gentilicio_es_f"),
    "departments": ("department_code",),
}

# Spellings seen in files that no list has.
SEEN = {
    "sex": {
        "F": ("fem", "fem.", "femenino", "femenina", "h-f", "mujeres", "nina", "ninas", "woman"),
        "M": ("masc", "masc.", "masculino", "masculina", "hombres", "nino", "ninos", "man"),
        "_U": ("no identificado", "no especificado", "desconocido"),
    },
    "yes_no": {"yes": ("s", "x", "1", "true"), "no": ("n", "0", "false"), "unknown": ("nd", "no sabe")},
}


@dataclass(frozen=True)
class Code:
    """A code and its labels."""

    code: str
    label_es: str
    label_en: str


def fold(text: str) -> str:
    """The text without accents, case and superfluous spaces, as spellings are compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(plain.lower().split())


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a list's file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _nodes(dimension: str) -> list[dict[str, str]]:
    """The nodes of a dimension's tree."""
    return [row for row in _rows("hierarchies") if row["dimension"] == dimension]


@cache
def codelist(name: str) -> tuple[Code, ...]:
    """The codes a cell may hold, in list order; totals are no values."""
    if name == "kinds":
        return tuple(Code(code, *labels) for code, labels in DECLARABLE.items())
    if name == "municipalities":
        rows = _rows(name)
        return tuple(
            Code(r["municipality_code"], r["municipality_name"], r["municipality_name"]) for r in rows
        )
    rows = _nodes(name) if name == "age_group" else _rows(name)
    key = "code" if "code" in rows[0] else next(iter(rows[0]))
    listed = (Code(row[key], row["label_es"], row["label_en"]) for row in rows)
    return tuple(entry for entry in listed if entry.code != "_T")


def _district_spellings() -> Iterator[tuple[str, str]]:
    """Districts, the municipalities of before May 2024, lead to the municipality they are part of."""
    for row in _rows("districts"):
        yield row["district_code"], row["municipality_code"]
        yield row["district_name"], row["municipality_code"]


def _spellings(name: str) -> Iterator[tuple[str, str]]:
    """Spelling and code, the codes themselves first."""
    entries = codelist(name)
    yield from ((entry.code, entry.code) for entry in entries)
    yield from ((label, entry.code) for entry in entries for label in (entry.label_es, entry.label_en))
    if name == "municipalities":
        yield from _district_spellings()
    columns = SPELLINGS.get(name, ())
    if columns:
        rows = _rows(name)
        key = "code" if "code" in rows[0] else next(iter(rows[0]))
        yield from ((row[column], row[key]) for row in rows for column in columns if row[key] != "_T")
    for code, words in SEEN.get(name, {}).items():
        yield from ((word, code) for word in words)


@cache
def _meanings(name: str) -> dict[str, set[str]]:
    """Folded spelling to the codes it could mean; a code itself means nothing else."""
    meanings: dict[str, set[str]] = {}
    for spelling, code in _spellings(name):
        if spelling:
            meanings.setdefault(fold(spelling), set()).add(code)
    return meanings | {fold(entry.code): {entry.code} for entry in codelist(name)}


@cache
def lookup(name: str) -> dict[str, str]:
    """Folded spelling to code, of the spellings that mean one code only."""
    return {spelling: next(iter(meant)) for spelling, meant in _meanings(name).items() if len(meant) == 1}


@cache
def ambiguous(name: str) -> tuple[str, ...]:
    """Folded spellings that could mean more than one code: San Lorenzo is a district of two departments."""
    return tuple(spelling for spelling, meant in _meanings(name).items() if len(meant) > 1)


@cache
def departments_of_municipalities() -> dict[str, str]:
    """The department of every municipality."""
    return {row["municipality_code"]: row["department_iso"] for row in _rows("municipalities")}


@cache
def penalties() -> tuple[dict[str, float], dict[str, float]]:
    """The least and the greatest years of prison of every provision that sets them."""
    rows = [row for row in _rows("penal_provisions") if row["penalty_min_years"]]
    low = {row["code"]: float(row["penalty_min_years"]) for row in rows}
    return low, {row["code"]: float(row["penalty_max_years"]) for row in rows}


@cache
def age_bounds() -> tuple[dict[str, int], dict[str, int]]:
    """The lowest and the highest age of every age group, the wider ones from the bands they hold."""
    bands = {row["code"]: row for row in _rows("age_groups") if row["age_min"]}
    parents = {row["code"]: row["parent"] for row in _nodes("age_group")}
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for band, row in bands.items():
        node = band
        while node:
            low[node] = min(low.get(node, 999), int(row["age_min"]))
            high[node] = max(high.get(node, 0), int(row["age_max"]))
            node = parents.get(node, "")
    for node, parent in parents.items():
        if node.endswith("_U") and parent in low and parent != "_T":
            low[node], high[node] = low[parent], high[parent]
    return low, high
