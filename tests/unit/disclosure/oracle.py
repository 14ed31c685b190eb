"""Independent answers: all non-negative integer tables, one by one, and all kinds of units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to put `total` units into `parts` places."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


@cache
def every_table(places: int, most: int) -> npt.NDArray[np.int64]:
    """`all_tables`, one a row."""
    return np.array(list(all_tables(places, most)), dtype=np.int64)


def all_tables(places: int, most: int) -> Iterator[tuple[int, ...]]:
    """All counts of `places` kinds of units, up to `most` units together."""
    for total in range(most + 1):
        yield from compositions(total, places)


def subsets(items: Sequence[str], covering: bool, exclusive: Sequence[str]) -> list[tuple[str, ...]]:
    """All sets of items a unit may have."""
    found = []
    for flags in product((False, True), repeat=len(items)):
        chosen = tuple(item for item, flag in zip(items, flags, strict=True) if flag)
        alone = [item for item in chosen if item in exclusive]
        if (chosen or not covering) and (not alone or len(chosen) == 1):
            found.append(chosen)
    return found
