"""Totals inside totals: which codes of one column are sums of others, by the visible numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from release.bulletins.bands import nested_bands, nested_prefixes
from release.bulletins.dimensions import Dimensions
from release.bulletins.masks import Kind, Values

_CODES: Final = 250
_CONTEXTS: Final = 2000
_ENOUGH: Final = 3
_SHARE: Final = 0.8
_BITS: Final = 8.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Nest:
    """A code of a column that is the sum of other codes of it."""

    column: str
    total: int
    parts: tuple[int, ...]
    by_name: bool = False


def find_nests(dimensions: Dimensions, values: Values) -> list[Nest]:
    """Codes that the visible numbers show to be sums of codes beside them, innermost first.

    The order of the file is used: parts follow their total or come before it, as in any printed table.
    Some names tell it, too: 0-17 holds 0-11 and 12-17, A holds A.1 and A.2. What is left below a named total
    are its own parts.
    """
    found = []
    for column in dimensions.columns:
        labels = dimensions.labels[column]
        if not 3 <= len(labels) <= _CODES:
            continue
        named = nested_bands(labels) or nested_prefixes(labels)
        known = {code for _, parts in named for code in parts}
        matrix = _matrix(dimensions, values, column, len(labels))
        order = [c for c in range(len(labels)) if c not in known and c != dimensions.totals.get(column)]
        found += [Nest(column, total, parts, by_name=True) for total, parts in named]
        found += _nests(column, matrix, order)
    return found


def _matrix(dimensions: Dimensions, values: Values, column: str, codes: int) -> Floats:
    """Visible numbers by context (the other codes of the row) and code; the fullest contexts only."""
    others = [name for name in dimensions.columns if name != column]
    shown = pl.Series(values.lower + values.upper) / 2
    frame = dimensions.keys.with_columns(
        pl.Series("__value", shown).cast(pl.Float64), pl.Series("__kind", values.kind)
    ).filter(pl.col("__kind") == Kind.NUMBER)
    if frame.is_empty():
        return np.zeros((0, codes))
    key = pl.struct(others) if others else pl.lit(0)
    frame = frame.with_columns(key.alias("__key")).with_columns(pl.len().over("__key").alias("__often"))
    order = frame.select("__key", "__often").unique().sort("__often", descending=True).head(_CONTEXTS)
    order = order.drop("__often").with_row_index("__context")
    frame = frame.join(order, on="__key").unique(["__context", column], keep="none")
    matrix = np.full((order.height, codes), np.nan)
    matrix[frame["__context"].to_numpy(), frame[column].to_numpy()] = frame["__value"].to_numpy()
    return matrix


def _nests(column: str, matrix: Floats, order: list[int]) -> list[Nest]:
    found: list[Nest] = []
    while True:
        best: tuple[int, int, Nest] | None = None
        for place, code in enumerate(order):
            for run in (order[place + 1 :], order[:place][::-1]):
                length, agree = _run(matrix[:, code], matrix[:, run])
                nest = Nest(column, code, tuple(sorted(run[:length])))
                if length and (best is None or (length, -agree) < best[:2]):
                    best = (length, -agree, nest)
        if best is None:
            return found
        found.append(best[2])
        order = [code for code in order if code not in best[2].parts]


def _run(total: Floats, run: Floats) -> tuple[int, int]:
    """How many of the following codes add up to the total, and in how many contexts; 0 if none do.

    Only sums of at least two parts above zero count: one part equal to its total proves nothing. A chance
    agreement on a total t is about as likely as 1 in t + 1; so many must agree that chance is no reason.
    """
    if run.shape[1] < 2 or not len(total):
        return 0, 0
    sums: Any = np.cumsum(run, axis=1)
    telling = np.cumsum(run > 0, axis=1) >= 2
    known = telling & ~np.isnan(sums) & ~np.isnan(total)[:, None]
    equal = known & (sums == total[:, None])
    agree = equal.sum(axis=0)
    bits = (equal * np.log2(1 + np.nan_to_num(total))[:, None]).sum(axis=0)
    differ = known.sum(axis=0) - agree
    good = (agree >= _ENOUGH) & (agree >= _SHARE * (agree + differ))
    good &= bits >= _BITS + 2 * np.log2(run.shape[1] + 1)
    good[0] = False
    if not good.any():
        return 0, 0
    length = int(np.argmax(np.where(good, agree - differ, -1)))
    return length + 1, int(agree[length])
