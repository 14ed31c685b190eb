"""What goes into the engine: hierarchies, set dimensions and tables of counts or of amounts of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from disclosure.errors import UnusableTableError

LARGEST = "largest"


@dataclass(frozen=True)
class Node:
    """One code of a hierarchy; an unlisted node is in no file (an increment between two releases)."""

    code: str
    parent: str | None
    listed: bool = True


@dataclass(frozen=True)
class Hierarchy:
    """A tree of codes over the leaves of one dimension; the first node is the root."""

    name: str
    dimension: str
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        """Refuse what is no tree with parents before children."""
        seen: set[str] = set()
        for position, node in enumerate(self.nodes):
            is_root = node.parent is None
            if node.code in seen or is_root != (position == 0) or not (is_root or node.parent in seen):
                raise UnusableTableError("hierarchy_not_a_tree", table=self.name, codes=[node.code])
            seen.add(node.code)
        if not self.nodes:
            raise UnusableTableError("hierarchy_not_a_tree", table=self.name)

    @property
    def root(self) -> str:
        """Code of the total."""
        return self.nodes[0].code

    def children(self) -> dict[str, list[str]]:
        """Children of every node, in order; leaves have an empty list."""
        found: dict[str, list[str]] = {node.code: [] for node in self.nodes}
        for node in self.nodes[1:]:
            found[str(node.parent)].append(node.code)
        return found


@dataclass(frozen=True)
class SetDimension:
    """A dimension of which a unit may have several values.

    `covering`: every unit has at least one. `exclusive`: codes that stand alone (who has one has no other).
    """

    dimension: str
    covering: bool = False
    exclusive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Counts, or amounts of money, over the full cross product of codes of some dimensions.

    `by`: dimension -> hierarchy name. `frame`: one string column a dimension, `value` (null = not known, as
    an attacker sees a withheld cell) and, where units are not the persons to protect, `contributors`.

    Amounts have `contributors`, and one more column, `largest`: a list of the biggest contributions to the
    cell, biggest first, each everything that one contributor gave to it. Amounts and contributions are whole
    numbers of a unit that the table chooses (cents, dollars), at most 2**30 of them. A list may stop early or
    be null: what it does not tell is taken to be as large as it can be. Of linked tables all have amounts, or
    none.
    """

    name: str
    by: Mapping[str, str]
    frame: pl.DataFrame

    @property
    def is_money(self) -> bool:
        """Whether the values are amounts, judged by contributions too."""
        return LARGEST in self.frame.columns
