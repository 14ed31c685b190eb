"""Proof that demands are met: whole tables that agree with everything published (witnesses), kept as moves.

A move is a witness less the true table. Sparse ones are looked for (least sum of absolute steps), so that
publishing a further cell spoils few of them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers, Moves
from disclosure.rules import ANY, Demands
from disclosure.solver import INFINITY, TOLERANCE, Polytope, Solution, whole
from disclosure.suppression.abreast import abreast, shared
from disclosure.suppression.detours import Detours, Move
from disclosure.suppression.moves import as_moves, on_the_way
from disclosure.suppression.vicinity import Vicinity

# Components of more cells are not searched for whole moves everywhere, and several demands of theirs are
# proven at the same time: so many.
LARGE = 1500
ABREAST = 8
# So many moves must do the same at a cell before one that undoes it is looked for.
MANY = 4
# Steps of the simplex method after which a move is no longer taken for impossible.
FEW = 60

# A unit that a cell falls is so much dearer than one that it rises, for the units that it can fall: what
# leaves room can be put together.
SCARCE = 4.0


class Proof:
    """One component of the withheld part: its witnesses, and which of them each demand rests on.

    matrix, value, floor: the component's equations, true counts and floors. demands: numbered within the
    component. A demand rests on two moves at most, one for its highest and one for its lowest count (-1 is
    the true table).
    """

    def __init__(self, matrix: sparse.csr_matrix, value: Integers, floor: Integers, demands: Demands) -> None:
        self.value = value
        self.demands = demands
        self._matrix = shared(matrix)
        self._room = (value - floor).astype(float)
        self._published = np.zeros(len(value), dtype=bool)
        self._moves: dict[int, Move] = {}
        self._numbers = count()
        # The moves in force by the cells they touch, with their steps there.
        self._through: list[dict[int, int]] = [{} for _ in range(len(value))]
        self._top = np.full(demands.size, -1, dtype=np.int64)
        self._bottom = np.full(demands.size, -1, dtype=np.int64)
        # Slightly different prices of the cells: one corner among equally short moves.
        price = np.random.default_rng(len(value)).uniform(1.0, 1.5, len(value))
        self._price: Floats = np.stack([price, price * (1.0 + SCARCE / np.maximum(self._room, 1.0))])
        self._polytopes: list[Polytope] = []

    @cached_property
    def _vicinity(self) -> Vicinity:
        return Vicinity(self._matrix)

    @cached_property
    def _steps(self) -> sparse.csr_matrix:
        """The equations of steps up and steps down."""
        return sparse.hstack([self._matrix, -self._matrix], format="csr")

    def _polytope(self, number: int) -> Polytope:
        """The steps that are possible now; each number has its own, for work at the same time."""
        while number >= len(self._polytopes):
            up = np.where(self._published, 0.0, INFINITY)
            down = np.where(self._published, 0.0, self._room)
            right, least = np.zeros(self._steps.shape[0]), np.zeros(2 * len(up))
            polytope = Polytope(self._steps, right, least, np.concatenate([up, down]))
            polytope.costs(np.arange(2 * len(up)), self._price.reshape(-1))
            self._polytopes.append(polytope)
        return self._polytopes[number]

    def adopt(self, moves: Moves) -> None:
        """Take over moves found elsewhere, those that are moves here."""
        fits = np.asarray(abs(self._matrix @ moves.T).sum(axis=0)).ravel() == 0
        for row in np.flatnonzero(fits).tolist():
            at = slice(moves.indptr[row], moves.indptr[row + 1])
            self._keep((moves.indices[at].astype(np.int64), moves.data[at]))

    def used_moves(self) -> Moves:
        """The moves on which the demands rest."""
        used = np.unique(np.concatenate([self._top, self._bottom]))
        return as_moves([self._moves[number] for number in used[used >= 0]], len(self.value))

    def resting(self) -> Integers:
        """How many demands rest on moves through each cell."""
        rests = Counter([*self._top.tolist(), *self._bottom.tolist()])
        return np.array([sum(rests[number] for number in there) for there in self._through])

    def establish(self) -> Integers:
        """Look for a witness of every demand; returns those shown, or doubted, to be unmet."""
        return np.array(
            sorted(self._unmet({demand: [] for demand in range(self.demands.size)})), dtype=np.int64
        )

    def publish(self, cell: int) -> bool:
        """Publish a cell if every demand can be proven without its moving."""
        spoilt = list(self._through[cell])
        before = (self._top.copy(), self._bottom.copy())
        affected = np.flatnonzero(np.isin(self._top, spoilt) | np.isin(self._bottom, spoilt))
        # What cannot be published is nearly always needed by a demand near by.
        affected = affected[np.argsort(self._distance(cell)[self.demands.cells[affected]], kind="stable")]
        for number in spoilt:
            self._drop(number)
        self._fix(cell, published=True)
        detours = Detours(cell, self._room.astype(np.int64), self._published)
        for number in spoilt:
            detours.add(self._moves[number])
        gone = set(spoilt)
        rested = {d: [int(end[d]) for end in before if int(end[d]) in gone] for d in affected.tolist()}
        rested = {d: old for d, old in rested.items() if not self._is_led_round(d, old, detours)}
        if all(map(self._thinkable, rested)):
            for move in self._undoing(cell, [number for old in rested.values() for number in old]):
                detours.add(move)
            if next(self._unmet(rested, detours), None) is None:
                for number in spoilt:
                    del self._moves[number]
                return True
        self._fix(cell, published=False)
        for number in spoilt:
            self._enter(number)
        self._top, self._bottom = before
        return False

    def _undoing(self, cell: int, numbers: list[int]) -> list[Move]:
        """Moves that undo at a cell what many of some moves do there."""
        moves = map(self._moves.__getitem__, numbers)
        steps = Counter(int(moved[cells == cell][0]) for cells, moved in moves)
        self._fix(cell, published=False)
        goals = [int(self.value[cell]) - step for step, times in sorted(steps.items()) if times >= MANY]
        found = [self._go(cell, goal, 0) for goal in goals]
        self._fix(cell, published=True)
        return [move for move in found if move is not None]

    def _distance(self, cell: int) -> Integers:
        """0 for cells in an equation with a cell, 1 for those in one with these, 2 for the rest."""
        distance = np.full(len(self.value), 2)
        near = self._vicinity.around(np.array([cell]))
        distance[self._vicinity.around(near)] = 1
        distance[near] = 0
        return distance

    def _thinkable(self, demand: int) -> bool:
        """Whether a few steps of the simplex method leave it open that a demand's cell can go where it must.

        Most that is impossible shows at once, whereas a move takes long to find.
        """
        lowest, highest = self._seen(demand)
        cell, asked = int(self.demands.cells[demand]), self.demands
        reach, low = int(asked.reach[demand]), int(asked.low[demand])
        goals = ([reach] if highest < reach else []) + ([low] if low < lowest else [])
        return all(self._solve(cell, goal, 0, iterations=FEW).outcome != "infeasible" for goal in goals)

    def _fix(self, cell: int, *, published: bool) -> None:
        self._published[cell] = published
        pair = np.array([cell, cell + len(self.value)])
        upper = np.zeros(2) if published else np.array([INFINITY, self._room[cell]])
        for polytope in self._polytopes:
            polytope.bounds(pair, np.zeros(2), upper)

    def _keep(self, move: Move) -> None:
        """Keep a move that obeys the equations if it obeys the bounds as well."""
        cells, steps = move
        if not np.any(self._published[cells]) and np.all(steps >= -self._room[cells]):
            number = next(self._numbers)
            self._moves[number] = move
            self._enter(number)

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

    def _is_unmet(self, demand: int) -> bool:
        lowest, highest = self._seen(demand)
        asked = self.demands
        wide = highest - lowest >= asked.width[demand]
        return bool(highest < asked.reach[demand] or lowest > asked.low[demand] or not wide)

    def _unmet(self, rested: Mapping[int, list[int]], detours: Detours | None = None) -> Iterator[int]:
        """Look for what some demands still need; yields those that cannot be met.

        rested: by the demands, the moves on which they can no longer rest. detours: ways round what spoilt
        these.
        """
        waiting = deque(rested)
        while waiting:
            lot: list[int] = []
            while waiting and len(lot) < (ABREAST if len(self.value) > LARGE else 1):
                demand = waiting.popleft()
                if not self._is_led_round(demand, rested[demand], detours):
                    lot.append(demand)
            for number in range(len(lot)):
                self._polytope(number)  # made here, for threads must not
            for demand, found in zip(lot, abreast(self._moves_for, list(enumerate(lot))), strict=True):
                for move in found:
                    self._keep(move)
                    if detours is not None:
                        for number in rested[demand]:
                            detours.learn(self._moves[number], move)
            yield from filter(self._is_unmet, lot)

    def _is_led_round(self, demand: int, rested: list[int], detours: Detours | None) -> bool:
        """Whether a demand is met, or known detours are enough for it."""
        if detours is not None and self._is_unmet(demand):
            for number in rested:
                move = detours.round(self._moves[number], int(self.demands.cells[demand]))
                if move is not None:
                    self._keep(move)
        return not self._is_unmet(demand)

    def _moves_for(self, place: tuple[int, int]) -> list[Move]:
        """Moves that one demand lacks: up to its reach, down to its low, apart to its width.

        place: the number of the polytope to use, and the demand.
        """
        number, demand = place
        asked = self.demands
        cell, wide = int(asked.cells[demand]), int(asked.width[demand])
        reach, low = int(asked.reach[demand]), int(asked.low[demand])
        least = int(self.value[cell] - self._room[cell])
        lowest, highest = self._seen(demand)
        found: list[Move] = []

        def go(goal: int) -> None:
            nonlocal lowest, highest
            move = self._go(cell, goal, number)
            if move is not None:
                found.append(move)
                lowest, highest = min(lowest, goal), max(highest, goal)

        def towards(goal: int) -> None:
            for stage in on_the_way(goal, int(self.value[cell])):
                if not lowest <= stage <= highest:
                    go(stage)
                if lowest <= stage <= highest:
                    return

        if highest < reach:
            go(reach)
        if low != ANY and lowest > low:
            go(low)
        if highest < reach or lowest > low:
            return found
        for attempt in range(4):
            if highest - lowest < wide:
                towards((max(highest - wide, least), lowest + wide, least, lowest + wide)[attempt])
        return found

    def _go(self, cell: int, goal: int, number: int) -> Move | None:
        """A short move that brings a cell to a count, if there is one."""
        if self.value[cell] - goal > self._room[cell]:
            return None
        solution = self._solve(cell, goal, number)
        if solution.outcome != "optimal":
            return None
        size = len(self.value)
        steps = solution.point[:size] - solution.point[size:]
        move = whole(steps)
        if move is not None and not np.any(self._matrix @ move):
            cells = np.flatnonzero(move)
            return cells, move[cells]
        moved = np.flatnonzero(np.abs(steps) > TOLERANCE)
        near = self._vicinity.around(moved)
        found = self._go_by(cell, goal, near) or self._go_by(cell, goal, self._vicinity.around(near))
        return found if found or size > LARGE else self._go_by(cell, goal, np.arange(size))

    def _go_by(self, cell: int, goal: int, cells: Integers) -> Move | None:
        """The same by some cells only, short or not: a short one takes many times as long to find."""
        step = goal - int(self.value[cell])
        rise = np.where(self._published[cells], 0.0, INFINITY)
        fall = np.where(self._published[cells], 0.0, self._room[cells])
        rise[cells == cell], fall[cells == cell] = step, -step
        return self._vicinity.move(cells, -fall, rise, np.zeros((2, len(cells))))

    def _solve(self, cell: int, goal: int, number: int, *, iterations: int | None = None) -> Solution:
        """The cheapest move, whole or not, that brings a cell to a count."""
        polytope, step = self._polytope(number), goal - int(self.value[cell])
        pair = np.array([cell, cell + len(self.value)])
        exact = np.array([max(step, 0), max(-step, 0)], dtype=float)
        polytope.bounds(pair, exact, exact)
        polytope.forget_basis()
        solution = polytope.minimise(iterations=iterations)
        polytope.bounds(pair, np.zeros(2), np.array([INFINITY, self._room[cell]]))
        return solution
