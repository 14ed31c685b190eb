"""Linked tables of a few units, and what all tables that units can make say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from disclosure import Hierarchy, SetDimension, System, Table, link

from .oracle import all_tables, subsets
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["in", "out"]})
PLACE = hierarchy("place", "place", {"_T": ["a", "b"]})
ZONES = hierarchy("zones", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
OTHER = hierarchy("other", "place", {"_T": ["a", "u"], "u": ["b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})
FORMS = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
HELP = hierarchy("help", "help", {"_T": ["p", "q"]})

Kind = Mapping[str, object]


@dataclass(frozen=True)
class Case:
    """Tables of a few units; `without`: codes of levels that a table does not publish."""

    world: World
    tables: Mapping[str, Mapping[str, str]]
    kinds: Sequence[Kind]
    has: Sequence[int]
    without: Mapping[str, tuple[str, ...]]

    def system(self) -> System:
        made = []
        for name, dimensions in self.tables.items():
            units = np.bincount(self.has, minlength=len(self.kinds)).tolist()
            table = self.world.table(name, dimensions, self.kinds, units)
            dropped = list(self.without.get(name, ()))
            kept = [~pl.col(dimension).is_in(dropped) for dimension in dimensions]
            made.append(Table(name, dimensions, table.frame.filter(*kept)))
        return link(made, self.world.trees.values(), self.world.sets.values())


def case(
    trees: Sequence[Hierarchy],
    sets: Sequence[SetDimension],
    tables: str,
    kinds: Mapping[str, Sequence[object]],
    has: Sequence[Sequence[object]],
    without: Mapping[str, tuple[str, ...]] | None = None,
) -> Case:
    """A case from tables like `sex age, age scope` and the units there are."""
    combinations = list(product(*kinds.values()))
    dimension = {tree.name: tree.dimension for tree in trees}
    split = [names.split() for names in tables.split(",")]
    named = {f"t{i}": {dimension[name]: name for name in names} for i, names in enumerate(split)}
    return Case(
        World(trees, sets),
        named,
        [dict(zip(kinds, values, strict=True)) for values in combinations],
        [combinations.index(tuple(unit)) for unit in has],
        without or {},
    )


PERSONS = {"sex": "FM", "age": ["child", "adult"], "scope": ["in", "out"]}
CUBE = ("F", "child", "in"), ("F", "child", "in"), ("M", "adult", "out"), ("M", "child", "in")
X, Y, XY, NE = ("x",), ("y",), ("x", "y"), ("NE",)
CASES = {
    "cube": case([SEX, AGE, SCOPE], [], "sex age, age scope, sex scope", PERSONS, CUBE),
    "ring": case(
        [SEX, AGE, SCOPE, PLACE], [], "sex age, age scope, scope place, place sex",
        {**PERSONS, "place": "ab"},
        [("F", "child", "in", "a"), ("F", "child", "in", "b"), ("M", "adult", "out", "b")],
    ),
    "groupings": case(
        [SEX, ZONES, OTHER], [], "sex zones, sex other", {"sex": "FM", "place": "abc"},
        [("F", "a"), ("F", "a"), ("M", "b"), ("M", "c"), ("F", "c")], {"t0": ("a", "b"), "t1": ("b", "c")},
    ),
    "covering set": case(
        [SEX, AGE, FORM], [SetDimension("form", True)], "sex form, age form, sex age",
        {"sex": "FM", "age": ["child", "adult"], "form": subsets("xy", True, [])},
        [("F", "child", X), ("F", "child", XY), ("M", "adult", Y), ("M", "child", X)],
    ),
    "set that some have nothing of": case(
        [SEX, AGE, FORM], [SetDimension("form")], "form sex, age form",
        {"sex": "FM", "age": ["child", "adult"], "form": subsets("xy", False, [])},
        [("F", "child", X), ("F", "adult", ()), ("M", "adult", Y)],
    ),
    "exclusive code": case(
        [SEX, SCOPE, FORMS], [SetDimension("form", True, ("NE",))], "sex form, scope form, sex scope",
        {"sex": "FM", "scope": ["in", "out"], "form": subsets(["x", "y", "NE"], True, ["NE"])},
        [("F", "in", X), ("F", "in", NE), ("M", "out", XY)],
    ),
    "set by two groupings": case(
        [SEX, ZONES, OTHER, FORM], [SetDimension("form", True)],
        "zones form, other form, sex zones, sex other",
        {"sex": "FM", "place": "abc", "form": subsets("xy", True, [])},
        [("F", "a", X), ("F", "b", XY), ("M", "c", Y)],
        {"t0": ("a", "b"), "t1": ("b", "c"), "t2": ("a", "b"), "t3": ("b", "c")},
    ),
    "two sets in one table": case(
        [FORM, HELP], [SetDimension("form", True), SetDimension("help")], "form help",
        {"form": subsets("xy", True, []), "help": subsets("pq", False, [])},
        [(X, ("p",)), (XY, ("p", "q")), (Y, ())],
    ),
    "two sets and a sex": case(
        [SEX, FORM, HELP], [SetDimension("form", True), SetDimension("help", True)],
        "help form, form sex, sex help",
        {"sex": "FM", "form": subsets("xy", True, []), "help": subsets("pq", True, [])},
        [("F", X, ("p",)), ("F", X, ("p", "q")), ("M", XY, ("q",))],
    ),
}  # fmt: skip


def vectors(made: Case, system: System) -> np.ndarray:
    """Whether each listed cell counts a unit of each kind."""
    counts = np.zeros((len(made.kinds), system.size), dtype=np.int64)
    for cell in np.flatnonzero(system.listed).tolist():
        name, codes = system.describe(cell)
        for number, kind in enumerate(made.kinds):
            counts[number, cell] = made.world.counts(made.tables[name], kind, codes)
    return counts


def ends(made: Case, system: System, withheld: np.ndarray, floor: int) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each cell among all tables of as many units that agree with the published cells."""
    units = [t for t in all_tables(len(made.kinds), len(made.has)) if sum(t) == len(made.has)]
    tables = np.array(units) @ vectors(made, system)
    published = system.listed & ~withheld
    agree = (tables[:, published] == system.value[published]).all(axis=1)
    agree &= (tables[:, withheld] >= np.minimum(system.value[withheld], floor)).all(axis=1)
    return tables[agree].min(axis=0), tables[agree].max(axis=0)


def withheld_of(made: Case, system: System, table: str) -> np.ndarray:
    """All that one table alone tells, but not the total of all."""
    alone = np.zeros(system.size, dtype=bool)
    alone[system.rows(table)] = True
    for other in made.tables:
        if other != table:
            alone[system.rows(other)] = False
    return alone & (system.value < len(made.has))
