"""How dbt opens the encrypted warehouse: the key goes to DuckDB and to nothing that dbt logs or writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from ingest import messages
from trata.errors import UserError
from trata.home import Home
from trata.settings import Settings
from trata.warehouse import CATALOG, attach, connection_config, load_encryption


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt is not typed
    """Attaches the warehouse itself, because dbt prints the attachments it knows (`dbt debug`)."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Find the one attachment of the profile: the warehouse of the home folder."""
        attachments = (self.creds.attach if self.creds else None) or []
        if [attachment.alias for attachment in attachments] != [CATALOG]:
            raise DbtRuntimeError(f"profiles.yml must attach the warehouse as {CATALOG}, and nothing else.")
        self.home = Home(Path(attachments[0].path).parent, Settings())

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Let nothing spill to disk in the clear."""
        config.update(connection_config(self.home.warehouse))

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Attach with the key; dbt's own `ATTACH IF NOT EXISTS` of the same alias then finds it in place."""
        load_encryption(conn)
        try:
            key = self.home.warehouse_key() if self.home.warehouse.exists() else ""
            attach(conn, self.home.warehouse, key, wait_seconds=self.home.settings.lock_wait_seconds)
        except UserError as error:
            told = (messages.render(error.message_id, lang, **error.params) for lang in ("es", "en"))
            raise DbtRuntimeError(" / ".join(told)) from None
