"""What pandera asks of the rows of a kind; every check carries the id of the rule it stands for."""

from collections.abc import Collection
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.codelists import codelist
from schemas.columns import Column
from schemas.kind import Kind, RowRule

TYPES = {
    "code": pl.String(),
    "codes": pl.String(),  # the codes joined by `;` until they are loaded
    "date": pl.Date(),
    "integer": pl.Int64(),
    "text": pl.String(),
}

EMPTY = "required_missing"


def pandera_schema(kind: Kind, present: Collection[str], today: date) -> pa.DataFrameSchema:
    """The schema of a frame with the columns `present`; a date's precision stands beside it."""
    columns = {
        column.name: pa.Column(
            TYPES[column.type],
            [*_checks(column, today), *(_row_check(rule) for rule in _told_at(kind, column, present))],
            nullable=not column.required,
            title=column.label_es,
            description=column.label_en,
        )
        for column in kind.columns
        if column.name in present
    }
    return pa.DataFrameSchema(columns, name=kind.name)


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Which rows fail where: `index`, `column`, `rule`; no value of the frame leaves this function."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
        return cases.select(
            pl.col("index").cast(pl.UInt32),
            "column",
            pl.col("check").replace({"not_nullable": EMPTY}).alias("rule"),
        )
    return pl.DataFrame(schema={"index": pl.UInt32, "column": pl.String, "rule": pl.String})


def _checks(column: Column, today: date) -> list[pa.Check]:
    """The checks of a column by itself."""
    if column.type == "code":
        return [pa.Check.isin(_codes(column), error="unknown_code")]
    if column.type == "codes":
        return _several(column)
    if column.type == "date":
        return [
            pa.Check.less_than_or_equal_to(today, error="date_in_future"),
            pa.Check.greater_than_or_equal_to(column.earliest, error="date_too_early"),
        ]
    if column.type == "integer":
        return [pa.Check.in_range(column.minimum, column.maximum, error=column.range_rule)]
    return [pa.Check.str_length(max_value=200, error="text_too_long")]


def _codes(column: Column) -> list[str]:
    return [entry.code for entry in codelist(column.codelist or "")]


def _several(column: Column) -> list[pa.Check]:
    """Every part is a code; a code that stands alone stands alone."""
    one = f"(?:{'|'.join(_codes(column))})"
    lone = f"(?:{'|'.join(column.exclusive)})" if column.exclusive else None

    def known(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).str.contains(rf"^{one}(?:;{one})*$"))

    def alone(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(~pl.col(data.key).str.contains(rf"(?:^|;){lone};|;{lone}(?:;|$)"))

    checks = [pa.Check(known, error="unknown_code")]
    return [*checks, pa.Check(alone, error="exclusive_code")] if lone else checks


def _told_at(kind: Kind, column: Column, present: Collection[str]) -> list[RowRule]:
    """The relations whose fault is told at this column and whose columns are all there."""
    return [rule for rule in kind.rules if rule.column == column.name and set(rule.needs) <= set(present)]


def _row_check(rule: RowRule) -> pa.Check:
    """A relation as a check of the column it is told at."""

    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(rule.holds())

    return pa.Check(holds, error=rule.rule)
