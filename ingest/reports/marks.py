"""Where on a marked sheet every title, filled cell and fault stands.

A sheet of at most `WHOLE` records keeps the sender's rows and columns. Of a larger one only the rows at fault
come back, with their numbers in the first column and the sender's column letters in the titles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ingest.grids import ROW

if TYPE_CHECKING:
    from ingest.reports.report import Report
    from ingest.reports.sheets import Sheet

LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14  # of a worksheet, counted from 1
FILLED = "•••"  # stands for whatever a cell without a fault holds
WHOLE_SHEETS = 20_000  # records of all sheets that come back whole; those after them bring only their faults
FAULTY_CELLS = 50_000  # cells at fault that come back of all tables; a workbook is made in memory


class Mark(NamedTuple):
    """A cell at fault: where it stands on the marked sheet and what is wrong with it."""

    row: int  # counted from 0
    place: int
    severity: str  # the worst of its faults
    numbers: tuple[int, ...]  # as in the list of what there is to mend


@dataclass(frozen=True)
class Layout:
    """One marked sheet; rows and columns count from 0."""

    sheet: Sheet
    lines: pl.DataFrame = field(repr=False)  # what there is to mend in this table
    whole: bool  # whether rows and columns stand where the sender has them
    room: int  # cells at fault that may come back where only these do

    @property
    def header(self) -> int:
        """The row of the titles."""
        return self.sheet.table.header_row - 1 if self.whole else 0

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each field; fields at fault that the file has no column for come last."""
        columns = self.sheet.table.columns
        if self.whole:
            found = {column.field: column.position - 1 for column in columns}
        else:
            found = {column.field: number for number, column in enumerate(columns, 1)}
        following = max(found.values(), default=-1) + 1
        absent = [name for name in self.lines["field"].unique().sort() if name not in found]
        return found | {name: following + number for number, name in enumerate(absent)}

    @cached_property
    def titles(self) -> dict[int, str]:
        """The title of each column, as the sender wrote it, with its letter where it stands elsewhere."""
        titles = {name: f"({title})" for name, title in self.lines.select("field", "column").iter_rows()}
        for column in self.sheet.table.columns:
            titles[column.field] = column.title if self.whole else f"{column.title} ({column.letter})"
        return {place: titles[name] for name, place in self.places.items()}

    @cached_property
    def _cells(self) -> pl.DataFrame:
        """The cells at fault: row, field, worst severity, numbers; in the order of the rows."""
        keys = ["column", "field", "rule", "severity"]
        faults = self.sheet.faults.join(self.lines.select(*keys, "number"), on=keys, how="inner")
        cells = (
            faults.sort(ROW, "field", "number")
            .group_by(ROW, "field", maintain_order=True)
            .agg(pl.col("severity").min(), pl.col("number").unique(maintain_order=True))
        )  # `rejected` comes before `warned`
        if self.whole or cells.height <= self.room:
            return cells
        return cells.filter(pl.col(ROW) < cells[ROW][self.room])  # no row comes back in part

    @cached_property
    def _rows(self) -> dict[int, int]:
        """The sender's row numbers that come back, and where."""
        if self.whole:
            return {row: row - 1 for row in self.sheet.filled[ROW]}
        return {row: number for number, row in enumerate(self._cells[ROW].unique().sort(), 1)}

    @property
    def left_out(self) -> int:
        """How many rows at fault did not fit."""
        return self.sheet.faults[ROW].n_unique() - self._cells[ROW].n_unique()

    def row_numbers(self) -> Iterator[tuple[int, int]]:
        """Where each row that comes back stands, and the sender's number of it."""
        yield from ((place, row) for row, place in self._rows.items())

    def cell(self, row: int, name: str) -> tuple[int, int] | None:
        """Where a cell of the sender's stands here; none when its row did not fit."""
        return (self._rows[row], self.places[name]) if row in self._rows else None

    def filled(self) -> Iterator[tuple[int, int]]:
        """The cells that hold something and have no fault, where the sheet comes back whole."""
        at_fault = {(mark.row, mark.place) for mark in self.marks}
        for name in self.sheet.filled.columns[1:] if self.whole else ():
            place = self.places[name]
            for row in self.sheet.filled.filter(pl.col(name))[ROW]:
                if (row - 1, place) not in at_fault:
                    yield row - 1, place

    @cached_property
    def marks(self) -> list[Mark]:
        """The cells at fault, in the order of the sheet."""
        return [
            Mark(self._rows[row], self.places[name], severity, tuple(numbers))
            for row, name, severity, numbers in self._cells.rows()
        ]

    def comments(self, lang: str) -> dict[int, str]:
        """What a mark's number stands for: the rule, what is wrong and how to mend it."""
        told = self.lines.select("number", "rule", f"message_{lang}").iter_rows()
        return {number: f"{number} ({rule}): {message}" for number, rule, message in told}


def layouts(report: Report) -> list[Layout]:
    """The marked sheets of a report, one a table, as many of them whole as a workbook takes."""
    made: list[Layout] = []
    records, cells = 0, 0
    for number, sheet in enumerate(report.sheets):
        lines = report.lines.filter(pl.col("table") == number)
        whole = _fits(sheet) and records + sheet.table.received <= WHOLE_SHEETS
        made.append(Layout(sheet, lines, whole, FAULTY_CELLS - cells))
        records += sheet.table.received if whole else 0
        cells += 0 if whole else len(made[-1].marks)
    return made


def _fits(sheet: Sheet) -> bool:
    """Whether a worksheet has the sender's rows and columns, and room for a column beside them."""
    inside = sheet.filled.filter(pl.col(ROW) > LAST_ROW).is_empty()
    return sheet.whole and inside and all(column.position < LAST_COLUMN for column in sheet.table.columns)
