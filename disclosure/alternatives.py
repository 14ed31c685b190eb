"""The attacker and the audit adapted to tables in which nothing is withheld but figures are not exact.

He knows the method, the base or the greatest noise, every figure, and that counts are whole, not negative,
and add up (true values do, whatever is published): of each cell a least and a greatest value. The demands are
those of withholding.
"""

from __future__ import annotations

import numpy as np

from disclosure.attacker import Intervals
from disclosure.audit import Verdict, Violation
from disclosure.box import Box, coherent, floor_of
from disclosure.errors import InconsistentTablesError
from disclosure.joining import join
from disclosure.joint import JointVerdict
from disclosure.ptable import NoiseTable
from disclosure.rounding import Rounding
from disclosure.rules import Rules, demands
from disclosure.system import Integers, Mask, System
from disclosure.view import UNBOUNDED

Ends = tuple[Integers, Integers]


def rounded_ends(system: System, shown: Integers, near: int) -> Ends:
    """The least and greatest value of each cell of which a figure at most `near` away is shown."""
    listed = system.listed
    return np.where(listed, np.maximum(shown - near, 0), 0), np.where(listed, shown + near, UNBOUNDED)


def perturbed_ends(system: System, shown: Integers, table: NoiseTable) -> Ends:
    """The least and greatest value of each cell of which a perturbed figure is shown; 0 only where 0 is."""
    least = np.maximum(shown - table.deviation, np.minimum(shown, 1))
    listed = system.listed
    return np.where(listed, least, 0), np.where(listed, shown + table.deviation, UNBOUNDED)


def attack_figures(
    system: System, ends: Ends, targets: Integers, time_limit: float | None = None
) -> Intervals:
    """Intervals of cells, given a least and a greatest value of each; true values are not read.

    Raises InconsistentTablesError where no whole table lies between them.
    """
    return Box(system, *ends, time_limit=time_limit).intervals(targets)


def audit_rounding(
    system: System,
    made: Rounding,
    rules: Rules,
    *,
    manual: Mask | None = None,
    jointly: bool = False,
    time_limit: float | None = None,
) -> Verdict:
    """Check a rounding against the rules; every doubt (time out, a fractional answer) counts as violated.

    Reckons only with whole tables that could certainly have led to these figures: less than a base away in
    every cell with a secret, less than half a base without (`Rounding.near`). Each cell with somebody in it
    is taken to be known not to be empty where rules protect counts. jointly: by the attacker who knows that
    there is one table over all variables behind everything.
    """
    ends = rounded_ends(system, made.value, made.near)
    return _audit(system, ends, None, rules, manual, jointly, time_limit)


def audit_perturbation(
    system: System,
    shown: Integers,
    table: NoiseTable,
    rules: Rules,
    *,
    manual: Mask | None = None,
    jointly: bool = False,
    time_limit: float | None = None,
) -> Verdict:
    """Check perturbed figures against the rules, as `audit_rounding` does.

    Who knows the method knows, too, that cells of the same records have the same noise: whole tables in which
    cells that are shown differently would have the same records are ruled out.
    """
    ends = perturbed_ends(system, shown, table)
    return _audit(system, ends, shown, rules, manual, jointly, time_limit)


def _audit(
    system: System,
    ends: Ends,
    shown: Integers | None,
    rules: Rules,
    manual: Mask | None,
    jointly: bool,
    time_limit: float | None,
) -> Verdict:
    wider, asked = demands(system, rules, manual)
    joint = join(wider, np.zeros(wider.size, dtype=bool)) if jointly else None
    wider = wider if joint is None else joint.system
    added = wider.size - system.size
    lower = np.concatenate([ends[0], np.zeros(added, dtype=np.int64)])
    upper = np.concatenate([ends[1], np.full(added, UNBOUNDED)])
    lower = np.maximum(lower, floor_of(wider, by_count=rules.protection == "count"))
    inside = bool(np.all((lower <= wider.value) & (wider.value <= upper)))
    accept = None
    if shown is not None:
        accept = coherent(wider, np.concatenate([shown, np.zeros(added, dtype=np.int64)]))
    try:
        start = wider.value if inside else None
        box = Box(wider, lower, upper, table=start, accept=accept, time_limit=time_limit)
    except InconsistentTablesError:
        # None of the tables reckoned with: nothing is shown of any demand.
        told = [(cell, "narrow") for cell in asked.cells.tolist()]
    else:
        cells = [int(asked.cells[demand]) for demand in box.unmet(asked)]
        told = [(cell, "derivable" if box.told(cell) else "narrow") for cell in cells]
    found = tuple(Violation(*wider.describe(cell), why) for cell, why in told)
    if joint is None:
        return Verdict(found, asked.size)
    return JointVerdict(found, asked.size, joint.complete)
