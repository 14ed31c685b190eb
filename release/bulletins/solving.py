"""From believed sums to intervals: contradictions are left out, the rest is worked out to the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from release.bulletins.deadline import Deadline
from release.bulletins.evidence import Lines
from release.bulletins.linked import Combined, combine, impossible_lines
from release.bulletins.masks import Bools, Integers, Values
from release.bulletins.propagation import LOWER, Bounds, History, Network


@dataclass(frozen=True)
class Solved:
    """What is known of every cell in the end, and how: by single sums, then by several taken together.

    `denied`: sums that contradict others and were left out. `unexamined`: cells there was no time for.
    `simplified`: cells for which only the shorter sums were taken together.
    """

    lines: Lines
    lower: Integers
    upper: Integers
    settled: Bounds
    history: History
    combined: dict[tuple[int, int], Combined]
    denied: Lines
    unexamined: int
    simplified: int

    @property
    def finished(self) -> bool:
        """Whether nothing was cut short."""
        return self.settled.finished and self.unexamined == 0


def solve(lines: Lines, values: Values, deadline: Deadline) -> Solved:
    """Work out all intervals; of contradicting sums, those that hold less often are left out."""
    lines = lines.select(_with_open_cells(lines, values.open))
    denied = np.zeros(len(lines), dtype=bool)
    while True:
        kept = lines.select(~denied)
        number = np.flatnonzero(~denied)
        bounds = Network(kept, len(values.lower)).propagate(values.lower, values.upper, deadline)
        wrong = _weaker(kept, bounds.conflicts)
        if not wrong and not bounds.conflicts:
            wrong = impossible_lines(kept, bounds.lower, bounds.upper, deadline)
        if not wrong:
            break
        denied[number[wrong]] = True
    linked = combine(kept, bounds.lower, bounds.upper, deadline)
    lower, upper = bounds.lower.copy(), bounds.upper.copy()
    for found in linked.combined:
        (lower if found.side == LOWER else upper)[found.cell] = found.bound
    return Solved(
        kept,
        lower,
        upper,
        bounds,
        History(bounds, (values.lower, values.upper)),
        {(found.cell, found.side): found for found in linked.combined},
        lines.select(denied),
        linked.unexamined,
        linked.simplified,
    )


def _with_open_cells(lines: Lines, is_open: Bools) -> Bools:
    if not len(lines):
        return np.zeros(0, dtype=bool)
    inside = np.add.reduceat(is_open[lines.cells].astype(np.int64), lines.start[:-1]) > 0
    return np.asarray(inside | is_open[lines.total])


def _weaker(lines: Lines, conflicts: list[tuple[int, int]]) -> list[int]:
    """Of two sums that cannot both be true, the one whose family holds less often; both if it is a tie."""
    belief = lines.belief
    found: set[int] = set()
    for pair in conflicts:
        sums = {line for line in pair if line >= 0}
        least = min(belief[line] for line in sums)
        found |= {line for line in sums if belief[line] == least}
    return sorted(found)
