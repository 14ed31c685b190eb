"""What a cell grew by between two releases is itself a cell, in no file: anybody can subtract."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from disclosure import System
from disclosure.arrays import Integers


def with_increments(
    system: System, pairs: Iterable[tuple[Integers, Integers]], below: float = math.inf
) -> System:
    """The system with a cell for every (later, earlier) pair of cells that differ, by less than `below`.

    An increment is judged by its units: persons in several semesters stand behind fewer.
    """
    found = {
        (later, earlier): None
        for more, less in pairs
        for later, earlier in zip(more.tolist(), less.tolist(), strict=True)
        if system.countable[later] and 0 < system.value[later] - system.value[earlier] < below
    }
    wider = system.with_differences(list(found))
    added = np.arange(wider.size) >= system.size
    return replace(wider, countable=wider.countable | added)
