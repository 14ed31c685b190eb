"""What a column of a submission is: its type, its labels, its limits."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

ColumnType = Literal["code", "codes", "date", "integer", "number", "text"]

EARLIEST_BIRTH = date(1900, 1, 1)
EARLIEST_EVENT = date(1980, 1, 1)


@dataclass(frozen=True)
class Column:
    """One column of a kind; template, reading, validation, loading and documentation all come from it."""

    name: str
    type: ColumnType
    label_es: str
    label_en: str
    required: bool = False
    identity: bool = False
    codelist: str | None = None
    exclusive: tuple[str, ...] = ()  # codes that stand alone in a cell of several values
    partial: bool = False  # a month or a year will do for a date
    earliest: date = EARLIEST_EVENT
    minimum: int = 0
    maximum: int = 0
    unit: str = ""  # of a number: a code of `units`
    range_rule: str = "count_out_of_range"
    synonyms: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The heading in Spanish (`es`) or English (`en`)."""
        return self.label_es if lang == "es" else self.label_en


def code(name: str, label_es: str, label_en: str, codelist: str, **options: object) -> Column:
    """A column that holds one code of a code list."""
    return Column(name, "code", label_es, label_en, codelist=codelist, **options)  # type: ignore[arg-type]


def codes(name: str, label_es: str, label_en: str, codelist: str, **options: object) -> Column:
    """A column that holds several codes of a code list, joined by `;`."""
    return Column(name, "codes", label_es, label_en, codelist=codelist, **options)  # type: ignore[arg-type]


def day(name: str, label_es: str, label_en: str, **options: object) -> Column:
    """A column that holds a date."""
    return Column(name, "date", label_es, label_en, **options)  # type: ignore[arg-type]


def integer(name: str, label_es: str, label_en: str, maximum: int, unit: str, **options: object) -> Column:
    """A column that holds a whole number of `unit` from 0 to `maximum`."""
    return Column(name, "integer", label_es, label_en, maximum=maximum, unit=unit, **options)  # type: ignore[arg-type]


def number(name: str, label_es: str, label_en: str, maximum: int, unit: str, **options: object) -> Column:
    """A column that holds a number of `unit` from 0 to `maximum`, with up to two decimals."""
    limits = {"maximum": maximum, "range_rule": "amount_out_of_range"}
    return Column(name, "number", label_es, label_en, unit=unit, **limits, **options)  # type: ignore[arg-type]


def dollars(name: str, label_es: str, label_en: str, **options: object) -> Column:
    """A column that holds an amount of money in dollars of the United States, the currency of the country."""
    return number(name, label_es, label_en, 1_000_000_000, "USD", **options)


def identity(name: str, label_es: str, label_en: str, **options: object) -> Column:
    """A column of identity: it becomes tokens and is never stored."""
    return Column(name, "text", label_es, label_en, identity=True, **options)  # type: ignore[arg-type]
