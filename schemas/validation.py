"""What pandera asks of the rows of a kind; every check carries the id of the rule it stands for."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.ages import AGES
from schemas.codelists import codelist
from schemas.columns import Column
from schemas.kind import Kind, RowRule

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

TYPES: dict[str, pl.DataType] = {
    "code": pl.String(),
    "codes": pl.String(),  # the codes joined by `;` until they are loaded
    "date": pl.Date(),
    "integer": pl.Int64(),
    "number": pl.Float64(),  # exact to the cent up to 10^13; the warehouse holds decimals
    "text": pl.String(),
}

EMPTY = "required_missing"
NO_FAULTS = pl.DataFrame(schema={"index": pl.UInt32, "column": pl.String, "rule": pl.String})


def pandera_schema(kind: Kind, present: Collection[str], today: date) -> pa.DataFrameSchema:
    """The schema of a frame with the columns `present`; a date's precision stands beside it."""
    columns = {
        column.name: pa.Column(
            TYPES[column.type],
            [*_checks(column, today), *(_row_check(rule, kind) for rule in _told_at(kind, column, present))],
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
    return NO_FAULTS


def doubts(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """Which rows are to be loaded with a warning, and where: `index`, `column`, `rule`."""
    found = [NO_FAULTS]
    for rule in kind.rules:
        if rule.severity == "warned" and {rule.column, *rule.needs} <= set(frame.columns):
            wrong = (
                with_blanks(frame, kind, rule.blank)
                .select(~rule.holds())
                .to_series()
                .fill_null(value=False)
                .arg_true()
            )
            told = pl.DataFrame({"index": wrong}, schema={"index": pl.UInt32})
            found.append(told.with_columns(column=pl.lit(rule.column), rule=pl.lit(rule.rule)))
    return pl.concat(found)


def with_blanks(frame: Frame, kind: Kind, names: Collection[str]) -> Frame:
    """The frame with those columns, its kind's or of age, that it has not, empty."""
    absent = set(names) - set(frame.collect_schema().names())
    return frame.with_columns(pl.lit(None, _type(kind, name)).alias(name) for name in sorted(absent))


def _type(kind: Kind, name: str) -> pl.DataType:
    return TYPES[kind.column(name).type] if name in kind.names else AGES[name]


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
    if column.type in ("integer", "number"):
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
    """The relations that reject a row, told at this column, whose columns are all there."""
    rules = (rule for rule in kind.rules if rule.column == column.name and rule.severity == "rejected")
    return [rule for rule in rules if set(rule.needs) <= set(present)]


def _row_check(rule: RowRule, kind: Kind) -> pa.Check:
    """A relation as a check of the column it is told at."""

    def holds(data: PolarsData) -> pl.LazyFrame:
        return with_blanks(data.lazyframe, kind, rule.blank).select(rule.holds())

    return pa.Check(holds, error=rule.rule)
