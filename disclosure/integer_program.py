"""Integer programmes over sums: the best whole table found, and how far from the best it can be."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from disclosure.solver import INFINITY, Floats, whole
from disclosure.system import Integers


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
    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    if seconds < INFINITY:
        highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(_model(matrix, right, cost, lower, upper))
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


def _model(
    matrix: sparse.csr_matrix, right: Floats, cost: Floats, lower: Floats, upper: Floats
) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_ = model.row_upper_ = right
    columns = matrix.tocsc()
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
    model.a_matrix_.value_ = columns.data
    model.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    return model
