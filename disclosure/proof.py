"""Proof that demands are met: whole tables that agree with everything published (witnesses), kept as moves.

A move is a witness less the true table. Sparse ones are looked for (least sum of absolute steps), so that
publishing a further cell spoils few of them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from disclosure.moves import as_moves, on_the_way
from disclosure.rules import ANY, Demands
from disclosure.solver import INFINITY, Floats, Polytope, Solution, whole
from disclosure.system import Integers, Moves

WHOLE_SECONDS = 5.0
TRIAL_SECONDS = 0.5
LARGE = 1500
SHAKES = 3
FEW = 60


class Proof:
    """One component of the withheld part: its witnesses, and which of them each demand rests on.

    matrix, value, floor: the component's equations, true counts and floors. demands: numbered within the
    component. A demand rests on two moves at most, one for its highest and one for its lowest count (-1 is
    the true table).
    """

    def __init__(self, matrix: sparse.csr_matrix, value: Integers, floor: Integers, demands: Demands) -> None:
        self.value = value
        self.demands = demands
        self._matrix = matrix
        self._room = (value - floor).astype(float)
        self._published = np.zeros(len(value), dtype=bool)
        self._moves: list[tuple[Integers, Integers]] = []
        # The moves in force by the cells they touch, with their steps there.
        self._through: list[dict[int, int]] = [{} for _ in range(len(value))]
        self._top = np.full(demands.size, -1, dtype=np.int64)
        self._bottom = np.full(demands.size, -1, dtype=np.int64)
        self._random = np.random.default_rng(len(value))
        self._last_failed: dict[int, int] = {}
        self._patience = WHOLE_SECONDS

    @cached_property
    def _steps(self) -> sparse.csr_matrix:
        """The equations of steps up and steps down."""
        return sparse.hstack([self._matrix, -self._matrix], format="csr")

    @cached_property
    def _polytope(self) -> Polytope:
        polytope = Polytope(self._steps, *self._limits())
        self._shuffle(polytope)
        return polytope

    def _limits(self) -> tuple[Floats, Floats, Floats]:
        """Right side, lower and upper bounds of steps up and steps down."""
        up = np.where(self._published, 0.0, INFINITY)
        down = np.where(self._published, 0.0, self._room)
        return np.zeros(self._steps.shape[0]), np.zeros(2 * len(up)), np.concatenate([up, down])

    def _shuffle(self, polytope: Polytope) -> None:
        """Slightly different prices of the cells, hence another corner among equally short moves."""
        prices = self._random.uniform(1.0, 1.5, len(self.value))
        polytope.costs(np.arange(2 * len(prices)), np.concatenate([prices, prices]))

    def adopt(self, moves: Moves) -> None:
        """Take over moves found elsewhere, those that are moves here."""
        fits = np.asarray(abs(self._matrix @ moves.T).sum(axis=0)).ravel() == 0
        for row in np.flatnonzero(fits).tolist():
            at = slice(moves.indptr[row], moves.indptr[row + 1])
            self._keep(moves.indices[at].astype(np.int64), moves.data[at])

    def used_moves(self) -> Moves:
        """The moves on which the demands rest."""
        used = np.unique(np.concatenate([self._top, self._bottom]))
        return as_moves([self._moves[number] for number in used[used >= 0]], len(self.value))

    def establish(self) -> Integers:
        """Look for a witness of every demand; returns those shown, or doubted, to be unmet."""
        return np.array([d for d in range(self.demands.size) if not self._meet(d)], dtype=np.int64)

    def publish(self, cell: int) -> bool:
        """Publish a cell if every demand can be proven without its moving."""
        spoilt = np.array(list(self._through[cell]), dtype=np.int64)
        before = (self._top.copy(), self._bottom.copy())
        affected = np.flatnonzero(np.isin(self._top, spoilt) | np.isin(self._bottom, spoilt)).tolist()
        for number in spoilt.tolist():
            self._drop(number)
        self._fix(cell, published=True)
        self._patience = TRIAL_SECONDS
        if not all(self._thinkable(demand) for demand in affected) or not self._meet_all(cell, affected):
            self._fix(cell, published=False)
            for number in spoilt.tolist():
                self._enter(number)
            self._top, self._bottom = before
            return False
        return True

    def _meet_all(self, cell: int, demands: list[int]) -> bool:
        """Prove all of some demands, first the one that kept the cell withheld the last time."""
        last = self._last_failed.get(cell, -1)
        for demand in sorted(demands, key=lambda d: d != last):
            if not self._meet(demand):
                self._last_failed[cell] = demand
                return False
        return True

    def _thinkable(self, demand: int) -> bool:
        """Whether a few steps of the simplex method leave it open that a demand's cell can go where it must.

        Most that is impossible shows at once, whereas a move takes long to find.
        """
        lowest, highest = self._seen(demand)
        cell, asked = int(self.demands.cells[demand]), self.demands
        reach, low = int(asked.reach[demand]), int(asked.low[demand])
        goals = ([reach] if highest < reach else []) + ([low] if low < lowest else [])
        return all(self._solve(cell, goal, iterations=FEW).outcome != "infeasible" for goal in goals)

    def _fix(self, cell: int, *, published: bool) -> None:
        self._published[cell] = published
        pair = np.array([cell, cell + len(self.value)])
        upper = np.zeros(2) if published else np.array([INFINITY, self._room[cell]])
        self._polytope.bounds(pair, np.zeros(2), upper)

    def _keep(self, cells: Integers, steps: Integers) -> None:
        """Keep a move that obeys the equations if it obeys the bounds as well."""
        if not np.any(self._published[cells]) and np.all(steps >= -self._room[cells]):
            self._moves.append((cells, steps))
            self._enter(len(self._moves) - 1)

    def _enter(self, number: int) -> None:
        cells, steps = self._moves[number]
        for cell, step in zip(cells.tolist(), steps.tolist(), strict=True):
            self._through[cell][number] = step

    def _drop(self, number: int) -> None:
        for cell in self._moves[number][0].tolist():
            del self._through[cell][number]

    def _seen(self, demand: int) -> tuple[int, int]:
        """Lowest and highest count of a demand's cell in moves in force; it rests on these."""
        cell = int(self.demands.cells[demand])
        there = self._through[cell]
        top = max(there, key=there.__getitem__, default=-1)
        bottom = min(there, key=there.__getitem__, default=-1)
        top, rise = (top, there[top]) if top >= 0 and there[top] > 0 else (-1, 0)
        bottom, fall = (bottom, there[bottom]) if bottom >= 0 and there[bottom] < 0 else (-1, 0)
        self._top[demand], self._bottom[demand] = top, bottom
        return int(self.value[cell]) + fall, int(self.value[cell]) + rise

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
        if self.value[cell] - goal > self._room[cell]:
            return False
        for attempt in range(SHAKES):
            if attempt:
                self._shuffle(self._polytope)
            solution = self._solve(cell, goal)
            if solution.outcome != "optimal":
                return False
            if self._keep_point(solution.point):
                return True
        return self._go_whole(cell, goal)

    def _solve(self, cell: int, goal: int, *, iterations: int | None = None) -> Solution:
        """The cheapest move, whole or not, that brings a cell to a count."""
        pair, exact = self._exactly(cell, goal)
        self._polytope.bounds(pair, exact, exact)
        self._polytope.forget_basis()
        solution = self._polytope.minimise(iterations=iterations)
        self._polytope.bounds(pair, np.zeros(2), np.array([INFINITY, self._room[cell]]))
        return solution

    def _exactly(self, cell: int, goal: int) -> tuple[Integers, Floats]:
        """The columns of a cell and the steps up and down that bring it to a count."""
        step = goal - int(self.value[cell])
        return np.array([cell, cell + len(self.value)]), np.array([max(step, 0), max(-step, 0)], dtype=float)

    def _go_whole(self, cell: int, goal: int) -> bool:
        """All corners found were fractional: ask for a whole move, where that is not hopeless."""
        if len(self.value) > LARGE:
            return False
        polytope = Polytope(self._steps, *self._limits(), integer=True)
        pair, exact = self._exactly(cell, goal)
        polytope.bounds(pair, exact, exact)
        solution = polytope.minimise(time_limit=self._patience)
        return solution.outcome == "optimal" and self._keep_point(solution.point)

    def _go_towards(self, cell: int, goal: int) -> None:
        """As far towards a count as goes."""
        for stage in on_the_way(goal, int(self.value[cell])):
            if self._go(cell, stage):
                return

    def _keep_point(self, point: Floats) -> bool:
        size = len(self.value)
        move = whole(point[:size] - point[size:])
        if move is None or np.any(self._matrix @ move):
            return False
        cells = np.flatnonzero(move)
        self._keep(cells, move[cells])
        return True
