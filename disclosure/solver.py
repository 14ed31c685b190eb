"""A thin layer over HiGHS: one polytope, solved again and again with changed costs and bounds."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import highspy
import numpy as np
from scipy import sparse

from disclosure.arrays import Floats, Integers

Outcome = Literal["optimal", "feasible", "unbounded", "infeasible", "unknown"]

INFINITY = float("inf")
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Solution:
    """How a solve ended, its objective and point (empty where there is none).

    `feasible`: the best whole point found within the limits given.
    """

    outcome: Outcome
    objective: float
    point: Floats


_counting = threading.Lock()


class Polytope:
    """Points with `matrix @ x = right` between lower and upper bounds.

    `solved` counts all solves of the process: a measure of work that is the same on every machine.
    """

    solved: ClassVar[int] = 0

    def __init__(
        self,
        matrix: sparse.csr_matrix,
        right: Floats,
        lower: Floats,
        upper: Floats,
        *,
        integer: bool = False,
        gap: float = 0.0,
    ) -> None:
        self.columns = matrix.shape[1]
        self._highs = quiet_highs(integer, gap)
        self._highs.passModel(model_of(matrix, right, lower, upper, integer))
        self._integer = integer
        self._costly = np.zeros(0, dtype=np.int32)

    def bounds(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Change the bounds of some columns."""
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def costs(self, columns: Integers, values: Floats) -> None:
        """Change the costs of some columns."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), values)

    def objective(self, columns: Integers, values: Floats) -> None:
        """Forget all costs and set those of some columns."""
        stale = self._costly
        self._highs.changeColsCost(len(stale), stale, np.zeros(len(stale)))
        self._costly = columns.astype(np.int32)
        self._highs.changeColsCost(len(columns), self._costly, values)

    def minimise(
        self,
        *,
        primal: bool = False,
        time_limit: float | None = None,
        iterations: int | None = None,
        nodes: int | None = None,
    ) -> Solution:
        """Solve from the last basis, within so many iterations or nodes.

        `primal` suits changed costs, dual bounds.
        """
        highs = self._highs
        if not self._integer:
            set_option(highs, "simplex_strategy", 4 if primal else 1)
        if time_limit is not None:
            set_option(highs, "time_limit", highs.getRunTime() + max(time_limit, 0.01))
        for option, limit in (("simplex_iteration_limit", iterations), ("mip_max_nodes", nodes)):
            set_option(highs, option, highspy.kHighsIInf if limit is None else limit)
        with _counting:
            Polytope.solved += 1
        highs.run()
        outcome = _OUTCOMES.get(highs.getModelStatus(), "unknown")
        if outcome == "unknown" and self._integer and highs.getInfo().primal_solution_status == _FEASIBLE:
            outcome = "feasible"
        if outcome not in ("optimal", "feasible"):
            return Solution(outcome, float("nan"), np.zeros(0))
        point = np.asarray(highs.getSolution().col_value, dtype=np.float64)
        return Solution(outcome, float(highs.getInfo().objective_function_value), point)

    def forget_basis(self) -> None:
        """Start the next solve from the logical basis: much quicker for short moves than the last one."""
        self._highs.setBasis()

    def reduced_costs(self) -> Floats:
        """Reduced costs of the columns in the last optimal solution."""
        return np.asarray(self._highs.getSolution().col_dual, dtype=np.float64)


_OUTCOMES: dict[Any, Outcome] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}
_FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)


def set_option(highs: Any, option: str, value: float | str) -> None:
    """Set an option of HiGHS; raises ValueError where it would pass over it in silence."""
    if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
        raise ValueError(f"the solver takes no {option} = {value}")


def quiet_highs(integer: bool, gap: float) -> Any:
    """HiGHS on one thread, without a word or chance; `gap`: the share of the best that may be missed."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        set_option(highs, option, value)
    if integer:
        set_option(highs, "mip_rel_gap", gap)
    else:
        # All entries are small whole numbers: nothing is gained by scaling them.
        set_option(highs, "simplex_scale_strategy", 0)
        # Presolve would throw the basis away; without it `unbounded` and `infeasible` are told apart, too.
        set_option(highs, "presolve", "off")
        # Ties are broken by the prices of moves; perturbing them as well only costs a clean-up at the end.
        set_option(highs, "dual_simplex_cost_perturbation_multiplier", 0.0)
    return highs


def model_of(matrix: sparse.csr_matrix, right: Floats, lower: Floats, upper: Floats, integer: bool) -> Any:
    """Points with `matrix @ x = right` between lower and upper bounds, without costs, as HiGHS wants them."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.col_lower_, model.col_upper_ = lower, upper
    model.row_lower_ = model.row_upper_ = right
    by_column = matrix.tocsc()
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = by_column.indptr
    model.a_matrix_.index_ = by_column.indices
    model.a_matrix_.value_ = by_column.data
    if integer:
        model.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    return model


def whole(point: Floats) -> Integers | None:
    """The point as integers, or None when it is not one."""
    rounded = np.rint(point)
    return rounded.astype(np.int64) if np.abs(point - rounded).max(initial=0.0) < TOLERANCE else None
