"""What a kind of record is, and the shape its rows have in the warehouse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from schemas.columns import Column


@dataclass(frozen=True)
class RowRule:
    """A relation between columns of one row; `holds` is true or null where nothing is wrong.

    Rows are rejected where two columns that statistics use contradict each other; where a detail that none
    uses casts doubt on a row it is loaded with a warning.
    """

    rule: str
    column: str
    needs: tuple[str, ...]  # without one of them in the file nothing is asked
    holds: Callable[[], pl.Expr]
    blank: tuple[str, ...] = ()  # columns that are taken as empty where the file has them not
    severity: Literal["rejected", "warned"] = "rejected"


@dataclass(frozen=True)
class Kind:
    """A kind of record: its columns, what makes a row unique, and the relations within a row."""

    name: str
    label_es: str
    label_en: str
    sheet: str  # the sheet's name in the template
    event: str  # the date that places a row in time
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()  # columns that no two rows of one submission share
    persons: bool = False  # rows are about persons and get person links
    rules: tuple[RowRule, ...] = ()

    def column(self, name: str) -> Column:
        """The column of this name; `KeyError` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns a file must have and fill."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that reach the warehouse: all but identity."""
        return tuple(column for column in self.columns if not column.identity)

    @property
    def identifying(self) -> tuple[Column, ...]:
        """The columns that become tokens and are dropped."""
        return tuple(column for column in self.columns if column.identity)

    @property
    def referenced(self) -> bool:
        """Whether rows carry the institution's own reference."""
        return "record_ref" in self.names
