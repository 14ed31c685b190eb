"""The pages and their cards, read from `pages.toml` and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from dashboard.model import PERIOD_DIMENSION, Release

KINDS = ("trend", "bars", "map")


@dataclass(frozen=True)
class Card:
    """One card: a table seen along a dimension, perhaps split by a second one."""

    id: str
    kind: Literal["trend", "bars", "map"]
    table: str
    dimension: str = PERIOD_DIMENSION
    by: str | None = None

    def __post_init__(self) -> None:
        """Refuse kinds nobody can draw."""
        if self.kind not in KINDS:
            raise ValueError(f"card {self.id}: kind {self.kind!r} is none of {', '.join(KINDS)}")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions the card spreads out."""
        return (self.dimension, self.by) if self.by else (self.dimension,)

    def fits(self, release: Release) -> bool:
        """Whether the release has the card's table with these dimensions."""
        table = release.tables.get(self.table)
        return table is not None and set(self.dimensions) <= set(table.dimensions)


@dataclass(frozen=True)
class Fact:
    """A sentence of the overview: the division of a table along a dimension, told at a level."""

    table: str
    dimension: str
    level: int
    page: str


@dataclass(frozen=True)
class Page:
    """One page: its path in the address and what it holds."""

    id: str
    path: str
    cards: tuple[Card, ...] = ()
    headlines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """All pages in the order of the menu; an unknown key is an error that names its place."""
    document = tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))
    return tuple(
        Page(
            id=entry["id"],
            path=entry["path"],
            cards=tuple(_made(Card, card, entry["id"]) for card in entry.get("card", [])),
            headlines=tuple(entry.get("headlines", [])),
            facts=tuple(_made(Fact, fact, entry["id"]) for fact in entry.get("fact", [])),
        )
        for entry in document["page"]
    )


def _made(kind: type[Any], entry: dict[str, Any], page: str) -> Any:
    known = {field.name for field in fields(kind)}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise ValueError(
            f"pages.toml, page {page}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}"
        )
    return kind(**entry)


def page(page_id: str) -> Page:
    """A page by its id."""
    return next(p for p in pages() if p.id == page_id)


def card(card_id: str) -> Card | None:
    """A card by its id."""
    return next((c for p in pages() for c in p.cards if c.id == card_id), None)
