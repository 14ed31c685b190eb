"""Sheets and CSV files as grids of text: a look at the first lines, then the columns that are asked for."""

from dataclasses import dataclass
from typing import Protocol

import polars as pl

LOOK = 40  # lines in which a header is looked for
ROW = "row"  # the sender's own row number, 1 for the first line

# What a file says of a cell beside its value; each is a rule that the sender is told.
FORMULA = "formula_in_cell"
ERROR = "error_in_cell"
HIDDEN = "row_hidden"
MARKS = {ROW: pl.UInt32, "column": pl.String, "rule": pl.String}


class Grid(Protocol):
    """A sheet or CSV file."""

    @property
    def sheet(self) -> str:
        """The sheet's name; empty for a CSV."""

    @property
    def encoding(self) -> str:
        """How the text was encoded."""

    @property
    def delimiter(self) -> str:
        """What stood between the fields of a CSV; empty for a sheet."""

    @property
    def look(self) -> list[list[str]]:
        """The first lines, empty cells as empty text."""

    def load(self, columns: dict[int, str], first: int) -> pl.DataFrame:
        """The columns by position and name, from row `first` on, with the row number as `row`."""

    def marks(self, columns: dict[int, str]) -> pl.DataFrame:
        """What the file says of cells beside their values: `row`, `column`, `rule`."""


@dataclass(frozen=True)
class Place:
    """A cell's column as a spreadsheet names it."""

    position: int

    def __str__(self) -> str:
        """The letters: A, B, ... Z, AA."""
        letters, number = "", self.position + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


def no_marks() -> pl.DataFrame:
    """The answer of a grid whose cells are values only."""
    return pl.DataFrame(schema=MARKS)
