"""protect(): a proven safe pattern that withholds as little as can be found in the time given."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from disclosure.arrays import Mask, Moves
from disclosure.pattern import Pattern
from disclosure.rules import Rules, demands, sensitive_cells
from disclosure.solver import INFINITY, Polytope
from disclosure.suppression.bounds import Bounds
from disclosure.suppression.moves import packed
from disclosure.suppression.neighbourhoods import Neighbourhoods
from disclosure.suppression.problem import Problem, pose
from disclosure.suppression.search import Search
from disclosure.tables.system import System

# Share of the time and effort that goes into the lower bound, which guides the search.
SHARE_OF_BOUND = 0.25
# Share of what is left then that goes into small systems' whole patterns, which raise the bound as well.
SHARE_OF_CLOSING = 0.4
# One such pattern for so many vain attempts allowed.
TRIES = 10
# Systems up to this size are bounded by cuts of all equations, which guide the search, the others by those of
# single equations. In the others less is hidden near by before it is in the whole.
SMALL = 4000
# Systems of more cells are never searched as a whole, but for what cannot be met otherwise.
LARGE = 30_000


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
    size = problem.system.size
    if size <= SMALL:
        bounds.relax(_part(SHARE_OF_BOUND, deadline, effort))
    search = Search(problem, seed, deadline, effort, bounds.guide() if size <= SMALL else None)
    near = Neighbourhoods(problem, seed, deadline, search.late)
    found = search.first(*near.first()) if size > LARGE else search.first()
    if size > SMALL:
        found = near.improve(found, rounds)
    if size <= LARGE:
        found = search.prune(found, np.ones(size, dtype=bool))
    if size <= SMALL:
        found = search.close(found, bounds, rounds // TRIES, _part(SHARE_OF_CLOSING, deadline, effort))
    if size <= LARGE:
        found = search.improve(found, rounds)
    withheld = (way.back(found.withheld) & wider.listed) | whole.start
    return Pattern(
        withheld=withheld[: system.size],
        primary=primary,
        lower_bound=bounds.cells,
        moves=way.moves_back(packed(_enough(found.moves, problem)))[:, : system.size],
    )


def _part(share: float, deadline: float, effort: int | None) -> Callable[[], bool]:
    """Whether a share of the time left, or of the effort, is spent."""
    began = time.monotonic()
    until = began + share * (deadline - began)
    spent = INFINITY if effort is None else Polytope.solved + share * effort
    return lambda: time.monotonic() > until or Polytope.solved > spent


def _enough(moves: Moves, problem: Problem) -> Moves:
    """Those of the moves that are enough for all demands, chosen greedily."""
    asked, value = problem.demands, problem.value
    lowest, highest = value[asked.cells], value[asked.cells]
    chosen = []
    by_move = moves[:, asked.cells].tocsr()
    by_demand = by_move.tocsc()
    for demand in range(asked.size):
        one, at = asked.one(demand), slice(by_demand.indptr[demand], by_demand.indptr[demand + 1])
        rows, steps = by_demand.indices[at], by_demand.data[at]
        for move in (rows[[int(np.argmax(steps)), int(np.argmin(steps))]]) if len(rows) else ():
            if one.unmet(lowest[demand : demand + 1], highest[demand : demand + 1])[0]:
                chosen.append(int(move))
                row = slice(by_move.indptr[move], by_move.indptr[move + 1])
                touched = by_move.indices[row]
                table = value[asked.cells[touched]] + by_move.data[row]
                lowest[touched] = np.minimum(lowest[touched], table)
                highest[touched] = np.maximum(highest[touched], table)
    return moves[np.array(chosen, dtype=np.int64)]
