"""The whole tables that prove a pattern, told by their leaves.

Of each witness only the leaves are told that differ from the true table. Components of the withheld part know
nothing of each other, so one whole table can serve many of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from disclosure import Pattern, System
from disclosure.components import components

Integers = npt.NDArray[np.int64]

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "witness": pl.Int32,
    "table": pl.String,
    "codes": pl.List(pl.String),
    "value": pl.Int64,
}
NONE = -1


@dataclass(frozen=True)
class TableLeaves:
    """The leaves of a table: their codes, and the cells of the system of which each is the difference.

    second: `NONE` where the leaf is a cell by itself (what a release brought is a difference of two).
    """

    table: str
    codes: pl.DataFrame
    first: Integers
    second: Integers

    def of(self, world: Integers) -> Integers:
        """The leaves in a whole table over all cells."""
        return np.asarray(world[self.first] - np.where(self.second == NONE, 0, world[self.second]))


def leaf_rows(system: System, pattern: Pattern, tables: Sequence[TableLeaves]) -> pl.DataFrame:
    """Rows of `SCHEMA`: every leaf that is not the true one, witness by witness."""
    told = [pl.DataFrame(schema=SCHEMA)]
    true = [table.of(system.value) for table in tables]
    for number, witness in enumerate(_packed(system, pattern), 1):
        for table, before in zip(tables, true, strict=True):
            now = table.of(witness)
            rows = np.flatnonzero(now != before)
            codes = table.codes[rows].select(codes=pl.concat_list(pl.all()), value=pl.Series(now[rows]))
            told.append(
                codes.select(
                    pl.lit(number, pl.Int32).alias("witness"), pl.lit(table.table).alias("table"), pl.all()
                )
            )
    return pl.concat(told)


def _packed(system: System, pattern: Pattern) -> Iterable[Integers]:
    """Witnesses that move different components made into one."""
    owner = np.zeros(system.size, dtype=np.int64)
    for number, part in enumerate(components(system.equations, pattern.withheld | ~system.listed)):
        owner[part.cells] = number
    packs: list[tuple[set[int], list[int]]] = []
    for row, witness in enumerate(pattern.witnesses):
        moved = set(owner[witness != system.value].tolist())
        room = next((pack for pack in packs if pack[0].isdisjoint(moved)), None)
        if room is None:
            room = (set(), [])
            packs.append(room)
        room[0].update(moved)
        room[1].append(row)
    for _, rows in packs:
        yield system.value + (pattern.witnesses[rows] - system.value).sum(axis=0)
