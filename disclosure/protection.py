"""protect(): a proven safe pattern that withholds as little as can be found in the time given."""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt

from disclosure.pattern import Pattern
from disclosure.problem import Problem
from disclosure.rules import Demands, Rules, demands, sensitive_cells
from disclosure.search import Proven, Search
from disclosure.solver import INFINITY
from disclosure.system import Integers, Mask, System


def protect(
    system: System,
    rules: Rules,
    *,
    fixed: npt.NDArray[np.int8] | None = None,
    manual: Mask | None = None,
    time_limit: float | None = None,
    effort: int | None = None,
    weight: npt.NDArray[np.float64] | None = None,
    seed: int = 0,
    rounds: int = 100,
) -> Pattern:
    """Withhold what the rules make sensitive, and what else is needed to keep it from being told.

    fixed: FREE, PUBLISHED or WITHHELD for each cell, as earlier releases decided. manual: further sensitive
    cells. weight: how much worse it is to withhold one cell than another (1 each if not given). What ends the
    search for a pattern that hides less: `time_limit` seconds, `effort` linear programmes (the same on any
    machine), `rounds` vain attempts; a first safe pattern is always finished. The same input and seed give
    the same pattern, unless time runs out. Raises NotProtectedError when no safe pattern
    could be proven.
    """
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    wider, asked = demands(system, rules, manual)
    none = np.zeros(wider.size - system.size, dtype=bool)
    primary = sensitive_cells(system, rules) & system.listed
    if manual is not None:
        primary |= manual & system.listed
    decided = np.zeros(system.size) if fixed is None else fixed
    problem = Problem(
        wider, asked, rules, np.concatenate([primary, none]), np.concatenate([decided, none]).astype(np.int8)
    )
    weights = np.ones(system.size) if weight is None else weight
    weights = np.concatenate([weights, np.ones(wider.size - system.size)])
    search = Search(problem, seed, deadline, effort, weights)
    found = search.first()
    found = search.prune(found, np.ones(wider.size, dtype=bool))
    found = search.improve(found, rounds)
    return Pattern(
        withheld=found.withheld[: system.size],
        primary=primary,
        lower_bound=int(problem.start.sum()),
        witnesses=_few_witnesses(found, asked, wider.value)[:, : system.size],
    )


def _few_witnesses(found: Proven, asked: Demands, value: Integers) -> Integers:
    """Tables enough for all demands, chosen greedily; the true table is always one and is not kept here."""
    lowest, highest = value[asked.cells], value[asked.cells]
    chosen = []
    steps = found.moves[:, asked.cells]
    for demand in range(asked.size):
        one = asked.one(demand)
        for move in (
            (int(np.argmax(steps[:, demand])), int(np.argmin(steps[:, demand]))) if len(steps) else ()
        ):
            if one.unmet(lowest[demand : demand + 1], highest[demand : demand + 1])[0]:
                chosen.append(value + found.moves[move])
                lowest = np.minimum(lowest, chosen[-1][asked.cells])
                highest = np.maximum(highest, chosen[-1][asked.cells])
    return np.array(chosen, dtype=np.int64).reshape(-1, len(value))
