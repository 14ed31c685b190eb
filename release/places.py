"""Where the release part keeps its things in the home folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """drafts/, releases/, ledger.duckdb and dbt's manifest.json. `key` opens the ledger if encrypted."""

    drafts: Path
    releases: Path
    ledger: Path
    manifest: Path
    key: str | None = None

    def draft(self, release_id: str) -> Path:
        """Return the folder of a draft."""
        return self.drafts / release_id

    def release(self, release_id: str) -> Path:
        """Return the folder of a release."""
        return self.releases / release_id
