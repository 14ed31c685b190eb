"""link(): tables become one system; cells that cover the same leaves are one cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from disclosure.axes import Axis, DimensionKeys, Relation, set_axis, tree_axis
from disclosure.errors import InconsistentTablesError, UnusableTableError
from disclosure.model import Hierarchy, SetDimension, Table
from disclosure.system import UNKNOWN, Integers, Mask, System, TableCells

Floats = npt.NDArray[np.float64]


class _Grid:
    """One table laid out over its axes; NaN = not known."""

    def __init__(self, table: Table, axes: Sequence[Axis]) -> None:
        self.name = table.name
        self.axes = tuple(axes)
        self.shape = tuple(axis.size for axis in axes)
        self.rows = self._flat_rows(table)
        self.value = self._fill(table, "value")
        has_contributors = "contributors" in table.frame.columns
        self.contributors = self._fill(table, "contributors") if has_contributors else self.value.copy()
        known = ~np.isnan(self.value) & ~np.isnan(self.contributors)
        self.refuse(known & ((self.value > 0) != (self.contributors > 0)), "contributors_contradict_value")
        self._derive()

    def _flat_rows(self, table: Table) -> Integers:
        places = []
        for axis in self.axes:
            column = table.frame.get_column(axis.dimension)
            order = {code: i for i, code in enumerate(axis.codes) if axis.listed[i]}
            unknown = sorted(set(column.unique().to_list()) - set(order), key=str)
            if unknown:
                raise UnusableTableError("codes_unknown", table=table.name, codes=map(str, unknown))
            places.append(column.replace_strict(order, return_dtype=pl.Int64).to_numpy())
        if not places:
            return np.zeros(table.frame.height, dtype=np.int64)
        return np.asarray(np.ravel_multi_index(places, self.shape), dtype=np.int64)

    def _fill(self, table: Table, column: str) -> Floats:
        expected = int(np.prod([axis.listed.sum() for axis in self.axes]))
        if len(np.unique(self.rows)) != len(self.rows) or len(self.rows) != expected:
            raise UnusableTableError("not_a_full_cross_product", table=self.name)
        filled = np.full(self.shape, np.nan)
        given = table.frame.get_column(column).cast(pl.Float64).to_numpy()
        filled.reshape(-1)[self.rows] = given
        self.refuse((filled < 0) | (np.nan_to_num(filled) % 1 != 0), "not_a_count")
        return filled

    def _derive(self) -> None:
        for dimension, axis in enumerate(self.axes):
            value = np.moveaxis(self.value, dimension, 0)
            people = np.moveaxis(self.contributors, dimension, 0)
            for relation in axis.derivations:
                target = relation.nodes[0]
                value[target] = _combine(value, relation)
                # Several units of one person: at least the difference, at least one, at most the units.
                least = np.minimum(value[target], 1)
                people[target] = np.clip(_combine(people, relation), least, value[target])
            self.refuse(self.value < 0, "items_contradict_total")

    def refuse(self, fault: npt.NDArray[np.bool_], reason: str) -> None:
        """Raise naming the first faulty cell, if any."""
        if not fault.any():
            return
        place = np.unravel_index(int(np.argmax(fault)), self.shape)
        codes = [f"{a.dimension}={a.codes[int(i)]}" for a, i in zip(self.axes, place, strict=True)]
        raise InconsistentTablesError(reason, table=self.name, codes=codes)

    def check_sums(self) -> None:
        """Refuse totals that do not add up; equations with unknown cells cannot be checked."""
        for dimension, axis in enumerate(self.axes):
            value = np.moveaxis(self.value, dimension, 0)
            for relation in axis.relations:
                difference = sum(
                    c * value[n] for n, c in zip(relation.nodes, relation.coefficients, strict=True)
                )
                wrong = np.zeros_like(value, dtype=bool)
                wrong[relation.nodes[0]] = np.nan_to_num(difference) != 0
                self.refuse(np.moveaxis(wrong, 0, dimension), "totals_do_not_add")

    def product(self, attribute: str) -> npt.NDArray[np.bool_]:
        """Whether all codes of a cell have an attribute of the axes (listed, countable)."""
        mask = np.ones(self.shape, dtype=bool)
        for dimension, axis in enumerate(self.axes):
            shape = [1] * len(self.shape)
            shape[dimension] = axis.size
            mask &= getattr(axis, attribute).reshape(shape)
        return mask.reshape(-1)


def _combine(values: Floats, relation: Relation) -> Floats:
    terms = zip(relation.nodes[1:], relation.coefficients[1:], strict=True)
    return np.asarray(-sum(coefficient * values[node] for node, coefficient in terms), dtype=np.float64)


def link(
    tables: Sequence[Table], hierarchies: Iterable[Hierarchy], sets: Iterable[SetDimension] = ()
) -> System:
    """Link tables into one System.

    Raises UnusableTableError (unknown or missing codes, no full cross product, groupings of different
    leaves) and InconsistentTablesError (a cell with two values, totals that do not add, an item above its
    total).
    """
    trees = {hierarchy.name: hierarchy for hierarchy in hierarchies}
    facts = {entry.dimension: entry for entry in sets}
    keys: dict[str, DimensionKeys] = defaultdict(DimensionKeys)
    grids = [_Grid(table, _axes(table, trees, facts, keys)) for table in tables]
    for grid in grids:
        grid.check_sums()
    numbers = _number_cells(grids, sorted(keys))
    return _assemble(grids, numbers)


def _axes(
    table: Table, trees: dict[str, Hierarchy], facts: dict[str, SetDimension], keys: dict[str, DimensionKeys]
) -> list[Axis]:
    axes = []
    for dimension, name in table.by.items():
        if name not in trees or trees[name].dimension != dimension or dimension not in table.frame.columns:
            raise UnusableTableError("hierarchy_unknown", table=table.name, codes=[dimension, name])
        codes = table.frame.get_column(dimension).unique().to_list()
        if dimension in facts:
            axes.append(set_axis(table.name, trees[name], facts[dimension], codes, keys[dimension]))
        else:
            axes.append(tree_axis(table.name, trees[name], codes, keys[dimension]))
    return axes


def _number_cells(grids: list[_Grid], dimensions: list[str]) -> list[Integers]:
    """A number for every cell of every grid, equal where all dimensions cover the same leaves."""
    sizes = [int(np.prod(grid.shape)) for grid in grids]
    number = np.zeros(sum(sizes), dtype=np.int64)
    for dimension in dimensions:
        column = np.concatenate([_key_column(grid, dimension) for grid in grids])
        # Relabelling after each dimension keeps the numbers below the count of cells: no overflow.
        number = np.unique(number * (column.max(initial=0) + 1) + column, return_inverse=True)[1].reshape(-1)
    _, first, number = np.unique(number, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.split(rank[number.reshape(-1)], np.cumsum(sizes)[:-1])


def _key_column(grid: _Grid, dimension: str) -> Integers:
    keys = np.zeros(grid.shape, dtype=np.int64)
    for position, axis in enumerate(grid.axes):
        if axis.dimension == dimension:
            shape = [1] * len(grid.shape)
            shape[position] = axis.size
            keys = keys + axis.keys.reshape(shape)
    return keys.reshape(-1)


def _assemble(grids: list[_Grid], numbers: list[Integers]) -> System:
    size = 1 + max((int(number.max(initial=-1)) for number in numbers), default=-1)
    value = np.full(size, np.nan)
    people = np.full(size, np.nan)
    listed = np.zeros(size, dtype=bool)
    countable = np.zeros(size, dtype=bool)
    origin: list[tuple[str, int]] = [("", 0)] * size
    for grid, number in zip(grids, numbers, strict=True):
        flat = grid.value.reshape(-1)
        known = ~np.isnan(flat)
        fresh = known & np.isnan(value[number])
        value[number[fresh]] = flat[fresh]
        conflict = known & (value[number] != flat)
        grid.refuse(conflict.reshape(grid.shape), "two_values_for_one_cell")
        np.fmin.at(people, number, grid.contributors.reshape(-1))
        stands = grid.product("listed")
        listed[number] |= stands
        countable[number] |= grid.product("countable")
        for position, cell in enumerate(number.tolist()):
            if not origin[cell][0]:
                origin[cell] = (grid.name, position)
    tables = {
        grid.name: TableCells(grid.name, grid.axes, number.reshape(grid.shape), number[grid.rows])
        for grid, number in zip(grids, numbers, strict=True)
    }
    return System(
        value=np.where(np.isnan(value), UNKNOWN, value).astype(np.int64),
        contributors=np.where(np.isnan(people), UNKNOWN, people).astype(np.int64),
        listed=listed,
        countable=countable,
        equations=_equations(tables.values(), size),
        tables=tables,
        origin=tuple(origin),
    )


def _equations(tables: Iterable[TableCells], size: int) -> sparse.csr_matrix:
    """Every relation of every axis under every combination of the other axes, once each.

    A tree relation between unlisted cells follows from their definitions and the same relation between listed
    cells; such rows would only slow the solver down.
    """
    by_length: dict[int, list[Integers]] = defaultdict(list)
    for table in tables:
        for dimension, axis in enumerate(table.axes):
            cells = np.moveaxis(table.cells, dimension, -1)
            if not axis.several_valued:
                cells = cells[_all_listed(table.axes[:dimension] + table.axes[dimension + 1 :])]
            for relation in axis.relations:
                columns = cells[..., list(relation.nodes)].reshape(-1, len(relation.nodes))
                signs = np.broadcast_to(np.array(relation.coefficients, dtype=np.int64), columns.shape)
                order = np.argsort(columns, axis=1, kind="stable")
                ordered = [np.take_along_axis(part, order, axis=1) for part in (columns, signs)]
                by_length[len(relation.nodes)].append(np.hstack(ordered))
    blocks = []
    for length, parts in sorted(by_length.items()):
        unique = np.unique(np.vstack(parts), axis=0)
        rows = np.repeat(np.arange(len(unique)), length)
        entries = (unique[:, length:].reshape(-1).astype(float), (rows, unique[:, :length].reshape(-1)))
        blocks.append(sparse.csr_matrix(entries, shape=(len(unique), size)))
    return sparse.vstack(blocks, format="csr") if blocks else sparse.csr_matrix((0, size))


def _all_listed(axes: Sequence[Axis]) -> Mask:
    """Which combinations of the codes of some axes are all listed."""
    listed = np.ones((), dtype=bool)
    for axis in axes:
        listed = np.logical_and.outer(listed, axis.listed)
    return listed
