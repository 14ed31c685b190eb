"""The same search where a system is large: neighbourhood by neighbourhood, those far apart at the same time.

Around a cell, equation by equation, the nearest few thousand cells may move and all others stand still: what
is safe then is safe. What cannot be had in a small neighbourhood is tried in larger ones or, where these are
of little use since hardly any count can fall, in the surroundings into which units can come. Neighbourhoods
that share no cell know nothing of each other, and a move found is possible whatever else is withheld, so that
the outcome does not depend on the number of processors.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from disclosure.arrays import Integers, Mask, Moves
from disclosure.suppression.abreast import abreast, shared
from disclosure.suppression.moves import extremes, no_moves, together, touching
from disclosure.suppression.problem import Problem
from disclosure.suppression.pushing import Pusher, prices
from disclosure.suppression.search import Proven, Search
from disclosure.suppression.surroundings import Surroundings

# Cells of the first neighbourhoods; the next ones are so many times as large.
SIZE = 3000
GROWTH = 5
# Neighbourhoods of the next size are of use if those before met this share of the demands at least.
OF_USE = 0.5
# Cells of the surroundings in which units can come.
UNITS = 1500
# Neighbourhoods searched at the same time, at the most, and cells whose surroundings are looked at for them.
ABREAST = 8
CENTRES = 64
# The nearest one in so many cells are the core: what lies there is dealt with, the rest is the edge.
CORE = 4
# Vain attempts to hide less in a neighbourhood before the next one's turn.
ROUNDS = 5


class Neighbourhoods:
    """A search over one large problem; `late` is asked between neighbourhoods."""

    def __init__(self, problem: Problem, seed: int, deadline: float, late: Callable[[], bool]) -> None:
        self._problem = problem
        self._deadline = deadline
        self._late = late
        self._random = np.random.default_rng(seed)
        self._rows = shared(problem.system.equations)
        self._by_cell = shared(self._rows.tocsc())
        self._surroundings = Surroundings(problem.system.equations, problem.value)
        self._price = prices(problem)

    def first(self) -> tuple[Mask, Moves]:
        """A pattern and moves that meet most demands; what is left needs the whole system."""
        problem, asked = self._problem, self._problem.demands
        withheld, moves = problem.start.copy(), [no_moves(problem.system.size)]
        lowest, highest = problem.value.copy(), problem.value.copy()

        def unmet() -> Integers:
            return np.flatnonzero(asked.unmet(lowest[asked.cells], highest[asked.cells]))

        def is_unmet(demand: int) -> bool:
            one = asked.one(demand)
            return bool(one.unmet(lowest[one.cells], highest[one.cells])[0])

        def meet(lots: Iterator[list[Integers]], share: int) -> None:
            def push(cells: Integers) -> tuple[Integers, Moves]:
                return self._push(cells, cells[: 1 + len(cells) // share], withheld, unmet())

            for lot in lots:
                for grown, found in abreast(push, lot):
                    withheld[grown] = True
                    moves.append(found)
                    below, above = extremes(found, problem.value)
                    np.minimum(lowest, below, out=lowest)
                    np.maximum(highest, above, out=highest)

        size, left, of_use = SIZE, unmet(), True
        while size < problem.system.size and of_use:
            before = len(left)
            meet(self._apart(asked.cells[left], size, withheld), CORE)
            size, left = size * GROWTH, unmet()
            of_use = len(left) <= OF_USE * before
        if not of_use:
            meet(self._around(left, is_unmet, withheld), 1)
        return withheld, together(*moves)

    def improve(self, proven: Proven, rounds: int) -> Proven:
        """Publish what is not needed and withhold anew, here and there, until nothing is gained any more."""
        withheld, moves = proven.withheld.copy(), shared(proven.moves)
        gained = True

        def search(cells: Integers) -> tuple[Integers, Mask, Mask, Moves]:
            return self._search(cells, withheld, moves, min(rounds, ROUNDS))

        while gained and not self._late():
            gained = False
            for lot in self._apart(np.flatnonzero(withheld & ~self._problem.start), SIZE, withheld):
                if self._late():
                    break
                replaced, found = np.zeros(moves.shape[0], dtype=bool), []
                for cells, pattern, own, new in abreast(search, lot):
                    weight = self._problem.weight[cells]
                    gained |= bool(weight[pattern].sum() < weight[withheld[cells]].sum())
                    withheld[cells] = pattern
                    replaced |= own
                    found.append(new)
                moves = shared(together(moves[~replaced], *found))
        return Proven(withheld, moves)

    def _apart(self, centres: Integers, size: int, withheld: Mask) -> Iterator[list[Integers]]:
        """Neighbourhoods in whose cores all of some cells lie, in lots that share no cell."""
        waiting = deque(self._random.permutation(centres).tolist())
        done = np.zeros(self._problem.system.size, dtype=bool)
        while waiting:
            taken = np.zeros(len(done), dtype=bool)
            lot: list[Integers] = []
            for _ in range(min(len(waiting), CENTRES)):
                centre = waiting.popleft()
                if done[centre]:
                    continue
                near = centres[:0] if taken[centre] else self._near(centre, size, taken, withheld)
                if lot and len(near) < size // 2:
                    waiting.append(centre)
                    continue
                taken[near] = True
                done[near[: 1 + len(near) // CORE]] = True
                lot.append(near)
                if len(lot) == ABREAST:
                    break
            yield lot

    def _around(
        self, demands: Integers, is_unmet: Callable[[int], bool], withheld: Mask
    ) -> Iterator[list[Integers]]:
        """Surroundings in which all demands lie that are unmet then, in lots; they may share cells."""
        done = np.zeros(self._problem.system.size, dtype=bool)
        lot: list[Integers] = []
        for demand in self._random.permutation(demands).tolist():
            centre = int(self._problem.demands.cells[demand])
            if not done[centre] and is_unmet(demand):
                near = self._surroundings.of(centre, UNITS, np.where(withheld, 0.0, self._price))
                done[near] = True
                lot.append(near)
            if len(lot) == ABREAST:
                yield lot
                lot = []
        yield lot

    def _near(self, centre: int, size: int, taken: Mask, withheld: Mask) -> Integers:
        """The cells nearest to one, itself first, of those not taken; of equally near ones the cheapest."""
        price = np.where(withheld, 0.0, self._price)
        seen = taken.copy()
        seen[centre] = True
        found = frontier = np.array([centre])
        while len(frontier) and len(found) < size:
            rows = np.unique(self._by_cell[:, frontier].indices)
            reached = np.unique(self._rows[rows].indices)
            reached = reached[~seen[reached]]
            frontier = reached[np.argsort(price[reached], kind="stable")][: size - len(found)]
            seen[frontier] = True
            found = np.concatenate([found, frontier])
        return found

    def _push(
        self, cells: Integers, core: Integers, withheld: Mask, unmet: Integers
    ) -> tuple[Integers, Moves]:
        """Meet demands of a core as far as possible: the cells to withhold and the moves found."""
        asked = unmet[np.isin(self._problem.demands.cells[unmet], core)]
        part = self._problem.part(cells, asked, withheld)
        pusher = Pusher(part.problem)
        pusher.restart(part.problem.start, prices(part.problem), no_moves(part.problem.system.size))
        pusher.meet(np.arange(part.problem.demands.size))
        grown = part.way.back(pusher.withheld) & self._problem.system.listed[cells]
        return cells[grown], self._spread(part.way.moves_back(pusher.moves), cells)

    def _search(
        self, cells: Integers, withheld: Mask, moves: Moves, rounds: int
    ) -> tuple[Integers, Mask, Mask, Moves]:
        """Hide less near by: the cells and which of them to withhold, the moves replaced and the new ones."""
        own, asked, locked = self._own(cells, moves)
        part = self._problem.part(cells, asked, self._problem.start | locked)
        search = Search(part.problem, int(cells[0]), self._deadline, None)
        hidden = ~part.way.touched(~withheld[cells] & self._problem.system.listed[cells])
        begun = Proven(hidden, part.way.moves_over(moves[own][:, cells]))
        found = search.improve(search.prune(begun, np.ones(len(hidden), dtype=bool)), rounds)
        # What the search left as it was, or what stands still here and may well move elsewhere, stays.
        published = part.way.back(hidden & ~found.withheld)
        added = part.way.back(found.withheld & ~hidden) & self._problem.system.listed[cells]
        pattern = withheld[cells] & ~published | added
        return cells, pattern, own, self._spread(part.way.moves_back(found.moves), cells)

    def _own(self, cells: Integers, moves: Moves) -> tuple[Mask, Integers, Mask]:
        """Moves that touch no other cells, the demands which they meet, and the cells of all other moves.

        A demand that rests on other moves as well keeps all of its moves.
        """
        problem = self._problem
        near = self._mask(cells)
        there = touching(moves, near)
        own = there & ~touching(moves, ~near)
        asked = np.flatnonzero(near[problem.demands.cells])
        while True:
            lowest, highest = extremes(moves[own], problem.value)
            at = problem.demands.cells[asked]
            unmet = problem.demands.some(asked).unmet(lowest[at], highest[at])
            spoilt = own & touching(moves, self._mask(at[unmet]))
            asked, own = asked[~unmet], own & ~spoilt
            if not spoilt.any():
                return own, asked, self._mask(moves[there & ~own].indices)

    def _mask(self, cells: Integers) -> Mask:
        mask = np.zeros(self._problem.system.size, dtype=bool)
        mask[cells] = True
        return mask

    def _spread(self, moves: Moves, cells: Integers) -> Moves:
        """Moves over some cells as moves over all."""
        shape = (moves.shape[0], self._problem.system.size)
        return sparse.csr_matrix((moves.data, cells[moves.indices], moves.indptr), shape=shape)
