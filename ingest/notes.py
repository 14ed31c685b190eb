"""What a workbook says of a sheet beside its values: how far it reaches, formulas, errors, hidden rows."""

from dataclasses import dataclass, field

import polars as pl

from ingest.grids import HIDDEN, MARKS, ROW

MOST_MARKS = 1 << 22  # cells that one element of a file may speak for by repetition


@dataclass
class Notes:
    """Notes on one sheet; rows count from 1, columns from 0."""

    rows: int = 0
    columns: int = 0
    hidden: bool = False
    cells: list[tuple[int, int, str]] = field(default_factory=list)  # row, column, rule
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)  # first and last
    booleans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def area(self) -> int:
        """How many cells the sheet takes in memory: a cell far out makes all before it."""
        return self.rows * self.columns

    def reach(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)

    def marks(self, columns: dict[int, str]) -> pl.DataFrame:
        """Marks of the columns asked for; a hidden row is marked once, at the first of them."""
        found = [(row, columns[at], rule) for row, at, rule in self.cells if at in columns]
        marks = pl.DataFrame(found, schema=MARKS, orient="row")
        spans = [(1, self.rows)] if self.hidden else self.hidden_rows
        rows = [pl.int_range(first, min(last, self.rows) + 1, eager=True) for first, last in spans]
        if not rows or not columns:
            return marks
        unseen = pl.concat(rows).unique().alias(ROW).to_frame()
        told = unseen.with_columns(column=pl.lit(columns[min(columns)]), rule=pl.lit(HIDDEN))
        return pl.concat([marks, told.cast(MARKS)])  # type: ignore[arg-type]
