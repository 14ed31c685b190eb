"""Random draws on whole columns; every generator of random numbers is made here from the one seed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Strings = npt.NDArray[np.str_]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def generator(seed: int, part: str, year: int = 0) -> np.random.Generator:
    """The random numbers of one part and year: a change in one part leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(part.encode()), year])


def choose(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> Strings:
    """`size` codes drawn with the given weights."""
    codes = np.array(list(weights))
    shares = np.array(list(weights.values()), dtype=float)
    return codes[rng.choice(len(codes), size=size, p=shares / shares.sum())]


def several(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> Strings:
    """One or two different codes for each row, joined by `;`."""
    first, second = choose(rng, weights, size), choose(rng, weights, size)
    both = (rng.random(size) < 0.4) & (first != second)
    return np.where(both, np.char.add(np.char.add(first, ";"), second), first)


def flags(rng: np.random.Generator, share: float | npt.NDArray[np.float64], size: int) -> Flags:
    """True with the given probability."""
    return rng.random(size) < share


def split(rng: np.random.Generator, total: int, parts: int) -> Integers:
    """`total` shared out over `parts` cells at random, each getting at least one while there is enough."""
    base = np.zeros(parts, dtype=np.int64)
    base[: min(total, parts)] = 1
    rest = total - int(base.sum())
    return base + rng.multinomial(rest, np.full(parts, 1 / parts)) if parts else base
