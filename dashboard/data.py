"""The only reader of the public file. Everything cached is keyed by the release and by ids, never by data."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from dashboard.errors import UserError
from dashboard.model import (
    ABSENT,
    WITHHELD,
    Dimension,
    Figure,
    Node,
    Release,
    Table,
    Text,
    published,
    rounded,
)

Fixed = tuple[tuple[str, str], ...]
ROUNDED = re.compile(r"^rounded:([1-9]\d*)$")
META_TABLES = ("meta_release", "meta_tables", "meta_dimensions", "meta_codelists")

_connections: dict[str, duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def open_release(path: Path) -> Release:
    """The release in a public file; the file is read again only when it was replaced."""
    try:
        stat = path.stat()
    except OSError as error:
        raise UserError("public_file_missing", file=path.name) from error
    return _open(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _open(path: Path, _modified: int, _size: int) -> Release:
    try:
        connection = duckdb.connect(str(path), read_only=True)
        names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    except duckdb.Error as error:
        raise UserError("public_file_unreadable", file=path.name) from error
    missing = sorted(set(META_TABLES) - names)
    if missing:
        raise UserError("public_file_not_ours", file=path.name, missing=", ".join(missing))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    release = _described(connection, digest, names)
    with _lock:
        _connections[release.key] = connection
    return release


def _described(connection: duckdb.DuckDBPyConnection, digest: str, names: set[str]) -> Release:
    facts = {key: value for key, value in _rows(connection, "SELECT key, value FROM meta_release") if value}
    dimensions = _dimensions(connection)
    tables = {
        t.name: t
        for t in _tables(connection, facts)
        if t.name in names and set(t.dimensions) <= set(dimensions)
    }
    release_id = facts.get("id", "")
    return Release(
        key=f"{release_id}:{digest}",
        id=release_id,
        period=facts.get("period", ""),
        published_at=facts.get("published_at", ""),
        facts=facts,
        tables=tables,
        dimensions=dimensions,
    )


def _dimensions(connection: duckdb.DuckDBPyConnection) -> dict[str, Dimension]:
    nodes: dict[str, list[Node]] = {}
    depths: dict[tuple[str, str | None], int] = {}
    rows = _rows(
        connection,
        "SELECT dimension, code, parent, label_es, label_en FROM meta_codelists ORDER BY dimension, seq",
    )
    for name, code, parent, es, en in rows:
        depth = depths.get((name, parent), -1) + 1
        depths[name, code] = depth
        nodes.setdefault(name, []).append(Node(code, parent, depth, _text(es, en, code)))
    described = _rows(connection, "SELECT dimension, kind, label_es, label_en FROM meta_dimensions")
    return {
        name: Dimension(name, kind, _text(es, en, name), tuple(nodes[name]))
        for name, kind, es, en in described
        if name in nodes
    }


def _tables(connection: duckdb.DuckDBPyConnection, facts: Mapping[str, str]) -> list[Table]:
    rows = _rows(
        connection,
        "SELECT name, title_es, title_en, note_es, note_en, unit_es, unit_en, articles, indicators,"
        " population, dimensions, cells, withheld, pending_revision FROM meta_tables ORDER BY seq",
    )
    return [
        Table(
            name=r[0],
            title=_text(r[1], r[2], r[0]),
            note=_text(r[3], r[4], ""),
            unit=_text(r[5], r[6], ""),
            articles=tuple(r[7] or ()),
            indicators=tuple(r[8] or ()),
            population=r[9] or "",
            dimensions=tuple(r[10] or ()),
            cells=r[11] or 0,
            withheld=r[12] or 0,
            pending_revision=bool(r[13]),
            base=_base(facts, r[9]),
        )
        for r in rows
    ]


def _base(facts: Mapping[str, str], population: str | None) -> int | None:
    told = facts.get(f"base_{population}", "")
    return int(told) if told.isdecimal() else None


def _text(es: str | None, en: str | None, otherwise: str) -> Text:
    return Text(es or en or otherwise, en or es or otherwise)


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, values: list[str] | None = None
) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql, values or []).fetchall()


def figure(value: int | None, status: str) -> Figure:
    """A cell of the file as a figure; whatever is not plainly published counts as withheld."""
    if value is None:
        return WITHHELD
    if status == "A":
        return published(int(value))
    match = ROUNDED.match(status)
    return rounded(int(value), int(match[1])) if match else WITHHELD


@lru_cache(maxsize=4096)
def _figures(
    key: str, table: str, dimensions: tuple[str, ...], fixed: Fixed
) -> Mapping[tuple[str, ...], Figure]:
    """Figures of a table by the codes of some dimensions, the others held fixed."""
    columns = "".join(f'"{d}", ' for d in dimensions)
    where = " AND ".join(f'"{d}" = ?' for d, _ in fixed) or "true"
    sql = f'SELECT {columns}value, status FROM "{table}" WHERE {where}'
    rows = _rows(_connections[key], sql, [code for _, code in fixed])
    return {tuple(row[:-2]): figure(row[-2], row[-1]) for row in rows}


def figures(
    release: Release, table: Table, dimensions: tuple[str, ...], chosen: Mapping[str, str]
) -> Mapping[tuple[str, ...], Figure]:
    """Figures by the codes of `dimensions`; others stand at the chosen code, or at their total."""
    fixed = tuple(
        (d, chosen.get(d, release.dimensions[d].root.code)) for d in table.dimensions if d not in dimensions
    )
    return _figures(release.key, table.name, dimensions, fixed)


def single(release: Release, table: Table, chosen: Mapping[str, str]) -> Figure:
    """One figure of a table."""
    return figures(release, table, (), chosen).get((), ABSENT)


def all_rows(release: Release, table: Table) -> list[tuple[Any, ...]]:
    """Every row of a table in the order of the file: codes, value, status."""
    columns = "".join(f'"{d}", ' for d in table.dimensions)
    return _rows(
        _connections[release.key], f'SELECT {columns}value, status FROM "{table.name}" ORDER BY rowid'
    )
