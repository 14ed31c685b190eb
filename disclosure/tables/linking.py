"""link(): tables become one system; cells that cover the same leaves are one cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from disclosure.arrays import Integers, Mask
from disclosure.errors import UnusableTableError
from disclosure.tables.axes import Axis, DimensionKeys, set_axis, tree_axis
from disclosure.tables.contributions import at_most
from disclosure.tables.grid import Grid
from disclosure.tables.model import Hierarchy, SetDimension, Table
from disclosure.tables.system import UNKNOWN, System, TableCells


def link(
    tables: Sequence[Table], hierarchies: Iterable[Hierarchy], sets: Iterable[SetDimension] = ()
) -> System:
    """Link tables into one System.

    Raises UnusableTableError (unknown or missing codes, no full cross product, groupings of different
    leaves, amounts beside counts) and InconsistentTablesError (a cell with two values, totals that do not
    add, an item above its total, contributions that cannot be those of the cell, amounts above 2**30).
    """
    trees = {hierarchy.name: hierarchy for hierarchy in hierarchies}
    facts = {entry.dimension: entry for entry in sets}
    keys: dict[str, DimensionKeys] = defaultdict(DimensionKeys)
    if len({table.is_money for table in tables}) > 1:
        raise UnusableTableError("amounts_linked_with_counts", table=tables[0].name)
    grids = [Grid(table, _axes(table, trees, facts, keys)) for table in tables]
    for grid in grids:
        grid.check_sums()
    numbers = _number_cells(grids, sorted(keys))
    system = _assemble(grids, numbers)
    money = any(table.is_money for table in tables)
    return replace(system, largest=_merge_contributions(grids, numbers, system)) if money else system


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


def _number_cells(grids: list[Grid], dimensions: list[str]) -> list[Integers]:
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


def _key_column(grid: Grid, dimension: str) -> Integers:
    keys = np.zeros(grid.shape, dtype=np.int64)
    for position, axis in enumerate(grid.axes):
        if axis.dimension == dimension:
            shape = [1] * len(grid.shape)
            shape[position] = axis.size
            keys = keys + axis.keys.reshape(shape)
    return keys.reshape(-1)


def _assemble(grids: list[Grid], numbers: list[Integers]) -> System:
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


def _merge_contributions(grids: list[Grid], numbers: list[Integers], system: System) -> Integers:
    """The biggest contributions to each cell at the most; what two tables tell of one cell must agree."""
    width = max(grid.told.shape[-1] for grid in grids)
    shared = np.full((system.size, width), np.nan)
    bounds = np.full((system.size, width), np.nan)
    for grid, number in zip(grids, numbers, strict=True):
        for place in range(grid.told.shape[-1]):
            np.fmin.at(shared[:, place], number, grid.told[..., place].reshape(-1))
            np.fmin.at(bounds[:, place], number, grid.largest[..., place].reshape(-1))
    for grid, number in zip(grids, numbers, strict=True):
        told = grid.told.reshape(len(number), grid.told.shape[-1])
        differs = ~np.isnan(told) & (shared[number, : told.shape[1]] != told)
        grid.refuse(differs.any(axis=1).reshape(grid.shape), "two_values_for_one_cell")
    amount = np.where(system.value == UNKNOWN, np.nan, system.value)
    whole = at_most(bounds, amount, width)
    return np.where(np.isnan(whole), UNKNOWN, whole).astype(np.int64)


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
