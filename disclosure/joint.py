"""The joint attacker: one whole table over all variables must lie behind everything published.

It is the additive attacker who is given, besides the published tables, the joint table that nobody published
(`joining`): combinations that were not observed are possible, not known to be zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from disclosure.attacker import Intervals, attack
from disclosure.audit import Verdict, audit
from disclosure.joining import MOST_CELLS, Joint, join
from disclosure.pattern import Pattern
from disclosure.rules import Rules
from disclosure.system import Integers, Mask, System


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
    time_limit: float | None = None,
    most: int = MOST_CELLS,
) -> JointVerdict:
    """Check a pattern against the rules as `audit` does, by an attacker who knows of the joint table.

    Where the joint table adds nothing to what additivity tells, this is the additive audit itself.
    """
    withheld = pattern.withheld if isinstance(pattern, Pattern) else pattern
    joint: Joint = join(system, ~withheld, most=most)
    more = None if manual is None else joint.mask(manual)
    verdict = audit(joint.system, joint.mask(withheld), rules, manual=more, time_limit=time_limit)
    return JointVerdict(verdict.violations, verdict.demands, joint.complete)
