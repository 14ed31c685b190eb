"""Which cells are sensitive, and what an attacker must be left uncertain about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from disclosure.axes import Axis
from disclosure.errors import DisclosureError
from disclosure.system import Integers, Mask, System, TableCells

Protection = Literal["count", "existence"]

ANY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Rules:
    """The policy of one population.

    k: cells with 0 < contributors < k are sensitive. protection: `count` (zeros always published; a
    sensitive cell must reach k and be k - 1 wide) or `existence` (zeros may be withheld; it must reach 0
    and k). sensitive: dimensions by which a group of fewer than `group_below` must not be told to share one
    value.
    """

    k: int
    protection: Protection = "count"
    sensitive: tuple[str, ...] = ()
    group_below: int = 0

    def __post_init__(self) -> None:
        """Refuse rules that no table could follow."""
        if self.k < 1 or self.group_below < 0 or self.protection not in ("count", "existence"):
            raise DisclosureError("rules_impossible")


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
        """Demands of homogeneity: something must be possible, no width is asked."""
        return np.asarray((self.width == 0) & (self.low == ANY), dtype=bool)

    def one(self, demand: int) -> Demands:
        """A single demand."""
        at = slice(demand, demand + 1)
        return Demands(self.cells[at], self.reach[at], self.low[at], self.width[at])

    def unmet(self, lowest: Integers, highest: Integers) -> Mask:
        """Demands that intervals (aligned with `cells`) do not meet."""
        met = (highest >= self.reach) & (lowest <= self.low) & (highest - lowest >= self.width)
        return np.asarray(~met, dtype=bool)


def sensitive_cells(system: System, rules: Rules) -> Mask:
    """Countable cells, complements included, behind which stand more than none and fewer than k."""
    small = (system.contributors > 0) & (system.contributors < rules.k)
    return np.asarray(small & system.countable, dtype=bool)


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
    small = sensitive_cells(system, rules)
    chosen = small if manual is None else small | manual
    cells = np.flatnonzero(chosen)
    rest = np.array([*complements, *range(system.size, wider.size)], dtype=np.int64)
    by_count = rules.protection == "count"
    width = np.full(len(cells), rules.k - 1 if by_count else 0, dtype=np.int64)
    if manual is not None:
        width = np.maximum(width, manual[cells].astype(np.int64))
    return wider, Demands(
        cells=np.concatenate([cells, rest]),
        reach=np.concatenate([np.full(len(cells), rules.k), np.ones(len(rest), dtype=np.int64)]),
        low=np.concatenate([np.full(len(cells), ANY if by_count else 0), np.full(len(rest), ANY)]),
        width=np.concatenate([width, np.zeros(len(rest), dtype=np.int64)]),
    )
