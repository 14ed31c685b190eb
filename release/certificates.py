"""Certificates of drafts and releases: kept in the encrypted warehouse, for they tell true values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from release import ledger, vintage
from release.certificate_reading import Doubts, release_doubts
from release.databases import insert_frame, transaction
from release.errors import forbidden
from release.files import sha256_of
from release.model import PublicContent
from release.places import Places
from release.verifying import MANIFEST

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS certificate;
CREATE TABLE IF NOT EXISTS certificate.leaves (
    digest VARCHAR, release_id VARCHAR, population VARCHAR, witness INTEGER, statistic VARCHAR,
    codes VARCHAR[], value BIGINT
);
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table where it is missing."""
    connection.execute(_SCHEMA)


def keep(
    connection: duckdb.DuckDBPyConnection, digest: str, release_id: str, proofs: Mapping[str, pl.DataFrame]
) -> None:
    """Store a draft's certificate (leaf rows by population), all or none of it."""
    with transaction(connection):
        connection.execute("DELETE FROM certificate.leaves WHERE digest = ?", [digest])
        for population, rows in proofs.items():
            marks = (pl.lit(digest), pl.lit(release_id), pl.lit(population))
            named = [
                mark.alias(name)
                for mark, name in zip(marks, ("digest", "release_id", "population"), strict=True)
            ]
            insert_frame(
                connection, "certificate.leaves", rows.select(*named, "witness", "table", "codes", "value")
            )


def forget_other_drafts(connection: duckdb.DuckDBPyConnection, digest: str, release_id: str) -> None:
    """Drop the certificates of the drafts of a release that a newer draft has replaced."""
    connection.execute(
        "DELETE FROM certificate.leaves WHERE release_id = ? AND digest <> ?", [release_id, digest]
    )


def require_proof(
    folder: Path,
    content: PublicContent,
    digest: str,
    marks: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
) -> None:
    """Refuse a folder of tables unless the certificate kept under a draft's digest proves them.

    marks: by population, what a person decided to withhold (`table`, `codes`). Of `content` only id, policy
    and the names of tables, populations and dimensions are used.
    """
    said = [table.description for table in content.tables]
    tables = {s.name: {"population": s.population, "dimensions": list(s.dimensions)} for s in said}
    manifest = {"id": content.head.id, "policy": content.head.policy, "tables": tables}
    with ledger.opened(connection, places.ledger, places.key):
        found = release_doubts(folder, manifest, connection, digest, marks)
    if found:
        table, codes = found[0]
        raise forbidden(
            "certificate_proves_not", table=table, cells=len(found), codes=", ".join(codes) or "-"
        )


def check_certificate(
    folder: Path, *, connection: duckdb.DuckDBPyConnection, places: Places
) -> Doubts | None:
    """Cells of a published folder that its certificate does not prove; None where that is not at hand."""
    if not places.ledger.exists():
        return None
    prepare(connection)
    vintage.prepare(connection)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    release_id = str(manifest["id"])
    with ledger.opened(connection, places.ledger, places.key):
        if ledger.manifest_sha256(connection, release_id) != sha256_of(folder / MANIFEST):
            return None
        digest = vintage.digest_of_release(connection, release_id)
        return None if digest is None else release_doubts(folder, manifest, connection, digest)
