"""ledger.duckdb: every cell ever published or withheld, by release, and what the audit found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from release.databases import insert_frame, transaction
from release.errors import forbidden
from release.model import CodeList, Node, PublicContent, PublicTable

_SCHEMA = (
    "CREATE TABLE ledger.releases (release_id VARCHAR PRIMARY KEY, period VARCHAR, published_at VARCHAR,"
    " manifest_sha256 VARCHAR, audit VARCHAR, seq INTEGER)",
    "CREATE TABLE ledger.tables (release_id VARCHAR, table_name VARCHAR, population VARCHAR,"
    " dimensions VARCHAR[], sha256 VARCHAR)",
    "CREATE TABLE ledger.cells (release_id VARCHAR, table_name VARCHAR, codes VARCHAR[], status VARCHAR,"
    " value BIGINT)",
    "CREATE TABLE ledger.nodes (release_id VARCHAR, dimension VARCHAR, code VARCHAR, parent VARCHAR,"
    " seq INTEGER, label_es VARCHAR, label_en VARCHAR)",
)


@dataclass(frozen=True)
class PastTable:
    """A table as an earlier release showed it."""

    name: str
    population: str
    dimensions: tuple[str, ...]
    frame: pl.DataFrame


@dataclass(frozen=True)
class PastRelease:
    """What an earlier release told."""

    id: str
    period: str
    tables: Mapping[str, PastTable]
    code_lists: Mapping[str, CodeList]


@contextmanager
def opened(connection: duckdb.DuckDBPyConnection, path: Path, key: str | None) -> Iterator[None]:
    """Attach the ledger as `ledger`, encrypted where there is a key; made if it is not there yet."""
    if not path.exists():
        # Made beside its place and renamed: a half-made ledger is never found under its name.
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        with _attached(connection, fresh, key):
            for statement in _SCHEMA:
                connection.execute(statement)
        fresh.chmod(0o600)
        fresh.replace(path)
    with _attached(connection, path, key):
        yield


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path, key: str | None) -> Iterator[None]:
    options = "" if key is None else f" (ENCRYPTION_KEY {_quoted(key)})"
    try:
        connection.execute(f"ATTACH {_quoted(str(path))} AS ledger{options}")
    except duckdb.Error:
        # DuckDB's own message may quote the statement, and with it the key.
        raise forbidden("ledger_unreadable", path=path.name) from None
    try:
        yield
    finally:
        connection.execute("DETACH ledger")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def releases(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return (id, period) of every release in the order of publication."""
    return connection.execute("SELECT release_id, period FROM ledger.releases ORDER BY seq").fetchall()


def manifest_sha256(connection: duckdb.DuckDBPyConnection, release_id: str) -> str | None:
    """Return the hash of a release's manifest, if the release is in the ledger."""
    query = "SELECT manifest_sha256 FROM ledger.releases WHERE release_id = ?"
    found = connection.execute(query, [release_id]).fetchone()
    return None if found is None else str(found[0])


def enter(
    connection: duckdb.DuckDBPyConnection,
    content: PublicContent,
    *,
    manifest_sha256: str,
    table_sha256: Mapping[str, str],
    audit: Mapping[str, object],
) -> None:
    """Enter a published release, whole or not at all; one that is there already stays as it is."""
    head = content.head
    if head.id in dict(releases(connection)):
        return
    facts = [head.id, head.period, head.published_at, manifest_sha256, json.dumps(audit, sort_keys=True)]
    with transaction(connection):
        connection.execute(
            "INSERT INTO ledger.releases SELECT ?, ?, ?, ?, ?, count(*) FROM ledger.releases", facts
        )
        for table in content.tables:
            _enter_table(connection, head.id, table, table_sha256[table.description.name])
        nodes = [
            (head.id, code_list.dimension, n.code, n.parent, seq, n.labels["es"], n.labels["en"])
            for code_list in content.code_lists.values()
            for seq, n in enumerate(code_list.nodes)
        ]
        connection.executemany("INSERT INTO ledger.nodes VALUES (?, ?, ?, ?, ?, ?, ?)", nodes)


def _enter_table(
    connection: duckdb.DuckDBPyConnection, release_id: str, table: PublicTable, sha256: str
) -> None:
    said = table.description
    row = [release_id, said.name, said.population, list(said.dimensions), sha256]
    connection.execute("INSERT INTO ledger.tables VALUES (?, ?, ?, ?, ?)", row)
    cells = table.frame.select(
        pl.lit(release_id).alias("release_id"),
        pl.lit(said.name).alias("table_name"),
        pl.concat_list(list(said.dimensions)).alias("codes"),
        "status",
        "value",
    )
    insert_frame(connection, "ledger.cells", cells)


def read_past(connection: duckdb.DuckDBPyConnection) -> tuple[PastRelease, ...]:
    """Read all that earlier releases told, in the order of publication."""
    return tuple(
        PastRelease(
            identifier, period, _read_tables(connection, identifier), _read_nodes(connection, identifier)
        )
        for identifier, period in releases(connection)
    )


def _read_tables(connection: duckdb.DuckDBPyConnection, identifier: str) -> dict[str, PastTable]:
    rows = connection.execute(
        "SELECT table_name, population, dimensions FROM ledger.tables"
        " WHERE release_id = ? ORDER BY table_name",
        [identifier],
    ).fetchall()
    tables = {}
    for name, population, dimensions in rows:
        picked = ", ".join(f'codes[{place}] AS "{column}"' for place, column in enumerate(dimensions, 1))
        frame = connection.execute(
            f"SELECT {picked}, value, status FROM ledger.cells WHERE release_id = ? AND table_name = ?",
            [identifier, name],
        ).pl()
        tables[name] = PastTable(name, population, tuple(dimensions), frame)
    return tables


def _read_nodes(connection: duckdb.DuckDBPyConnection, identifier: str) -> dict[str, CodeList]:
    rows = connection.execute(
        "SELECT dimension, code, parent, label_es, label_en FROM ledger.nodes"
        " WHERE release_id = ? ORDER BY dimension, seq",
        [identifier],
    ).fetchall()
    nodes: dict[str, list[Node]] = {}
    for dimension, code, parent, es, en in rows:
        nodes.setdefault(dimension, []).append(Node(code, parent, {"es": es, "en": en}))
    return {name: CodeList(name, "", False, (), {}, tuple(found)) for name, found in nodes.items()}
