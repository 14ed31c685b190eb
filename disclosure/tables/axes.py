"""Axes of a table: its codes in one dimension, and what must add up along them.

A several-valued dimension gets unlisted nodes: `not f` (units without item f), `excess` (values beyond the
first of each unit), `rest f` (units with neither f nor an exclusive code). Each is a non-negative function
of a unit, so products over several dimensions are non-negative too, and the same code serves any number of
set dimensions.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from disclosure.arrays import Integers, Mask
from disclosure.errors import UnusableTableError
from disclosure.tables.model import Hierarchy, Node, SetDimension


@dataclass(frozen=True)
class Relation:
    """An equation along an axis: sum of coefficient x node = 0; its first node is the one it defines."""

    nodes: tuple[int, ...]
    coefficients: tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """The nodes of one dimension in one table; `keys` say which leaves they cover, across tables.

    covers: the leaves below each node (none for a several-valued dimension, which has `facts` instead). top:
    the largest parts of the whole, one of which a homogeneous group shares.
    """

    dimension: str
    codes: tuple[str, ...]
    keys: Integers
    listed: Mask
    countable: Mask
    relations: tuple[Relation, ...]
    derivations: tuple[Relation, ...]
    top: tuple[int, ...]
    covers: tuple[frozenset[str], ...] = ()
    facts: SetDimension | None = None

    @property
    def several_valued(self) -> bool:
        """Whether a unit may have several of the codes."""
        return self.facts is not None

    @property
    def size(self) -> int:
        """Number of nodes, unlisted ones included."""
        return len(self.codes)


@dataclass
class DimensionKeys:
    """Numbers for sets of leaves of one dimension; 0 = all leaves."""

    leaves: frozenset[str] | None = None
    numbers: dict[Hashable, int] = field(default_factory=dict)

    def number(self, key: Hashable) -> int:
        """The number of a set of leaves, the same in every table."""
        return self.numbers.setdefault(key, len(self.numbers))


def leaf_sets(hierarchy: Hierarchy) -> dict[str, frozenset[str]]:
    """The leaves below each node (a leaf covers itself)."""
    children = hierarchy.children()
    found: dict[str, frozenset[str]] = {}
    for node in reversed(hierarchy.nodes):
        below = [found[child] for child in children[node.code]]
        found[node.code] = frozenset().union(*below) if below else frozenset([node.code])
    return found


def tree_axis(table: str, hierarchy: Hierarchy, codes: Iterable[str], keys: DimensionKeys) -> Axis:
    """Axis of an ordinary dimension: the codes in the table must be a full upper part of the tree."""
    wanted = set(codes)
    covered = leaf_sets(hierarchy)
    if keys.leaves is None:
        keys.leaves = covered[hierarchy.root]
    if keys.leaves != covered[hierarchy.root]:
        raise UnusableTableError("groupings_of_different_leaves", table=table, codes=[hierarchy.name])
    unlisted = {node.code for node in hierarchy.nodes if not node.listed}
    parents = {
        str(node.parent) for node in hierarchy.nodes if node.code in wanted and node.parent is not None
    }
    kept = [
        node
        for node in hierarchy.nodes
        if node.code in wanted or (node.code in unlisted and node.parent in parents)
    ]
    place = {node.code: position for position, node in enumerate(kept)}
    relations = _tree_relations(table, hierarchy, place)
    listed = np.array([node.listed for node in kept])
    return Axis(
        dimension=hierarchy.dimension,
        codes=tuple(place),
        keys=np.array([keys.number(covered[code]) for code in place], dtype=np.int64),
        listed=listed,
        countable=np.ones(len(kept), dtype=bool),
        relations=tuple(relation for relation in relations if len(relation.nodes) > 2),
        derivations=_tree_derivations(table, kept_listed=listed, relations=relations, codes=list(place)),
        top=tuple(place[node.code] for node in kept if _is_part(node, covered, hierarchy.root)),
        covers=tuple(covered[code] for code in place),
    )


def _is_part(node: Node, covered: Mapping[str, frozenset[str]], root: str) -> bool:
    """Whether a node is less than the whole and stands below a node that is the whole."""
    return node.parent is not None and covered[node.code] < covered[node.parent] == covered[root]


def _tree_relations(table: str, hierarchy: Hierarchy, place: dict[str, int]) -> list[Relation]:
    if hierarchy.root not in place:
        raise UnusableTableError("total_missing", table=table, codes=[hierarchy.root])
    relations = []
    for parent, children in hierarchy.children().items():
        present = [child for child in children if child in place]
        if not present:
            continue
        if parent not in place or len(present) < len(children):
            absent = [code for code in [parent, *children] if code not in place]
            raise UnusableTableError("codes_missing", table=table, codes=absent)
        members = (place[parent], *(place[child] for child in present))
        relations.append(Relation(members, (1, *(-1 for _ in present))))
    return relations


def _tree_derivations(
    table: str,
    *,
    kept_listed: Mask,
    relations: list[Relation],
    codes: list[str],
) -> tuple[Relation, ...]:
    """An unlisted node is its parent less its siblings; with two unlisted siblings neither would be known."""
    derived = []
    for relation in relations:
        hidden = [node for node in relation.nodes if not kept_listed[node]]
        if not hidden:
            continue
        if len(hidden) > 1 or not kept_listed[relation.nodes[0]]:
            raise UnusableTableError(
                "unlisted_nodes_undetermined", table=table, codes=[codes[n] for n in hidden]
            )
        others = [node for node in relation.nodes[1:] if node != hidden[0]]
        derived.append(Relation((hidden[0], relation.nodes[0], *others), (1, -1, *(1 for _ in others))))
    return tuple(derived)


def set_axis(
    table: str, hierarchy: Hierarchy, facts: SetDimension, codes: Iterable[str], keys: DimensionKeys
) -> Axis:
    """Axis of a several-valued dimension: its total, its items, and the unlisted nodes told above."""
    items = [node.code for node in hierarchy.nodes[1:]]
    if any(node.parent != hierarchy.root or not node.listed for node in hierarchy.nodes[1:]):
        raise UnusableTableError("set_dimension_not_flat", table=table, codes=[hierarchy.name])
    absent = sorted({hierarchy.root, *items} - set(codes))
    unknown = sorted(set(facts.exclusive) - set(items))
    if absent or unknown:
        raise UnusableTableError("codes_missing", table=table, codes=absent or unknown)
    names: list[str] = [hierarchy.root]
    numbers = [keys.number(("total",))]
    definitions: list[Relation] = []

    def add(name: str, key: Hashable, terms: list[tuple[int, int]] | None = None) -> int:
        names.append(name)
        numbers.append(keys.number(key))
        if terms is not None:
            nodes, coefficients = zip(*terms, strict=True)
            definitions.append(Relation((len(names) - 1, *nodes), (1, *(-c for c in coefficients))))
        return len(names) - 1

    yes = {item: add(item, ("item", item)) for item in items}
    no = {item: add(f"not {item}", ("not", item), [(0, 1), (yes[item], -1)]) for item in items}
    countable = len(names)
    if facts.covering:
        add("excess", ("excess",), [*((yes[item], 1) for item in items), (0, -1)])
    for item in items:
        alone = [yes[code] for code in facts.exclusive if code != item]
        if alone:
            add(f"rest {item}", ("rest", item), [(no[item], 1), *((node, -1) for node in alone)])
    size = len(names)
    return Axis(
        dimension=hierarchy.dimension,
        codes=tuple(names),
        keys=np.array(numbers, dtype=np.int64),
        listed=np.arange(size) <= len(items),
        countable=np.arange(size) < countable,
        relations=tuple(definitions),
        derivations=tuple(definitions),
        top=tuple(yes.values()),
        facts=facts,
    )
