"""Opening the encrypted warehouse: DuckDB set up so that nothing leaves it in the clear."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_httpfs

from trata.errors import UserError

CATALOG = "warehouse"


def connection_config(file: Path) -> dict[str, Any]:
    """How DuckDB is set up beside a warehouse file.

    Sorts and joins may overflow to disk: DuckDB then writes temporary files, in the clear unless told not to.
    """
    return {
        "temp_file_encryption": "true",
        "temp_directory": str(file.parent / ".spill"),
        "autoinstall_known_extensions": "false",
    }


def load_encryption(connection: duckdb.DuckDBPyConnection) -> None:
    """Load httpfs (it brings the cipher) straight from its wheel: no download, nothing in ~/.duckdb."""
    wheel = Path(duckdb_extension_httpfs.__file__).parent
    extension = wheel / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    connection.execute(f"load '{extension}'")


@contextmanager
def open_warehouse(
    file: Path, key: str, *, wait_seconds: float, create: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection whose current catalog is the warehouse; raises UserError as `attach` does."""
    connection = duckdb.connect(":memory:", config=connection_config(file))
    try:
        load_encryption(connection)
        attach(connection, file, key, wait_seconds=wait_seconds, create=create)
        connection.execute(f"use {CATALOG}")
        yield connection
    finally:
        connection.close()


def attach(
    connection: duckdb.DuckDBPyConnection, file: Path, key: str, *, wait_seconds: float, create: bool = False
) -> None:
    """Attach the warehouse, waiting for another process that holds it.

    Raises UserError: `warehouse_missing`, `warehouse_key_wrong`, `warehouse_locked` (after waiting), and
    `not_writable` where the home folder cannot be written.
    """
    if not create and not file.exists():
        raise UserError("warehouse_missing", where=str(file))
    deadline = time.monotonic() + wait_seconds
    pause = 0.1
    while True:
        try:
            connection.execute(
                f"attach '{_quoted(str(file))}' as {CATALOG} (encryption_key '{_quoted(key)}')"
            )
            return
        except duckdb.Error as error:
            fault = _fault(str(error), file)
        # DuckDB repeats the statement in some errors, key included: its text must not travel further.
        if fault.message_id != "warehouse_locked" or time.monotonic() >= deadline:
            raise fault
        time.sleep(pause)
        pause = min(2 * pause, 2.0)


def _fault(text: str, file: Path) -> UserError:
    lowered = text.lower()
    if "encryption key" in lowered or "without a key" in lowered:
        return UserError("warehouse_key_wrong", where=str(file))
    if "lock" in lowered:
        return UserError("warehouse_locked", where=str(file))
    if "permission denied" in lowered or "read-only" in lowered:
        return UserError("not_writable", where=str(file))
    if "no space left" in lowered:
        return UserError("disk_full", where=str(file))
    return UserError("warehouse_unreadable", where=str(file))


def _quoted(text: str) -> str:
    return text.replace("'", "''")
