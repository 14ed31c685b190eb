"""Identities of nobody: names drawn from lists, document numbers from ranges that are not issued."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.samples.draw import Flags, Integers, Strings, flags
from ingest.samples.figures import FOLDER

DUI_RESERVED = 90_000_000  # the issued numbers run from 00000001 and are far from here
DUI_RANGE = 10_000_000
_STEP = 6_180_339  # shares no factor with the range: every person gets another number
_WEIGHTS = np.arange(9, 1, -1)


def dui(persons: Integers, offset: int) -> Strings:
    """A DUI of the reserved range for each person, with its check digit."""
    number = DUI_RESERVED + (persons * _STEP + offset) % DUI_RANGE
    digits = (number[:, None] // 10 ** np.arange(7, -1, -1)) % 10
    check = (10 - (digits * _WEIGHTS).sum(axis=1) % 10) % 10
    return np.char.add(np.char.add(number.astype(str), "-"), check.astype(str))


def passport(persons: Integers) -> Strings:
    """A passport number of the series ZZ, which no country of the region issues."""
    return np.char.add("ZZ", np.char.zfill(persons.astype(str), 8))


def full_names(rng: np.random.Generator, female: Flags) -> tuple[Strings, Strings]:
    """Given names and surnames: mostly two of each."""
    lists = pl.read_csv(FOLDER / "names.csv")
    size = len(female)
    given = np.where(female, _pair(rng, lists, "given_f", size), _pair(rng, lists, "given_m", size))
    return given, _pair(rng, lists, "surname", size, second=0.92)


def _pair(
    rng: np.random.Generator, lists: pl.DataFrame, kind: str, size: int, second: float = 0.85
) -> Strings:
    names = lists.filter(pl.col("kind") == kind)["name"].to_numpy().astype(str)
    shares = 1 / np.arange(2, len(names) + 2) ** 0.7
    shares /= shares.sum()
    one, other = (names[rng.choice(len(names), size=size, p=shares)] for _ in range(2))
    both = flags(rng, second, size) & (one != other)
    return np.where(both, np.char.add(np.char.add(one, " "), other), one)
