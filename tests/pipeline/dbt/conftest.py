"""Home folders with hand-made rows, and dbt run on them as an analyst runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

import ingest
from trata.warehouse import load_encryption

KEY = "k3y-0f-the-warehouse-that-no-log-may-show"
Rows = Mapping[str, Sequence[Mapping[str, object]]]


@contextmanager
def opened(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a home, as the parts of the system get it."""
    with duckdb.connect() as connection:
        load_encryption(connection)
        path = home / "warehouse.duckdb"
        connection.execute(f"attach '{path}' as warehouse (encryption_key '{KEY}'); use warehouse")
        yield connection


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that name only the columns that matter."""
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into raw.{table} ({', '.join(row)}) values ({marks})", list(row.values()))


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rows], Path]:
    """A home folder whose warehouse holds the rows given for each raw table."""

    def make(rows: Rows) -> Path:
        home = tmp_path_factory.mktemp("home")
        (home / "keys").mkdir()
        (home / "keys" / "warehouse.key").write_text(KEY + "\n", encoding="utf-8")
        with opened(home) as connection:
            ingest.prepare(connection)
            for table, table_rows in rows.items():
                insert(connection, table, table_rows)
        return home

    return make


@pytest.fixture(scope="session")
def run_dbt(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """dbt in a process of its own, from the project folder."""

    def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {name: value for name, value in os.environ.items() if not name.startswith(("TRATA_", "DBT_"))}
        return subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", *arguments],
            cwd=project,
            env=known | {"TRATA_HOME": str(home)} | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def warehouse() -> Callable[[Path], object]:
    """Opens the warehouse of a home."""
    return opened
