"""Controlled rounding: every cell a multiple of a base, next to the true one, and all totals still add up.

Zero-restricted controlled rounding (Cox and Ernst 1982; exactly, as an integer programme: Salazar-Gonzalez,
Lowthian, Young, Merola, Bond and Brown 2004; Salazar-Gonzalez 2006; tau-ARGUS manual): with a
true count x = b q + f, 0 <= f < b, the published one is b q or b (q + 1), and x itself where f = 0. The sum
of the distances is the least possible. Linked tables may have no such rounding; then cells may go further, at
a high price, by as few multiples as are needed.

Who knows that cells go to the nearest multiple where sums allow it knows more than that the truth is less
than b away. With a secret, each distance is therefore dithered by an amount drawn evenly from (-b, b): by
itself a cell goes up with probability f / b, without bias (Fellegi 1975; where cells are tied by sums, only
about so), and every table less than b away in every cell could have been published like this.

Figures that were published before are given: they stay, and the others are chosen to go with them. A table
less than b away from all figures, old and new, could have led to the old ones, and then to the new ones.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from disclosure.alternatives.integer_program import best_table
from disclosure.arrays import Floats, Integers, Mask
from disclosure.errors import DisclosureError, NotProtectedError
from disclosure.solver import INFINITY
from disclosure.tables.components import components
from disclosure.tables.system import UNKNOWN, System

# What a multiple further away costs, in bases: as few as possible, before any distance counts.
FURTHER = 10.0
MOST_STEPS = 8
# Share of the time for roundings to adjacent multiples, before others are tried.
SHARE_OF_ADJACENT = 0.5


@dataclass(frozen=True)
class Rounding:
    """Multiples of `base` that add up, over all cells of a system.

    steps: multiples beyond the adjacent ones that some cell needed (0: zero-restricted; else to be kept
    secret, since it tells that no zero-restricted one exists). keyed: distances were dithered. objective,
    lower_bound: sum of distances of listed cells (dithered where keyed) and the least that any such rounding
    can have.
    """

    base: int
    value: Integers
    steps: int
    keyed: bool
    objective: float
    lower_bound: float

    @property
    def gap(self) -> float:
        """How far from the least sum of distances it can be, as a share (0: proven least)."""
        return max(0.0, self.objective - self.lower_bound) / max(abs(self.objective), 1.0)

    @property
    def near(self) -> int:
        """How far from the published figures whole tables may be that could certainly have been behind them.

        Without a secret only those that round to the nearest: less than b / 2.
        """
        return self.base - 1 if self.keyed else (self.base - 1) // 2


def default_base(k: int) -> int:
    """The least multiple of 5 above k: by itself a cell is protected when the base is more than k."""
    return 5 * (k // 5 + 1)


def round_tables(
    system: System,
    base: int,
    *,
    secret: bytes | None = None,
    given: Integers | None = None,
    time_limit: float | None = None,
) -> Rounding:
    """Round all tables of a system, of which all values are known, so that they still add up.

    given: figures that listed cells must keep, `UNKNOWN` where a cell has none yet. The same tables, secret
    and given figures give the same figures, unless time (seconds) runs out: then the best so far, with its
    bound. Raises DisclosureError for a base below 2 or a given figure that is no multiple of it,
    NotProtectedError where none was found.
    """
    kept = np.full(system.size, UNKNOWN) if given is None else np.where(system.listed, given, UNKNOWN)
    if base < 2 or np.any(kept[kept != UNKNOWN] % base):
        raise DisclosureError("base_impossible")
    began = time.monotonic()
    limit = INFINITY if time_limit is None else time_limit
    programme = _Programme(system, base, secret, kept)
    made = programme.solve(0, began + SHARE_OF_ADJACENT * limit)
    steps = 1
    while made is None and steps <= MOST_STEPS:
        made = programme.solve(steps, began + limit)
        steps *= 2
    if made is None:
        raise NotProtectedError("no_rounding_found")
    return made


class _Programme:
    """The integer programme in multiples: y = value / base."""

    def __init__(self, system: System, base: int, secret: bytes | None, given: Integers) -> None:
        self.system, self.base, self.keyed = system, base, secret is not None
        self._quotient, self._rest = np.divmod(system.value, base)
        self._given, self._kept = given // base, given != UNKNOWN
        self._cost = np.where(system.listed, base - 2.0 * self._rest, 0.0)
        drawn = np.flatnonzero(system.listed & (self._rest > 0) & ~self._kept)
        if secret is not None:
            self._cost[drawn] += [base * dither(secret, system, int(cell)) for cell in drawn]

    def solve(self, steps: int, deadline: float) -> Rounding | None:
        """The best rounding with so many further multiples allowed; None where none is found in time."""
        lower, upper = self._ends()
        # What is 0 stays 0: else figures would tell of somebody where nobody is.
        nobody = self.system.listed & (self.system.value == 0)
        still = lower == upper if steps == 0 else nobody | self._kept
        multiples = np.where(still, lower, 0.0)
        settled = np.asarray(self.system.equations @ multiples, dtype=np.float64)
        idle = np.asarray(abs(self.system.equations) @ (~still).astype(float)) == 0
        if np.any(settled[idle]):
            return None
        objective = bound = 0.0
        for part in components(self.system.equations, ~still):
            matrix = self.system.equations[part.rows][:, part.cells].tocsr()
            cost, low, high = self._cost[part.cells], lower[part.cells], upper[part.cells]
            if steps:
                room = np.where(self.system.listed[part.cells], float(steps), 0.0)
                price = np.full(len(room), FURTHER * self.base)
                matrix = sparse.hstack([matrix, matrix, -matrix], format="csr")
                cost = np.concatenate([cost, price + cost, price - cost])
                low = np.concatenate([low, 0 * room, 0 * room])
                high = np.concatenate([high, room, np.minimum(room, low[: len(room)])])
            best = best_table(matrix, -settled[part.rows], cost, low, high, deadline - time.monotonic())
            if best.table is None:
                return None
            near, *further = best.table.reshape(-1, len(part.cells))
            multiples[part.cells] = near + (further[0] - further[1] if further else 0)
            objective, bound = objective + best.objective, bound + best.bound
        return self._rounding(multiples, still, objective, bound)

    def _ends(self) -> tuple[Floats, Floats]:
        """The adjacent multiples, or what is given; cells in no file are only known not to be negative."""
        below, above = self._quotient, self._quotient + (self._rest > 0)
        below, above = (np.where(self._kept, self._given, end) for end in (below, above))
        listed = self.system.listed
        return np.where(listed, below, 0.0), np.where(listed, above, INFINITY)

    def _rounding(self, multiples: Floats, still: Mask, objective: float, bound: float) -> Rounding:
        value = self.base * np.rint(multiples).astype(np.int64)
        mine = self.system.listed & ~still  # what is given or exact has no part in the choice
        constant = float((self._rest - self._cost * self._quotient)[mine].sum())
        away = np.abs(value - self.system.value)[self.system.listed].max(initial=0)
        return Rounding(
            base=self.base,
            value=value,
            steps=int(away // self.base),
            keyed=self.keyed,
            objective=round(objective + constant, 6),
            lower_bound=round(bound + constant, 6),
        )


def dither(secret: bytes, system: System, cell: int) -> float:
    """A number between -1 and 1, neither included: a cell keeps its own, which only the secret tells."""
    table, codes = system.describe(cell)
    name = "\x1f".join(["rounding", table, *(f"{dimension}\x1e{code}" for dimension, code in codes.items())])
    drawn = int.from_bytes(hmac.digest(secret, name.encode(), hashlib.sha256)[:6], "big")
    return (2.0 * drawn + 1.0) / 2.0**48 - 1.0
