"""The result of protection: which cells are published, which withheld, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from disclosure.arrays import Mask, Moves
from disclosure.tables.system import System

FREE, PUBLISHED, WITHHELD = 0, 1, 2


@dataclass(frozen=True)
class Pattern:
    """A proven safe pattern over the cells of a system; unlisted cells are in no file, hence never withheld.

    primary: sensitive by itself. lower_bound: no safe pattern withholds fewer cells. moves: what whole tables
    that agree with everything published differ by from the true one; they and the true table prove the
    intervals.
    """

    withheld: Mask
    primary: Mask
    lower_bound: int
    moves: Moves

    @property
    def secondary(self) -> Mask:
        """Withheld only to protect others."""
        return np.asarray(self.withheld & ~self.primary, dtype=bool)

    def status(self, system: System, table: str) -> npt.NDArray[np.str_]:
        """`published`, `primary` or `secondary` of each row of a table's frame."""
        cells = system.rows(table)
        kinds = np.where(self.primary, "primary", np.where(self.withheld, "secondary", "published"))
        return np.asarray(kinds[cells])

    def fixed(self, system: System) -> npt.NDArray[np.int8]:
        """What a later run must keep: every listed cell published or withheld as here."""
        kept = np.where(self.withheld, WITHHELD, PUBLISHED)
        return np.where(system.listed, kept, FREE).astype(np.int8)
