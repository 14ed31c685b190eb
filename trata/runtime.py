"""What a command needs of this installation: settings, home folder, warehouse, clock; made once a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from ingest.vault import Vault
from trata.errors import UserError
from trata.home import Home
from trata.settings import Settings
from trata.warehouse import open_warehouse


@dataclass(frozen=True)
class Runtime:
    """The edge of the system: the only place that looks at the environment and the clock."""

    settings: Settings
    home: Home

    @classmethod
    def from_environment(cls) -> Runtime:
        """Read the settings of this process."""
        settings = Settings()
        return cls(settings, Home(settings.home.absolute(), settings))

    def require_home(self) -> Home:
        """The home folder, which must have been made; from here on every new file is for its owner only."""
        if not self.home.exists():
            raise UserError("home_missing", where=str(self.home.root))
        os.umask(0o077)
        return self.home

    @contextmanager
    def warehouse(self, *, create: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """The open warehouse; waits for another process that holds it, then says so."""
        home = self.require_home()
        with open_warehouse(
            home.warehouse, home.warehouse_key(), wait_seconds=self.settings.lock_wait_seconds, create=create
        ) as connection:
            yield connection

    def vault(self) -> Vault:
        """Where intake puts originals, rejected rows and reports, and the key of its tokens."""
        home = self.require_home()
        return Vault(
            archive=home.folder("archive"),
            quarantine=home.folder("quarantine"),
            reports=home.folder("reports"),
            recipients=home.recipients(),
            linkage_key=home.linkage_key(),
        )

    @staticmethod
    def now() -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)
