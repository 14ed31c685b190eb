"""The joint attacker: one whole table over all variables must lie behind everything published.

It is the additive attacker who is given, besides the published tables, the joint table that nobody published
(`joining`): combinations that were not observed are possible, not known to be zero.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.attackers.attacker import Intervals, attack
from disclosure.attackers.audit import Verdict, audit, violation
from disclosure.attackers.joining import MOST_CELLS, join
from disclosure.attackers.showing import unshown
from disclosure.pattern import Pattern
from disclosure.rules import Rules, demands
from disclosure.solver import INFINITY
from disclosure.tables.system import System


@dataclass(frozen=True)
class JointIntervals(Intervals):
    """Intervals as the joint attacker sees them.

    complete: the whole joint table was reckoned with. Otherwise this is a relaxation: the ends are certain to
    hold, but only exact cells are `proven`, the others may be narrower than shown.
    """

    complete: bool


@dataclass(frozen=True)
class JointVerdict(Verdict):
    """Outcome of an audit by the joint attacker; safe only where the whole joint table was reckoned with."""

    complete: bool

    @property
    def safe(self) -> bool:
        """Whether everything that the rules ask was shown."""
        return self.complete and not self.violations


def attack_jointly(
    system: System,
    published: Mask,
    *,
    floor: int | Integers = 1,
    targets: Integers | None = None,
    time_limit: float | None = None,
    most: int = MOST_CELLS,
) -> JointIntervals:
    """Intervals of all cells not published, or of `targets`, as `attack` tells them, given the joint table.

    most: how many cells of the joint table are reckoned with (`join`). Raises InconsistentTablesError where
    no joint table agrees with what is published.
    """
    joint = join(system, published, most=most)
    least = np.broadcast_to(np.asarray(floor, dtype=np.int64), system.size)
    found = attack(
        joint.system,
        joint.mask(published),
        floor=np.concatenate([least, np.zeros(joint.added, dtype=np.int64)]),
        targets=targets,
        time_limit=time_limit,
    )
    proven = found.proven & (joint.complete | found.exact)
    return JointIntervals(found.cells, found.lower, found.upper, proven, joint.complete)


def joint_violations(
    system: System,
    pattern: Pattern | Mask,
    rules: Rules,
    *,
    manual: Mask | None = None,
    additive: Verdict | None = None,
    time_limit: float | None = None,
    most: int = MOST_CELLS,
) -> JointVerdict:
    """Check a pattern against the rules as `audit` does, by an attacker who knows of the joint table.

    additive: what `audit` said of the pattern, if it was asked; where the joint table adds nothing to what
    additivity tells, its word holds here as well. Else tables that show the demands met are looked for, many
    at a time. Doubt (time out) counts as violated.
    """
    withheld = pattern.withheld if isinstance(pattern, Pattern) else pattern
    wider, asked = demands(system, rules, manual)
    hidden = np.concatenate([withheld, np.zeros(wider.size - system.size, dtype=bool)])
    joint = join(wider, ~hidden, most=most)
    if not joint.added:
        verdict = additive or audit(system, withheld, rules, manual=manual, time_limit=time_limit)
        return JointVerdict(verdict.violations, verdict.demands, joint.complete)
    floor = np.minimum(joint.system.value, rules.floor)
    masked = joint.mask(hidden)
    deadline = INFINITY if time_limit is None else time.monotonic() + time_limit
    left = unshown(joint.system.without_values(masked), masked, asked, floor, deadline)
    broken = [violation(wider, hidden, int(asked.cells[entry.demand]), entry.known) for entry in left]
    return JointVerdict(tuple(broken), asked.size, joint.complete)
