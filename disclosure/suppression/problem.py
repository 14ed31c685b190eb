"""A protection problem: what stays the same while patterns are tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from disclosure.arrays import Floats, Integers, Mask
from disclosure.errors import NotProtectedError
from disclosure.pattern import PUBLISHED, WITHHELD
from disclosure.rules import Demands, Rules
from disclosure.suppression.abreast import shared
from disclosure.suppression.proof import Proof
from disclosure.suppression.reduction import Reduction, reduce
from disclosure.tables.components import components
from disclosure.tables.system import System


@dataclass(frozen=True)
class PartProof:
    """The proof of one component: its cells, and which demands of the problem it is about."""

    cells: Integers
    demands: Integers
    proof: Proof


@dataclass(frozen=True)
class Problem:
    """A system with demands; `floor` is what the strongest attacker knows of a withheld cell.

    start: withheld in every pattern. closed: published in every pattern. zeros: published unless homogeneity
    needs them. cells: how many published cells each cell stands for; weight: how bad it is to withhold it.
    """

    system: System
    demands: Demands
    floor: Integers
    start: Mask
    closed: Mask
    zeros: Mask
    cells: Floats
    weight: Floats

    @property
    def value(self) -> Integers:
        """True counts."""
        return self.system.value

    @cached_property
    def needs_zeros(self) -> bool:
        """Whether some zeros may have to be withheld."""
        return bool(self.zeros.any() and np.any(self.demands.possible_only))

    def reduced(self) -> tuple[Problem, Reduction]:
        """The same problem over the smallest equivalent system.

        Raises NotProtectedError where everybody knows a sensitive cell.
        """
        zeros = np.zeros_like(self.zeros) if self.needs_zeros else self.zeros
        smaller = self._settled(self.closed | zeros)
        if len(smaller.told):
            raise self.refuse(int(smaller.told[0]))
        return smaller.problem, smaller.way

    def within(self, withheld: Mask) -> Within:
        """What a pattern leaves open."""
        return self._settled(self.system.listed & ~withheld)

    def part(self, cells: Integers, asked: Integers, start: Mask) -> Within:
        """What is left when all but some cells stand still; of its demands only some are asked.

        start: of all cells, those that are withheld in any pattern. `way` and `stands_for` are about the
        cells and demands given.
        """
        system, place = self.system, np.full(self.system.size, -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        rows = system.equations[np.unique(self._by_cell[:, cells].indices)]
        here = place[rows.indices] >= 0
        ends = np.concatenate([[0], np.cumsum(here)])[rows.indptr]
        shape = (rows.shape[0], len(cells))
        near = replace(
            system,
            value=self.value[cells],
            contributors=system.contributors[cells],
            listed=system.listed[cells],
            countable=system.countable[cells],
            equations=sparse.csr_matrix((rows.data[here], place[rows.indices[here]], ends), shape=shape),
            origin=tuple(system.origin[cell] for cell in cells.tolist()),
            tables={},
            largest=None,
        )
        some = self.demands.some(asked)
        part = Problem(
            system=near,
            demands=replace(some, cells=place[some.cells]),
            floor=self.floor[cells],
            start=start[cells],
            closed=self.closed[cells],
            zeros=self.zeros[cells],
            cells=self.cells[cells],
            weight=self.weight[cells],
        )
        return part._settled(part.closed)

    @cached_property
    def _by_cell(self) -> sparse.csc_matrix:
        return shared(self.system.equations.tocsc())

    def _settled(self, settled: Mask) -> Within:
        way, floor = reduce(self.system, settled, self.floor)
        asked, stands_for = way.demands(self.demands, self.value)
        smaller = Problem(
            system=way.system,
            demands=asked,
            floor=floor,
            start=way.touched(self.start),
            closed=np.zeros(way.system.size, dtype=bool),
            zeros=way.touched(self.zeros),
            cells=way.sums(self.cells),
            weight=way.sums(self.weight),
        )
        told = np.flatnonzero(way.group[self.demands.cells] < 0)
        return Within(smaller, way, stands_for, told)

    def refuse(self, demand: int) -> NotProtectedError:
        """The error that names the cell of a demand which cannot be met."""
        table, codes = self.system.describe(int(self.demands.cells[demand]))
        return NotProtectedError("cell_cannot_be_protected", table=table, codes=codes.values())

    def proofs(self) -> list[PartProof]:
        """A proof to be established for every component with demands."""
        asked = self.demands
        parts = components(self.system.equations, np.ones(self.system.size, dtype=bool))
        place = np.full(self.system.size, -1, dtype=np.int64)
        owner = np.full(self.system.size, -1, dtype=np.int64)
        for number, part in enumerate(parts):
            place[part.cells] = np.arange(len(part.cells))
            owner[part.cells] = number
        found = []
        by_owner = np.argsort(owner[asked.cells], kind="stable")
        for mine in np.split(by_owner, np.flatnonzero(np.diff(owner[asked.cells[by_owner]])) + 1):
            if not len(mine):
                continue
            part = parts[int(owner[asked.cells[mine[0]]])]
            local = Demands(place[asked.cells[mine]], asked.reach[mine], asked.low[mine], asked.width[mine])
            rows = self.system.equations[part.rows]
            shape = (len(part.rows), len(part.cells))
            matrix = sparse.csr_matrix((rows.data, place[rows.indices], rows.indptr), shape=shape)
            proof = Proof(matrix, self.value[part.cells], self.floor[part.cells], local)
            found.append(PartProof(part.cells, mine, proof))
        return found


@dataclass(frozen=True)
class Within:
    """The problem that is left when all but some cells are known.

    stands_for: of each of its demands, one of the whole problem. told: demands of the whole problem about
    cells that everybody can tell.
    """

    problem: Problem
    way: Reduction
    stands_for: Integers
    told: Integers


def pose(
    system: System,
    asked: Demands,
    rules: Rules,
    primary: Mask,
    fixed: npt.NDArray[np.int8],
    cells: Floats,
    weight: Floats,
) -> Problem:
    """State the problem of a system; raises NotProtectedError where a sensitive cell was published before."""
    kept = (fixed == WITHHELD) & system.listed
    closed = (fixed == PUBLISHED) & system.listed
    told = primary & closed
    if told.any():
        table, codes = system.describe(int(np.argmax(told)))
        raise NotProtectedError("sensitive_cell_already_published", table=table, codes=codes.values())
    start = primary | kept
    return Problem(
        system=system,
        demands=asked,
        floor=np.where(system.listed, np.minimum(system.value, rules.floor), 0),
        start=start,
        closed=closed,
        # Only homogeneity, and zeros marked by hand, may need others of them withheld.
        zeros=system.listed & (system.value == 0) & rules.zeros_published & ~start & ~closed,
        cells=cells,
        weight=weight,
    )
