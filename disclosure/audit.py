"""audit(): the attacker against a final pattern, and every demand of the rules that it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from disclosure.attacker import Attacker
from disclosure.pattern import Pattern
from disclosure.rules import Demands, Rules, demands
from disclosure.system import Mask, System


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
    floor = (
        np.minimum(wider.value, 1) if rules.protection == "count" else np.zeros(wider.size, dtype=np.int64)
    )
    attacker = Attacker(wider.without_values(hidden), ~hidden, floor=floor, time_limit=time_limit)
    broken = [
        _violation(wider, int(cell), bool(hidden[cell] or not wider.listed[cell]), known)
        for cell, known in _broken(attacker, asked)
    ]
    return Verdict(tuple(broken), asked.size)


def _broken(attacker: Attacker, asked: Demands) -> list[tuple[int, bool]]:
    found = []
    for part in attacker.parts:
        mine = np.flatnonzero(attacker.owner[asked.cells] == part.number)
        for demand in part.doubtful(asked, mine):
            cell = int(np.searchsorted(part.cells, asked.cells[demand]))
            for up in (True, False):
                if part.misses(cell, asked, demand):
                    part.narrow(cell, up=up)
            if part.misses(cell, asked, demand):
                found.append((int(asked.cells[demand]), bool(part.lowest[cell] == part.highest[cell])))
    outside = np.flatnonzero(attacker.owner[asked.cells] < 0)
    return found + [(int(asked.cells[demand]), True) for demand in outside]


def _violation(system: System, cell: int, hidden: bool, known: bool) -> Violation:
    table, codes = system.describe(cell)
    why = "published" if not hidden else "derivable" if known else "narrow"
    return Violation(table, codes, why)
