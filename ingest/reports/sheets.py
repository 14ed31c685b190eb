"""What a report keeps of a table: its layout, its faults, and which cells were filled; never what with."""

from dataclasses import dataclass, field

import polars as pl

from ingest.grids import ROW, Place
from ingest.outcomes import Outcome
from ingest.reading import Table
from ingest.reports.counts import ColumnRead, TableRead

WHOLE = 5_000  # records up to which a sheet comes back whole: as many rows as a template prepares


@dataclass(frozen=True)
class Sheet:
    """A table as its sender laid it out, without its content."""

    table: TableRead
    faults: pl.DataFrame = field(repr=False)  # file, sheet, row, column, field, rule, severity
    filled: pl.DataFrame = field(repr=False)  # `row`, and for each field whether its cell holds anything

    @property
    def whole(self) -> bool:
        """Whether the sheet is small enough to come back row by row."""
        return self.filled.height == self.table.received


def sheet_of(outcome: Outcome) -> Sheet:
    """The layout and the faults of a validated table."""
    table = outcome.table
    return Sheet(table=_table_read(table), faults=outcome.told(), filled=_filled(table))


def _table_read(table: Table) -> TableRead:
    columns = (
        ColumnRead(position + 1, str(Place(position)), table.titles[name], name)
        for name, position in sorted(table.positions.items(), key=lambda column: column[1])
    )
    return TableRead(
        file=table.file,
        sheet=table.sheet,
        kind=table.kind.name,
        header_row=table.header_row,
        encoding=table.encoding,
        delimiter=table.delimiter,
        received=table.raw.height,
        skipped=table.skipped,
        columns=tuple(columns),
    )


def _filled(table: Table) -> pl.DataFrame:
    cells = [pl.col(name).fill_null("").str.strip_chars() != "" for name in table.titles]
    rows = table.raw if table.raw.height <= WHOLE else table.raw.clear()
    return rows.select(ROW, *cells)
