"""Which cells are sensitive, and what an attacker must be left uncertain about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.errors import DisclosureError
from disclosure.tables.axes import Axis
from disclosure.tables.contributions import at_most, dominance_level, lone_level, p_percent_level
from disclosure.tables.system import System, TableCells

Protection = Literal["count", "existence", "width"]

ANY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Rules:
    """The policy of one population.

    k: cells with 0 < contributors < k are sensitive. protection: `count` (zeros always published; a
    sensitive cell must reach k and be k - 1 wide) or `existence` (zeros may be withheld; it must reach 0
    and k). `width` is what other tools ask, for comparison only, never for publishing: k - 1 wide in the eyes
    of somebody who takes a withheld cell to be 0 or more; zeros are published. sensitive:
    dimensions by which a group of fewer than `group_below` must not be told to share one value.

    Of amounts of money a sensitive cell X must reach X + L and fall to X - L, at the least to 0. Under
    `count` it need not fall below the number of cells that are not zero, each of which is 1 at least; an
    amount no larger than that must instead be 2 L wide (a sliding level, Fischetti and Salazar-Gonzalez
    2000). L is the largest of the levels of these rules (`contributions`): p: whole percents of the p % rule,
    0 where it is not asked. coalition: how many other contributors attack together. dominance: (n, k) of the
    dominance rule, k in whole percents. Where fewer than k contribute, all but one may attack the last, and
    if p = 0 the amount must not be exact.

    What no rule here covers: a contributor to several withheld cells of one sum knows a part of each, and a
    lone contributor the whole of his, which may narrow the others (Cox 2001).
    """

    k: int
    protection: Protection = "count"
    sensitive: tuple[str, ...] = ()
    group_below: int = 0
    p: int = 0
    coalition: int = 1
    dominance: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse rules that no table could follow."""
        n, percent = self.dominance or (1, 50)
        sound = self.k >= 1 and self.group_below >= 0 and self.protection in get_args(Protection)
        shares = 0 <= self.p <= 100 and self.coalition >= 1 and n >= 1 and 0 < percent < 100
        if not sound or not shares:
            raise DisclosureError("rules_impossible")

    @property
    def of_amounts(self) -> bool:
        """Whether rules are asked that only amounts of money can follow."""
        return self.p > 0 or self.dominance is not None

    @property
    def floor(self) -> int:
        """What the attacker reckoned with knows a withheld cell that is not zero to be at least."""
        return int(self.protection == "count")

    @property
    def zeros_published(self) -> bool:
        """Whether zeros are published always (unless homogeneity needs them withheld)."""
        return self.protection != "existence"


@dataclass(frozen=True)
class Demands:
    """What must be possible in the attacker's eyes: cell >= reach, cell <= low, highest - lowest >= width."""

    cells: Integers
    reach: Integers
    low: Integers
    width: Integers

    @property
    def size(self) -> int:
        """Number of demands."""
        return len(self.cells)

    @property
    def possible_only(self) -> Mask:
        """Demands of homogeneity and of marked zeros: something must be possible, no width is asked."""
        return np.asarray((self.width == 0) & (self.low == ANY), dtype=bool)

    def one(self, demand: int) -> Demands:
        """A single demand."""
        return self.some(np.array([demand]))

    def some(self, demands: Integers) -> Demands:
        """Some of the demands."""
        return Demands(self.cells[demands], self.reach[demands], self.low[demands], self.width[demands])

    def unmet(self, lowest: Integers, highest: Integers) -> Mask:
        """Demands that intervals (aligned with `cells`) do not meet."""
        met = (highest >= self.reach) & (lowest <= self.low) & (highest - lowest >= self.width)
        return np.asarray(~met, dtype=bool)


def sensitive_cells(system: System, rules: Rules) -> Mask:
    """Countable cells, complements included, behind which stand more than none and fewer than k.

    Of amounts also those that the p % rule or the dominance rule makes sensitive. Raises DisclosureError
    where these are asked of counts.
    """
    small = (system.contributors > 0) & (system.contributors < rules.k)
    told = small | (protection_levels(system, rules) > 0)
    return np.asarray(told & system.countable, dtype=bool)


