"""One table laid out over its axes, checked, with the cells that follow from those it lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from disclosure.arrays import Floats, Integers, Mask
from disclosure.errors import InconsistentTablesError, UnusableTableError
from disclosure.tables.axes import Axis, Relation
from disclosure.tables.contributions import MOST_AMOUNT, at_most, impossible, told
from disclosure.tables.model import LARGEST, Table


class Grid:
    """A table over its axes; NaN = not known. `largest` has a further axis: the biggest contributions."""

    def __init__(self, table: Table, axes: Sequence[Axis]) -> None:
        self.name = table.name
        self.axes = tuple(axes)
        self.shape = tuple(axis.size for axis in axes)
        self.rows = self._flat_rows(table)
        self.value = self._fill(table, "value")
        has_contributors = "contributors" in table.frame.columns
        if table.is_money and not has_contributors:
            raise UnusableTableError("contributors_missing", table=table.name)
        self.contributors = self._fill(table, "contributors") if has_contributors else self.value.copy()
        known = ~np.isnan(self.value) & ~np.isnan(self.contributors)
        self.refuse(known & ((self.value > 0) != (self.contributors > 0)), "contributors_contradict_value")
        self.told = self._contributions(table)
        self.largest = self._bounds(self.value, self.told)
        self._derive()

    def _flat_rows(self, table: Table) -> Integers:
        places = []
        for axis in self.axes:
            column = table.frame.get_column(axis.dimension)
            order = {code: i for i, code in enumerate(axis.codes) if axis.listed[i]}
            if not set(column.unique()) <= set(order):
                # What stands in the wrong column may be anything, even a name: only the dimension is told.
                raise UnusableTableError("codes_unknown", table=table.name, codes=[axis.dimension])
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

    def _contributions(self, table: Table) -> Floats:
        """The biggest contributions along a further, last axis, which is empty for counts."""
        if not table.is_money:
            return np.zeros((*self.shape, 0))
        given = told(table.frame.get_column(LARGEST))
        filled = np.full((self.value.size, given.shape[1]), np.nan)
        filled[self.rows] = given
        self.refuse(self.value > MOST_AMOUNT, "amount_too_large")
        wrong = impossible(filled, self.value.reshape(-1), self.contributors.reshape(-1))
        self.refuse(wrong.reshape(self.shape), "contributions_impossible")
        return filled.reshape(*self.shape, given.shape[1])

    def _bounds(self, value: Floats, largest: Floats) -> Floats:
        width = largest.shape[-1]
        flat = at_most(largest.reshape(value.size, width), value.reshape(-1), width)
        return flat.reshape(*value.shape, width)

    def _derive(self) -> None:
        for dimension, axis in enumerate(self.axes):
            value = np.moveaxis(self.value, dimension, 0)
            people = np.moveaxis(self.contributors, dimension, 0)
            largest = np.moveaxis(self.largest, dimension, 0)
            for relation in axis.derivations:
                target = relation.nodes[0]
                value[target] = _combine(value, relation)
                # Several units of one person: at least the difference, at least one, at most the units.
                least = np.minimum(value[target], 1)
                people[target] = np.clip(_combine(people, relation), least, value[target])
                # Nobody gave more to a part than to the whole, which is the first term.
                largest[target] = self._bounds(value[target], largest[relation.nodes[1]])
            self.refuse(self.value < 0, "items_contradict_total")

    def refuse(self, fault: Mask, reason: str) -> None:
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

    def product(self, attribute: str) -> Mask:
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
