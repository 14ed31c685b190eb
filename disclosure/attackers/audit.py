"""audit(): the attacker against a final pattern, and every demand of the rules that it breaks.

A pattern brings whole tables as proof. Each is checked here, cell by cell and equation by equation, and what
those that hold do not show is looked for by an attack that knows nothing of them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from disclosure.arrays import Integers, Mask, Moves
from disclosure.attackers.showing import unshown
from disclosure.pattern import Pattern
from disclosure.rules import Rules, demands
from disclosure.solver import INFINITY
from disclosure.tables.system import System


@dataclass(frozen=True)
class Violation:
    """A cell that is not protected as the rules ask (`why`: published, derivable or narrow)."""

    table: str
    codes: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class Verdict:
    """Outcome of an audit; safe when there is no violation."""

    violations: tuple[Violation, ...]
    demands: int

    @property
    def safe(self) -> bool:
        """Whether everything that the rules ask was shown."""
        return not self.violations


def audit(
    system: System,
    pattern: Pattern | Mask,
    rules: Rules,
    *,
    manual: Mask | None = None,
    time_limit: float | None = None,
) -> Verdict:
    """Check a pattern (by its proof first) or a mask of withheld cells against the rules, by an attack.

    Every withheld cell that is not zero has floor 1 under `count`, also where zeros are withheld for
    homogeneity: the attacker who takes floor 0 for all knows less, so that what is safe from the former is
    safe from the latter. Doubt (time out) counts as violated.
    """
    withheld = pattern.withheld if isinstance(pattern, Pattern) else pattern
    wider, asked = demands(system, rules, manual)
    hidden = np.concatenate([withheld, np.zeros(wider.size - system.size, dtype=bool)])
    floor = np.minimum(wider.value, rules.floor)
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    rest = np.arange(asked.size)
    if isinstance(pattern, Pattern):
        lowest, highest = proven(wider, hidden, floor, pattern.moves)
        rest = np.flatnonzero(asked.unmet(lowest[asked.cells], highest[asked.cells]))
    seen = wider.without_values(hidden)
    left = unshown(seen, hidden, asked.some(rest), floor, deadline, known=wider.value)
    broken = [violation(wider, hidden, int(asked.cells[rest[entry.demand]]), entry.known) for entry in left]
    return Verdict(tuple(broken), asked.size)


def proven(wider: System, hidden: Mask, floor: Integers, moves: Moves) -> tuple[Integers, Integers]:
    """Lowest and highest count of each cell in the true table and in those of a proof that hold.

    A table holds if it adds up, shows every published cell as it is, and falls nowhere below a floor. moves:
    tables x cells, over the first cells of the system; the others follow from the last equations.
    """
    size, value = moves.shape[1], wider.value
    rest = wider.equations[wider.equations.shape[0] - (wider.size - size) :, :size]
    steps = sparse.hstack([moves, moves @ rest.T], format="csr", dtype=np.int64)
    steps.eliminate_zeros()  # a step of nothing at a published cell is none
    row, cell = np.repeat(np.arange(steps.shape[0]), np.diff(steps.indptr)), steps.indices
    table = value[cell] + steps.data
    impossible = (table < np.where(wider.listed, floor, 0)[cell]) | (wider.listed & ~hidden)[cell]
    wrong = np.bincount(row[impossible], minlength=steps.shape[0]) > 0
    wrong |= np.asarray(abs(steps @ wider.equations.T).sum(axis=1)).ravel() > 0
    if np.any(wider.equations @ value):
        wrong[:] = True
    holds = ~wrong[row]
    lowest, highest = value.copy(), value.copy()
    np.minimum.at(lowest, cell[holds], table[holds])
    np.maximum.at(highest, cell[holds], table[holds])
    return lowest, highest


def violation(system: System, hidden: Mask, cell: int, known: bool) -> Violation:
    """Say why a cell is not protected."""
    table, codes = system.describe(cell)
    told = bool(system.listed[cell] and not hidden[cell])
    return Violation(table, codes, "published" if told else "derivable" if known else "narrow")
