"""What a release holds, as plain values: texts in two languages, dimensions, tables, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

LANGUAGES = ("es", "en")
PERIOD_DIMENSION = "semester"


class Text(NamedTuple):
    """One text in both languages."""

    es: str
    en: str

    def say(self, lang: str) -> str:
        """The text in a language."""
        return self.en if lang == "en" else self.es


class Figure(NamedTuple):
    """One cell: a number, or the fact that it is withheld, or that the release has no such cell.

    base: to multiples of which a number was rounded; None where it is exact.
    """

    value: int | None
    state: Literal["published", "rounded", "withheld", "absent"]
    base: int | None = None

    @property
    def withheld(self) -> bool:
        """Whether the number exists and is not told."""
        return self.state == "withheld"


WITHHELD = Figure(None, "withheld")
ABSENT = Figure(None, "absent")


def published(value: int) -> Figure:
    """A figure everybody may read."""
    return Figure(value, "published")


def rounded(value: int, base: int) -> Figure:
    """A figure everybody may read, of which all know that it is not exact."""
    return Figure(value, "rounded", base)


@dataclass(frozen=True)
class Node:
    """One code of a dimension in its tree."""

    code: str
    parent: str | None
    depth: int
    label: Text


@dataclass(frozen=True)
class Dimension:
    """A dimension and its nodes in code-list order, the root first."""

    name: str
    kind: str
    label: Text
    nodes: tuple[Node, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Node]:
        """The nodes by their code."""
        return {node.code: node for node in self.nodes}

    @property
    def root(self) -> Node:
        """The total."""
        return self.nodes[0]

    @cached_property
    def parents(self) -> frozenset[str]:
        """Codes that have children."""
        return frozenset(node.parent for node in self.nodes if node.parent is not None)

    @cached_property
    def depth(self) -> int:
        """How many levels lie below the total."""
        return max(node.depth for node in self.nodes)

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """Nodes without children."""
        return tuple(node for node in self.nodes if node.code not in self.parents)

    def children(self, code: str) -> tuple[Node, ...]:
        """The nodes right below a code."""
        return tuple(node for node in self.nodes if node.parent == code)

    def cut(self, level: int) -> tuple[Node, ...]:
        """The nodes that divide the total at a level: those of that depth, and leaves that end before it."""
        return tuple(
            node
            for node in self.nodes
            if node.depth == level or (0 < node.depth < level and node.code not in self.parents)
        )

    def down_to(self, level: int) -> tuple[Node, ...]:
        """The tree from the total down to a level."""
        return tuple(node for node in self.nodes if node.depth <= level)

    def at_level(self, code: str, level: int) -> Node | None:
        """The node of `cut(level)` that holds a code, if the code is known."""
        node = self.by_code.get(code)
        while node is not None and node.depth > level:
            node = self.by_code.get(node.parent) if node.parent is not None else None
        return node


@dataclass(frozen=True)
class Table:
    """A published table as the release describes it; `base`: to multiples of which figures are rounded."""

    name: str
    title: Text
    note: Text
    unit: Text
    articles: tuple[str, ...]
    indicators: tuple[str, ...]
    population: str
    dimensions: tuple[str, ...]
    cells: int
    withheld: int
    pending_revision: bool
    base: int | None = None


@dataclass(frozen=True)
class Release:
    """One release: its own facts, its tables and its dimensions."""

    key: str
    id: str
    period: str
    published_at: str
    facts: Mapping[str, str]
    tables: Mapping[str, Table]
    dimensions: Mapping[str, Dimension]

    @property
    def periods(self) -> Dimension | None:
        """The dimension of time."""
        return self.dimensions.get(PERIOD_DIMENSION)
