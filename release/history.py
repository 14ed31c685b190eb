"""What earlier releases told (the ledger) and the true figures behind them (the vintage)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import polars as pl

from release import ledger, vintage
from release.errors import forbidden
from release.ledger import PastRelease
from release.places import Places


@dataclass(frozen=True)
class History:
    """All earlier releases in order; `figures` are true ones, by release and statistic."""

    releases: tuple[PastRelease, ...]
    figures: Mapping[tuple[str, str], pl.DataFrame]

    @property
    def last(self) -> PastRelease | None:
        """The newest release, if there is any."""
        return self.releases[-1] if self.releases else None


def read_history(connection: duckdb.DuckDBPyConnection, places: Places) -> History:
    """Read the ledger, and the vintage of each release in it."""
    with ledger.opened(connection, places.ledger, places.key):
        past = ledger.read_past(connection)
    figures = {}
    for release in past:
        digest = vintage.digest_of_release(connection, release.id)
        if digest is None:
            raise forbidden("vintage_missing", release=release.id)
        for table in release.tables.values():
            cells = vintage.read_cells(connection, digest, table.name, table.dimensions)
            if cells.height != table.frame.height:
                raise forbidden("vintage_missing", release=release.id)
            figures[release.id, table.name] = cells
    return History(past, figures)
