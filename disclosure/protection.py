"""protect(): a proven safe pattern that withholds as little as can be found in the time given."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from disclosure.bounds import Bounds
from disclosure.components import components
from disclosure.pattern import Pattern
from disclosure.problem import Problem, pose
from disclosure.rules import Demands, Rules, demands, sensitive_cells
from disclosure.search import Proven, Search
from disclosure.solver import INFINITY, Polytope
from disclosure.system import Integers, Mask, Moves, System

# Share of the time and effort that goes into the lower bound, which guides the search.
SHARE_OF_BOUND = 0.25
# Share of what is left then that goes into small systems' whole patterns, which raise the bound as well.
SHARE_OF_CLOSING = 0.4
# One such pattern for so many vain attempts allowed.
TRIES = 10


def protect(
    system: System,
    rules: Rules,
    *,
    fixed: npt.NDArray[np.int8] | None = None,
    manual: Mask | None = None,
    time_limit: float | None = None,
    effort: int | None = None,
    weight: npt.NDArray[np.float64] | None = None,
    copies: npt.NDArray[np.float64] | None = None,
    seed: int = 0,
    rounds: int = 100,
) -> Pattern:
    """Withhold what the rules make sensitive, and what else is needed to keep it from being told.

    fixed: FREE, PUBLISHED or WITHHELD for each cell, as earlier releases decided. manual: further sensitive
    cells. weight: how much worse it is to withhold one cell than another (its copies if not given). copies:
    as how many cells each counts in the lower bound (listed ones as 1 if not given). What ends the search for
    a pattern that hides less: `time_limit` seconds, `effort` linear programmes (the same on any machine),
    `rounds` vain attempts; a first safe pattern is always finished. The same input and seed give the same
    pattern, unless time runs out. Raises NotProtectedError when no safe pattern could be proven.
    """
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    wider, asked = demands(system, rules, manual)
    none = np.zeros(wider.size - system.size, dtype=bool)
    primary = sensitive_cells(system, rules) & system.listed
    if manual is not None:
        primary |= manual & system.listed
    decided = np.zeros(system.size) if fixed is None else fixed
    counted = system.listed.astype(float) if copies is None else copies
    weights = counted if weight is None else weight * system.listed
    whole = pose(
        wider,
        asked,
        rules,
        np.concatenate([primary, none]),
        np.concatenate([decided, none]).astype(np.int8),
        np.concatenate([counted, np.zeros(len(none))]),
        np.concatenate([weights, np.zeros(len(none))]),
    )
    problem, way = whole.reduced()
    bounds = Bounds(problem, seed)
    bounds.relax(_part(SHARE_OF_BOUND, deadline, effort))
    search = Search(problem, seed, deadline, effort, bounds.guide())
    found = search.first()
    found = search.prune(found, np.ones(problem.system.size, dtype=bool))
    found = search.close(found, bounds, rounds // TRIES, _part(SHARE_OF_CLOSING, deadline, effort))
    found = search.improve(found, rounds)
    withheld = (way.back(found.withheld) & wider.listed) | whole.start
    return Pattern(
        withheld=withheld[: system.size],
        primary=primary,
        lower_bound=bounds.cells,
        witnesses=system.value.astype(np.int32)
        + way.moves_back(_few_witnesses(found, problem))[:, : system.size],
    )


def _part(share: float, deadline: float, effort: int | None) -> Callable[[], bool]:
    """Whether a share of the time left, or of the effort, is spent."""
    began = time.monotonic()
    until = began + share * (deadline - began)
    spent = INFINITY if effort is None else Polytope.solved + share * effort
    return lambda: time.monotonic() > until or Polytope.solved > spent


def _few_witnesses(found: Proven, problem: Problem) -> Moves:
    """Moves enough for all demands, chosen greedily; components know nothing of each other and share some."""
    owner = np.zeros(problem.system.size, dtype=np.int64)
    for number, part in enumerate(
        components(problem.system.equations, found.withheld | ~problem.system.listed)
    ):
        owner[part.cells] = number
    packs: list[tuple[set[int], Moves]] = []
    for row in _enough(found.moves, problem.demands, problem.value):
        move = found.moves[row]
        moved = set(owner[np.flatnonzero(move)].tolist())
        room = next((pack for pack in packs if pack[0].isdisjoint(moved)), None)
        if room is None:
            packs.append((moved, move.copy()))
        else:
            room[0].update(moved)
            room[1][:] += move
    return np.array([move for _, move in packs], dtype=np.int32).reshape(len(packs), problem.system.size)


def _enough(moves: Moves, asked: Demands, value: Integers) -> list[int]:
    """Rows of moves that meet all demands."""
    lowest, highest = value[asked.cells], value[asked.cells]
    chosen = []
    steps = moves[:, asked.cells]
    for demand in range(asked.size if len(moves) else 0):
        one = asked.one(demand)
        for move in (int(np.argmax(steps[:, demand])), int(np.argmin(steps[:, demand]))):
            if one.unmet(lowest[demand : demand + 1], highest[demand : demand + 1])[0]:
                chosen.append(move)
                lowest = np.minimum(lowest, value[asked.cells] + steps[move])
                highest = np.maximum(highest, value[asked.cells] + steps[move])
    return chosen
