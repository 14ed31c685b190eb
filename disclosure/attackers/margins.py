"""Margins that a joint table must have: arrays of cells over groups of leaves, and sets of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.tables.axes import Axis
from disclosure.tables.model import SetDimension
from disclosure.tables.system import TableCells

Groups = Mapping[str, Integers]


@dataclass(frozen=True, eq=False)
class Margin:
    """Cells over some dimensions, laid out by groups of leaves (trees) or by total and items (sets).

    groups: the place along its axis of every leaf of a tree. items: the codes of a set dimension. alive: not
    known to be zero. source: the published table of which `cells` are the nodes `nodes`, if any.
    """

    dimensions: tuple[str, ...]
    groups: Groups
    items: Mapping[str, Axis]
    cells: Integers
    alive: Mask
    source: TableCells | None = None
    nodes: tuple[Integers, ...] = ()

    def sizes(self) -> dict[str, int]:
        """Number of places along each dimension."""
        return dict(zip(self.dimensions, self.cells.shape, strict=True))

    def own(self) -> Integers:
        """All cells that the margin's own table holds together by equations."""
        return (self.cells if self.source is None else self.source.cells).reshape(-1)


def table_margin(table: TableCells, zero: Mask) -> Margin:
    """The finest cells of a published table, total and items along its set dimensions."""
    groups: dict[str, Integers] = {}
    items: dict[str, Axis] = {}
    nodes = []
    for axis in table.axes:
        if axis.facts is not None:
            items[axis.dimension] = axis
            nodes.append(np.flatnonzero(axis.listed))
        else:
            finest, groups[axis.dimension] = _finest(axis)
            nodes.append(finest)
    cells = table.cells[np.ix_(*nodes)] if nodes else table.cells
    return Margin(table.dimensions, groups, items, cells, ~zero[cells], table, tuple(nodes))


def _finest(axis: Axis) -> tuple[Integers, Integers]:
    """The nodes without others below them, and which of them each leaf (in order of its code) is under."""
    by_size = sorted(range(axis.size), key=lambda node: -len(axis.covers[node]))
    under = {leaf: node for node in by_size for leaf in axis.covers[node]}
    owners = [under[leaf] for leaf in sorted(under)]
    finest, places = np.unique(owners, return_inverse=True)
    return finest, places.reshape(-1)


def source_margin(margin: Margin, source: TableCells, dimension: str, zero: Mask) -> Margin:
    """A published table's margin over the other dimensions: its cells at that dimension's total."""
    gone = source.dimensions.index(dimension)
    nodes = tuple(np.zeros(1, dtype=np.int64) if i == gone else n for i, n in enumerate(margin.nodes))
    kept = tuple(name for name in margin.dimensions if name != dimension)
    shape = [size for name, size in margin.sizes().items() if name != dimension]
    cells = source.cells[np.ix_(*nodes)].reshape(shape)
    return Margin(
        kept,
        {name: places for name, places in margin.groups.items() if name != dimension},
        {name: axis for name, axis in margin.items.items() if name != dimension},
        cells,
        ~zero[cells],
        source,
        nodes,
    )


@dataclass(frozen=True)
class Cross:
    """The common refinement of several margins: its dimensions and their groups of leaves."""

    dimensions: tuple[str, ...]
    groups: Groups
    items: Mapping[str, Axis]
    shape: tuple[int, ...]

    @property
    def size(self) -> float:
        """Number of combinations (a float: it may be astronomic)."""
        return float(np.prod([float(size) for size in self.shape]))

    def is_of(self, margin: Margin) -> bool:
        """Whether a margin has all dimensions, as finely grouped."""
        sizes = margin.sizes()
        return set(sizes) == set(self.dimensions) and all(
            sizes[name] == size for name, size in zip(self.dimensions, self.shape, strict=True)
        )

    def places(self, margin: Margin) -> dict[str, Integers]:
        """For each of a margin's dimensions: its place of every place of the cross."""
        found = {}
        for name, size in zip(self.dimensions, self.shape, strict=True):
            if name not in margin.dimensions:
                continue
            if name in self.items:
                found[name] = np.arange(size)
            else:
                place = np.zeros(size, dtype=np.int64)
                place[self.groups[name]] = margin.groups[name]
                found[name] = place
        return found

    def alive(self, margins: Sequence[Margin]) -> Mask:
        """Which combinations no margin knows to be zero."""
        mask = np.ones(self.shape, dtype=bool)
        for margin in margins:
            places = self.places(margin)
            index = [
                places[name].reshape([-1 if other == name else 1 for other in self.dimensions])
                for name in margin.dimensions
            ]
            mask &= margin.alive[tuple(index)]
        return mask


def cross(margins: Sequence[Margin]) -> Cross:
    """The common refinement of margins."""
    names = sorted({name for margin in margins for name in margin.dimensions})
    items = {name: axis for margin in margins for name, axis in margin.items.items()}
    groups = {}
    shape = []
    for name in names:
        if name in items:
            shape.append(1 + len(codes_of(items[name])))
            continue
        stacked = np.stack([margin.groups[name] for margin in margins if name in margin.dimensions])
        _, places = np.unique(stacked, axis=1, return_inverse=True)
        groups[name] = places.reshape(-1)
        shape.append(int(groups[name].max()) + 1)
    return Cross(tuple(names), groups, items, tuple(shape))


def codes_of(axis: Axis) -> tuple[str, ...]:
    """The items of a set dimension."""
    return tuple(code for code, listed in zip(axis.codes, axis.listed, strict=True) if listed)[1:]


def subsets_of(axis: Axis, most: int) -> Mask | None:
    """Every set of items that a unit may have, a row each; None where there are more than `most`."""
    facts, codes = axis.facts or SetDimension(axis.dimension), codes_of(axis)
    alone = np.array([code in facts.exclusive for code in codes], dtype=bool)
    free = int((~alone).sum())
    if 2.0**free + alone.sum() - int(facts.covering) > most:
        return None
    bits = (np.arange(2**free)[:, None] >> np.arange(free)[None, :]) & 1
    several = np.zeros((len(bits), len(codes)), dtype=bool)
    several[:, ~alone] = bits.astype(bool)
    if facts.covering:
        several = several[several.any(axis=1)]
    single = np.eye(len(codes), dtype=bool)[alone]
    return np.vstack([several, single])


def with_subsets(margin: Margin, dimension: str, cells: Integers) -> Margin:
    """A margin of which a set dimension has become a tree whose leaves are the sets that units may have."""
    count = cells.shape[margin.dimensions.index(dimension)]
    return replace(
        margin,
        groups={**margin.groups, dimension: np.arange(count)},
        items={name: axis for name, axis in margin.items.items() if name != dimension},
        cells=cells,
        alive=cells >= 0,
        source=None,
        nodes=(),
    )
