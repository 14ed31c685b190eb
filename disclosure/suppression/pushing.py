"""The least-cost moves that bring sensitive cells where they must be able to go; what moves is withheld.

A move is `value + up - down` in whole tables that add up. Withheld and unlisted cells move for next to
nothing (so that moves stay short), published ones at a price a unit, so that one linear programme a cell
finds a cheap set of companions to withhold.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers, Mask, Moves
from disclosure.rules import ANY
from disclosure.solver import INFINITY, TOLERANCE, Polytope, whole
from disclosure.suppression.abreast import abreast
from disclosure.suppression.moves import as_moves, extremes, no_moves, on_the_way, together
from disclosure.suppression.problem import Problem
from disclosure.suppression.vicinity import Vicinity

NEARLY_FREE = 0.02
# How much dearer than the cheapest whole move near by a move may be.
GAP = 0.1


def prices(problem: Problem) -> Floats:
    """What a unit of move costs a published cell: its weight, whatever it counts, since few units move."""
    return np.where(problem.zeros, 2.0, problem.weight)


class Pusher:
    """Moves in one problem, and the pattern and extreme counts they have led to so far."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        movable = ~problem.closed
        if not problem.needs_zeros:
            movable &= ~problem.zeros
        self.cells = np.flatnonzero(movable)
        self.size = len(self.cells)
        self._place = np.full(problem.system.size, -1, dtype=np.int64)
        self._place[self.cells] = np.arange(self.size)
        self._zeros = np.flatnonzero(problem.zeros[self.cells])
        self._room = (problem.value - problem.floor)[self.cells].astype(float)
        part = problem.system.equations[:, self.cells].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr) > 0)]
        self._upper = np.concatenate([np.full(self.size, INFINITY), self._room])
        self._upper[self._zeros] = 0.0
        self._equations = part
        self._polytopes: list[Polytope] = []
        self._vicinity = Vicinity(part)
        self.withheld = problem.start.copy()
        self.lowest, self.highest = problem.value.copy(), problem.value.copy()
        self._price = self._cost = np.zeros(self.size)
        self._free = NEARLY_FREE
        self._known = no_moves(problem.system.size)
        self._found: list[tuple[Integers, Integers]] = []
        self._random = np.random.default_rng(self.size)

    def restart(self, withheld: Mask, price: Floats, moves: Moves, free: float = NEARLY_FREE) -> None:
        """Begin anew from a pattern, with prices a unit of move, and moves that are possible in it.

        free: the price of a withheld cell. The higher it is, the shorter moves are, and the oftener whole.
        """
        self.withheld = withheld.copy()
        self.lowest, self.highest = extremes(moves, self.problem.value)
        self._known, self._found = moves, []
        paid = self.problem.system.listed & ~withheld
        self._price = np.where(paid, price, free)[self.cells]
        self._free = free
        # Slightly different prices: one corner among nearly equal moves.
        self._cost = self._price * self._random.uniform(0.9, 1.1, self.size)
        closed = self._zeros[~withheld[self.cells[self._zeros]]]
        opened = self._zeros[withheld[self.cells[self._zeros]]]
        self._upper[closed], self._upper[opened] = 0.0, INFINITY
        for polytope in self._polytopes:
            polytope.costs(np.arange(2 * self.size), np.concatenate([self._cost, self._cost]))
            polytope.bounds(self._zeros, np.zeros(len(self._zeros)), self._upper[self._zeros])

    def _polytope(self, number: int) -> Polytope:
        """The moves that are possible now; each number has its own, for work at the same time."""
        while number >= len(self._polytopes):
            both = sparse.hstack([self._equations, -self._equations], format="csr")
            right, least = np.zeros(both.shape[0]), np.zeros(2 * self.size)
            polytope = Polytope(both, right, least, self._upper.copy())
            polytope.costs(np.arange(2 * self.size), np.concatenate([self._cost, self._cost]))
            self._polytopes.append(polytope)
        return self._polytopes[number]

    @property
    def moves(self) -> Moves:
        """The moves known at the beginning and those found since."""
        return together(self._known, as_moves(self._found, self.problem.system.size))

    def unmet(self) -> Integers:
        """Demands for which no whole table has been seen yet."""
        asked = self.problem.demands
        return np.flatnonzero(asked.unmet(self.lowest[asked.cells], self.highest[asked.cells]))

    def meet(self, demands: Integers, sweeps: int = 1) -> list[int]:
        """Satisfy demands, where none has been seen met by then; returns those that cannot be.

        sweeps: they are gone through from so many places at the same time.
        """
        failed = []
        chunks = np.array_split(demands, sweeps)
        for place in range(len(chunks[0])):
            lot = [int(chunk[place]) for chunk in chunks if place < len(chunk)]
            lot = [demand for demand in lot if self.is_unmet(demand)]
            for number in range(len(lot)):
                self._polytope(number)  # made here, for threads must not
            moves = abreast(self._first_move, list(enumerate(lot)))
            for demand, move in zip(lot, moves, strict=True):
                if move is not None and self.is_unmet(demand):
                    self._take(move)
                if self.is_unmet(demand) and not self.satisfy(demand):
                    failed.append(demand)
        return failed

    def satisfy(self, demand: int, *, whole_only: bool = False) -> bool:
        """Push one demand's cell up to its reach, down to its low and apart to its width."""
        asked = self.problem.demands
        cell, wide = int(asked.cells[demand]), int(asked.width[demand])
        reach, low = int(asked.reach[demand]), int(asked.low[demand])
        value, zeros = int(self.problem.value[cell]), bool(asked.possible_only[demand])
        top, bottom = self._ends(demand)

        def push(goal: int) -> bool:
            move = self._move(0, cell, goal - value, zeros, whole_only)
            if move is not None:
                self._take(move)
            return move is not None

        if self.highest[cell] < reach and not push(reach):
            return False
        # What earlier releases told may stop a cell short of its floor: then as far down as it can go.
        goals = on_the_way(bottom, int(self.lowest[cell])) if bottom < self.lowest[cell] else []
        goals = goals if low == ANY else goals[:1]
        farthest = next((goal for goal in goals if push(goal)), None)
        bottom = int(self.lowest[cell]) if farthest is None else min(farthest, int(self.lowest[cell]))
        if low != ANY and bottom > low:
            return False
        return top - bottom >= wide or push(bottom + wide)

    def is_unmet(self, demand: int) -> bool:
        """Whether one demand has not been seen met."""
        one = self.problem.demands.one(demand)
        return bool(one.unmet(self.lowest[one.cells], self.highest[one.cells])[0])

    def _ends(self, demand: int) -> tuple[int, int]:
        """How high and how low a demand's cell is to come, after what has been seen of it."""
        asked, cell = self.problem.demands, int(self.problem.demands.cells[demand])
        top = max(int(self.highest[cell]), int(asked.reach[demand]))
        low = min(int(asked.low[demand]), top - int(asked.width[demand]))
        return top, max(low, int(self.problem.floor[cell]))

    def _first_move(self, place: tuple[int, int]) -> Floats | None:
        """The first move that a demand lacks. place: the number of the polytope to use, and the demand."""
        number, demand = place
        asked = self.problem.demands
        cell, reach = int(asked.cells[demand]), int(asked.reach[demand])
        goal = reach if self.highest[cell] < reach else self._ends(demand)[1]
        zeros = bool(asked.possible_only[demand])
        return self._move(number, cell, goal - int(self.problem.value[cell]), zeros, False)

    def _move(self, number: int, cell: int, units: int, zeros: bool, whole_only: bool) -> Floats | None:
        """The cheapest move of a cell by so many units; `zeros`: those published may move as well."""
        here = int(self._place[cell])
        if here < 0 or -units > self._room[here]:
            return None
        upper = self._upper.copy()
        upper[here], upper[here + self.size] = (INFINITY, 0.0) if units >= 0 else (0.0, self._room[here])
        if zeros:
            upper[self._zeros] = INFINITY
        lower = np.zeros(2 * self.size)
        lower[[here, here + self.size]] = max(units, 0), max(-units, 0)
        if whole_only:
            return self._whole_move(np.arange(self.size), lower, upper)
        changed = np.union1d(self._zeros if zeros else self._zeros[:0], [here, here + self.size])
        polytope = self._polytope(number)
        polytope.bounds(changed, lower[changed], upper[changed])
        polytope.forget_basis()
        solution = polytope.minimise()
        polytope.bounds(changed, np.zeros(len(changed)), self._upper[changed])
        if solution.outcome != "optimal":
            return None
        move = solution.point[: self.size] - solution.point[self.size :]
        if whole(move) is not None:
            return move
        near = self._vicinity.around(np.flatnonzero(np.abs(move) > TOLERANCE))
        found = self._whole_move(near, lower, upper)
        return move if found is None else found

    def _whole_move(self, cells: Integers, lower: Floats, upper: Floats) -> Floats | None:
        """The same in whole units, by some cells only."""
        down = cells + self.size
        found = self._vicinity.move(
            cells,
            lower[cells] - upper[down],
            upper[cells] - lower[down],
            np.tile(self._price[cells], (2, 1)),
            GAP,
        )
        if found is None:
            return None
        move = np.zeros(self.size)
        move[found[0]] = found[1]
        return move

    def _take(self, move: Floats) -> None:
        moved = self.cells[np.abs(move) > TOLERANCE]
        new = moved[self.problem.system.listed[moved] & ~self.withheld[moved]]
        self.withheld[new] = True
        at = self._place[new]
        self._price[at] = self._cost[at] = self._free
        opened = at[self.problem.zeros[new]]
        self._upper[opened] = INFINITY
        for polytope in self._polytopes:
            polytope.costs(np.concatenate([at, at + self.size]), np.full(2 * len(new), self._free))
            polytope.bounds(opened, np.zeros(len(opened)), self._upper[opened])
        steps = whole(move)
        if steps is not None:
            touched = self.cells[steps != 0]
            table = self.problem.value[touched] + steps[steps != 0]
            self._found.append((touched, steps[steps != 0]))
            self.lowest[touched] = np.minimum(self.lowest[touched], table)
            self.highest[touched] = np.maximum(self.highest[touched], table)
