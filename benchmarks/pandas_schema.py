"""The victims schema as pandas and pandera would have it: made from the same declarations."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from schemas.codelists import codelist
from schemas.columns import Column
from schemas.victims import VICTIMS


def _checks(column: Column) -> list[pa.Check]:
    if column.codelist is not None:
        known = frozenset(entry.code for entry in codelist(column.codelist))
        if column.type == "code":
            return [pa.Check.isin(known)]
        return [pa.Check(lambda cell: known.issuperset(cell.split(";")), element_wise=True)]
    if column.type == "integer":
        return [pa.Check.in_range(column.minimum, column.maximum)]
    if column.type == "date":
        return [pa.Check(lambda series: pd.to_datetime(series, format="%d/%m/%Y", errors="coerce").notna())]
    return []


def validate(file: str) -> None:
    """Read and validate; every fault of every row, as the intake does."""
    frame = pd.read_csv(
        file, dtype={name: str for name in VICTIMS.names if VICTIMS.column(name).type != "integer"}
    )
    columns = {
        name: pa.Column(
            "Int64" if VICTIMS.column(name).type == "integer" else None,
            _checks(VICTIMS.column(name)),
            nullable=not VICTIMS.column(name).required,
            coerce=VICTIMS.column(name).type == "integer",
        )
        for name in frame.columns
    }
    pa.DataFrameSchema(columns, unique=["record_ref"]).validate(frame, lazy=True)
