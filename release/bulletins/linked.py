"""What sums tell only when taken together: linear programs over the cells that hang together in rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from release.bulletins.deadline import ENDLESS, Deadline
from release.bulletins.evidence import Lines
from release.bulletins.masks import Bools, Integers
from release.bulletins.options import UNBOUNDED
from release.bulletins.propagation import LOWER, UPPER

_TOLERANCE: Final = 1e-6
_DENOMINATOR: Final = 60
# Open cells of a component that the solver is asked about as a whole.
_LARGEST: Final = 2000
_INFINITE: Final = float("inf")


@dataclass(frozen=True)
class Combined:
    """A bound that several lines give together, each taken `weight` times; true whatever the solver said."""

    cell: int
    side: int
    bound: int
    weights: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Linked:
    """All that linear programs found; how many cells there was no time for, or only for the shorter sums."""

    combined: tuple[Combined, ...]
    unexamined: int
    simplified: int


def impossible_lines(lines: Lines, lower: Integers, upper: Integers, deadline: Deadline) -> list[int]:
    """Lines without which the others can be true together; empty when all can."""
    found: list[int] = []
    for component in components(lines, lower < upper):
        if deadline.over:
            break
        found += _Examined(component, lines, lower, upper, deadline).at_fault()
    return found


def combine(lines: Lines, lower: Integers, upper: Integers, deadline: Deadline) -> Linked:
    """Examine every open cell of every component that has a ring; those without are settled already."""
    combined: list[Combined] = []
    unexamined = simplified = 0
    for component in components(lines, lower < upper):
        if deadline.over:
            unexamined += len(component.cells)
            continue
        found, missing = _Examined(component, lines, lower, upper, deadline).run()
        combined += found
        unexamined += missing
        simplified += component.simplified * (len(component.cells) - missing)
    return Linked(tuple(combined), unexamined, simplified)


@dataclass(frozen=True)
class Component:
    """Open cells and lines that hang together; `matrix` has a row a line, a column an open cell.

    `simplified`: the longest sums were left out, which makes what follows weaker but no less true.
    """

    lines: Integers
    cells: Integers
    matrix: sparse.csr_matrix
    simplified: bool = False


def components(lines: Lines, open_cells: Bools) -> list[Component]:
    """Components with rings, the smallest first, so that a time limit leaves out as few as possible."""
    if not len(lines) or not open_cells.any():
        return []
    cells = np.flatnonzero(open_cells)
    whole = Component(np.arange(len(lines)), cells, _matrix(lines, len(open_cells))[:, cells])
    return sorted(_small(whole), key=lambda component: len(component.cells))


def _small(whole: Component) -> Iterator[Component]:
    """Split into components, and those that are too large for the solver again without their longest sums."""
    for component in _split(whole):
        if len(component.cells) <= _LARGEST:
            yield component
            continue
        lengths = np.diff(component.matrix.indptr)
        shorter = lengths < lengths.max()
        if shorter.any():
            matrix = component.matrix[shorter]
            yield from _small(Component(component.lines[shorter], component.cells, matrix, simplified=True))
        else:
            yield component


def _split(whole: Component) -> Iterator[Component]:
    """Connected components that have rings; in the others, one sum after another has settled everything."""
    rows = whole.matrix.shape[0]
    both = sparse.bmat([[None, whole.matrix], [whole.matrix.T, None]], format="csr")
    count, labels = connected_components(both, directed=False)
    of_line, of_cell = labels[:rows], labels[rows:]
    entries = np.bincount(of_line[whole.matrix.tocoo().row], minlength=count)
    rings = np.flatnonzero(entries > np.bincount(labels, minlength=count) - 1)
    by_line, by_cell = _members(of_line), _members(of_cell)
    for label in rings.tolist():
        here, there = by_line[label], by_cell[label]
        matrix = whole.matrix[here][:, there]
        yield Component(whole.lines[here], whole.cells[there], matrix, whole.simplified)


def _members(labels: Integers) -> dict[int, Integers]:
    order = np.argsort(labels, kind="stable")
    values, starts = np.unique(labels[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))


def _matrix(lines: Lines, cells: int) -> sparse.csr_matrix:
    sizes = np.diff(lines.start)
    number = np.arange(len(lines))
    rows = np.concatenate([np.repeat(number, sizes), number])
    columns = np.concatenate([lines.cells, lines.total])
    signs = np.concatenate([np.ones(len(lines.cells)), -np.ones(len(lines))])
    return sparse.csr_matrix((signs, (rows, columns)), shape=(len(lines), cells))


def _known(lines: Lines, chosen: Integers, lower: Integers, upper: Integers) -> Any:
    """What the known cells of some lines add up to, the total taken away."""
    value = np.where(lower == upper, lower, 0)
    sums = np.add.reduceat(value[lines.cells], lines.start[:-1]) - value[lines.total]
    return sums[chosen].astype(np.float64)


class _Examined:
    """One component in the solver."""

    def __init__(
        self, component: Component, lines: Lines, lower: Integers, upper: Integers, deadline: Deadline
    ) -> None:
        self._component = component
        self._lines = lines
        self._deadline = deadline
        self._lower, self._upper = lower, upper
        self._right = -_known(lines, component.lines, lower, upper)
        cells = component.cells
        low, high = lower[cells].astype(np.float64), upper[cells].astype(np.float64)
        high[upper[cells] >= UNBOUNDED] = _INFINITE
        self._solver = _Solver(component.matrix, self._right, low, high, deadline)
        self._reached = [np.full(len(cells), _INFINITE), np.full(len(cells), -_INFINITE)]

    def run(self) -> tuple[list[Combined], int]:
        """Bounds found, and how many cells there was no time for."""
        cells = self._component.cells
        if not self._solver.feasible():
            return [], len(cells)
        self._remember()
        found: list[Combined] = []
        for place, cell in enumerate(cells.tolist()):
            if self._deadline.over:
                return found, len(cells) - place
            for side, bound in ((LOWER, self._lower[cell]), (UPPER, self._upper[cell])):
                if abs(self._reached[side][place] - bound) > _TOLERANCE:
                    better = self._bound(place, cell, side)
                    if better is not None:
                        found.append(better)
        return found, 0

    def _remember(self) -> None:
        point = self._solver.point()
        self._reached[LOWER] = np.minimum(self._reached[LOWER], point)
        self._reached[UPPER] = np.maximum(self._reached[UPPER], point)

    def _bound(self, place: int, cell: int, side: int) -> Combined | None:
        if not self._solver.push(place, 1.0 if side == LOWER else -1.0):
            return None
        self._remember()
        duals = self._solver.duals()
        weights = {
            int(self._component.lines[row]): weight
            for row in np.flatnonzero(np.abs(duals) > _TOLERANCE)
            if (weight := Fraction(float(duals[row])).limit_denominator(_DENOMINATOR))
        }
        bound = self._proven(cell, side, weights)
        shown = self._lower[cell] if side == LOWER else self._upper[cell]
        if bound is None or (bound <= shown if side == LOWER else bound >= shown):
            return None
        return Combined(cell, side, bound, tuple(sorted(weights.items())))

    def _proven(self, cell: int, side: int, weights: dict[int, Fraction]) -> int | None:
        """The bound that these weights prove, in exact arithmetic: no trust in the solver is needed."""
        rest = remainder_of(self._lines, cell, side, weights)
        limit = Fraction(0)
        for other, factor in rest.items():
            end = self._lower[other] if (factor > 0) == (side == LOWER) else self._upper[other]
            if end >= UNBOUNDED:
                return None
            limit += factor * int(end)
        return ceil(limit) if side == LOWER else floor(limit)

    def at_fault(self) -> list[int]:
        """The fewest lines, roughly, that must be wrong for the others to be possible."""
        if not self._solver.impossible():
            return []
        matrix = self._component.matrix
        rows = matrix.shape[0]
        slack = sparse.hstack([matrix, sparse.identity(rows), -sparse.identity(rows)], format="csr")
        cells = self._component.cells
        high = self._upper[cells].astype(np.float64)
        high[self._upper[cells] >= UNBOUNDED] = _INFINITE
        low = np.concatenate([self._lower[cells], np.zeros(2 * rows)]).astype(np.float64)
        high = np.concatenate([high, np.full(2 * rows, _INFINITE)])
        solver = _Solver(slack.tocsr(), self._right, low, high, self._deadline)
        if not solver.push(slice(len(cells), None), 1.0):
            return []
        used = solver.point()[len(cells) :].reshape(2, rows).max(axis=0) > _TOLERANCE
        return list(self._component.lines[used].tolist())


def remainder_of(lines: Lines, cell: int, side: int, weights: dict[int, Fraction]) -> dict[int, Fraction]:
    """The cell as a weighted sum of others: what is left when the lines, each worth 0, are taken away."""
    sign = 1 if side == LOWER else -1
    rest: dict[int, Fraction] = {cell: Fraction(1)}
    for line, weight in weights.items():
        for part in lines.parts(line).tolist():
            rest[part] = rest.get(part, Fraction(0)) - sign * weight
        total = int(lines.total[line])
        rest[total] = rest.get(total, Fraction(0)) + sign * weight
    return {other: factor for other, factor in rest.items() if factor}


class _Solver:
    """HiGHS, one model solved again and again with another objective."""

    def __init__(
        self, matrix: sparse.csr_matrix, right: Any, lower: Any, upper: Any, deadline: Deadline
    ) -> None:
        self._deadline = deadline
        self._highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._highs.setOptionValue(option, value)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.zeros(matrix.shape[1])
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = model.row_upper_ = right
        columns = matrix.tocsc()
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = columns.indptr
        model.a_matrix_.index_ = columns.indices
        model.a_matrix_.value_ = columns.data
        self._highs.passModel(model)
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)
        self._costly = self._columns[:0]

    def feasible(self) -> bool:
        """Whether there is any point at all."""
        return self._optimal()

    def impossible(self) -> bool:
        """Whether it is certain that there is no point."""
        self._optimal()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def push(self, place: int | slice, cost: float) -> bool:
        """Minimise the cost of some columns; False when that has no end."""
        self._highs.changeColsCost(len(self._costly), self._costly, np.zeros(len(self._costly)))
        self._costly = np.atleast_1d(self._columns[place])
        self._highs.changeColsCost(len(self._costly), self._costly, np.full(len(self._costly), cost))
        self._highs.setOptionValue("simplex_strategy", 4)  # the last basis stays feasible: primal
        return self._optimal()

    def point(self) -> Any:
        """The last solution."""
        return np.asarray(self._highs.getSolution().col_value, dtype=np.float64)

    def duals(self) -> Any:
        """What each line is worth in the last solution."""
        return np.asarray(self._highs.getSolution().row_dual, dtype=np.float64)

    def _optimal(self) -> bool:
        if self._deadline.left != ENDLESS:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._deadline.left)
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
