"""A small invented country: code lists, records and the statistics that dbt would make of them."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Any

import polars as pl

from release.model import CodeList, Description, Node

_SV = ("AH", "SA", "SO", "CH", "LI", "SS", "CU", "PA", "CA", "SV", "US", "SM", "MO", "UN")
_DEPARTMENTS = (
    "Ahuachapán", "Santa Ana", "Sonsonate", "Chalatenango", "La Libertad", "San Salvador", "Cuscatlán",
    "La Paz", "Cabañas", "San Vicente", "Usulután", "San Miguel", "Morazán", "La Unión",
)  # fmt: skip
_ZONES = {
    "Z_OCC": ("Zona occidental", "Western zone", "AH SA SO"),
    "Z_CEN": ("Zona central", "Central zone", "CH LI SS CU"),
    "Z_PAR": ("Zona paracentral", "Paracentral zone", "PA CA SV"),
    "Z_ORI": ("Zona oriental", "Eastern zone", "US SM MO UN"),
}
_FLAT = {
    "case_stage": ("Etapa", "Stage", """
        DEN: Denuncia o aviso: Complaint or tip
        DIL: Diligencias iniciales: Initial investigation
        REQ: Requerimiento fiscal: Prosecution filed
        VIS: Vista pública: Trial
        CON: Sentencia condenatoria: Conviction
        ABS: Sentencia absolutoria: Acquittal"""),
    "penal_provision": ("Tipo penal", "Penal provision", """
        P54: Trata de personas (tipo base): Trafficking in persons (base)
        P55: Trata agravada: Aggravated trafficking
        P56: Remuneración: Remuneration
        _U: No registrada: Not recorded"""),
    "institution": ("Institución", "Institution", """
        PNC: Policía Nacional Civil: National Civil Police
        FGR: Fiscalía General de la República: Attorney General's Office
        DGME: Migración y Extranjería: Migration
        ISDEMU: ISDEMU: ISDEMU
        PGR: Procuraduría General: Procurator General"""),
    "institution_type": ("Tipo de institución", "Type of institution", """
        POLICE: Policía: Police
        PROSECUTION: Fiscalía: Prosecution
        GOVERNMENT: Otra del Estado: Other government
        NGO: Organización no gubernamental: NGO
        OTHER: Otra: Other"""),
    "exploitation_form": ("Forma de explotación", "Form of exploitation", """
        SEX: Explotación sexual: Sexual exploitation
        TRAF: Trabajo forzado: Forced labour
        MEND: Mendicidad forzada: Forced begging
        MATR: Matrimonio o unión forzada: Forced marriage or union
        NE: No especificada: Not specified"""),
    "service": ("Servicio", "Service", """
        INM_MED: Atención médica: Medical care
        INM_PSI: Atención psicológica: Psychological care
        INM_JUR: Asesoría jurídica: Legal advice
        ALB: Albergue: Shelter
        REP: Repatriación: Repatriation"""),
}  # fmt: skip
_SETS = {"exploitation_form": ("NE",), "institution_type": (), "service": ()}


def _node(code: str, parent: str | None, es: str, en: str) -> Node:
    return Node(code, parent, {"es": es, "en": en})


def _tree(dimension: str, es: str, en: str, *nodes: Node) -> CodeList:
    root = _node("_T", None, "Total", "Total")
    kind = "set" if dimension in _SETS else "tree"
    return CodeList(
        dimension, kind, dimension in _SETS, _SETS.get(dimension, ()), {"es": es, "en": en}, (root, *nodes)
    )


def semester_list(years: range, unknown: tuple[int, ...] = ()) -> CodeList:
    """Return the semester tree of some years; `unknown` names years that also have a `-U` leaf."""
    nodes: list[Node] = []
    for year in years:
        nodes.append(_node(str(year), "_T", str(year), str(year)))
        nodes.append(
            _node(f"{year}-S1", str(year), f"Primer semestre de {year}", f"First semester of {year}")
        )
        nodes.append(
            _node(f"{year}-S2", str(year), f"Segundo semestre de {year}", f"Second semester of {year}")
        )
        if year in unknown:
            nodes.append(_node(f"{year}-U", str(year), f"{year}, sin semestre", f"{year}, semester unknown"))
    return _tree("semester", "Semestre", "Semester", *nodes)


def code_lists(years: range, unknown: tuple[int, ...] = ()) -> dict[str, CodeList]:
    """Return every dimension of the contract, small where it may be."""
    lists = {
        "semester": semester_list(years, unknown),
        "sex": _tree(
            "sex",
            "Sexo",
            "Sex",
            _node("F", "_T", "Mujer", "Female"),
            _node("M", "_T", "Hombre", "Male"),
            _node("_O", "_T", "Otro", "Other"),
            _node("_U", "_T", "No registrado", "Unknown"),
        ),
        "age_group": _tree(
            "age_group",
            "Grupo de edad",
            "Age group",
            _node("Y0T17", "_T", "Niñez y adolescencia (0-17)", "Children (0-17)"),
            _node("Y0T11", "Y0T17", "0-11 años", "0-11 years"),
            _node("Y12T17", "Y0T17", "12-17 años", "12-17 years"),
            _node("Y_GE18", "_T", "Personas adultas (18 y más)", "Adults (18 and over)"),
            _node("Y18T29", "Y_GE18", "18-29 años", "18-29 years"),
            _node("Y30T59", "Y_GE18", "30-59 años", "30-59 years"),
            _node("Y_GE60", "Y_GE18", "60 años y más", "60 years and over"),
            _node("_U", "_T", "Edad no registrada", "Age unknown"),
        ),
        "nationality_group": _tree(
            "nationality_group",
            "Nacionalidad",
            "Nationality",
            _node("SV", "_T", "Salvadoreña", "Salvadoran"),
            _node("EXT", "_T", "Extranjera", "Foreign"),
            _node("CA4", "EXT", "Resto del CA-4", "Rest of the CA-4"),
            _node("RESTO", "EXT", "Resto del mundo", "Rest of the world"),
            _node("_U", "_T", "No determinada", "Unknown"),
        ),
        "scope": _tree(
            "scope",
            "Ámbito",
            "Scope",
            _node("INT", "_T", "Interna", "Internal"),
            _node("EXT", "_T", "Externa", "External"),
            _node("EXT_SAL", "EXT", "Salvadoreña explotada en el exterior", "Salvadoran exploited abroad"),
            _node(
                "EXT_ENT", "EXT", "Extranjera explotada en El Salvador", "Foreigner exploited in El Salvador"
            ),
            _node("ND", "_T", "No determinado", "Not determined"),
        ),
    }
    department: list[Node] = []
    for zone, (es, en, codes) in _ZONES.items():
        department.append(_node(zone, "_T", es, en))
        department += [_node(f"SV-{c}", zone, *(_DEPARTMENTS[_SV.index(c)],) * 2) for c in codes.split()]
    department.append(_node("_X", "_T", "Fuera de El Salvador", "Outside El Salvador"))
    department.append(_node("_U", "_T", "No registrado", "Not recorded"))
    lists["department"] = _tree("department", "Departamento", "Department", *department)
    for name, (es, en, said) in _FLAT.items():
        parts = [[part.strip() for part in line.split(":")] for line in said.strip().splitlines()]
        lists[name] = _tree(name, es, en, *(_node(code, "_T", a, b) for code, a, b in parts))
    return lists


_TITLES = {
    "victims_by_sex_age": (
        "victims",
        "semester sex age_group",
        "Víctimas por sexo y edad",
        "Victims by sex and age",
    ),
    "victims_by_form": (
        "victims",
        "semester exploitation_form",
        "Víctimas por forma de explotación",
        "Victims by form of exploitation",
    ),
    "victims_by_form_sex": (
        "victims",
        "semester sex exploitation_form",
        "Víctimas por forma y sexo",
        "Victims by form and sex",
    ),
    "victims_by_department": (
        "victims",
        "semester department",
        "Víctimas por departamento",
        "Victims by department",
    ),
    "victims_by_nationality": (
        "victims",
        "semester nationality_group",
        "Víctimas por nacionalidad",
        "Victims by nationality",
    ),
    "victims_by_scope": ("victims", "semester scope", "Víctimas por ámbito", "Victims by scope"),
    "victims_by_institution_type": (
        "victims",
        "semester institution_type",
        "Víctimas por institución que identifica",
        "Victims by identifying institution",
    ),
    "cases_by_stage": ("cases", "semester case_stage", "Casos por etapa", "Cases by stage"),
    "cases_by_provision": (
        "case_openings",
        "semester penal_provision",
        "Casos por tipo penal",
        "Cases by penal provision",
    ),
    "services_by_type": ("services", "semester sex service", "Servicios por tipo", "Services by type"),
    "submissions_by_institution": (
        "submissions",
        "semester institution",
        "Envíos por institución",
        "Submissions by institution",
    ),
}


def descriptions() -> tuple[Description, ...]:
    """Return the eleven statistics of the contract."""
    return tuple(
        Description(
            name,
            {"es": es, "en": en},
            {
                "es": "Cada persona se cuenta una vez por semestre.",
                "en": "Each person counts once a semester.",
            },
            {"es": "personas", "en": "persons"},
            ("46", "47"),
            ("V01",),
            population,
            tuple(dims.split()),
        )
        for name, (population, dims, es, en) in _TITLES.items()
    )


@dataclass(frozen=True)
class World:
    """Code lists, descriptions and true figures, as the warehouse holds them."""

    code_lists: dict[str, CodeList]
    descriptions: tuple[Description, ...]
    frames: dict[str, pl.DataFrame]


def make_world(
    years: range, units: int, seed: int = 1, only: tuple[str, ...] = (), weights: tuple[int, int] = (1, 1)
) -> World:
    """Draw `units` records a semester and a population and count them in every statistic."""
    lists = code_lists(years)
    said = tuple(d for d in descriptions() if not only or d.name in only)
    frames: dict[str, pl.DataFrame] = {}
    for population in dict.fromkeys(d.population for d in said):
        draw = random.Random(f"{seed}-{population}")
        tables = [d for d in said if d.population == population]
        dimensions = sorted({name for d in tables for name in d.dimensions} - {"semester"})
        records = _records(lists, dimensions, units, draw, weights)
        frames |= {d.name: count(records, d.dimensions, lists) for d in tables}
    return World(lists, said, frames)


def _records(
    lists: dict[str, CodeList],
    dimensions: list[str],
    units: int,
    draw: random.Random,
    weights: tuple[int, int],
) -> list[dict[str, Any]]:
    records = []
    for semester in lists["semester"].leaves:
        for _ in range(draw.randint(units // 2, units)):
            record: dict[str, Any] = {"semester": [semester], "weight": draw.randint(*weights)}
            for name in dimensions:
                leaves = lists[name].leaves
                chances = [1 / (rank + 1) ** 1.3 for rank in range(len(leaves))]
                record[name] = [draw.choices(leaves, chances)[0]]
                if (
                    lists[name].kind == "set"
                    and record[name][0] not in lists[name].exclusive
                    and draw.random() < 0.3
                ):
                    free = [x for x in leaves if x not in (*lists[name].exclusive, *record[name])]
                    record[name].append(draw.choice(free))
            records.append(record)
    return records


def count(
    records: list[dict[str, Any]], dimensions: tuple[str, ...], lists: dict[str, CodeList]
) -> pl.DataFrame:
    """Count records in every cell of the cross product of all nodes, each as often as its weight says."""
    counts = dict.fromkeys(itertools.product(*(lists[d].codes for d in dimensions)), 0)
    for record in records:
        above = [
            dict.fromkeys(c for value in record[name] for c in lists[name].path(value)) for name in dimensions
        ]
        for cell in itertools.product(*above):
            counts[cell] += record.get("weight", 1)
    columns = {name: [cell[i] for cell in counts] for i, name in enumerate(dimensions)}
    values = list(counts.values())
    return pl.DataFrame({**columns, "value": values, "contributors": values})
