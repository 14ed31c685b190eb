"""What the visitor chose, read from the address and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.i18n import PERIOD
from dashboard.model import LANGUAGES, Dimension, Node, Release

DEFAULT_LEVEL = 2
MAX_LEVEL = 9


@dataclass(frozen=True)
class Choice:
    """A view of the site: language, period, level; `refused` names parameters that made no sense."""

    lang: str = "es"
    period: str = ""
    level: int = DEFAULT_LEVEL
    default_period: str = ""
    refused: tuple[str, ...] = ()

    def query(self, **changes: object) -> str:
        """The query string that restores this view, or this view with changes."""
        values = {"lang": self.lang, "period": self.period, "level": self.level} | changes
        defaults = {"lang": "es", "period": self.default_period, "level": DEFAULT_LEVEL}
        kept = {key: value for key, value in values.items() if value != defaults[key]}
        return f"?{urlencode(kept)}" if kept else ""

    def link(self, path: str, **changes: object) -> str:
        """A page's address with this view."""
        return f"/{path}{self.query(**changes)}"


def read_choice(release: Release, given: Mapping[str, str]) -> Choice:
    """The view an address asks for; what it asks wrongly falls back and is named."""
    refused = []
    lang = given.get("lang", "es")
    if lang not in LANGUAGES:
        refused.append("lang")
        lang = "es"
    default = default_period(release)
    period = given.get("period", default)
    if period != default and period not in {node.code for node in period_options(release)}:
        refused.append("period")
        period = default
    level_text = given.get("level", str(DEFAULT_LEVEL))
    level = int(level_text) if level_text.isascii() and level_text.isdigit() else 0
    if not 1 <= level <= MAX_LEVEL:
        refused.append("level")
        level = DEFAULT_LEVEL
    return Choice(lang, period, level, default, tuple(refused))


def default_period(release: Release) -> str:
    """The release's own period, else its year, else the latest one there is."""
    known = [node.code for node in period_options(release)]
    match = PERIOD.match(release.period)
    for code in (release.period, match["year"] if match else "", *known):
        if code in known:
            return code
    return ""


def period_options(release: Release) -> tuple[Node, ...]:
    """Periods to choose from: latest year first, its parts before the year, all periods at the end."""
    if release.periods is None:
        return ()
    return (*_latest_first(release.periods, release.periods.root), release.periods.root)


def _latest_first(periods: Dimension, node: Node) -> list[Node]:
    ordered: list[Node] = []
    children = periods.children(node.code)
    for child in reversed(children):
        parts = periods.children(child.code)
        # A year known only as a year says the same as its single part.
        if not all((m := PERIOD.match(p.code)) and m["part"] == "U" for p in parts):
            ordered += _latest_first(periods, child)
        ordered.append(child)
    return ordered
