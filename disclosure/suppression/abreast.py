"""The same work on several things at once; the order of the results is that of the things."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")


def abreast(work: Callable[[Thing], Found], things: Sequence[Thing]) -> list[Found]:
    """Work on all processors: the solver lets go of the interpreter while it runs."""
    if len(things) < 2:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, things))
