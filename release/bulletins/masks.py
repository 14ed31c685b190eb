"""What a published cell says: a number, an interval, that something is withheld, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from math import gcd
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from release.bulletins.options import UNBOUNDED, Assumptions
from release.bulletins.vocabulary import MISSING, WITHHELD

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Kind(IntEnum):
    """What stands in a cell."""

    NUMBER = 0
    BOUNDED = 1  # a mask that tells an interval: <5, 1-4
    WITHHELD = 2  # a symbol: *, c, suppressed
    MISSING = 3  # not available, not applicable, or blank
    UNREADABLE = 4  # text, a decimal, a negative number


@dataclass(frozen=True)
class Meaning:
    """An interval and its kind; `open_floor` where the mask itself does not say whether 0 is included."""

    kind: Kind
    lower: int
    upper: int
    open_floor: bool = False


_PLAIN = re.compile(r"\d+(?:[.,]0+)?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ’])\d{3})(?:\1\d{3})*")
_FOOTNOTED = re.compile(
    r"(\d[\d.,' ’]*?) ?(?:\*+|†|‡|[¹²³⁴⁵⁶⁷⁸⁹]+|\([a-z0-9]{1,2}\)|\[[a-z0-9]{1,2}\]|[pre])"
)
_BELOW = re.compile(r"(?:<|menos de|menor (?:a|que|de)|fewer than|less than|under|below) ?(\d+)")
_UP_TO = re.compile(r"(?:<=|=<|≤|up to|hasta|at most|a lo sumo) ?(\d+)|(\d+) (?:or (?:fewer|less)|o menos)")
_RANGE = re.compile(r"(\d+) ?(?:-|–|—|\.\.|to|a|y|and) ?(\d+)")
_ABOVE = re.compile(r"(?:>|more than|más de|over) ?(\d+)")
_FROM = re.compile(r"(?:>=|=>|≥|at least|al menos) ?(\d+)|(\d+) ?(?:\+|or more|o más|y más|and over)")
_MISSING_TEXT: Final = Meaning(Kind.MISSING, 0, UNBOUNDED)
_UNREADABLE: Final = Meaning(Kind.UNREADABLE, 0, UNBOUNDED)


def meaning(shown: str | None, stated: dict[str, tuple[int, int]] | None = None) -> Meaning:
    """What a cell says by itself; `stated` are masks that the user has explained."""
    if shown is not None and stated and shown in stated:
        lower, upper = stated[shown]
        kind = Kind.WITHHELD if upper == UNBOUNDED else Kind.BOUNDED
        return Meaning(kind, lower, upper)
    if shown is None:
        return _MISSING_TEXT
    text = shown.lower().replace("−", "-")
    number = _number(text)
    if number is not None:
        return Meaning(Kind.NUMBER, number, number)
    if text in WITHHELD:
        return Meaning(Kind.WITHHELD, 0, UNBOUNDED, open_floor=True)
    if text in MISSING:
        return _MISSING_TEXT
    return _interval(text) or _UNREADABLE


def _number(text: str) -> int | None:
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    if _PLAIN.fullmatch(text):
        return int(re.split(r"[.,]", text)[0])
    noted = _FOOTNOTED.fullmatch(text)
    return _number(noted[1]) if noted else None


def _interval(text: str) -> Meaning | None:
    if (found := _BELOW.fullmatch(text)) and int(found[1]) > 0:
        return Meaning(Kind.BOUNDED, 0, int(found[1]) - 1, open_floor=int(found[1]) > 1)
    if found := _UP_TO.fullmatch(text):
        highest = int(found[1] or found[2])
        return Meaning(Kind.BOUNDED, 0, highest, open_floor=highest > 0)
    if (found := _RANGE.fullmatch(text)) and int(found[1]) < int(found[2]):
        return Meaning(Kind.BOUNDED, int(found[1]), int(found[2]))
    if found := _ABOVE.fullmatch(text):
        return Meaning(Kind.BOUNDED, int(found[1]) + 1, UNBOUNDED)
    if found := _FROM.fullmatch(text):
        return Meaning(Kind.BOUNDED, int(found[1] or found[2]), UNBOUNDED)
    return None


@dataclass(frozen=True)
class Values:
    """The cells of a table as intervals, before anything is worked out.

    `floor` is what a mask such as `<5` is taken to be at least; `base` is the base of rounding (1: none).
    """

    lower: Integers
    upper: Integers
    kind: npt.NDArray[np.int8]
    floor: int
    base: int
    half: int

    @property
    def hidden(self) -> Bools:
        """Cells that show less than a number."""
        return np.asarray((self.kind != Kind.NUMBER) & (self.kind != Kind.UNREADABLE))

    @property
    def open(self) -> Bools:
        """Cells of which something is left to be found out."""
        return np.asarray((self.lower < self.upper) & (self.kind != Kind.UNREADABLE))

    @property
    def bounded(self) -> Bools:
        """Cells of which the publication itself tells a greatest value."""
        return self.upper < UNBOUNDED


def read_values(shown: pl.Series, flagged: npt.NDArray[np.bool_] | None, told: Assumptions) -> Values:
    """The interval of every cell; blanks flagged as withheld are withheld.

    Each different text is read once, however many rows there are.
    """
    texts = shown.unique()
    known = [meaning(text, told.masks) for text in texts]
    frame = pl.DataFrame(
        {
            "shown": texts,
            "lower": [entry.lower for entry in known],
            "upper": [entry.upper for entry in known],
            "kind": pl.Series([int(entry.kind) for entry in known], dtype=pl.Int8),
            "open_floor": [entry.open_floor for entry in known],
        }
    )
    rows = shown.to_frame("shown").join(
        frame, on="shown", how="left", nulls_equal=True, maintain_order="left"
    )
    lower, upper = rows["lower"].to_numpy().copy(), rows["upper"].to_numpy().copy()
    kind, open_floor = rows["kind"].to_numpy().copy(), rows["open_floor"].to_numpy().copy()
    if flagged is not None:
        blank = flagged & rows["shown"].is_null().to_numpy()
        kind[blank], open_floor[blank] = Kind.WITHHELD, True
    numbers = lower[kind == Kind.NUMBER]
    zeros = told.zeros == "shown" or (told.zeros == "auto" and bool((numbers == 0).any()))
    floor = int(zeros)
    lower[open_floor] = floor
    base = told.rounded or _base(numbers)
    half = _half(base, told.rounding)
    return _rounded(Values(lower, upper, kind, floor, base, 0), half)


def _rounded(values: Values, half: int) -> Values:
    if values.base == 1:
        return values
    number = values.kind == Kind.NUMBER
    lower, upper = values.lower.copy(), values.upper.copy()
    lower[number] = np.maximum(lower[number] - half, 0)
    upper[number] += half
    return Values(lower, upper, values.kind, values.floor, values.base, half)


def wider_rounding(values: Values) -> Values:
    """The same cells, each rounded up or down to one of the two multiples beside it."""
    number = values.kind == Kind.NUMBER
    lower, upper = values.lower.copy(), values.upper.copy()
    more = values.base - 1 - values.half
    lower[number] = np.maximum(upper[number] - values.half - values.base + 1, 0)
    upper[number] += more
    return Values(lower, upper, values.kind, values.floor, values.base, values.base - 1)


def _half(base: int, rounding: str) -> int:
    return base - 1 if rounding == "any" else base // 2


_ENOUGH_NUMBERS: Final = 15


def _base(numbers: Integers) -> int:
    """The base of a rounding: what all of many different numbers are multiples of."""
    different: Any = np.unique(numbers[numbers > 0])
    if len(different) < 4 or (numbers > 0).sum() < _ENOUGH_NUMBERS:
        return 1
    common = gcd(*different.tolist())
    return common if common >= 3 else 1
