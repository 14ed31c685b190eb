"""audit(): the attacker against a final pattern, and every demand of the rules that it breaks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from disclosure.arrays import Mask
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
    """Check a pattern (or a mask of withheld cells) against the rules, by an attack of its own.

    Every withheld cell that is not zero has floor 1 under `count`, also where zeros are withheld for
    homogeneity: the attacker who takes floor 0 for all knows less, so that what is safe from the former is
    safe from the latter. Doubt (time out) counts as violated.
    """
    withheld = pattern.withheld if isinstance(pattern, Pattern) else pattern
    wider, asked = demands(system, rules, manual)
    hidden = np.concatenate([withheld, np.zeros(wider.size - system.size, dtype=bool)])
    floor = np.minimum(wider.value, rules.floor)
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    left = unshown(wider.without_values(hidden), hidden, asked, floor, deadline, known=wider.value)
    broken = [violation(wider, hidden, int(asked.cells[entry.demand]), entry.known) for entry in left]
    return Verdict(tuple(broken), asked.size)


def violation(system: System, hidden: Mask, cell: int, known: bool) -> Violation:
    """Say why a cell is not protected."""
    table, codes = system.describe(cell)
    told = bool(system.listed[cell] and not hidden[cell])
    return Violation(table, codes, "published" if told else "derivable" if known else "narrow")
