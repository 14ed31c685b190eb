"""What came of a table: decoded values, and every fault with its place."""

from dataclasses import dataclass, field

import polars as pl

from ingest.grids import ROW
from ingest.reading import Table
from schemas import Kind

FAULTS = {"index": pl.UInt32, "column": pl.String, "rule": pl.String, "severity": pl.String}
REJECTED = "rejected"
WARNED = "warned"


def faults_of(frame: pl.DataFrame, severity: str) -> pl.DataFrame:
    """Faults `index`, `column`, `rule` with their severity."""
    return frame.select("index", "column", "rule", severity=pl.lit(severity)).cast(FAULTS)  # type: ignore[arg-type]


def faults_where(mask: pl.Series, column: str, rule: str, severity: str = REJECTED) -> pl.DataFrame:
    """One fault for each row where the mask holds."""
    at = mask.fill_null(value=False).arg_true().alias("index").to_frame()
    return faults_of(at.with_columns(column=pl.lit(column), rule=pl.lit(rule)), severity)


@dataclass(frozen=True)
class Batch:
    """The accepted rows of a table, identity still among them."""

    kind: Kind
    file_number: int
    sheet: str
    rows: pl.DataFrame = field(repr=False)  # `row`, then canonical columns


@dataclass(frozen=True)
class Outcome:
    """A validated table; `values` has a row for each of `table.raw`."""

    table: Table
    values: pl.DataFrame = field(repr=False)
    faults: pl.DataFrame = field(repr=False)

    @property
    def rejected(self) -> pl.DataFrame:
        """The indices of rejected rows, each once, in order."""
        return self.faults.filter(pl.col("severity") == REJECTED).select("index").unique().sort("index")

    @property
    def warned(self) -> int:
        """How many accepted rows carry a warning."""
        warned = self.faults.filter(pl.col("severity") == WARNED).select("index").unique()
        return warned.join(self.rejected, on="index", how="anti").height

    def accepted(self) -> Batch:
        """The accepted rows, without the text they were read from."""
        rows = self.values.with_columns(self.table.raw[ROW]).with_row_index("index")
        rows = (
            rows.join(self.rejected, on="index", how="anti", maintain_order="left")
            if self.faults.height
            else rows
        )
        return Batch(self.table.kind, self.table.file_number, self.table.place, rows.drop("index"))

    def with_faults(self, more: pl.DataFrame) -> "Outcome":
        """The outcome with further faults."""
        return Outcome(self.table, self.values, pl.concat([self.faults, more])) if more.height else self

    def told(self) -> pl.DataFrame:
        """The faults as the sender sees them: file, sheet, row, column."""
        rows = self.table.raw.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("index"), ROW)
        labels = {column.name: column.label_es for column in self.table.kind.columns} | self.table.titles
        return self.faults.join(rows, on="index", how="left").select(
            file=pl.lit(self.table.file),
            sheet=pl.lit(self.table.sheet),
            row=ROW,
            column=pl.col("column").replace_strict(labels, return_dtype=pl.String),
            field="column",
            rule="rule",
            severity="severity",
        )