def protection_levels(system: System, rules: Rules) -> Integers:
    """How far up and down from the true amount each sensitive cell must be able to be; 0 for counts."""
    if system.largest is None:
        if rules.of_amounts:
            raise DisclosureError("contributions_missing")
        return np.zeros(system.size, dtype=np.int64)
    n, percent = rules.dominance or (0, 100)
    known = system.value > 0
    amount = np.where(known, system.value, 0)
    largest = at_most(system.largest.astype(np.float64), amount, max(rules.coalition + 1, n)).astype(np.int64)
    level = np.zeros(system.size, dtype=np.int64)
    if rules.p:
        level = np.maximum(level, p_percent_level(amount, largest, rules.p, rules.coalition))
    if rules.dominance:
        level = np.maximum(level, dominance_level(amount, largest, n, percent))
    few = known & (system.contributors < rules.k)
    return np.where(few, np.maximum(level, lone_level(largest, rules.p)), level)


def homogeneous_groups(system: System, rules: Rules) -> tuple[list[tuple[int, int]], list[int]]:
    """Small groups that share one value: (group, value) pairs of trees, complement cells of sets."""
    pairs: dict[tuple[int, int], None] = {}
    complements: dict[int, None] = {}
    for table in system.tables.values():
        for position, axis in enumerate(table.axes):
            if axis.dimension in rules.sensitive:
                for group, value, complement in _shared(system, table, position, axis, rules.group_below):
                    if complement >= 0:
                        complements[complement] = None
                    else:
                        pairs[(group, value)] = None
    return list(pairs), list(complements)


def _shared(
    system: System, table: TableCells, position: int, axis: Axis, group_below: int
) -> list[tuple[int, int, int]]:
    cells = np.moveaxis(table.cells, position, 0)
    group = cells[0]
    size = system.contributors[group]
    small = system.listed[group] & (size > 0) & (size < group_below)
    found = []
    for node in axis.top:
        # One child of the total is the total: nothing is told by it.
        alike = small & (system.value[cells[node]] == system.value[group]) & (cells[node] != group)
        complement = cells[axis.codes.index(f"not {axis.codes[node]}")] if axis.several_valued else None
        for place in np.flatnonzero(alike.reshape(-1)):
            other = -1 if complement is None else int(complement.reshape(-1)[place])
            found.append((int(group.reshape(-1)[place]), int(cells[node].reshape(-1)[place]), other))
    return found


def demands(system: System, rules: Rules, manual: Mask | None = None) -> tuple[System, Demands]:
    """All demands of the rules; the system gains a cell for the rest of every homogeneous group.

    `manual` names further sensitive cells (a list from elsewhere): they must have an interval as well, even
    if k = 1.
    """
    pairs, complements = homogeneous_groups(system, rules)
    wider = system.with_differences(pairs)
    chosen = sensitive_cells(system, rules)
    if manual is not None:
        chosen = chosen | manual
    asked = (_asked_of_counts if system.largest is None else _asked_of_amounts)(system, rules, chosen)
    if manual is not None:
        asked = replace(asked, width=np.maximum(asked.width, manual[asked.cells].astype(np.int64)))
    asked = _without_zeros(asked, system.value[asked.cells], rules)
    rest = np.array([*complements, *range(system.size, wider.size)], dtype=np.int64)
    one, none, any_low = (np.full(len(rest), number, dtype=np.int64) for number in (1, 0, ANY))
    return wider, Demands(
        cells=np.concatenate([asked.cells, rest]),
        reach=np.concatenate([asked.reach, one]),
        low=np.concatenate([asked.low, any_low]),
        width=np.concatenate([asked.width, none]),
    )


def _without_zeros(asked: Demands, value: Integers, rules: Rules) -> Demands:
    """Of a marked zero it is asked that it may be more: other zeros may have to be withheld for that."""
    zero = (value == 0) & (rules.protection == "count")
    return replace(asked, low=np.where(zero, ANY, asked.low), width=np.where(zero, 0, asked.width))


def _asked_of_counts(system: System, rules: Rules, chosen: Mask) -> Demands:
    cells = np.flatnonzero(chosen)
    low, width = (ANY, rules.k - 1) if rules.zeros_published else (0, 0)
    reach = 0 if rules.protection == "width" else rules.k
    return Demands(cells, *(np.full(len(cells), number, dtype=np.int64) for number in (reach, low, width)))


def _asked_of_amounts(system: System, rules: Rules, chosen: Mask) -> Demands:
    """Up and down by the level; under `count` floors of 1 stop a cell at their number, if not before."""
    cells = np.flatnonzero(chosen)
    amount = system.value[cells]
    level = np.maximum(protection_levels(system, rules)[cells], 1)
    floors = int(np.sum(system.listed & (system.value > 0))) if rules.protection == "count" else 0
    stopped = amount <= floors
    low = np.where(stopped & (floors > 0), ANY, np.maximum(amount - level, floors))
    return Demands(cells, amount + level, low, np.where(low == ANY, 2 * level, 0))
