"""Small systems for the tests, made from units of kinds so that an oracle can count them as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import polars as pl

from disclosure import Hierarchy, Node, SetDimension, System, Table, link

Tree = Mapping[str, Sequence[str]]


def hierarchy(name: str, dimension: str, tree: Tree, root: str = "_T") -> Hierarchy:
    """A hierarchy from `{parent: children}`."""
    nodes: list[Node] = []

    def add(code: str, parent: str | None) -> None:
        nodes.append(Node(code, parent))
        for child in tree.get(code, ()):
            add(child, code)

    add(root, None)
    return Hierarchy(name, dimension, tuple(nodes))


def below(tree: Hierarchy) -> dict[str, set[str]]:
    """Leaves under each code."""
    children = tree.children()

    def leaves(code: str) -> set[str]:
        return set().union(*(leaves(child) for child in children[code])) if children[code] else {code}

    return {code: leaves(code) for code in children}


class World:
    """Kinds of units (a leaf or a set of items in each dimension), and tables over them."""

    def __init__(self, trees: Sequence[Hierarchy], sets: Sequence[SetDimension] = ()) -> None:
        self.trees = {tree.name: tree for tree in trees}
        self.sets = {entry.dimension: entry for entry in sets}
        self.below = {tree.name: below(tree) for tree in trees}

    def counts(self, by: Mapping[str, str], kind: Mapping[str, object], codes: Mapping[str, str]) -> bool:
        """Whether a unit of a kind is counted under some codes."""
        for dimension, name in by.items():
            tree, code = self.trees[name], codes[dimension]
            has = kind[dimension]
            if dimension in self.sets:
                if code != tree.root and code not in has:  # type: ignore[operator]
                    return False
            elif has not in self.below[name][code]:
                return False
        return True

    def table(
        self, name: str, by: Mapping[str, str], kinds: Sequence[Mapping[str, object]], units: Sequence[int]
    ) -> Table:
        """The table that so many units of each kind give."""
        rows = []
        for codes in product(*([node.code for node in self.trees[h].nodes] for h in by.values())):
            named = dict(zip(by, codes, strict=True))
            value = sum(n for kind, n in zip(kinds, units, strict=True) if self.counts(by, kind, named))
            rows.append({**named, "value": value})
        return Table(name, by, pl.DataFrame(rows))

    def system(
        self,
        tables: Mapping[str, Mapping[str, str]],
        kinds: Sequence[Mapping[str, object]],
        units: Sequence[int],
    ) -> System:
        """The linked system of several tables of the same units."""
        made = [self.table(name, by, kinds, units) for name, by in tables.items()]
        return link(made, self.trees.values(), self.sets.values())
