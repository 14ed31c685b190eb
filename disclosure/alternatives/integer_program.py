"""Integer programmes over sums: the best whole table found, and how far from the best it can be."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers
from disclosure.solver import INFINITY, model_of, quiet_highs, set_option, whole


@dataclass(frozen=True)
class Best:
    """The best table found (None: none, or none in time) and a bound on the objective of all."""

    table: Integers | None
    objective: float
    bound: float


def best_table(
    matrix: sparse.csr_matrix, right: Floats, cost: Floats, lower: Floats, upper: Floats, seconds: float
) -> Best:
    """Minimise `cost @ x` over integers with `matrix @ x = right` and bounds, for at most `seconds`."""
    highs = quiet_highs(integer=True, gap=0.0)
    if seconds < INFINITY:
        set_option(highs, "time_limit", max(seconds, 0.01))
    model = model_of(matrix, right, lower, upper, integer=True)
    model.col_cost_ = cost
    highs.passModel(model)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Best(None, INFINITY, INFINITY)
    point = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    table = whole(point) if len(point) == matrix.shape[1] else None
    # The solver works with tolerances; what is taken from it is checked in whole numbers.
    if table is None or np.any(matrix @ table != right) or np.any((table < lower) | (table > upper)):
        return Best(None, INFINITY, float(info.mip_dual_bound))
    return Best(table, float(cost @ table), float(info.mip_dual_bound))
