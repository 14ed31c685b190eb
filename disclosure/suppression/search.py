"""The search for a pattern: push, prove, prune; then tear a neighbourhood up and try to hide less there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers, Mask, Moves
from disclosure.solver import INFINITY, TOLERANCE, Polytope
from disclosure.suppression.bounds import Bounds
from disclosure.suppression.moves import no_moves, together, touching
from disclosure.suppression.problem import Problem
from disclosure.suppression.pushing import NEARLY_FREE, Pusher, prices

# Nodes of the search for one whole pattern of the master programme.
NODES = 300
# Attempts to find whole tables for a pattern, each with withheld cells so many times dearer to move.
ATTEMPTS = 6
STEEPER = 4

# Demands of systems of more cells are pushed from so many places at the same time.
FEW = 4000
SWEEPS = 8


@dataclass(frozen=True)
class Proven:
    """A pattern with the moves (whole tables less the true one, over all cells) that prove it."""

    withheld: Mask
    moves: Moves


class Search:
    """One run: its problem, its random numbers and the time at which it stops hiding less."""

    def __init__(
        self,
        problem: Problem,
        seed: int,
        deadline: float,
        effort: int | None,
        guide: Floats | None = None,
    ) -> None:
        self.problem = problem
        self.deadline = deadline
        self._enough = INFINITY if effort is None else Polytope.solved + effort
        self._random = np.random.default_rng(seed)
        self._weight = problem.weight
        self._price: Floats = prices(problem) * (1.0 if guide is None else guide)
        self._neighbours = abs(problem.system.equations).tocsr()
        self._by_cell = self._neighbours.tocsc()
        self._none = no_moves(problem.system.size)

    @cached_property
    def _pusher(self) -> Pusher:
        return Pusher(self.problem)

    def late(self) -> bool:
        """Whether the time or the effort given is spent."""
        return time.monotonic() > self.deadline or Polytope.solved > self._enough

    def first(self, withheld: Mask | None = None, moves: Moves | None = None) -> Proven:
        """A first safe pattern, grown from one whose moves meet some demands; takes the time it takes."""
        withheld = self.problem.start if withheld is None else withheld
        self._pusher.restart(withheld, self._price, self._none if moves is None else moves)
        failed = self._pusher.meet(self._pusher.unmet(), SWEEPS if self.problem.system.size > FEW else 1)
        if failed:
            raise self.problem.refuse(failed[0])
        return self._prove(self._pusher.withheld, self._pusher.moves)

    def _prove(self, withheld: Mask, moves: Moves) -> Proven:
        """Whole tables for a pattern; where there are none, the pattern grows until there are."""
        for attempt in range(ATTEMPTS):
            left = _Left(self.problem, withheld, moves)
            failed = left.unproven()
            moves = left.moves()
            if not failed:
                return Proven(withheld, moves)
            # A cheapest move may be fractional; other prices and shorter moves lead to other ones.
            price = self._price * self._random.uniform(0.5, 2.0, len(self._price))
            self._pusher.restart(withheld, price, moves, min(1.0, NEARLY_FREE * STEEPER**attempt))
            for demand in failed:
                self._pusher.satisfy(demand, whole_only=attempt > ATTEMPTS - 3)
            withheld, moves = self._pusher.withheld.copy(), self._pusher.moves
        raise self.problem.refuse(failed[0])

    def prune(self, proven: Proven, candidates: Mask) -> Proven:
        """Publish secondary cells again while each demand can be proven."""
        left = _Left(self.problem, proven.withheld, proven.moves)
        if left.unproven():
            return proven
        return left.pruned(candidates, self.late)

    def improve(self, proven: Proven, rounds: int) -> Proven:
        """Withhold anew around random secondary cells; ends after `rounds` without gain."""
        best, best_cost, idle = proven, self._cost(proven), 0
        while idle < rounds and not self.late():
            tried = self._round(best)
            idle += 1
            if tried is None:
                continue
            cost = self._cost(tried)
            if cost < best_cost:
                idle = 0
            if cost <= best_cost:
                best, best_cost = tried, cost
        return best

    def close(self, proven: Proven, bounds: Bounds, tries: int, late: Callable[[], bool]) -> Proven:
        """Try patterns that satisfy all cuts, mended where they are not safe, until best and bound meet."""
        best, cells = proven, self.problem.cells
        for _ in range(tries):
            if late() or bounds.cells >= cells[best.withheld].sum():
                break
            pattern, _ = bounds.whole(NODES)
            if pattern is None:
                break
            mended = self._mend(pattern)
            if mended is not None and self._cost(mended) < self._cost(best):
                best = mended
        return best

    def _mend(self, pattern: Mask) -> Proven | None:
        """The safe pattern that a pattern grows into."""
        self._pusher.restart(pattern, self._price, self._none)
        return self._grown(self._pusher.unmet(), lambda _: np.ones(len(pattern), dtype=bool))

    def _grown(self, demands: Integers, candidates: Callable[[Mask], Mask]) -> Proven | None:
        """Push some demands, prove the pattern and prune it; None where that does not lead anywhere."""
        for demand in demands.tolist():
            if self.late() or (self._pusher.is_unmet(demand) and not self._pusher.satisfy(demand)):
                return None
        withheld = self._pusher.withheld.copy()
        left = _Left(self.problem, withheld, self._pusher.moves)
        if left.unproven():
            return None
        return left.pruned(candidates(withheld), self.late)

    def _cost(self, proven: Proven) -> tuple[float, int]:
        """Cells withheld by their weight, then the sum of their counts."""
        counts = self.problem.value * self.problem.cells
        return float(self._weight[proven.withheld].sum()), int(counts[proven.withheld].sum())

    def _round(self, best: Proven) -> Proven | None:
        secondary = np.flatnonzero(best.withheld & ~self.problem.start)
        if not len(secondary):
            return None
        torn = self._tear(best, secondary)
        noise = self._random.uniform(0.5, 1.5, len(self._price))
        price = self._price * noise * np.where(torn, self._random.uniform(0.8, 3.0), 1.0)
        moves = best.moves[~touching(best.moves, torn)]
        self._pusher.restart(best.withheld & ~torn, price, moves)
        demands = self._random.permutation(self._pusher.unmet())
        return self._grown(
            demands, lambda grown: self._ball(np.flatnonzero(torn | (grown & ~best.withheld)), 1)
        )

    def _tear(self, best: Proven, secondary: Integers) -> Mask:
        """Some secondary cells near a random one."""
        size = int(self._random.integers(1, max(3, min(40, len(secondary) // 3))))
        centre = self._random.choice(secondary, 1)
        near = self._ball(centre, int(self._random.integers(1, 4)))
        pool = np.flatnonzero(near & best.withheld & ~self.problem.start)
        torn = np.zeros(len(near), dtype=bool)
        torn[self._random.choice(pool, min(size, len(pool)), replace=False)] = True
        return torn

    def _ball(self, centre: Integers, steps: int) -> Mask:
        """Cells that few equations connect with some cells."""
        reached = np.zeros(self.problem.system.size)
        reached[centre] = 1.0
        for _ in range(steps):
            reached = (self._by_cell.T @ (self._neighbours @ reached > 0) > 0).astype(float)
            reached[centre] = 1.0
        return np.asarray(reached > 0, dtype=bool)


class _Left:
    """What a pattern leaves open, and the proofs of its components, begun with moves known already."""

    def __init__(self, problem: Problem, withheld: Mask, moves: Moves) -> None:
        self._whole = problem
        self._withheld = withheld
        self._within = problem.within(withheld)
        agreeing = moves[~touching(moves, problem.system.listed & ~withheld)]
        over = self._within.way.moves_over(agreeing).tocsc()
        self._parts = self._within.problem.proofs()
        for part in self._parts:
            mine = over[:, part.cells].tocsr()
            part.proof.adopt(mine[np.diff(mine.indptr) > 0])

    def unproven(self) -> list[int]:
        """Demands of the whole problem that are shown, or doubted, to be unmet."""
        failed = [part.demands[part.proof.establish()] for part in self._parts]
        inside = np.concatenate([np.zeros(0, dtype=np.int64), *failed])
        return [*self._within.told.tolist(), *self._within.stands_for[inside].tolist()]

    def moves(self) -> Moves:
        """The moves that demands rest on; components know nothing of each other, so each moves alone."""
        size = self._within.problem.system.size
        found = [no_moves(size)]
        for part in self._parts:
            used = part.proof.used_moves()
            found.append(
                sparse.csr_matrix((used.data, part.cells[used.indices], used.indptr), (used.shape[0], size))
            )
        return self._within.way.moves_back(together(*found))

    def pruned(self, candidates: Mask, late: Callable[[], bool]) -> Proven:
        """Publish candidates, those that move together at once, as long as all demands are proven.

        First those on which few demands rest, for their weight: more can be published so, and sooner; of
        equals the largest, so that what stays withheld counts less.
        """
        problem, way = self._within.problem, self._within.way
        allowed = way.touched(candidates) & problem.system.listed & ~problem.start
        published = allowed.copy()
        for part in self._parts:
            published[part.cells] = False  # what no demand needs is published, the rest is tried
            resting = part.proof.resting() / np.maximum(problem.weight[part.cells], TOLERANCE)
            order = np.lexsort((-problem.value[part.cells], resting))
            for place in order[allowed[part.cells[order]]].tolist():
                if late():
                    break
                published[part.cells[place]] = part.proof.publish(place)
        told = (way.group < 0) | way.back(published)
        return Proven(self._withheld & ~(told & ~self._whole.start), self.moves())
