"""The victims schema as pandas and pandera would have it: the same rules, made from the same declarations."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
import pandera.pandas as pa
import polars as pl

from schemas.codelists import codelist
from schemas.columns import Column
from schemas.validation import failures, pandera_schema
from schemas.victims import VICTIMS

DAY_FIRST = "%d/%m/%Y"


def _checks(column: Column, today: date) -> list[pa.Check]:
    if column.codelist is not None:
        known = frozenset(entry.code for entry in codelist(column.codelist))
        if column.type == "code":
            return [pa.Check.isin(known)]
        return [pa.Check(lambda cell: _several(cell.split(";"), known, column), element_wise=True)]
    if column.type == "integer":
        return [pa.Check.in_range(column.minimum, column.maximum)]
    if column.type == "date":
        return [pa.Check.in_range(pd.Timestamp(column.earliest), pd.Timestamp(today))]
    return [pa.Check.str_length(max_value=200)]


def _several(codes: list[str], known: frozenset[str], column: Column) -> bool:
    return known.issuperset(codes) and not (len(codes) > 1 and set(codes) & set(column.exclusive))


def _born_before(frame: pd.DataFrame) -> pd.Series:
    return frame["birth_date"].dt.year <= frame["identified_on"].dt.year


def _age_fits(frame: pd.DataFrame) -> pd.Series:
    on, born = frame["identified_on"].dt, frame["birth_date"].dt
    to_come = on.month * 31 + on.day < born.month * 31 + born.day
    return (on.year - born.year - to_come - frame["age"]).abs() <= 1


def read(file: str) -> pd.DataFrame:
    """The file with typed columns; a date that is none is missing, hence a fault where it is required."""
    texts = {name: str for name in VICTIMS.names if VICTIMS.column(name).type != "integer"}
    frame = pd.read_csv(file, dtype=texts)
    for name in frame.columns:
        if VICTIMS.column(name).type == "date":
            frame[name] = pd.to_datetime(frame[name], format=DAY_FIRST, errors="coerce")
    return frame


def schema(frame: pd.DataFrame, today: date) -> pa.DataFrameSchema:
    """Every rule of the victims that the columns of the file allow."""
    columns = {}
    for name in frame.columns:
        column = VICTIMS.column(name)
        whole = column.type == "integer"
        columns[name] = pa.Column(
            "Int64" if whole else None,
            _checks(column, today),
            nullable=not column.required,
            coerce=whole,
        )
    relations = [pa.Check(_born_before), pa.Check(_age_fits)]
    return pa.DataFrameSchema(columns, checks=relations, unique=["record_ref"])


def validate(file: str) -> None:
    """Read and validate; every fault of every row, as the intake does."""
    frame = read(file)
    schema(frame, date(2026, 1, 1)).validate(frame, lazy=True)


def compare(file: str) -> str:
    """How long the schema alone takes on typed columns in memory: pandera on Polars (ours), on pandas."""
    today = date(2026, 1, 1)
    frame = read(file)
    ours = pl.from_pandas(frame, schema_overrides={"age": pl.Int64}).with_columns(
        pl.col(name).cast(pl.Date) for name in ("birth_date", "identified_on")
    )
    ours = ours.with_columns(
        pl.lit("day").alias(f"{name}_precision") for name in ("birth_date", "identified_on")
    )
    started = time.monotonic()
    found = failures(pandera_schema(VICTIMS, ours.columns, today), ours)
    middle = time.monotonic()
    schema(frame, today).validate(frame, lazy=True)
    ended = time.monotonic()
    if found.height:
        raise SystemExit("the made-up victims are not valid")
    ratio = (ended - middle) / (middle - started)
    return f"Polars {middle - started:.2f} s, pandas {ended - middle:.2f} s: {ratio:.1f} x"
