"""Linked tables by sex, two groupings of places and forms, of which margins are taken."""

from __future__ import annotations

import numpy as np
import polars as pl

from disclosure import SetDimension, System, Table, link
from disclosure.attackers.margins import Margin, table_margin

from .oracle import subsets
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "S"], "N": ["a", "c"], "S": ["b", "d"]})
OTHER = hierarchy("other", "place", {"_T": ["u", "v"], "u": ["a", "b", "c"], "v": ["d"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y", "z"]})


def by(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def linked() -> System:
    """Sex by place (all levels), by zones alone, by form."""
    forms = subsets(["x", "y", "z"], True, ["z"])
    kinds = [{"sex": s, "place": p, "form": f} for s in "FM" for p in "abcd" for f in forms]
    world = World([SEX, ZONE, OTHER, FORM], [SetDimension("form", True, ("z",))])
    counts = [(3 * i) % 4 for i in range(len(kinds))]
    made = [
        world.table("full", {"sex": "sex", "place": "zone"}, kinds, counts),
        world.table("other", {"place": "other"}, kinds, counts),
        world.table("form", by("sex", "form"), kinds, counts),
    ]
    zones = world.table("zones", {"place": "zone", "sex": "sex"}, kinds, counts)
    upper = Table("zones", zones.by, zones.frame.filter(pl.col("place").is_in(["_T", "N", "S"])))
    return link([*made, upper], world.trees.values(), world.sets.values())


def margin_of(system: System, name: str, *zeros: int) -> Margin:
    zero = np.zeros(system.size, dtype=bool)
    zero[list(zeros)] = True
    return table_margin(system.tables[name], zero)
