"""What earlier releases told can keep a cell from its floor; it may be safe all the same."""

from __future__ import annotations

import numpy as np
import polars as pl

import disclosure
from disclosure import Hierarchy, Node, Rules, Table

COUNTS = {"x": 4, "y": 8, "z": 3, "w": 5, "v": 3}
# Published sums chain the cells: y is at most 10 and at least 6, hence x lies between 2 and 6.
GROUPS = {"g1": ("x", "y"), "g2": ("y", "z"), "g3": ("y", "w"), "g4": ("w", "v")}


def grouping(name: str, members: tuple[str, ...]) -> tuple[Hierarchy, Table]:
    nodes = [Node("_T", None), Node(name, "_T")]
    nodes += [Node(code, name if code in members else "_T") for code in COUNTS]
    values = {"_T": sum(COUNTS.values()), name: sum(COUNTS[code] for code in members), **COUNTS}
    frame = pl.DataFrame({"cell": list(values), "value": list(values.values())})
    return Hierarchy(name, "cell", tuple(nodes)), Table(name, {"cell": name}, frame)


def test_a_cell_that_cannot_reach_its_floor_is_safe_when_its_interval_is_wide_enough() -> None:
    hierarchies, tables = zip(*(grouping(*item) for item in GROUPS.items()), strict=True)
    system = disclosure.link(tables, hierarchies)
    fixed = np.full(system.size, disclosure.WITHHELD, dtype=np.int8)
    for cell in range(system.size):
        _, codes = system.describe(cell)
        if codes["cell"] in GROUPS:
            fixed[cell] = disclosure.PUBLISHED
    rules = Rules(k=5)
    pattern = disclosure.protect(system, rules, fixed=fixed)
    assert disclosure.audit(system, pattern, rules).safe
    published = system.listed & ~pattern.withheld
    intervals = disclosure.attack(system.without_values(pattern.withheld), published)
    ends = {
        system.describe(int(cell))[1]["cell"]: (int(low), int(high))
        for cell, low, high in zip(intervals.cells, intervals.lower, intervals.upper, strict=True)
    }
    assert ends["x"] == (2, 6)
