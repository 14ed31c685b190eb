"""A protection problem: what stays the same while patterns are tried."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from disclosure.components import components
from disclosure.errors import NotProtectedError
from disclosure.pattern import PUBLISHED, WITHHELD
from disclosure.proof import Proof
from disclosure.rules import Demands, Rules
from disclosure.system import Integers, Mask, System


@dataclass(frozen=True)
class PartProof:
    """The proof of one component: its cells, and which demands of the problem it is about."""

    cells: Integers
    demands: Integers
    proof: Proof


class Problem:
    """A system with demands; `floor` is what the strongest attacker knows of a withheld cell."""

    def __init__(
        self, system: System, demands: Demands, rules: Rules, primary: Mask, fixed: npt.NDArray[np.int8]
    ) -> None:
        self.system = system
        self.demands = demands
        self.value = system.value
        by_count = rules.protection == "count"
        self.floor = np.where(system.listed & by_count, np.minimum(system.value, 1), 0)
        kept = (fixed == WITHHELD) & system.listed
        self.closed = (fixed == PUBLISHED) & system.listed
        self.start = primary | kept
        # Zeros are always published under `count`; only homogeneity may need some withheld.
        self.zeros = system.listed & (system.value == 0) & by_count & ~kept & ~self.closed
        self.needs_zeros = bool(self.zeros.any() and np.any(demands.possible_only))
        self._refuse_published(primary & self.closed)

    def _refuse_published(self, told: Mask) -> None:
        if told.any():
            table, codes = self.system.describe(int(np.argmax(told)))
            raise NotProtectedError("sensitive_cell_already_published", table=table, codes=codes.values())

    def refuse(self, demand: int) -> NotProtectedError:
        """The error that names the cell of a demand which cannot be met."""
        table, codes = self.system.describe(int(self.demands.cells[demand]))
        return NotProtectedError("cell_cannot_be_protected", table=table, codes=codes.values())

    def proofs(self, withheld: Mask) -> list[PartProof]:
        """A proof to be established for every component with demands."""
        parts = components(self.system.equations, withheld | ~self.system.listed)
        place = np.full(self.system.size, -1, dtype=np.int64)
        owner = np.full(self.system.size, -1, dtype=np.int64)
        for number, part in enumerate(parts):
            place[part.cells] = np.arange(len(part.cells))
            owner[part.cells] = number
        asked = self.demands
        found = []
        for number in np.unique(owner[asked.cells]).tolist():
            part = parts[number]
            mine = np.flatnonzero(owner[asked.cells] == number)
            local = Demands(place[asked.cells[mine]], asked.reach[mine], asked.low[mine], asked.width[mine])
            matrix = self.system.equations[part.rows][:, part.cells].tocsr()
            proof = Proof(matrix, self.value[part.cells], self.floor[part.cells], local)
            found.append(PartProof(part.cells, mine, proof))
        return found
