"""From the leaves of the semester tree to its years and its total."""

from __future__ import annotations

import polars as pl

from release.model import SEMESTER, CodeList


def roll_up(
    leaves: pl.DataFrame, semesters: CodeList, *, distinct: bool, known: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add every year and the total to a frame of leaf semesters.

    Values add up. The persons behind them add up only where nobody stands in two semesters (`distinct`);
    elsewhere a node has at least as many as its largest part, and is judged by that unless `known`, a frame
    of the same dimensions with their true `contributors`, tells better.
    """
    others = [name for name in leaves.columns if name not in (SEMESTER, "value", "contributors")]
    behind = pl.col("contributors").sum() if distinct else pl.col("contributors").max()
    frames = {code: leaves.filter(pl.col(SEMESTER) == code) for code in semesters.leaves}
    for node in reversed(semesters.nodes):  # the list has parents before children
        if node.code in frames:
            continue
        parts = pl.concat([frames[child.code] for child in semesters.nodes if child.parent == node.code])
        sums = (pl.col("value").sum(), behind)
        summed = parts.group_by(others, maintain_order=True).agg(*sums) if others else parts.select(*sums)
        summed = summed.with_columns(pl.lit(node.code).alias(SEMESTER)).select(leaves.columns)
        frames[node.code] = summed if known is None else _informed(summed, known)
    return pl.concat(frames.values())


def _informed(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in frame.columns if name not in ("value", "contributors")]
    joined = frame.join(
        known.select(*keys, pl.col("contributors").alias("known")), on=keys, how="left", maintain_order="left"
    )
    return joined.with_columns(contributors=pl.coalesce("known", "contributors")).drop("known")


def translated(frame: pl.DataFrame, there: CodeList, here: CodeList) -> pl.DataFrame:
    """Keep the rows whose semesters are a node of both trees, under the code they have `here`."""
    named = {here.leaves_below(code): code for code in reversed(here.codes)}
    codes = {code: named[leaves] for code in there.codes if (leaves := there.leaves_below(code)) in named}
    return frame.with_columns(
        pl.col(SEMESTER).replace_strict(codes, default=None, return_dtype=pl.String)
    ).filter(pl.col(SEMESTER).is_not_null())
