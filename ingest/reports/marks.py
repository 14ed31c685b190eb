"""Where on a marked sheet every title, filled cell and fault stands.

A sheet of at most `WHOLE` records keeps the sender's rows and columns. Of a larger one only the rows at fault
come back, with their numbers in the first column and the sender's column letters in the titles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from ingest.grids import ROW

if TYPE_CHECKING:
    from ingest.reports.report import Report
    from ingest.reports.sheets import Sheet

LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14  # of a worksheet, counted from 1
FILLED = "•••"  # stands for whatever a cell without a fault holds
FAULTY_ROWS = 50_000  # rows at fault that come back of one table


@dataclass(frozen=True)
class Marks:
    """A cell at fault: where it stands on the marked sheet and what is wrong with it."""

    row: int  # counted from 0
    place: int
    severity: str  # the worst of its faults
    numbers: tuple[int, ...]  # as in the list of what there is to mend
    rules: tuple[str, ...]
    messages: dict[str, tuple[str, ...]] = field(repr=False)  # by language

    def text(self, lang: str) -> str:
        """The comment at the cell: number and rule, what is wrong and how to mend it."""
        told = zip(self.numbers, self.rules, self.messages[lang], strict=True)
        return "\n".join(f"{number} ({rule}): {message}" for number, rule, message in told)


@dataclass(frozen=True)
class Layout:
    """One marked sheet; rows and columns count from 0."""

    sheet: Sheet
    lines: pl.DataFrame = field(repr=False)  # what there is to mend in this table

    @cached_property
    def whole(self) -> bool:
        """Whether rows and columns stand where the sender has them."""
        rows, columns = self.sheet.filled.filter(pl.col(ROW) > LAST_ROW), self.sheet.table.columns
        fits = rows.is_empty() and all(column.position < LAST_COLUMN for column in columns)
        return self.sheet.whole and fits

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
        """The title of each column, as the sender wrote it."""
        said = {column.field: _title(column.title, column.letter, self.whole)
                for column in self.sheet.table.columns}  # fmt: skip
        said |= {
            name: f"({title})"
            for name, title in self.lines.select("field", "column").iter_rows()
            if name not in said
        }
        return {place: said[name] for name, place in self.places.items()}

    @cached_property
    def _rows(self) -> dict[int, int]:
        """The sender's row numbers that come back, and where."""
        if self.whole:
            return {row: row - 1 for row in self.sheet.filled[ROW]}
        rows = self.sheet.faults[ROW].unique().sort().head(FAULTY_ROWS)
        return {row: number for number, row in enumerate(rows, 1)}

    @property
    def left_out(self) -> int:
        """How many rows at fault did not fit."""
        return 0 if self.whole else max(self.sheet.faults[ROW].n_unique() - FAULTY_ROWS, 0)

    def row_numbers(self) -> Iterator[tuple[int, int]]:
        """Every row that comes back and the sender's number of it."""
        yield from ((place, row) for row, place in self._rows.items())

    def cell(self, row: int, name: str) -> tuple[int, int] | None:
        """Where a cell of the sender's stands here; none when its row did not fit."""
        return (self._rows[row], self.places[name]) if row in self._rows else None

    def filled(self) -> Iterator[tuple[int, int]]:
        """The cells that hold something and have no fault."""
        if not self.whole:
            return
        at_fault = {(mark.row, mark.place) for mark in self.marks}
        for name in self.sheet.filled.columns[1:]:
            place = self.places[name]
            for row in self.sheet.filled.filter(pl.col(name))[ROW]:
                if (row - 1, place) not in at_fault:
                    yield row - 1, place

    @cached_property
    def marks(self) -> list[Marks]:
        """The cells at fault, in the order of the sheet."""
        keys = ["column", "field", "rule", "severity"]
        told = ["number", "message_es", "message_en"]
        faults = self.sheet.faults.join(self.lines.select(*keys, *told), on=keys, how="inner")
        cells = (
            faults.unique([ROW, "field", "number"])
            .sort(ROW, "field", "number")
            .group_by(ROW, "field", maintain_order=True)
            .agg(pl.col("severity").min(), pl.col("rule", *told))  # `rejected` comes before `warned`
        )
        found = []
        for cell in cells.iter_rows(named=True):
            at = self.cell(cell[ROW], cell["field"])
            if at is not None:
                texts = {lang: tuple(cell[f"message_{lang}"]) for lang in ("es", "en")}
                found.append(Marks(*at, cell["severity"], tuple(cell["number"]), tuple(cell["rule"]), texts))
        return found


def layouts(report: Report) -> list[Layout]:
    """The marked sheets of a report, one a table."""
    return [
        Layout(sheet, report.lines.filter(pl.col("table") == number))
        for number, sheet in enumerate(report.sheets)
    ]


def _title(title: str, letter: str, whole: bool) -> str:
    return title if whole else f"{title} ({letter})"
