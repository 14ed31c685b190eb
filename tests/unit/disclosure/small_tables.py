"""Small tables from rows, and the trees that their codes are of."""

from __future__ import annotations

import polars as pl

from disclosure import Hierarchy, Node, System, Table

from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "S"], "N": ["a"], "S": ["b", "c"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "v"], "u": ["a", "b"], "v": ["c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})
LATE = Hierarchy("late", "batch", (Node("R2", None), Node("R1", "R2"), Node("new", "R2", listed=False)))

Rows = list[tuple[object, ...]]


def table(columns: str, rows: Rows, name: str = "t", **by: str) -> Table:
    names = columns.split()
    return Table(name, by, pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows]))


def by_sex(column: list[object], name: str = "t", people: list[object] | None = None) -> Table:
    frame = pl.DataFrame({"sex": ["F", "M", "_T"], "value": column})
    return Table(
        name, {"sex": "sex"}, frame if people is None else frame.with_columns(contributors=pl.Series(people))
    )


def by_sex_and_age(values: dict[str, list[object]], name: str = "t") -> Table:
    """Rows are ages, columns sexes: total, women, men."""
    rows = [(s, a, v) for a, row in values.items() for s, v in zip(("_T", "F", "M"), row, strict=True)]
    return table("sex age value", rows, name, sex="sex", age="age")


def told(system: System, what: str = "value") -> dict[str, int]:
    """Figures by code, of systems over one dimension."""
    codes = [next(iter(system.describe(cell)[1].values())) for cell in range(system.size)]
    return dict(zip(codes, getattr(system, what).tolist(), strict=True))
