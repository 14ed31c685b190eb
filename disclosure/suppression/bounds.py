"""How little any safe pattern can withhold: a master programme over cuts, Benders' way.

The master asks for the cheapest pattern that satisfies all cuts found so far; its optimum is a lower bound at
any time, whatever is cut short. Its relaxation also tells which cells are likely to be withheld in a good
pattern.
"""

from __future__ import annotations

from collections.abc import Callable

import highspy
import numpy as np

from disclosure.arrays import Floats, Integers, Mask
from disclosure.solver import TOLERANCE, set_option
from disclosure.suppression.cuts import Cut, Separator
from disclosure.suppression.problem import Problem

# Demands that are looked at between two solutions of the relaxation.
BATCH = 50
# A whole look at all demands that raises the bound by less than this share is the last one.
WORTH = 0.002
# Least factor of the price of a cell that the relaxation withholds.
GUIDED = 0.1


class Master:
    """The master programme: which cells to withhold beside those of every pattern."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.choice = np.flatnonzero(problem.system.listed & ~problem.start)
        self.base = float(problem.cells[problem.start].sum())
        self._place = np.full(problem.system.size, -1, dtype=np.int64)
        self._place[self.choice] = np.arange(len(self.choice))
        self._known: set[bytes] = set()
        self._highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            set_option(self._highs, option, value)
        self._highs.passModel(self._empty())

    def _empty(self) -> highspy.HighsLp:
        count = len(self.choice)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, 0
        model.col_cost_ = self.problem.cells[self.choice]
        model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.zeros(count + 1, dtype=np.int32)
        return model

    def add(self, cuts: list[Cut]) -> int:
        """Add cuts; returns how many were new."""
        fresh = 0
        for cut in cuts:
            key = cut.cells.tobytes() + np.round(cut.shares, 6).tobytes()
            if key not in self._known:
                self._known.add(key)
                places = self._place[cut.cells].astype(np.int32)
                self._highs.addRow(1.0, highspy.kHighsInf, len(places), places, cut.shares)
                fresh += 1
        return fresh

    def weighed(self) -> Floats:
        """The shares of the pattern of least weight."""
        count = len(self.choice)
        every = np.arange(count, dtype=np.int32)
        self._highs.changeColsCost(count, every, self.problem.weight[self.choice])
        _, pattern = self.relaxed()
        self._highs.changeColsCost(count, every, self.problem.cells[self.choice])
        return pattern

    def relaxed(self) -> tuple[float, Floats]:
        """Cells withheld at the least, and the shares, by the relaxation."""
        self._highs.run()
        pattern = self.problem.start.astype(float)
        pattern[self.choice] = np.clip(np.asarray(self._highs.getSolution().col_value), 0.0, 1.0)
        return self.base + float(self._highs.getInfo().objective_function_value), pattern

    def whole(self, nodes: int) -> tuple[float, Mask | None]:
        """The same in whole numbers, within so many nodes; the pattern is None if none was found."""
        self._integral(highspy.HighsVarType.kInteger)
        set_option(self._highs, "mip_max_nodes", nodes)
        self._highs.run()
        info = self._highs.getInfo()
        pattern = None
        if info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible):
            pattern = self.problem.start.copy()
            pattern[self.choice] |= np.asarray(self._highs.getSolution().col_value) > 0.5
        bound = self.base + float(info.mip_dual_bound)
        self._integral(highspy.HighsVarType.kContinuous)
        return bound, pattern

    def _integral(self, kind: highspy.HighsVarType) -> None:
        count = len(self.choice)
        self._highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.full(count, kind))


class Bounds:
    """The bound so far, raised step by step. `cells`: no safe pattern withholds fewer."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem = problem
        self._separator, self._master = Separator(problem), Master(problem)
        self._master.add(self._separator.rows())
        self._random = np.random.default_rng(seed)
        self._least, self.shares = self._master.relaxed()

    @property
    def cells(self) -> int:
        """The lower bound, in whole cells."""
        return int(np.ceil(self._least - TOLERANCE))

    def relax(self, late: Callable[[], bool]) -> None:
        """Add violated cuts to the relaxation until there are none, hardly gain anything, or it is late."""
        while not late():
            before, fresh = self._least, 0
            order = self._random.permutation(self._problem.demands.size)
            for start in range(0, len(order), BATCH):
                if late():
                    break
                fresh += self._cut(self.shares, np.sort(order[start : start + BATCH]))
                self._least, self.shares = self._master.relaxed()
            if not fresh or self._least - before < WORTH * self._least:
                break

    def whole(self, nodes: int) -> tuple[Mask | None, bool]:
        """A pattern that satisfies all cuts so far, and whether it satisfies those of all demands."""
        least, pattern = self._master.whole(nodes)
        self._least = max(self._least, least)
        if pattern is None:
            return None, False
        return pattern, self._cut(pattern.astype(float), np.arange(self._problem.demands.size)) == 0

    def guide(self) -> Floats:
        """Factors of prices: cells that the relaxation withholds are cheap."""
        return np.maximum(GUIDED, 1.0 - self._master.weighed())

    def _cut(self, pattern: Floats, demands: Integers) -> int:
        cuts = [cut for _, cut in self._separator.violated(pattern, demands) if cut is not None]
        return self._master.add(cuts)
