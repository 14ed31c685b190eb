"""How much a publication tells: entropy of the finest partition of the units that can be read off it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from disclosure.arrays import Floats, Integers, Mask
from disclosure.tables.axes import Axis
from disclosure.tables.model import Hierarchy, Table
from disclosure.tables.system import System

# Below any share that a unit can be of a population.
ROUNDING = 1e-12

Family = tuple[int, list[int]]


@dataclass(frozen=True)
class _View:
    """Positions on an axis, the first one the total, and how they are split: parent and children."""

    positions: list[int]
    families: list[Family]


def published_bits(
    system: System, tables: Sequence[Table], hierarchies: Sequence[Hierarchy], published: Mask
) -> float:
    """Bits a unit that published cells tell, summed over tables.

    The entropy -sum of n/N log2 n/N (Shannon 1948) of a partition of the N units whose parts are published
    cells, each less the published cells below it that are parts themselves, and what is in none of them. It
    is found from below: every cell is split into its children along the dimension that tells most, or along
    none. Everything published, it is the entropy of the finest cells; what is missing to that is the
    conditional entropy of the finest cells given the partition, the usual measure of what recoding loses
    (Willenborg and de Waal 2001, Elements of Statistical Disclosure Control). A several-valued dimension is
    one question with the answers yes and no for each of its codes. published: one flag a cell of the system.
    """
    trees = {tree.name: tree for tree in hierarchies}
    total = 0.0
    for table in tables:
        grid = system.tables[table.name]
        views = [list(_views(axis, trees[table.by[axis.dimension]])) for axis in grid.axes]
        for chosen in product(*views):
            cells = grid.cells[np.ix_(*(view.positions for view in chosen))]
            total += _entropy(system.value[cells], published[cells], [view.families for view in chosen])
    return total


def _views(axis: Axis, tree: Hierarchy) -> Iterator[_View]:
    """The whole tree, or one question an item of a several-valued dimension."""
    place: Mapping[str, int] = {code: position for position, code in enumerate(axis.codes)}
    if axis.several_valued:
        for item in axis.top:
            yield _View([0, item, place[f"not {axis.codes[item]}"]], [(0, [1, 2])])
        return
    families = [
        (place[parent], [place[child] for child in children if child in place])
        for parent, children in tree.children().items()
        if parent in place
    ]
    yield _View(list(place.values()), [family for family in reversed(families) if family[1]])


def _entropy(values: Integers, published: Mask, families: Sequence[Sequence[Family]]) -> float:
    """The entropy of the partition of the cell in the first corner, the total."""
    if not values.flat[0]:
        return 0.0
    share = values / values.flat[0]
    told, rest = np.zeros_like(share), share
    settled = False
    # A cell's split rests on its children's: as many passes as there are levels below the total settle all.
    while not settled:
        before = told, rest
        told, rest = _split(told, rest, share, families)
        told, rest = told + np.where(published, _surprise(rest), 0.0), np.where(published, 0.0, rest)
        settled = all(np.array_equal(old, new) for old, new in zip(before, (told, rest), strict=True))
    return float(told.flat[0] + _surprise(rest).flat[0])


def _split(
    told: Floats, rest: Floats, share: Floats, families: Sequence[Sequence[Family]]
) -> tuple[Floats, Floats]:
    """Every cell split as tells most: bits of the parts in it, and the share of it that is in none."""
    best, left = np.zeros_like(share), share.copy()
    for axis, splits in enumerate(families):
        parts, remainder, most, least = (np.moveaxis(a, axis, 0) for a in (told, rest, best, left))
        for parent, children in splits:
            bits, over = parts[children].sum(axis=0), remainder[children].sum(axis=0)
            better = bits + _surprise(over) > most[parent] + _surprise(least[parent]) + ROUNDING
            most[parent] = np.where(better, bits, most[parent])
            least[parent] = np.where(better, over, least[parent])
    return best, left


def _surprise(share: Floats) -> Floats:
    """-p log2 p; what rounding leaves of nothing is nothing."""
    positive = np.where(share > ROUNDING, share, 1.0)
    return np.asarray(-positive * np.log2(positive), dtype=np.float64)
