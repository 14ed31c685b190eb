"""Writes a `public.duckdb` with the size and the sparsity of a real release, nobody real in it."""

import csv
import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

YEARS = range(2020, 2026)
K = 5

Nodes = list[tuple[str, str | None, str, str]]
Unit = dict[str, list[str]]


def semester_nodes(years: range = YEARS, halves: tuple[str, ...] = ("S1", "S2")) -> Nodes:
    """The semester tree of the given years."""
    names = {"S1": ("primer semestre", "first half"), "S2": ("segundo semestre", "second half")}
    names["U"] = ("semestre no registrado", "half not recorded")
    nodes: Nodes = [("_T", None, "Total", "Total")]
    for year in years:
        nodes.append((str(year), "_T", str(year), str(year)))
        for half in halves:
            es, en = names[half]
            nodes.append((f"{year}-{half}", str(year), f"{year}, {es}", f"{year}, {en}"))
    return nodes


def _code_lists() -> dict[str, Nodes]:
    lists: dict[str, Nodes] = {"semester": semester_nodes()}
    with Path(__file__).with_name("code_lists.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            node = (row["code"], row["parent"] or None, row["label_es"], row["label_en"])
            lists.setdefault(row["dimension"], []).append(node)
    return lists


TREES = _code_lists()
SETS = {"exploitation_form", "institution_type", "service"}
DIMENSION_LABELS = {
    "semester": ("Semestre", "Half-year"),
    "sex": ("Sexo", "Sex"),
    "age_group": ("Grupo de edad", "Age group"),
    "department": ("Departamento", "Department"),
    "nationality_group": ("Nacionalidad", "Nationality"),
    "scope": ("Ámbito de la trata", "Scope of trafficking"),
    "exploitation_form": ("Forma de explotación", "Form of exploitation"),
    "institution_type": ("Tipo de institución", "Type of institution"),
    "institution": ("Institución", "Institution"),
    "case_stage": ("Etapa del proceso", "Stage of the case"),
    "penal_provision": ("Disposición penal", "Penal provision"),
    "service": ("Servicio", "Service"),
}
VICTIMS, PEOPLE, CASES = (
    ("víctimas", "victims"),
    ("personas atendidas", "persons assisted"),
    ("casos", "cases"),
)
STAGES, FILES = ("etapas alcanzadas", "stages reached"), ("envíos", "submissions")
TABLES: dict[str, tuple[tuple[str, ...], str, tuple[str, str], str, str]] = {
    "victims_by_sex_age": (
        ("semester", "sex", "age_group"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por sexo y edad",
        "Identified victims by sex and age",
    ),
    "victims_by_form": (
        ("semester", "exploitation_form"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por forma de explotación",
        "Identified victims by form of exploitation",
    ),
    "victims_by_form_sex": (
        ("semester", "sex", "exploitation_form"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por forma de explotación y sexo",
        "Identified victims by form of exploitation and sex",
    ),
    "victims_by_department": (
        ("semester", "department"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por departamento",
        "Identified victims by department",
    ),
    "victims_by_nationality": (
        ("semester", "nationality_group"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por nacionalidad",
        "Identified victims by nationality",
    ),
    "victims_by_scope": (
        ("semester", "scope"),
        "victims",
        VICTIMS,
        "Víctimas identificadas por ámbito de la trata",
        "Identified victims by scope of trafficking",
    ),
    "victims_by_institution_type": (
        ("semester", "institution_type"),
        "victims",
        VICTIMS,
        "Víctimas por tipo de institución que las identificó",
        "Victims by type of identifying institution",
    ),
    "cases_by_stage": (
        ("semester", "case_stage"),
        "cases",
        STAGES,
        "Casos por etapa alcanzada",
        "Cases by stage reached",
    ),
    "cases_by_provision": (
        ("semester", "penal_provision"),
        "case_openings",
        CASES,
        "Casos abiertos por disposición penal",
        "Cases opened by penal provision",
    ),
    "services_by_type": (
        ("semester", "sex", "service"),
        "services",
        PEOPLE,
        "Personas atendidas por servicio y sexo",
        "Persons assisted by service and sex",
    ),
    "submissions_by_institution": (
        ("semester", "institution"),
        "submissions",
        FILES,
        "Envíos recibidos por institución",
        "Submissions received by institution",
    ),
}
LIKELY = {
    "F",
    "SEX",
    "INT",
    "SV",
    "POLICE",
    "P54",
    "INV",
    "INM_PSI",
    "INM_BAS",
    "SV-SS",
    "Y15T17",
    "Y18T20",
    "Y30T38",
}
RARE = {
    "_O",
    "_U",
    "ND",
    "ORG",
    "EXPER",
    "EMB",
    "ESCL",
    "PORNO",
    "P55O",
    "P56A",
    "PREV",
    "Y0T17_U",
    "Y_GE18_U",
    "_X",
}


@dataclass
class Options:
    """What a test wants to be different in the file."""

    trees: dict[str, Nodes] = field(default_factory=dict)
    only: set[str] | None = None
    extra: dict[str, tuple[tuple[str, ...], str, tuple[str, str], str, str]] = field(default_factory=dict)
    withhold_all: bool = False
    scale: int = 1
    period: str = "2025-S2"
    seed: int = 4
    meta: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)


def write_public_file(path: Path, options: Options | None = None) -> Path:
    """Write the file and give its path back."""
    o = options or Options()
    trees = TREES | o.trees
    tables = {n: t for n, t in (TABLES | o.extra).items() if o.only is None or n in o.only}
    chance = random.Random(o.seed)
    with duckdb.connect(str(path)) as db:
        _write_meta(db, trees, o)
        people: dict[str, list[Unit]] = {}
        for seq, (name, (dims, population, unit, es, en)) in enumerate(tables.items()):
            if population not in people:
                wanted = sorted({d for t in tables.values() if t[1] == population for d in t[0]})
                people[population] = _population(trees, wanted, population, chance)
            rows = _cells(trees, dims, population, people[population], o, chance)
            columns = dict.fromkeys(dims, pl.String) | {"value": pl.Int64, "status": pl.String}
            frame = pl.DataFrame(rows, schema=columns, orient="row")  # noqa: F841
            db.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
            withheld = sum(r[-1] == "c" for r in rows)
            note = ("Una persona se cuenta una vez por semestre.", "A person is counted once in a half-year.")
            db.execute(
                "INSERT INTO meta_tables VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                [
                    name,
                    es,
                    en,
                    *note,
                    *unit,
                    ["46", "47"],
                    ["V01"],
                    population,
                    list(dims),
                    len(rows),
                    withheld,
                    name in o.pending,
                    seq,
                ],
            )
    return path


def _write_meta(db: duckdb.DuckDBPyConnection, trees: dict[str, Nodes], o: Options) -> None:
    db.execute("CREATE TABLE meta_release (key VARCHAR, value VARCHAR)")
    meta = {
        "id": f"{o.period}-r1",
        "period": o.period,
        "published_at": "2026-02-27T15:00:00Z",
        "code_version": "0.1.0",
    }
    meta |= {f"k_{p}": str(K) for p in ("victims", "cases", "case_openings", "services")} | o.meta
    db.executemany("INSERT INTO meta_release VALUES (?, ?)", list(meta.items()))
    db.execute(
        "CREATE TABLE meta_dimensions (dimension VARCHAR, kind VARCHAR, label_es VARCHAR, label_en VARCHAR)"
    )
    codes = [
        (dimension, code, parent, seq, es, en)
        for dimension, nodes in trees.items()
        for seq, (code, parent, es, en) in enumerate(nodes)
    ]
    columns = ["dimension", "code", "parent", "seq", "label_es", "label_en"]
    frame = pl.DataFrame(codes, schema=columns, orient="row")  # noqa: F841
    db.execute("CREATE TABLE meta_codelists AS SELECT * FROM frame")
    db.execute(
        "CREATE TABLE meta_tables (name VARCHAR, title_es VARCHAR, title_en VARCHAR, note_es VARCHAR,"
        " note_en VARCHAR, unit_es VARCHAR, unit_en VARCHAR, articles VARCHAR[], indicators VARCHAR[],"
        " population VARCHAR, dimensions VARCHAR[], cells BIGINT, withheld BIGINT, pending_revision BOOLEAN,"
        " seq INTEGER)"
    )
    for dimension in trees:
        labels = DIMENSION_LABELS.get(dimension, (dimension, dimension))
        kind = "set" if dimension in SETS else "tree"
        db.execute("INSERT INTO meta_dimensions VALUES (?,?,?,?)", [dimension, kind, *labels])


def _leaves(nodes: Nodes) -> list[str]:
    parents = {parent for _, parent, _, _ in nodes}
    return [code for code, *_ in nodes if code not in parents]


def _ancestors(nodes: Nodes, code: str) -> list[str]:
    parent_of = {c: p for c, p, _, _ in nodes}
    chain = [code]
    while (parent := parent_of[chain[-1]]) is not None:
        chain.append(parent)
    return chain


def _population(
    trees: dict[str, Nodes], dims: list[str], population: str, chance: random.Random
) -> list[Unit]:
    """The units of a population, so that its tables agree with each other."""
    mean = {"victims": 26, "cases": 34, "case_openings": 14, "services": 40, "submissions": 8}.get(
        population, 20
    )
    return [
        {d: [period] if d == "semester" else _draw(trees[d], chance, d in SETS) for d in dims}
        for period in _leaves(trees["semester"])
        for _ in range(max(0, round(chance.gauss(mean, mean / 4))))
    ]


def _cells(
    trees: dict[str, Nodes],
    dims: tuple[str, ...],
    population: str,
    people: list[Unit],
    o: Options,
    chance: random.Random,
) -> list[list[object]]:
    counts: dict[tuple[str, ...], int] = {}
    for unit in people:
        chains = [{a for c in unit[d] for a in _ancestors(trees[d], c)} for d in dims]
        for key in itertools.product(*chains):
            counts[key] = counts.get(key, 0) + o.scale
    rows: list[list[object]] = []
    for key in itertools.product(*([code for code, *_ in trees[d]] for d in dims)):
        n = counts.get(key, 0)
        small = 0 < n < K or (0 < n < 12 and chance.random() < 0.15)
        hidden = o.withhold_all or (population != "submissions" and small)
        rows.append([*key, None if hidden else n, "c" if hidden else "A"])
    return rows


def _draw(nodes: Nodes, chance: random.Random, several: bool) -> list[str]:
    leaves = _leaves(nodes)
    weights = [14 if c in LIKELY else 0.1 if c in RARE else 2 for c in leaves]
    return sorted(set(chance.choices(leaves, weights, k=chance.choice([1, 1, 2]) if several else 1)))
