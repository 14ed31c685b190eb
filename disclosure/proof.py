"""Proof that demands are met: whole tables that agree with everything published (witnesses), kept as moves.

A move is a witness less the true table. Sparse ones are looked for (least sum of absolute steps), so that
publishing a further cell spoils few of them.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.rules import ANY, Demands
from disclosure.solver import INFINITY, Floats, Polytope, whole
from disclosure.system import Integers, Moves

WHOLE_SECONDS = 5.0
TRIAL_SECONDS = 0.5
LARGE = 1500
SHAKES = 3


class Proof:
    """One component of the withheld part: its witnesses, and which of them each demand rests on.

    matrix, value, floor: the component's equations, true counts and floors. demands: numbered within the
    component.
    """

    def __init__(self, matrix: sparse.csr_matrix, value: Integers, floor: Integers, demands: Demands) -> None:
        self.value = value
        self.demands = demands
        self._matrix = matrix
        self._room = (value - floor).astype(float)
        self._published = np.zeros(len(value), dtype=bool)
        self._moves = np.zeros((1, len(value)), dtype=np.int32)
        self._alive = np.ones(1, dtype=bool)
        self._count = 1
        self._top = np.zeros(demands.size, dtype=np.int64)
        self._bottom = np.zeros(demands.size, dtype=np.int64)
        self._random = np.random.default_rng(len(value))
        self._steps = sparse.hstack([matrix, -matrix], format="csr")
        self._polytope = Polytope(self._steps, *self._limits())
        self._shuffle()
        self._last_failed: dict[int, int] = {}
        self._patience = WHOLE_SECONDS

    def _limits(self) -> tuple[Floats, Floats, Floats]:
        """Right side, lower and upper bounds of steps up and steps down."""
        up = np.where(self._published, 0.0, INFINITY)
        down = np.where(self._published, 0.0, self._room)
        return np.zeros(self._steps.shape[0]), np.zeros(2 * len(up)), np.concatenate([up, down])

    def _shuffle(self) -> None:
        """Slightly different prices of the cells, hence another corner among equally short moves."""
        prices = self._random.uniform(1.0, 1.5, len(self.value))
        self._polytope.costs(np.arange(2 * len(prices)), np.concatenate([prices, prices]))

    def adopt(self, moves: Moves) -> None:
        """Take over moves found elsewhere, those that are moves here."""
        for move in np.unique(moves, axis=0):
            self._keep(move)

    def used_moves(self) -> Moves:
        """The moves on which the demands rest."""
        used = np.unique(np.concatenate([self._top, self._bottom]))
        return np.asarray(self._moves[used[used > 0]])

    def establish(self) -> Integers:
        """Look for a witness of every demand; returns those shown, or doubted, to be unmet."""
        return np.array([d for d in range(self.demands.size) if not self._meet(d)], dtype=np.int64)

    def publish(self, cell: int) -> bool:
        """Publish a cell if every demand can be proven without its moving."""
        hit = self._alive & (self._moves[:, cell] != 0)
        before = (self._top.copy(), self._bottom.copy())
        alive = self._alive.copy()
        affected = np.flatnonzero(hit[self._top] | hit[self._bottom]).tolist()
        self._alive &= ~hit
        self._fix(cell, published=True)
        self._patience = TRIAL_SECONDS
        last = self._last_failed.get(cell, -1)
        for demand in sorted(affected, key=lambda d: d != last):
            if not self._meet(demand):
                self._last_failed[cell] = demand
                self._fix(cell, published=False)
                self._alive[: len(alive)] |= alive
                self._top, self._bottom = before
                return False
        self._compact()
        return True

    def _fix(self, cell: int, *, published: bool) -> None:
        self._published[cell] = published
        pair = np.array([cell, cell + len(self.value)])
        upper = np.zeros(2) if published else np.array([INFINITY, self._room[cell]])
        self._polytope.bounds(pair, np.zeros(2), upper)

    def _compact(self, most: int = 1500) -> None:
        """Forget spoilt moves, and old ones that nothing rests on."""
        if self._count <= most + 2 * self.demands.size:
            return
        used = np.zeros(len(self._moves), dtype=bool)
        used[self._top] = used[self._bottom] = used[0] = True
        used[self._count - most // 2 :] = True
        kept = np.flatnonzero(used & self._alive)
        number = np.zeros(len(used), dtype=np.int64)
        number[kept] = np.arange(len(kept))
        self._moves, self._alive, self._count = self._moves[kept], self._alive[kept], len(kept)
        self._top, self._bottom = number[self._top], number[self._bottom]

    def _keep(self, move: Integers) -> bool:
        if np.any(move[self._published]) or np.any(move < -self._room) or np.any(self._matrix @ move):
            return False
        if self._count == len(self._moves):
            self._moves = np.vstack([self._moves, np.zeros_like(self._moves)])
            self._alive = np.concatenate([self._alive, np.zeros_like(self._alive)])
        self._moves[self._count] = move
        self._alive[self._count] = True
        self._count += 1
        return True

    def _seen(self, demand: int) -> tuple[int, int]:
        """Lowest and highest count of a demand's cell in moves that still hold; it rests on these."""
        cell = self.demands.cells[demand]
        alive = np.flatnonzero(self._alive)
        steps = self._moves[alive, cell]
        self._bottom[demand], self._top[demand] = alive[np.argmin(steps)], alive[np.argmax(steps)]
        return int(self.value[cell] + steps.min()), int(self.value[cell] + steps.max())

    def _meet(self, demand: int) -> bool:
        """Prove one demand: up to its reach, down to its low, apart to its width."""
        asked = self.demands
        reach, low, wide = int(asked.reach[demand]), int(asked.low[demand]), int(asked.width[demand])
        cell = int(asked.cells[demand])
        lowest, highest = self._seen(demand)
        if highest < reach:
            self._go(cell, reach)
            lowest, highest = self._seen(demand)
        if low != ANY and lowest > low:
            self._go(cell, low)
            lowest, highest = self._seen(demand)
        if highest < reach or lowest > low:
            return False
        if highest - lowest < wide:
            self._widen(demand, cell, wide)
            lowest, highest = self._seen(demand)
        return highest - lowest >= wide

    def _widen(self, demand: int, cell: int, wide: int) -> None:
        least = int(self.value[cell] - self._room[cell])
        for goal_of in (
            lambda low, high: max(high - wide, least),
            lambda low, high: low + wide,
            lambda low, high: least,
            lambda low, high: low + wide,
        ):
            lowest, highest = self._seen(demand)
            if highest - lowest >= wide:
                return
            goal = goal_of(lowest, highest)
            if goal < lowest or goal > highest:
                self._go_towards(cell, goal)

    def _go(self, cell: int, goal: int) -> bool:
        """A short move that brings a cell to a count, if there is one."""
        step = goal - int(self.value[cell])
        pair = np.array([cell, cell + len(self.value)])
        exact = np.array([max(step, 0), max(-step, 0)], dtype=float)
        if exact[1] > self._room[cell]:
            return False
        self._polytope.bounds(pair, exact, exact)
        found = False
        for attempt in range(SHAKES):
            if attempt:
                self._shuffle()
            self._polytope.forget_basis()
            solution = self._polytope.minimise()
            if solution.outcome != "optimal":
                break
            if self._keep_point(solution.point):
                found = True
                break
        else:
            found = self._go_whole(pair, exact)
        self._polytope.bounds(pair, np.zeros(2), np.array([INFINITY, self._room[cell]]))
        return found

    def _go_whole(self, pair: Integers, exact: Floats) -> bool:
        """All corners found were fractional: ask for a whole move, where that is not hopeless."""
        if len(self.value) > LARGE:
            return False
        polytope = Polytope(self._steps, *self._limits(), integer=True)
        polytope.bounds(pair, exact, exact)
        solution = polytope.minimise(time_limit=self._patience)
        return solution.outcome == "optimal" and self._keep_point(solution.point)

    def _go_towards(self, cell: int, goal: int) -> None:
        """As far towards a count as goes."""
        step = goal - int(self.value[cell])
        sign = 1 if step > 0 else -1
        for distance in range(abs(step), 0, -1):
            if self._go(cell, int(self.value[cell]) + sign * distance):
                return

    def _keep_point(self, point: Floats) -> bool:
        size = len(self.value)
        move = whole(point[:size] - point[size:])
        return move is not None and self._keep(move)
