"""The least-cost moves that bring sensitive cells where they must be able to go; what moves is withheld.

A move is `value + up - down` in whole tables that add up. Withheld and unlisted cells move for next to
nothing (so that moves stay short), published ones at a price a unit, so that one linear programme a cell
finds a cheap set of companions to withhold.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.moves import as_moves, extremes, no_moves, on_the_way, together
from disclosure.problem import Problem
from disclosure.rules import ANY
from disclosure.solver import INFINITY, Floats, Polytope, whole
from disclosure.system import Integers, Mask, Moves

NEARLY_FREE = 0.02
SHAKES = 3
WHOLE_SECONDS = 30.0


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
        self._matrix = sparse.hstack([part, -part], format="csr")
        self._upper = np.concatenate([np.full(self.size, INFINITY), self._room])
        self._upper[self._zeros] = 0.0
        self._polytope = Polytope(self._matrix, *self._bounds())
        self.withheld = problem.start.copy()
        self.lowest, self.highest = problem.value.copy(), problem.value.copy()
        self._price = np.zeros(self.size)
        self._free = NEARLY_FREE
        self._known = no_moves(problem.system.size)
        self._found: list[tuple[Integers, Integers]] = []
        self._random = np.random.default_rng(self.size)

    def _bounds(self) -> tuple[Floats, Floats, Floats]:
        return np.zeros(self._matrix.shape[0]), np.zeros(2 * self.size), self._upper.copy()

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
        self._shuffle()
        closed = self._zeros[~withheld[self.cells[self._zeros]]]
        opened = self._zeros[withheld[self.cells[self._zeros]]]
        self._upper[closed], self._upper[opened] = 0.0, INFINITY
        self._polytope.bounds(self._zeros, np.zeros(len(self._zeros)), self._upper[self._zeros])

    @property
    def moves(self) -> Moves:
        """The moves known at the beginning and those found since."""
        return together(self._known, as_moves(self._found, self.problem.system.size))

    def _shuffle(self) -> None:
        """Slightly different prices, hence another corner among nearly equal moves."""
        prices = self._price * self._random.uniform(0.9, 1.1, self.size)
        self._polytope.costs(np.arange(2 * self.size), np.concatenate([prices, prices]))

    def unmet(self) -> Integers:
        """Demands for which no whole table has been seen yet."""
        asked = self.problem.demands
        return np.flatnonzero(asked.unmet(self.lowest[asked.cells], self.highest[asked.cells]))

    def satisfy(self, demand: int, *, whole_only: bool = False) -> bool:
        """Push one demand's cell up to its reach, down to its low and apart to its width."""
        asked = self.problem.demands
        cell, wide = int(asked.cells[demand]), int(asked.width[demand])
        value, floor = int(self.problem.value[cell]), int(self.problem.floor[cell])
        reach, low = int(asked.reach[demand]), int(asked.low[demand])
        zeros = bool(asked.possible_only[demand])
        top = max(int(self.highest[cell]), reach)
        if self.highest[cell] < reach and not self._push(cell, reach - value, zeros, whole_only):
            return False
        bottom = max(min(low, top - wide), floor)
        # What earlier releases told may stop a cell short of its floor: then as far down as it can go.
        goals = on_the_way(bottom, int(self.lowest[cell])) if bottom < self.lowest[cell] else []
        goals = goals if low == ANY else goals[:1]
        farthest = next((goal for goal in goals if self._push(cell, goal - value, zeros, whole_only)), None)
        bottom = int(self.lowest[cell]) if farthest is None else min(farthest, int(self.lowest[cell]))
        if low != ANY and bottom > low:
            return False
        return top - bottom >= wide or self._push(cell, bottom + wide - value, zeros, whole_only)

    def is_unmet(self, demand: int) -> bool:
        """Whether one demand has not been seen met."""
        one = self.problem.demands.one(demand)
        return bool(one.unmet(self.lowest[one.cells], self.highest[one.cells])[0])

    def satisfy_all(self, demands: Integers, *, up: bool) -> bool:
        """Push many demands' cells at once, each by what it lacks: one table, hence one witness, for all."""
        asked = self.problem.demands
        cells, wide = asked.cells[demands], asked.width[demands]
        low = np.minimum(self.lowest[cells], asked.low[demands])
        if up:
            units = np.maximum(asked.reach[demands], low + wide) - self.problem.value[cells]
        else:
            low = np.minimum(low, self.highest[cells] - wide)
            units = np.maximum(low, self.problem.floor[cells]) - self.problem.value[cells]
        unique, first = np.unique(cells, return_index=True)
        return self._move(unique, units[first].astype(float), zeros=False, whole_only=False)

    def _push(self, cell: int, units: int, zeros: bool, whole_only: bool) -> bool:
        return self._move(
            np.array([cell]), np.array([units], dtype=float), zeros=zeros, whole_only=whole_only
        )

    def _move(self, cells: Integers, units: Floats, *, zeros: bool, whole_only: bool) -> bool:
        here = self._place[cells]
        if np.any(here < 0) or np.any(-units > self._room[here]):
            return False
        polytope = self._whole_polytope() if whole_only else self._polytope
        closed = self._zeros[self._upper[self._zeros] == 0.0] if zeros else np.zeros(0, dtype=np.int64)
        polytope.bounds(closed, np.zeros(len(closed)), np.full(len(closed), INFINITY))
        pair = np.concatenate([here, here + self.size])
        low = np.concatenate([np.maximum(units, 0), np.maximum(-units, 0)])
        high = np.concatenate(
            [np.where(units >= 0, INFINITY, 0.0), np.where(units <= 0, self._room[here], 0.0)]
        )
        polytope.bounds(pair, low, high)
        polytope.forget_basis()
        solution = polytope.minimise(time_limit=WHOLE_SECONDS if whole_only else None)
        for _ in range(SHAKES):
            if whole_only or solution.outcome != "optimal" or whole(solution.point) is not None:
                break
            self._shuffle()
            polytope.forget_basis()
            solution = polytope.minimise()
        polytope.bounds(pair, np.zeros(len(pair)), self._upper[pair])
        polytope.bounds(closed, np.zeros(len(closed)), np.zeros(len(closed)))
        if solution.outcome != "optimal":
            return False
        self._take(solution.point[: self.size] - solution.point[self.size :])
        return True

    def _whole_polytope(self) -> Polytope:
        """The same moves in whole numbers, for the rare cell whose cheapest move is fractional."""
        upper = np.where(np.isinf(self._upper), 4.0 * (1 + self.problem.demands.reach.max()), self._upper)
        right, lower, _ = self._bounds()
        polytope = Polytope(self._matrix, right, lower, upper, integer=True)
        polytope.costs(np.arange(2 * self.size), np.concatenate([self._price, self._price]))
        return polytope

    def _take(self, move: Floats) -> None:
        moved = self.cells[np.abs(move) > 1e-7]
        new = moved[self.problem.system.listed[moved] & ~self.withheld[moved]]
        self.withheld[new] = True
        at = self._place[new]
        self._price[at] = self._free
        self._polytope.costs(np.concatenate([at, at + self.size]), np.full(2 * len(new), self._free))
        opened = at[self.problem.zeros[new]]
        self._upper[opened] = INFINITY
        self._polytope.bounds(opened, np.zeros(len(opened)), self._upper[opened])
        steps = whole(move)
        if steps is not None:
            touched = self.cells[steps != 0]
            table = self.problem.value[touched] + steps[steps != 0]
            self._found.append((touched, steps[steps != 0]))
            self.lowest[touched] = np.minimum(self.lowest[touched], table)
            self.highest[touched] = np.maximum(self.highest[touched], table)
