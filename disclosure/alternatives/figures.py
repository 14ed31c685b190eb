"""The attacker and the audit adapted to tables in which nothing is withheld but figures are not exact.

He knows the method, the base or the greatest noise, every figure, and that counts are whole, not negative,
and add up (true values do, whatever is published): of each cell a least and a greatest value. The demands are
those of withholding.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from disclosure.alternatives.ptable import NoiseTable
from disclosure.alternatives.rounding import Rounding
from disclosure.arrays import Integers, Mask, Moves
from disclosure.attackers.attacker import Intervals
from disclosure.attackers.audit import Verdict, Violation
from disclosure.attackers.box import Box, coherent
from disclosure.attackers.joining import join
from disclosure.attackers.joint import JointVerdict
from disclosure.attackers.view import UNBOUNDED
from disclosure.errors import DisclosureError
from disclosure.rules import Rules, demands
from disclosure.tables.system import System

Ends = tuple[Integers, Integers]


def rounded_ends(system: System, shown: Integers, near: int) -> Ends:
    """The least and greatest value of each cell of which a figure at most `near` away is shown."""
    return _of_listed(system, np.maximum(shown - near, 0), shown + near)


def perturbed_ends(system: System, shown: Integers, table: NoiseTable) -> Ends:
    """The least and greatest value of each cell of which a perturbed figure is shown; 0 only where 0 is."""
    least = np.maximum(shown - table.deviation, np.minimum(shown, 1))
    return _of_listed(system, least, shown + table.deviation)


def _of_listed(system: System, least: Integers, most: Integers) -> Ends:
    """Of cells in no file nothing is shown."""
    return np.where(system.listed, least, 0), np.where(system.listed, most, UNBOUNDED)


def attack_figures(
    system: System, ends: Ends, targets: Integers, time_limit: float | None = None
) -> Intervals:
    """Intervals of cells, given a least and a greatest value of each; true values are not read.

    Raises InconsistentTablesError where no whole table lies between them, DisclosureError (`time_limit`) if
    time is up before one is found.
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
    return audit_figures(system, ends, rules, manual=manual, jointly=jointly, time_limit=time_limit)


def audit_figures(
    system: System,
    ends: Ends,
    rules: Rules,
    *,
    manual: Mask | None = None,
    jointly: bool = False,
    time_limit: float | None = None,
) -> Verdict:
    """Check figures that leave so much of each cell, as `audit_rounding` does.

    ends: between which values the whole tables are to be reckoned with, whichever releases told that.
    """
    return _audit(system, ends, None, rules, manual, jointly, time_limit)[0]


def prove_figures(
    system: System, ends: Ends, rules: Rules, *, jointly: bool = False, time_limit: float | None = None
) -> tuple[Verdict, Moves]:
    """Check figures as `audit_figures` does, up to the first violation, by whole tables that are kept.

    The second are those tables less the true one, which is not among them, be it between the ends or not.
    """
    verdict, tables = _audit(system, ends, None, rules, None, jointly, time_limit, keep=True)
    moves = [sparse.csr_matrix(table[: system.size] - system.value) for table in tables]
    none = sparse.csr_matrix((0, system.size), dtype=np.int64)
    return verdict, sparse.vstack([none, *(move for move in moves if move.nnz)], format="csr")


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
    return _audit(system, ends, shown, rules, manual, jointly, time_limit)[0]


def _audit(
    system: System,
    ends: Ends,
    shown: Integers | None,
    rules: Rules,
    manual: Mask | None,
    jointly: bool,
    time_limit: float | None,
    *,
    keep: bool = False,
) -> tuple[Verdict, list[Integers]]:
    """The verdict and, if they are to be kept, whole tables that show it."""
    wider, asked = demands(system, rules, manual)
    joint = join(wider, np.zeros(wider.size, dtype=bool)) if jointly else None
    wider = wider if joint is None else joint.system
    lower, upper = _filled(ends[0], wider, 0), _filled(ends[1], wider, UNBOUNDED)
    # Under `count` it is taken to be known where somebody is, even where 0 is shown: more than anybody knows,
    # hence on the safe side.
    lower = np.maximum(lower, np.clip(wider.value, 0, rules.floor))
    inside = bool(np.all((lower <= wider.value) & (wider.value <= upper)))
    accept = None if shown is None else coherent(wider, _filled(shown, wider, 0))
    tables: list[Integers] = []
    try:
        start = wider.value if inside else None
        box = Box(wider, lower, upper, table=start, accept=accept, keep=keep, time_limit=time_limit)
    except DisclosureError:
        # None of the tables reckoned with, or none in time: nothing is shown of any demand.
        told = [(cell, "narrow") for cell in asked.cells.tolist()]
    else:
        cells = [int(asked.cells[demand]) for demand in box.unmet(asked, most=1 if keep else None)]
        tables = box.witnesses(asked) if keep else []
        told = [(cell, "derivable" if box.told(cell) else "narrow") for cell in cells]
    found = tuple(Violation(*wider.describe(cell), why) for cell, why in told)
    if joint is None:
        return Verdict(found, asked.size), tables
    return JointVerdict(found, asked.size, joint.complete), tables


def _filled(given: Integers, wider: System, filler: int) -> Integers:
    """An array over the first cells of a wider system, and the same number for all others."""
    return np.concatenate([given, np.full(wider.size - len(given), filler, dtype=np.int64)])
