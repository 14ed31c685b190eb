"""One sum after another: what each tells of its cells, again and again until nothing more is learnt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from release.bulletins.deadline import Deadline
from release.bulletins.evidence import Lines
from release.bulletins.masks import Bools, Integers
from release.bulletins.options import UNBOUNDED

LOWER, UPPER = 0, 1
_ROUNDS: Final = 200


@dataclass(frozen=True)
class Learnt:
    """In one round: for some cells a new bound (LOWER or UPPER), and the line that gives it."""

    side: int
    cells: Integers
    bounds: Integers
    lines: Integers


@dataclass
class Bounds:
    """Intervals of all cells, and round by round how they came about.

    `conflicts`: pairs of lines that cannot both be true (-1 for what the cell itself shows).
    """

    lower: Integers
    upper: Integers
    rounds: list[list[Learnt]] = field(default_factory=list)
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    finished: bool = True


class Network:
    """Lines as flat entries: cell, sign (+1 part, -1 total), line."""

    def __init__(self, lines: Lines, cells: int) -> None:
        sizes = np.diff(lines.start)
        number = np.arange(len(lines))
        self.cell: Integers = np.concatenate([lines.cells, lines.total])
        self.line: Integers = np.concatenate([np.repeat(number, sizes), number])
        part = np.ones(len(lines.cells), dtype=np.int64)
        self.sign: Integers = np.concatenate([part, np.full(len(lines), -1, dtype=np.int64)])
        self.count = len(lines)
        self.cells = cells

    def propagate(self, lower: Integers, upper: Integers, deadline: Deadline) -> Bounds:
        """Intervals after all rounds; ends at the first round that finds lines in conflict."""
        found = Bounds(lower.copy(), upper.copy())
        source = np.full((2, self.cells), -1, dtype=np.int64)
        active = np.ones(self.count, dtype=bool)
        # First plain subtractions, as a reader would do them, as long as they go; then intervals.
        plain = True
        for _ in range(_ROUNDS):
            if deadline.over:
                found.finished = False
                return found
            learnt = self._round(found.lower, found.upper, active, plain)
            if not learnt and not plain:
                return found
            if not learnt:
                plain, active = False, np.ones(self.count, dtype=bool)
                continue
            for news in learnt:
                (found.upper if news.side else found.lower)[news.cells] = news.bounds
                source[news.side][news.cells] = news.lines
            touched = np.zeros(self.cells, dtype=bool)
            for news in learnt:
                touched[news.cells] = True
            empty = np.flatnonzero(touched & (found.lower > found.upper))
            if len(empty):
                found.conflicts = list(zip(*source[:, empty].tolist(), strict=True))
                return found
            found.rounds.append(learnt)
            active = np.zeros(self.count, dtype=bool)
            active[self.line[touched[self.cell]]] = True
        found.finished = False
        return found

    def _round(self, lower: Integers, upper: Integers, active: Bools, plain: bool) -> list[Learnt]:
        """What the active lines say of their cells with the intervals as they stand.

        `plain`: only lines of which all cells but one are known.
        """
        if plain:
            is_open = (lower < upper)[self.cell]
            active = active & (np.bincount(self.line[is_open], minlength=self.count) == 1)
        entries = np.flatnonzero(active[self.line])
        cell, line, sign = self.cell[entries], self.line[entries], self.sign[entries]
        part = sign > 0
        low = np.where(part, lower[cell], -upper[cell])
        high = np.where(part, upper[cell], -lower[cell])
        least, greatest = self._rest(line, low, False), self._rest(line, high, True)
        # The others are at least `least`: this entry is at most -least, and at least -greatest.
        at_least = np.where(part, -greatest, least)
        at_most = np.where(part, -least, greatest)
        raised = np.flatnonzero((at_least > lower[cell]) & (at_least > -UNBOUNDED))
        lowered = np.flatnonzero((at_most < upper[cell]) & (at_most < UNBOUNDED))
        found = [
            _best(LOWER, cell[raised], at_least[raised], line[raised]),
            _best(UPPER, cell[lowered], at_most[lowered], line[lowered]),
        ]
        return [news for news in found if len(news.cells)]

    def _rest(self, line: Integers, ends: Integers, above: bool) -> Integers:
        """For each entry, the sum of the ends of the other entries of its line, infinite ends kept."""
        infinite = np.abs(ends) >= UNBOUNDED
        finite = np.where(infinite, 0, ends)
        total = np.zeros(self.count, dtype=np.int64)
        np.add.at(total, line, finite)
        endless = np.bincount(line[infinite], minlength=self.count)
        others = endless[line] - infinite
        limit = UNBOUNDED if above else -UNBOUNDED
        return np.where(others > 0, limit, total[line] - finite)


def _best(side: int, cells: Integers, bounds: Integers, lines: Integers) -> Learnt:
    """The strongest new bound of each cell."""
    strength = bounds if side == LOWER else -bounds
    order = np.lexsort((lines, -strength, cells))
    cells, bounds, lines = cells[order], bounds[order], lines[order]
    first: npt.NDArray[np.bool_] = np.ones(len(cells), dtype=bool)
    first[1:] = cells[1:] != cells[:-1]
    return Learnt(side, cells[first], bounds[first], lines[first])


class History:
    """Which line gave a cell its bound, as of a round: explanations must not run in circles."""

    def __init__(self, bounds: Bounds, start: tuple[Integers, Integers]) -> None:
        self._start = start
        self._known: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        for number, learnt in enumerate(bounds.rounds):
            for news in learnt:
                told = zip(news.cells.tolist(), news.bounds.tolist(), news.lines.tolist(), strict=True)
                for cell, bound, line in told:
                    self._known.setdefault((cell, news.side), []).append((number, bound, line))

    def last(self, cell: int, side: int, before: int | None = None) -> tuple[int, int, int]:
        """Round, bound and line of the last improvement before a round; round and line -1 if shown."""
        told = self._known.get((cell, side), [])
        for number, bound, line in reversed(told):
            if before is None or number < before:
                return number, bound, line
        return -1, int(self._start[side][cell]), -1
