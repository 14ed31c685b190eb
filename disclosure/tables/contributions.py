"""The biggest contributions to amounts of money; what is not told of them is doubted upwards.

x1 >= x2 >= ... are the contributions of one contributor each to a cell with amount X. Contributions are never
negative.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from disclosure.arrays import Floats, Integers, Mask

# What linear programmes find is whole to within 1e-6, and doubles near 2**31, twice this, are 4.8e-7 apart.
MOST_AMOUNT = 2**30


def told(column: pl.Series) -> Floats:
    """A column of lists, one row a cell; NaN where a list says nothing."""
    width = int(column.list.len().max() or 0)  # type: ignore[arg-type]
    parts = [column.list.get(place, null_on_oob=True).cast(pl.Float64).to_numpy() for place in range(width)]
    return np.column_stack([np.zeros((len(column), 0)), *parts])


def impossible(largest: Floats, amount: Floats, contributors: Floats) -> Mask:
    """Which cells' contributions cannot be the biggest ones of so many contributors to such an amount.

    largest: cells x m, NaN where not told. Nothing follows from an amount or a number that is not known.
    """
    known = ~np.isnan(largest)
    given = np.nan_to_num(largest)
    # Nor does one follow that is not told, but a 0.
    rising = known[:, 1:] & (given[:, 1:] > given[:, :-1])
    number = (given > 0).sum(axis=1)
    last = np.where(known, largest, np.inf).min(axis=1, initial=np.inf)
    others = np.maximum(contributors - number, 0)
    rest = amount - given.sum(axis=1)
    # Those who are not named are each no bigger than the last who is, if anybody is.
    beyond = np.where(np.isinf(last), 0, last) * others
    wrong = (rest < 0) | (number > contributors) | ((rest > beyond) & known.any(axis=1))
    bad = ((given < 0) | (given % 1 != 0)).any(axis=1)
    return np.asarray(wrong | bad | rising.any(axis=1), dtype=bool)


def at_most(largest: Floats, amount: Floats, count: int) -> Floats:
    """What the `count` biggest contributions can be: none above the one before it, nor above what is left.

    largest: cells x m, at the most (NaN: not told). amount: cells. Unknown where the amount is (NaN).
    """
    bounds = np.zeros((len(amount), count))
    before, left = amount.astype(np.float64), amount.astype(np.float64)
    for place in range(count):
        limit = np.minimum(before, left)
        here = np.fmin(limit, largest[:, place]) if place < largest.shape[1] else limit
        bounds[:, place] = before = np.where(np.isnan(amount), np.nan, here)
        left = left - before
    return bounds


def p_percent_level(amount: Integers, largest: Integers, p: int, coalition: int) -> Integers:
    """Protection level by the p % rule: ceil(p/100 x1) - (X - x1 - x2 - ... - x(c+1)), c = `coalition`.

    The c next largest contributors together know what they contributed; of the rest they know to within
    100 % what it is. From an upper bound X + U they learn that x1 is at most X + U - x2 - ... - x(c+1),
    which is p % above x1 when U is at least this level; from a lower bound X - L, as the rest is at most
    twice what it is, that x1 is at least x1 + (X - x1 - ... - x(c+1)) - L, p % below x1 for the same L.
    Positive: the cell is sensitive (Hundepool et al., Statistical Disclosure Control, Wiley 2012, section
    4.2; Loeve 2001 for coalitions).
    """
    knowers = largest[:, : coalition + 1].sum(axis=1)
    return np.asarray(_ceil(p * largest[:, 0], 100) - (amount - knowers), dtype=np.int64)


def dominance_level(amount: Integers, largest: Integers, n: int, percent: int) -> Integers:
    """Protection level by the (n, k) rule: ceil(100/k (x1 + ... + xn)) - X, k = `percent`.

    Positive: the n largest contribute more than k % and the cell is sensitive. An upper bound of X + this
    level no longer tells that they do (same source); the lower level is the same, out of symmetry.
    """
    return np.asarray(_ceil(100 * largest[:, :n].sum(axis=1), percent) - amount, dtype=np.int64)


def lone_level(largest: Integers, p: int) -> Integers:
    """Protection level where all others together may attack: ceil(p/100 x1), and never an exact amount."""
    return np.maximum(_ceil(p * largest[:, 0], 100), 1)


def _ceil(dividend: Integers, divisor: int) -> Integers:
    return np.asarray(-(-dividend // divisor), dtype=np.int64)
