"""Ways round a cell that is to be published: what was done to one move through it is tried on the others.

Many demands rest on moves through the same total. The difference of two moves that do different things there
is no more than a sum of equations, so that it can be added to any third one; where no count falls below its
floor, that saves a linear programme.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from disclosure.arrays import Integers, Mask

Move = tuple[Integers, Integers]
Steps = npt.NDArray[np.int32]

# Ways kept for each number of steps to make up for: the newest ones.
KEPT = 64


class Detours:
    """Ways round one cell.

    room: how far each cell can fall. still: which cells do not move any more.
    """

    def __init__(self, cell: int, room: Integers, still: Mask) -> None:
        self._cell = cell
        self._room = room
        self._still = still
        self._ways: dict[int, deque[Steps]] = {}

    def add(self, move: Move) -> None:
        """A move through the cell undoes there what others do."""
        self._keep(self._dense(move))

    def learn(self, old: Move, new: Move) -> None:
        """How a move was led round the cell."""
        self._keep(self._dense(new) - self._dense(old))

    def round(self, move: Move, kept: int) -> Move | None:
        """The move led round the cell so that it does no less at `kept`; None where no known way fits."""
        steps = self._dense(move)
        ways = self._ways.get(-int(steps[self._cell]))
        if not ways:
            return None
        led = np.array(ways) + steps
        fits = np.all(led[:, move[0]] >= -self._room[move[0]], axis=1)
        fits &= led[:, kept] >= steps[kept] if steps[kept] > 0 else led[:, kept] <= steps[kept]
        for place in np.flatnonzero(fits).tolist():
            found = led[place]
            if np.all(found >= -self._room) and not np.any(found[self._still]):
                moved = np.flatnonzero(found)
                return moved, found[moved].astype(np.int64)
        return None

    def _keep(self, way: Steps) -> None:
        ways = self._ways.setdefault(int(way[self._cell]), deque(maxlen=KEPT))
        ways.append(way)

    def _dense(self, move: Move) -> Steps:
        steps: Steps = np.zeros(len(self._room), dtype=np.int32)
        steps[move[0]] = move[1]
        return steps
