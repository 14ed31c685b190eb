"""The true figures behind drafts and releases, as they were then; they stay in the encrypted warehouse.

A draft writes its figures here under its digest; publishing it adds one row to `vintage.releases`, and from
then on they are what the release stands on. So figures and the fact of publication cannot come apart.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from release.databases import insert_frame, transaction
from release.model import Statistic

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS vintage;
CREATE TABLE IF NOT EXISTS vintage.drafts (digest VARCHAR, release_id VARCHAR);
CREATE TABLE IF NOT EXISTS vintage.cells (
    digest VARCHAR, statistic VARCHAR, codes VARCHAR[], value BIGINT, contributors BIGINT
);
CREATE TABLE IF NOT EXISTS vintage.releases (release_id VARCHAR PRIMARY KEY, digest VARCHAR);
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables where they are missing."""
    connection.execute(_SCHEMA)


def keep_draft(
    connection: duckdb.DuckDBPyConnection, digest: str, release_id: str, statistics: Iterable[Statistic]
) -> None:
    """Store the true figures of a draft, all or none."""
    with transaction(connection):
        for table in ("cells", "drafts"):  # the same draft made again is still one
            connection.execute(f"DELETE FROM vintage.{table} WHERE digest = ?", [digest])
        connection.execute("INSERT INTO vintage.drafts VALUES (?, ?)", [digest, release_id])
        for statistic in statistics:
            _insert(connection, digest, statistic)


def forget_other_drafts(connection: duckdb.DuckDBPyConnection, digest: str, release_id: str) -> None:
    """Drop the figures of the drafts of a release that a newer draft has replaced."""
    stale = "SELECT digest FROM vintage.drafts WHERE release_id = ? AND digest <> ?"
    with transaction(connection):
        connection.execute(f"DELETE FROM vintage.cells WHERE digest IN ({stale})", [release_id, digest])
        connection.execute(
            "DELETE FROM vintage.drafts WHERE release_id = ? AND digest <> ?", [release_id, digest]
        )


def _insert(connection: duckdb.DuckDBPyConnection, digest: str, statistic: Statistic) -> None:
    dimensions = list(statistic.description.dimensions)
    rows = statistic.frame.select(
        pl.lit(digest).alias("digest"),
        pl.lit(statistic.name).alias("statistic"),
        pl.concat_list(dimensions).alias("codes"),
        "value",
        "contributors",
    )
    insert_frame(connection, "vintage.cells", rows)


def mark_published(connection: duckdb.DuckDBPyConnection, digest: str, release_id: str) -> None:
    """Make a draft's figures those of the release; doing it again changes nothing."""
    connection.execute("INSERT OR IGNORE INTO vintage.releases VALUES (?, ?)", [release_id, digest])


def has_draft(connection: duckdb.DuckDBPyConnection, digest: str) -> bool:
    """Tell whether a draft's true figures are at hand."""
    found = connection.execute("SELECT count(*) FROM vintage.drafts WHERE digest = ?", [digest]).fetchone()
    return found is not None and found[0] > 0


def digest_of_release(connection: duckdb.DuckDBPyConnection, release_id: str) -> str | None:
    """Return the digest under which a release's figures are kept, if they are."""
    query = "SELECT digest FROM vintage.releases WHERE release_id = ?"
    found = connection.execute(query, [release_id]).fetchone()
    return None if found is None else str(found[0])


def read_cells(
    connection: duckdb.DuckDBPyConnection, digest: str, statistic: str, dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """Read a statistic's true figures of one draft or release."""
    picked = ", ".join(f'codes[{place}] AS "{name}"' for place, name in enumerate(dimensions, 1))
    return connection.execute(
        f"SELECT {picked}, value, contributors FROM vintage.cells WHERE digest = ? AND statistic = ?",
        [digest, statistic],
    ).pl()
