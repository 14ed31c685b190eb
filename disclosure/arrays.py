"""What arrays are called: by what they hold, one entry a cell unless a docstring says otherwise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
# Whole tables less the true one: one a row, over all cells, in whole units.
Moves = sparse.csr_matrix
