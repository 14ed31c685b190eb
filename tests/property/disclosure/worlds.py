"""Small systems of every shape, and what their cells are, counted from kinds of units alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np
from hypothesis import strategies as st

from disclosure import SetDimension, System

from ...unit.disclosure.oracle import every_table, subsets
from ...unit.disclosure.tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "a"], "u": ["b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"]})
NESTED = hierarchy("nested", "scope", {"_T": ["ALL"], "ALL": ["INT", "EXT"]})
DEEP = hierarchy("deep", "place", {"_T": ["N", "d"], "N": ["M", "c"], "M": ["a", "b"]})

Tables = Mapping[str, Mapping[str, str]]
Kinds = list[Mapping[str, object]]
Case = tuple[World, Tables, Kinds]


def kinds(**values: object) -> Kinds:
    """All combinations of values of the dimensions."""
    return [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]  # type: ignore[call-overload]


FORMS = subsets(["x", "y", "NE"], True, ["NE"])
COVERED = [SetDimension("form", True, ("NE",))]
SCOPES = ("INT", "EXT")
BY_SCOPE = {"place": "zone", "scope": "scope"}
CASES: dict[str, Case] = {
    "one table": (World([SEX, ZONE]), {"t": {"sex": "sex", "place": "zone"}}, kinds(sex="FM", place="abc")),
    "two groupings of the same leaves": (
        World([SEX, ZONE, OTHER]),
        {"t": {"sex": "sex", "place": "zone"}, "o": {"sex": "sex", "place": "other"}},
        kinds(sex="FM", place="abc"),
    ),
    "three levels": (World([DEEP]), {"t": {"place": "deep"}}, kinds(place="abcd")),
    "yes and no": (World([FORM], COVERED), {"t": {"form": "form"}}, kinds(form=FORMS)),
    "yes and no by sex": (
        World([FORM, SEX], COVERED),
        {"t": {"form": "form", "sex": "sex"}, "s": {"sex": "sex"}},
        kinds(form=FORMS, sex="FM"),
    ),
    "a value that a group may share": (
        World([SEX, SCOPE]), {"t": {"sex": "sex", "scope": "scope"}}, kinds(sex="FM", scope=SCOPES),
    ),
    "a total with one child": (
        World([SEX, NESTED]), {"t": {"sex": "sex", "scope": "nested"}}, kinds(sex="FM", scope=SCOPES),
    ),
    "groups and values in different tables": (
        World([ZONE, SCOPE]), {"g": {"place": "zone"}, "t": BY_SCOPE}, kinds(place="abc", scope=SCOPES),
    ),
    "groups in another hierarchy than values": (
        World([ZONE, OTHER, SCOPE]),
        {"g": {"place": "other"}, "t": BY_SCOPE},
        kinds(place="abc", scope=SCOPES),
    ),
    "values in two hierarchies of groups": (
        World([ZONE, OTHER, SCOPE]),
        {"o": {"place": "other", "scope": "scope"}, "t": BY_SCOPE},
        kinds(place="abc", scope=SCOPES),
    ),
}  # fmt: skip


def names() -> st.SearchStrategy[str]:
    """Names of the cases."""
    return st.sampled_from(sorted(CASES))


def members(case: Case, system: System) -> np.ndarray:
    """How often a unit of each kind (columns) counts in each cell (rows), unlisted cells included."""
    world, tables, of = case
    found = []
    for cell in range(system.size):
        name, codes = system.describe(cell)
        found.append([_counted(world, tables[name], kind, codes) for kind in of])
    return np.array(found, dtype=np.int64)


@cache
def thinkable(name: str, most: int) -> np.ndarray:
    """The cells of every table of up to `most` units, one a row: counted from units, not from equations."""
    world, tables, of = CASES[name]
    system = world.system(tables, of, [0] * len(of))
    return (every_table(len(of), most) @ members(CASES[name], system).T).astype(np.int16)


def all_cells(case: Case, system: System, most: int) -> np.ndarray:
    """The same for a case that has no name."""
    return every_table(len(case[2]), most) @ members(case, system).T


def _counted(
    world: World, by: Mapping[str, str], kind: Mapping[str, object], codes: Mapping[str, str]
) -> int:
    times = 1
    for dimension, code in codes.items():
        if (dimension in world.sets and " " in code) or code == "excess":
            times *= _slack(kind[dimension], code, world.sets[dimension])
        else:
            times *= int(world.counts({dimension: by[dimension]}, kind, {dimension: code}))
    return times


def _slack(has: object, code: str, facts: SetDimension) -> int:
    assert isinstance(has, tuple)
    what, _, item = code.partition(" ")
    if what == "excess":
        return len(has) - 1
    if what == "not":
        return int(item not in has)
    return int(item not in has and not any(e in has for e in facts.exclusive if e != item))


def is_number_of_units(system: System, cell: int) -> bool:
    """Whether a cell counts each unit once at the most: everything but the excess and the rest of sets."""
    return not any(code == "excess" or code.startswith("rest ") for code in system.describe(cell)[1].values())


def fitting(system: System, every: np.ndarray, withheld: np.ndarray, floor: np.ndarray) -> np.ndarray:
    """The tables that agree with what is published and with the floors of what is withheld."""
    published = system.listed & ~withheld
    hidden = system.listed & withheld
    fits = np.all(every[:, published] == system.value[published], axis=1)
    return every[fits & np.all(every[:, hidden] >= floor[hidden], axis=1)]
