"""The joint table as tables that nobody published: their cells and equations, as few as will do.

Dimensions are eliminated one by one. Who knows all margins that name a dimension knows one table over all
dimensions of these margins (a clique); what the rest must agree with is that table without the dimension.
Units of the rest and of the clique that agree can be paired at will, so whole tables that agree are the
margins of one whole joint table: nothing is lost. Where one of the margins is itself the clique nothing is
added: what follows from additivity is then all that follows (decomposable models; Lauritzen, Graphical
Models, section 4.4; Dobra and Fienberg 2000).

A set dimension that shares no clique with another one needs, besides, only its slack nodes: n units can share
out items with counts c_i, at least one each and none twice, when all c_i <= n <= sum c_i (deal the items
round), exclusive items apart. Two set dimensions in one table need the sets of one of them enumerated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.attackers.extension import Extension
from disclosure.attackers.margins import (
    Cross,
    Margin,
    codes_of,
    cross,
    source_margin,
    subsets_of,
    table_margin,
    with_subsets,
)
from disclosure.tables.system import System

MOST_CELLS = 1_000_000
MOST_COMBINATIONS = 30_000_000
MOST_SUBSETS = 256


@dataclass(frozen=True)
class Joint:
    """A system that also holds the joint table; its first cells are those of the system it was made of.

    complete: whole tables of this system are exactly the margins of whole joint tables; otherwise parts of
    the joint table were out of reach, and the joint attacker may know more than this system tells.
    """

    system: System
    added: int
    complete: bool

    def mask(self, given: Mask) -> Mask:
        """A mask over the original cells, false for the added ones."""
        return np.concatenate([given, np.zeros(self.added, dtype=bool)])


def join(system: System, published: Mask, *, most: int = MOST_CELLS) -> Joint:
    """Add the joint table to a system, without the combinations that published zeros rule out.

    most: cells to be added; where that is not enough the margins of a clique are kept in smaller groups.
    """
    joiner = _Joiner(system, published & system.listed & (system.value == 0), most)
    joiner.run()
    return Joint(joiner.extension.system(), joiner.extension.added, joiner.complete)


class _Joiner:
    def __init__(self, system: System, zero: Mask, most: int) -> None:
        self.extension = Extension(system)
        self.complete = True
        self._tables = system.tables
        self._zero = zero
        self._most = most

    def run(self) -> None:
        margins = [table_margin(table, self._zero) for table in self._tables.values()]
        axes = {name: axis for margin in margins for name, axis in margin.items.items()}
        for name in sorted(axes, key=lambda name: -len(codes_of(axes[name]))):
            margins = self._eliminate_set(name, margins)
        while names := {name for margin in margins for name in margin.dimensions}:
            name = min(sorted(names), key=lambda name: self._price(name, margins))
            margins = self._eliminate(name, margins)

    def _price(self, name: str, margins: Sequence[Margin]) -> tuple[bool, float]:
        mine = [margin for margin in margins if name in margin.dimensions]
        whole = cross(mine)
        return not any(whole.is_of(margin) for margin in mine), whole.size

    def _eliminate(self, name: str, margins: Sequence[Margin]) -> list[Margin]:
        rest = [margin for margin in margins if name not in margin.dimensions]
        mine = [margin for margin in margins if name in margin.dimensions]
        for bucket in self._buckets(mine):
            clique = self._clique(bucket, self._tree_clique)
            rest += [self._without(clique, name)] if len(clique.dimensions) > 1 else []
        return rest

    def _eliminate_set(self, name: str, margins: Sequence[Margin]) -> list[Margin]:
        others = {o for margin in margins if name in margin.items for o in margin.items if o != name}
        for other in sorted(others):
            margins = self._with_subsets(other, margins)
        rest = [margin for margin in margins if name not in margin.items]
        mine = [margin for margin in margins if name in margin.items]
        lists = {codes_of(margin.items[name]) for margin in mine}
        alone = [margin for margin in mine if len(margin.items) > 1 or len(lists) > 1]
        self.complete &= not alone
        buckets = [[margin] for margin in alone]
        buckets += self._buckets([margin for margin in mine if len(margin.items) == 1 == len(lists)])
        for bucket in buckets:
            clique = self._clique(bucket, self._set_clique) if bucket[0] not in alone else bucket[0]
            rest += [self._without(clique, name)] if len(clique.dimensions) > 1 else []
        return rest

    def _with_subsets(self, name: str, margins: Sequence[Margin]) -> list[Margin]:
        """Enumerate the sets of a set dimension wherever it stands, if they are few enough."""
        mine = [margin for margin in margins if name in margin.items]
        sets = subsets_of(mine[0].items[name], MOST_SUBSETS)
        if sets is None or len({codes_of(margin.items[name]) for margin in mine}) > 1:
            return list(margins)
        if sum(margin.cells.size for margin in mine) * len(sets) > self._most - self.extension.added:
            return list(margins)
        return [self._expand(m, name, sets) if name in m.items else m for m in margins]

    def _expand(self, margin: Margin, name: str, sets: Mask) -> Margin:
        place = margin.dimensions.index(name)
        cells, alive = np.moveaxis(margin.cells, place, -1), np.moveaxis(margin.alive, place, -1)
        has = np.hstack([np.ones((len(sets), 1), dtype=bool), sets])
        possible = ~((~alive[..., None, :]) & has).any(axis=-1)
        new = self.extension.cells(possible)
        for node in range(has.shape[1]):
            self.extension.sums(cells[..., node], alive[..., node], np.where(has[:, node], new, -1))
        return with_subsets(margin, name, np.moveaxis(new, -1, place))

    def _buckets(self, margins: list[Margin]) -> list[list[Margin]]:
        if self._fits(margins):
            return [margins] if margins else []
        buckets: list[list[Margin]] = []
        for margin in sorted(margins, key=lambda margin: -margin.cells.size):
            for bucket in buckets:
                if self._fits([*bucket, margin]):
                    bucket.append(margin)
                    break
            else:
                buckets.append([margin])
        self.complete = False
        return buckets

    def _fits(self, margins: list[Margin]) -> bool:
        whole = cross(margins)
        if len(margins) < 2 or any(whole.is_of(margin) for margin in margins):
            return True
        if whole.size > MOST_COMBINATIONS:
            return False
        return int(whole.alive(margins).sum()) <= self._most - self.extension.added

    def _clique(self, margins: list[Margin], make: Callable[[Cross, list[Margin]], Margin]) -> Margin:
        """The table over all dimensions of some margins: one of them if it is that, else a new one."""
        whole = cross(margins)
        # Only published tables have the slack nodes of their set dimensions.
        carriers = [m for m in margins if whole.is_of(m) and (m.source is not None or not m.items)]
        clique = carriers[0] if carriers else make(whole, margins)
        whole = Cross(clique.dimensions, clique.groups, clique.items, clique.cells.shape)
        own = np.unique(clique.own())
        for margin in margins:
            if margin is not clique:
                self._tie(margin, whole, clique, own)
        return clique

    def _tree_clique(self, whole: Cross, margins: list[Margin]) -> Margin:
        cells = self.extension.cells(whole.alive(margins))
        return Margin(whole.dimensions, whole.groups, {}, cells, cells >= 0)

    def _set_clique(self, whole: Cross, margins: list[Margin]) -> Margin:
        """Total and items of every combination of the others, and the slack nodes that make them possible."""
        ((name, axis),) = whole.items.items()
        place = whole.dimensions.index(name)
        alive = np.moveaxis(whole.alive(margins), place, -1)
        alive &= alive[..., :1]
        listed = self.extension.cells(alive)
        slack = np.repeat(alive[..., :1], axis.size - listed.shape[-1], axis=-1)
        nodes = np.concatenate([listed, self.extension.cells(slack)], axis=-1)
        nodes = nodes.reshape(-1, axis.size)[alive[..., 0].reshape(-1)]
        for relation in axis.relations:
            members = nodes[:, list(relation.nodes)]
            signs = np.broadcast_to(np.array(relation.coefficients), members.shape)
            row = np.broadcast_to(np.arange(len(members))[:, None], members.shape)
            there = members >= 0
            self.extension.equations(row[there], members[there], signs[there])
        cells = np.moveaxis(listed, -1, place)
        return Margin(whole.dimensions, whole.groups, whole.items, cells, cells >= 0)

    def _tie(self, margin: Margin, whole: Cross, clique: Margin, own: Integers) -> None:
        """Each cell of a margin is the sum of the clique's cells below it."""
        index = np.nonzero(clique.alive)
        places = whole.places(margin)
        at = [places[name][index[whole.dimensions.index(name)]] for name in margin.dimensions]
        below = np.ravel_multi_index(at, margin.cells.shape)
        cells = margin.cells.reshape(-1)
        known = np.isin(cells, own)
        fresh = ~known[below]
        alive = np.flatnonzero(margin.alive.reshape(-1) & ~known)
        self.extension.totals(alive, cells, below[fresh], clique.cells[index][fresh])

    def _without(self, clique: Margin, name: str) -> Margin:
        """What the other margins must agree with: the clique summed over a dimension."""
        if clique.source is not None:
            return source_margin(clique, clique.source, name, self._zero)
        place = clique.dimensions.index(name)
        if name in clique.items:
            cells = np.take(clique.cells, 0, axis=place)
        else:
            parts = np.moveaxis(clique.cells, place, -1)
            cells = self.extension.cells(np.asarray((parts >= 0).any(axis=-1)))
            self.extension.sums(cells, cells >= 0, parts)
        return Margin(
            tuple(other for other in clique.dimensions if other != name),
            {other: places for other, places in clique.groups.items() if other != name},
            {other: axis for other, axis in clique.items.items() if other != name},
            cells,
            cells >= 0,
        )
