"""Texts, numbers, dates and names of periods in Spanish and English."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from dashboard.model import Figure, Node

LOCALES = {"es": "es_SV", "en": "en_GB"}
PERIOD = re.compile(r"^(?P<year>\d{4})(?:-(?P<part>S1|S2|U))?$")
_FOLDER = Path(__file__).parent / "texts"


@lru_cache(maxsize=2)
def catalogue(lang: str) -> dict[str, str]:
    """All texts of a language, by dotted key."""
    flat: dict[str, str] = {}
    for section, entries in tomllib.loads((_FOLDER / f"{lang}.toml").read_text("utf-8")).items():
        flat |= {f"{section}.{key}": value for key, value in entries.items()}
    return flat


class Speaker:
    """Says texts and numbers in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._locale = LOCALES[lang]

    def __call__(self, key: str, **params: object) -> str:
        """A text by its key, with its fields filled in."""
        return catalogue(self.lang)[key].format(**params)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in catalogue(self.lang)

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self._locale)

    def signed(self, value: int) -> str:
        """A difference with its sign."""
        return f"+{self.number(value)}" if value > 0 else self.number(value).replace("-", "\u2212")

    def percent(self, ratio: float, signed: bool = False) -> str:
        """A share or a change with one decimal."""
        text = format_percent(ratio, locale=self._locale, format="#,##0.0\u00a0%").replace("-", "\u2212")
        return f"+{text}" if signed and ratio > 0 else text

    def figure(self, figure: Figure) -> str:
        """A cell as text without markup: a number, one marked as rounded, the symbol, or a dash."""
        if figure.value is not None:
            number = self.number(figure.value)
            return number if figure.base is None else self("cell.rounded", n=number)
        return self("cell.symbol") if figure.withheld else self("cell.absent_symbol")

    def spoken(self, figure: Figure) -> str:
        """A cell in words for those who hear it."""
        if figure.value is not None:
            number = self.number(figure.value)
            return number if figure.base is None else self("cell.rounded_spoken", n=number)
        return self("cell.withheld_short") if figure.withheld else self("cell.absent")

    def date(self, stamp: str) -> str:
        """An ISO time stamp as a date; unreadable ones stay as they are."""
        try:
            return format_date(datetime.fromisoformat(stamp), "long", locale=self._locale)
        except ValueError:
            return stamp

    def period(self, node: Node) -> str:
        """A period as it stands within a sentence."""
        match = PERIOD.match(node.code)
        if match is None:
            return self("period.all") if node.parent is None else node.label.say(self.lang)
        return self(f"period.{match['part'] or 'year'}", year=match["year"])

    def period_option(self, node: Node) -> str:
        """A period as an entry of a list."""
        name = self.period(node)
        return name[:1].upper() + name[1:]


def year_before(code: str) -> str | None:
    """The same part of the year before, if the code is a year or a part of one."""
    match = PERIOD.match(code)
    if match is None:
        return None
    part = f"-{match['part']}" if match["part"] else ""
    return f"{int(match['year']) - 1:04d}{part}"
