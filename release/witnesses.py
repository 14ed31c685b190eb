"""The whole tables that prove a pattern or a rounding, told by their leaves.

Of each witness only the leaves are told that differ from the true table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from disclosure import Pattern, System
from disclosure.arrays import Integers, Moves

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

    def of(self, world: npt.NDArray[np.integer[Any]]) -> Integers:
        """The leaves in a whole table over all cells."""
        before = np.where(self.second == NONE, 0, world[self.second])
        return np.asarray(world[self.first] - before, dtype=np.int64)


def leaf_rows(system: System, pattern: Pattern, tables: Sequence[TableLeaves]) -> pl.DataFrame:
    """Rows of `SCHEMA`: every leaf that is not the true one, witness by witness."""
    return moved_rows(system, pattern.moves, tables)


def moved_rows(system: System, moves: Moves, tables: Sequence[TableLeaves]) -> pl.DataFrame:
    """The same for whole tables of which it is told by what they differ from the true one."""
    told = [pl.DataFrame(schema=SCHEMA)]
    true = [table.of(system.value) for table in tables]
    for number, move in enumerate(moves, 1):
        witness = system.value + move.toarray()[0]
        for table, before in zip(tables, true, strict=True):
            now = table.of(witness)
            rows = np.flatnonzero(now != before)
            codes = table.codes[rows].select(
                codes=pl.concat_list(pl.all()), value=pl.Series(now[rows], dtype=pl.Int64)
            )
            told.append(
                codes.select(
                    pl.lit(number, pl.Int32).alias("witness"), pl.lit(table.table).alias("table"), pl.all()
                )
            )
    return pl.concat(told)
