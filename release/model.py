"""What a release is made of: code lists, descriptions of statistics, and tables of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import polars as pl

PUBLISHED = "A"
WITHHELD = "c"
ROUNDED = "rounded"
TOTAL = "_T"
SEMESTER = "semester"

Language = Literal["es", "en"]
SUPPORTED_LANGUAGES: tuple[Language, ...] = ("es", "en")
Texts = Mapping[str, str]


def rounded(base: int) -> str:
    """Return the status of a figure that is rounded to multiples of a base."""
    return f"{ROUNDED}:{base}"


def base_told(status: str) -> int | None:
    """Return the base that a status names; None of an exact or a withheld figure."""
    word, _, base = status.partition(":")
    return int(base) if word == ROUNDED else None


@dataclass(frozen=True)
class Node:
    """One code of a dimension with the code above it (None for the root) and its labels."""

    code: str
    parent: str | None
    labels: Texts


@dataclass(frozen=True)
class CodeList:
    """A dimension and its nodes in code-list order, the root first."""

    dimension: str
    kind: str
    covering: bool
    exclusive: tuple[str, ...]
    labels: Texts
    nodes: tuple[Node, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes in code-list order."""
        return tuple(node.code for node in self.nodes)

    @cached_property
    def by_code(self) -> dict[str, Node]:
        """The nodes by their code."""
        return {node.code: node for node in self.nodes}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes that have none below them; a lone root is its own leaf."""
        parents = {node.parent for node in self.nodes}
        return tuple(code for code in self.codes if code not in parents)

    def leaves_below(self, code: str) -> frozenset[str]:
        """Return the leaves that a node covers."""
        return frozenset(leaf for leaf in self.leaves if code in self.path(leaf))

    def path(self, code: str) -> tuple[str, ...]:
        """Return the code and all above it, nearest first."""
        parent = self.by_code[code].parent
        return (code,) if parent is None else (code, *self.path(parent))

    def level(self, code: str) -> int:
        """Return how deep below the root a code lies (the root is 0)."""
        return len(self.path(code)) - 1


@dataclass(frozen=True)
class Description:
    """What a statistic's YAML says of it, in both languages."""

    name: str
    title: Texts
    note: Texts
    unit: Texts
    articles: tuple[str, ...]
    indicators: tuple[str, ...]
    population: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Statistic:
    """A statistic's true figures: one row a cell, `value` and `contributors`. Never leaves the home folder.

    `earlier_totals`: by release, the rows of all its semesters together as they were then.
    """

    description: Description
    frame: pl.DataFrame
    pending_revision: bool = False
    earlier_totals: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The statistic's name, which is its table's name too."""
        return self.description.name


@dataclass(frozen=True)
class PublicTable:
    """A statistic as the public sees it: `value` (empty if withheld) and `status` for every cell.

    All figures of a table are rounded to one base, or none is.
    """

    description: Description
    frame: pl.DataFrame
    pending_revision: bool = False

    @property
    def withheld(self) -> int:
        """How many cells are withheld."""
        return int((self.frame["status"] == WITHHELD).sum())

    @property
    def base(self) -> int | None:
        """The base to which the figures are rounded; None where they are exact or withheld."""
        return None if self.frame.is_empty() else base_told(self.frame["status"][0])


@dataclass(frozen=True)
class ReleaseHead:
    """What identifies a release; `published_at` is an ISO time in UTC."""

    id: str
    period: str
    semesters: tuple[str, ...]
    published_at: str
    code_version: str
    policy: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class PublicContent:
    """All that a release shows: nothing in it is secret."""

    head: ReleaseHead
    code_lists: Mapping[str, CodeList]
    tables: tuple[PublicTable, ...]
    approvals: tuple[Mapping[str, str], ...] = field(default=())
