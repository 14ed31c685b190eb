"""Designs: how much detail of some tables is shown, and every coarser way to show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from disclosure.arrays import Mask
from disclosure.tables.model import Hierarchy, Table

Depths = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Design:
    """The tables shown, and down to which level of its hierarchy each dimension is (1: the total only)."""

    depths: Depths


@dataclass(frozen=True)
class Change:
    """What a design shows less than the original, in some of its tables.

    dimension: None where the tables are left out. codes: the finest ones still shown, none where the
    dimension is dropped. before: how many the finest ones of the original are. everywhere: no table left has
    more of the dimension.
    """

    tables: tuple[str, ...]
    dimension: str | None = None
    codes: tuple[str, ...] = ()
    before: int = 0
    everywhere: bool = False


class Detail:
    """The levels of the codes that some tables have."""

    def __init__(self, tables: Sequence[Table], hierarchies: Sequence[Hierarchy]) -> None:
        trees = {tree.name: tree for tree in hierarchies}
        self._level = {
            (table.name, dimension): _levels(trees[name], table.frame[dimension])
            for table in tables
            for dimension, name in table.by.items()
        }
        self._parent = {
            (table.name, dimension): {node.code: node.parent for node in trees[name].nodes}
            for table in tables
            for dimension, name in table.by.items()
        }
        self.original = Design(
            {table.name: {d: max(self._level[table.name, d].values()) for d in table.by} for table in tables}
        )

    def rows(self, table: Table, design: Design) -> Mask:
        """Which rows of a table a design shows."""
        kept = np.full(table.frame.height, table.name in design.depths)
        for dimension, depth in design.depths.get(table.name, {}).items():
            codes = [code for code, level in self._level[table.name, dimension].items() if level <= depth]
            kept &= table.frame[dimension].is_in(codes).to_numpy()
        return kept

    def cut(self, table: Table, design: Design) -> Table:
        """The table as a design shows it; a dimension of which only the total is left is none."""
        depths = design.depths[table.name]
        gone = [dimension for dimension in table.by if depths[dimension] == 1]
        by = {dimension: name for dimension, name in table.by.items() if dimension not in gone}
        return Table(table.name, by, table.frame.filter(self.rows(table, design)).drop(gone))

    def changes(self, design: Design) -> tuple[Change, ...]:
        """What a design shows less than the original; the same said of several tables is said once."""
        before, after = self.original.depths, design.depths
        gone = tuple(table for table in before if table not in after)
        cuts: dict[tuple[str, tuple[str, ...], int], list[str]] = {}
        for table, depths in after.items():
            for dimension, depth in depths.items():
                if depth < before[table][dimension]:
                    codes = self._finest(table, dimension, depth) if depth > 1 else ()
                    finest = len(self._finest(table, dimension, before[table][dimension])) if codes else 0
                    cuts.setdefault((dimension, codes, finest), []).append(table)
        found = [Change(gone)] if gone else []
        for (dimension, codes, finest), tables in cuts.items():
            everywhere = sum(dimension in before[table] for table in after) == len(tables)
            found.append(Change(tuple(tables), dimension, codes, finest, everywhere))
        return tuple(found)

    def _finest(self, table: str, dimension: str, depth: int) -> tuple[str, ...]:
        """The codes of a table shown down to a level of which none has a child that is shown."""
        level = self._level[table, dimension]
        shown = {code for code, own in level.items() if own <= depth}
        parents = {self._parent[table, dimension][code] for code in shown}
        return tuple(code for code in level if code in shown - parents)


def _levels(tree: Hierarchy, column: pl.Series) -> dict[str, int]:
    """The level (1 = total) of every code that a column has."""
    level: dict[str, int] = {}
    for node in tree.nodes:
        level[node.code] = 1 if node.parent is None else level[node.parent] + 1
    there = set(column.unique())
    return {code: depth for code, depth in level.items() if code in there}


def coarser(design: Design) -> Iterator[Design]:
    """Yield every design one change away: a dimension cut everywhere or in one table, a table left out."""
    dimensions = list(dict.fromkeys(d for depths in design.depths.values() for d in depths))
    for dimension in dimensions:
        deepest = max(depths.get(dimension, 1) for depths in design.depths.values())
        for depth in range(deepest - 1, 0, -1):
            yield _tidy(
                {
                    table: {d: min(depth, own) if d == dimension else own for d, own in depths.items()}
                    for table, depths in design.depths.items()
                }
            )
    for table, depths in design.depths.items():
        for dimension, deepest in depths.items():
            for depth in range(deepest - 1, 0, -1):
                yield _tidy({**design.depths, table: {**depths, dimension: depth}})
    for table in design.depths:
        yield Design({name: depths for name, depths in design.depths.items() if name != table})


def _tidy(depths: Depths) -> Design:
    """A table of whose dimensions nothing but the total is left is left out."""
    return Design({table: by for table, by in depths.items() if not by or max(by.values()) > 1})
