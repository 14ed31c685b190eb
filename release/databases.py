"""Small helps with DuckDB: transactions and frames as rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import polars as pl

_VIEW = "release_rows"


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All statements inside, or none of them."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def insert_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Add a frame's rows to a table of the same columns in the same order."""
    connection.register(_VIEW, frame.to_arrow())
    try:
        connection.execute(f"INSERT INTO {table} SELECT * FROM {_VIEW}")
    finally:
        connection.unregister(_VIEW)
