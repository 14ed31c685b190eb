"""One design tried: protected by the engine, and measured by what it publishes of the original tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from disclosure.advice.designs import Change, Design, Detail
from disclosure.advice.information import published_bits
from disclosure.arrays import Floats, Integers, Mask
from disclosure.rules import Rules
from disclosure.suppression.protection import protect
from disclosure.tables.linking import link
from disclosure.tables.model import Hierarchy, SetDimension, Table
from disclosure.tables.system import System

# Linear programmes for each cell of a design: enough to prune a first pattern, little to improve it.
EFFORT_PER_CELL = 2
LEAST_EFFORT = 300


@dataclass(frozen=True)
class Outcome:
    """A design and what publishing it, protected, would leave of the original tables.

    cells, counts, entropy: shares (0 to 1) of the original's cells, of the sum of their counts and of their
    bits (see `published_bits`) that are published. bits: those of a unit, summed over tables. shown: cells of
    the design that are not empty; withheld: how many of them are withheld; primary: how many are sensitive.
    zeros_withheld: empty cells withheld. best: no design tried is as good in all shares and in the share
    withheld, and better in one. published: one flag a cell of the original's linked system.
    """

    design: Design
    changes: tuple[Change, ...]
    cells: float
    counts: float
    entropy: float
    bits: float
    shown: int
    withheld: int
    primary: int
    zeros_withheld: int
    published: Mask = field(compare=False, repr=False)
    best: bool = False

    @property
    def loss(self) -> float:
        """Share of the design's cells that is withheld, of those that are not empty."""
        return self.withheld / self.shown if self.shown else 0.0


class Trials:
    """The original tables, and the engine to try designs of them with.

    manual, copies, weight: as in `protect`, over the cells of `link(tables, hierarchies, sets)`. effort:
    linear programmes a design; by its number of cells if not given.
    """

    def __init__(
        self,
        tables: Sequence[Table],
        hierarchies: Sequence[Hierarchy],
        rules: Rules,
        *,
        sets: Sequence[SetDimension] = (),
        manual: Mask | None = None,
        copies: Floats | None = None,
        weight: Floats | None = None,
        effort: int | None = None,
        seed: int = 0,
    ) -> None:
        self.detail = Detail(tables, hierarchies)
        self._tables, self._hierarchies, self._sets = tables, hierarchies, sets
        self._rules, self._effort, self._seed = rules, effort, seed
        self._system = link(tables, hierarchies, sets)
        self._manual = np.zeros(self._system.size, dtype=bool) if manual is None else manual
        self._copies = self._system.listed.astype(float) if copies is None else copies
        self._weight = self._copies if weight is None else weight
        self._all_bits = self._bits(self._system.listed)

    def shown(self, design: Design) -> Mask:
        """The cells of the original that a design shows."""
        shown = np.zeros(self._system.size, dtype=bool)
        for table in self._tables:
            shown[self._rows(table, design)] = True
        return shown

    def lean(self, design: Design) -> Design:
        """The design without the tables that it cut to what another one shows anyway."""
        left, original = dict(design.depths), self.detail.original.depths
        cells = {table.name: self._rows(table, design) for table in self._tables}
        for name, depths in design.depths.items():
            others = (other for other in left if other != name)
            if depths != original[name] and any(np.isin(cells[name], cells[other]).all() for other in others):
                del left[name]
        return Design(left)

    def run(self, design: Design) -> Outcome:
        """Protect a design and measure it; raises NotProtectedError where no pattern could be proven safe."""
        system = self.system(design)
        origin = np.full(system.size, -1, dtype=np.int64)
        for table in self._tables:
            if table.name in design.depths:
                origin[system.rows(table.name)] = self._rows(table, design)
        listed = origin >= 0
        pattern = protect(
            system,
            self._rules,
            manual=listed & self._manual[origin],
            copies=listed * self._copies[origin],
            weight=listed * self._weight[origin],
            effort=max(LEAST_EFFORT, EFFORT_PER_CELL * system.size) if self._effort is None else self._effort,
            seed=self._seed,
        )
        return self._measure(
            design,
            withheld=origin[listed & pattern.withheld],
            sensitive=origin[listed & pattern.primary],
        )

    def system(self, design: Design) -> System:
        """The linked system of the tables as a design shows them."""
        tables = [self.detail.cut(table, design) for table in self._tables if table.name in design.depths]
        return link(tables, self._hierarchies, self._sets)

    def _rows(self, table: Table, design: Design) -> Integers:
        """The original's cells of the rows of a table that a design shows."""
        return self._system.rows(table.name)[self.detail.rows(table, design)]

    def _measure(self, design: Design, *, withheld: Integers, sensitive: Integers) -> Outcome:
        value, copies = self._system.value, self._copies
        counts = copies * np.where(self._system.listed, value, 0)
        shown = self.shown(design)
        published = shown.copy()
        published[withheld] = False
        bits = self._bits(published)
        empty = value[withheld] == 0
        return Outcome(
            design=design,
            changes=self.detail.changes(design),
            cells=_share(copies[published].sum(), copies.sum()),
            counts=_share(counts[published].sum(), counts.sum()),
            entropy=_share(bits, self._all_bits),
            bits=bits,
            shown=int(copies[shown & (value > 0)].sum()),
            withheld=int(copies[withheld[~empty]].sum()),
            primary=int(copies[sensitive].sum()),
            zeros_withheld=int(copies[withheld[empty]].sum()),
            published=published,
        )

    def _bits(self, published: Mask) -> float:
        return published_bits(self._system, self._tables, self._hierarchies, published)


def _share(part: float, whole: float) -> float:
    """All of nothing is everything."""
    return float(part / whole) if whole else 1.0
