"""Which sums a table may hold: every total with the parts that stand in the same place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from release.bulletins.dimensions import Dimensions
from release.bulletins.masks import Kind, Values
from release.bulletins.nesting import Nest

ROW: Final = "__row"
NAMED, STATED, ARITHMETIC = "named", "stated", "arithmetic"


@dataclass(frozen=True)
class Rule:
    """A total code in one column (or in two at once) and the codes that may add up to it.

    `parts`: codes in each column, None for all but the total. `within`: a column of which each code is a
    breakdown of its own. `origin`: the total is named so, stated by the user, or found by arithmetic.
    """

    columns: tuple[str, ...]
    totals: tuple[int, ...]
    parts: tuple[tuple[int, ...] | None, ...]
    origin: str
    within: str | None = None


def find_rules(dimensions: Dimensions, nests: Iterable[Nest]) -> list[Rule]:
    """Every way in which the codes say that cells may add up; whether they do, the numbers must show."""
    nested: dict[str, list[Nest]] = {}
    for nest in nests:
        nested.setdefault(nest.column, []).append(nest)
    rules = [
        Rule((nest.column,), (nest.total,), (nest.parts,), NAMED if nest.by_name else ARITHMETIC)
        for found in nested.values()
        for nest in found
    ]
    below = {name: _top(dimensions, name, nested.get(name, [])) for name in dimensions.totals}
    origin = {name: STATED if name in dimensions.stated else NAMED for name in below}
    rules += [
        Rule((name,), (dimensions.totals[name],), (parts,), origin[name]) for name, parts in below.items()
    ]
    for pair in combinations(dimensions.totals, 2):
        broken = next((by for by in dimensions.breakdowns if set(by) == set(pair)), None)
        columns = broken or pair
        rules.append(
            Rule(
                columns,
                tuple(dimensions.totals[name] for name in columns),
                tuple(None if broken else below[name] for name in columns),
                min((origin[name] for name in columns), key=[STATED, NAMED].index),
                within=broken[0] if broken else None,
            )
        )
    return rules


def _top(dimensions: Dimensions, column: str, nests: list[Nest]) -> tuple[int, ...] | None:
    """The codes right below the total: those that are no parts of other codes."""
    if not nests:
        return None
    inner = {code for nest in nests for code in nest.parts} | {dimensions.totals[column]}
    return tuple(code for code in range(len(dimensions.labels[column])) if code not in inner)


def cell_frame(dimensions: Dimensions, values: Values) -> pl.DataFrame:
    """Codes and intervals of all cells that may stand in a sum; several rows with the same codes may not."""
    frame = dimensions.keys.with_columns(
        pl.Series("__lower", values.lower, dtype=pl.Float64),
        pl.Series("__upper", values.upper, dtype=pl.Float64),
        pl.Series("__hidden", values.hidden),
    ).with_row_index(ROW)
    usable = ~repeated(dimensions) & (values.kind != Kind.UNREADABLE)
    return frame.with_columns(pl.Series("__usable", usable))


def repeated(dimensions: Dimensions) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows that share all their codes with another one: which of them is meant cannot be told."""
    return dimensions.keys.is_duplicated().to_numpy()


def candidate_lines(rule: Rule, dimensions: Dimensions, cells: pl.DataFrame) -> pl.DataFrame:
    """Every sum of a rule: the row of the total, the rows of the parts, and what both can be.

    Columns: the codes that stay the same, `total`, `parts`, `lower`, `upper` (of the sum of the parts),
    `total_lower`, `total_upper`, `hidden` (cells without a number), `filled` (parts above zero), `single` and
    `whole` (the parts are one; they are all that the block around them has).
    """
    by = [name for name in dimensions.columns if name not in rule.columns]
    at_total = [pl.col(name) == code for name, code in zip(rule.columns, rule.totals, strict=True)]
    totals = cells.filter(pl.all_horizontal(at_total)).select(
        *by,
        pl.col(ROW).alias("total"),
        pl.col("__lower").alias("total_lower"),
        pl.col("__upper").alias("total_upper"),
        pl.col("__hidden").alias("total_hidden"),
        pl.col("__usable").alias("total_usable"),
    )
    # A total that stands twice would double its sums.
    totals = totals.filter("total_usable").drop("total_usable")
    parts = cells.filter(pl.all_horizontal(_part(rule))) if not totals.is_empty() else cells.clear()
    if len(rule.columns) == 2 and rule.within is None and not parts.is_empty():
        mixed = cells.filter(at_total[0] != at_total[1]).select(by).unique()
        parts = parts.join(mixed, on=by, how="anti") if by else (parts if mixed.is_empty() else parts.clear())
    group = [*by, rule.within] if rule.within else by
    block = [name for name in group if name not in dimensions.totals or name == rule.within]
    codes = [name for name in rule.columns if name != rule.within]
    parts = _with_block_size(parts, block, codes)
    lines = (parts.group_by(group, maintain_order=True) if group else _together(parts)).agg(
        pl.col(ROW).alias("parts"),
        pl.col("__lower").sum().alias("lower"),
        pl.col("__upper").sum().alias("upper"),
        pl.col("__hidden").sum().alias("hidden"),
        (pl.col("__upper") > 0).sum().alias("filled"),
        pl.col("__usable").all().alias("usable"),
        (pl.len() == 1).alias("single"),
        (pl.len() == pl.col("__block").first()).alias("whole"),
    )
    joined = lines.join(totals, on=by) if by else lines.join(totals, how="cross")
    joined = joined.filter(pl.col("usable") & (pl.col("parts").list.len() > 0)).drop("usable")
    return joined.with_columns((pl.col("hidden") + pl.col("total_hidden")).alias("hidden"))


def _together(parts: pl.DataFrame) -> pl.dataframe.group_by.GroupBy:
    return parts.group_by(pl.lit(0).alias("__all"))


def _with_block_size(parts: pl.DataFrame, block: list[str], codes: list[str]) -> pl.DataFrame:
    """How many different parts there are in the block of each part, whatever margin they stand in."""
    size = parts.select(*block, *codes).unique()
    if not block:
        return parts.with_columns(pl.lit(size.height).alias("__block"))
    return parts.join(size.group_by(block).agg(pl.len().alias("__block")), on=block, maintain_order="left")


def _part(rule: Rule) -> Iterator[pl.Expr]:
    for name, total, parts in zip(rule.columns, rule.totals, rule.parts, strict=True):
        yield pl.col(name) != total if parts is None else pl.col(name).is_in(list(parts))
