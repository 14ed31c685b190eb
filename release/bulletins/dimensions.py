"""Which columns are dimensions, and which of their codes name a total."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

import polars as pl

from release.bulletins.errors import BulletinError
from release.bulletins.vocabulary import TOTALS

_TOTAL_PATTERN = re.compile(r"(sub)?total(es)?( .*)?|.* \(total\)|all .{1,30}|todos .{1,30}|todas .{1,30}")


@dataclass(frozen=True)
class Dimensions:
    """Codes of every row as numbers (`keys`), what they stand for (`labels`), and the total of each column.

    `stated`: columns whose total the user named. `breakdowns`: pairs of columns of which the first says by
    what the second breaks the total down, so that the total stands in both at once.
    """

    keys: pl.DataFrame
    labels: Mapping[str, list[str]]
    totals: Mapping[str, int]
    stated: frozenset[str]
    breakdowns: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> list[str]:
        """Names of the dimensions."""
        return self.keys.columns

    def code(self, column: str, row: int) -> str:
        """The code of a row in a column, as published."""
        return self.labels[column][int(self.keys[column][row])]


def find_dimensions(codes: pl.DataFrame, stated: Mapping[str, str]) -> Dimensions:
    """Number the codes, leave out columns that say nothing more, and find the totals by their names.

    Raises BulletinError when a total the user named is not in its column.
    """
    _check_stated(codes, stated)
    labels = {name: codes[name].unique(maintain_order=True).to_list() for name in codes.columns}
    keys = codes.select(
        pl.col(name).cast(pl.Enum(labels[name])).to_physical().cast(pl.UInt32) for name in codes.columns
    )
    named = {name: _named_total(labels[name]) for name in codes.columns}
    totals = {name: code for name, code in named.items() if code is not None}
    totals |= {name: labels[name].index(code) for name, code in stated.items()}
    kept = _independent(keys, labels, set(totals))
    keys = keys.select(kept)
    totals = {name: code for name, code in totals.items() if name in kept}
    return Dimensions(keys, labels, totals, frozenset(stated) & set(kept), _breakdowns(keys, totals))


def _check_stated(codes: pl.DataFrame, stated: Mapping[str, str]) -> None:
    for column, code in stated.items():
        if column not in codes.columns:
            raise BulletinError("bulletin_column", column=column, known=", ".join(codes.columns))
        if not (codes[column] == code).any():
            raise BulletinError("bulletin_no_such_total", column=column)


def _named_total(labels: list[str]) -> int | None:
    """The code that is called a total, if the column has others; the plainest name first."""
    if len(labels) < 2:
        return None
    lowered = [label.lower().strip(" .:") for label in labels]
    exact = [place for place, label in enumerate(lowered) if label in TOTALS]
    if exact:
        return exact[0]
    alike = [place for place, label in enumerate(lowered) if _TOTAL_PATTERN.fullmatch(label)]
    return alike[0] if len(alike) == 1 else None


def _independent(keys: pl.DataFrame, labels: Mapping[str, list[str]], totals: set[str]) -> list[str]:
    """Leave out columns with one code, and columns that another one settles (names beside codes, regions)."""
    many = [name for name in keys.columns if len(labels[name]) > 1]
    many = many or keys.columns[:1]
    gone: set[str] = set()
    for name, other in permutations(many, 2):
        if name in gone or other in gone:
            continue
        pairs = keys.select(name, other).n_unique()
        twins = pairs == len(labels[name]) == len(labels[other])
        settled = pairs == len(labels[other]) and name not in totals
        if (twins and many.index(name) > many.index(other)) or (settled and not twins):
            gone.add(name)
    return [name for name in many if name not in gone]


def _breakdowns(keys: pl.DataFrame, totals: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Pairs (by what, category) whose totals always stand together."""
    found = []
    for by, category in permutations(totals, 2):
        at_by, at_category = keys[by] == totals[by], keys[category] == totals[category]
        apart = int((at_by != at_category).sum())
        together, below = int((at_by & at_category).sum()), int((~at_by & ~at_category).sum())
        fewer = keys[by].n_unique() < keys[category].n_unique()
        if apart == 0 and together and below and fewer:
            found.append((by, category))
    return tuple(found)
