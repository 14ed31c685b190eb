"""What a killed run left undone: half-made folders go, published releases are entered in the books.

A release is published by the rename of its folder. After that the warehouse notes whose figures it stands on,
and the ledger takes it in, each in one transaction that changes nothing when done again. What that takes lies
in the draft and in the release folder, so every next run can do what is missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from release import certificates, ledger, vintage
from release.drafts import HALF_MADE, read_draft
from release.errors import forbidden
from release.files import remove_tree, sha256_of
from release.folder import PUBLIC_DATABASE, TABLES
from release.places import Places
from release.public_database import read_public_database
from release.verifying import MANIFEST, require_valid

STAGING = ".staging-"


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read a release's manifest."""
    manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


def complete_interrupted(
    *,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[str, ...]:
    """Finish what a killed run left: drop half-made folders, enter releases that are in no book yet."""
    vintage.prepare(connection)
    certificates.prepare(connection)
    for parent, prefix in ((places.releases, STAGING), (places.drafts, HALF_MADE)):
        for half_made in parent.glob(f"{prefix}*"):
            remove_tree(half_made)
    with ledger.opened(connection, places.ledger, places.key):
        known = dict(ledger.releases(connection))
        published = sorted(path.name for path in places.releases.glob("*-r*") if path.is_dir())
        entered = tuple(name for name in published if name not in known)
        for name in entered:
            _enter(name, connection, places, progress)
    return entered


def _enter(
    release_id: str,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    progress: Callable[[str], None],
) -> None:
    folder = places.release(release_id)
    require_valid(folder)
    draft = read_draft(places, release_id)
    manifest = read_manifest(folder)
    content = read_public_database(folder / PUBLIC_DATABASE, manifest["policy"])
    tables = {
        t.description.name: sha256_of(folder / TABLES / f"{t.description.name}.csv") for t in content.tables
    }
    if draft.audit()["tables"] != tables or not vintage.has_draft(connection, draft.digest):
        raise forbidden("release_without_draft", release=release_id)
    progress("vintage")
    vintage.mark_published(connection, draft.digest, release_id)
    progress("ledger")
    ledger.enter(
        connection,
        content,
        manifest_sha256=sha256_of(folder / MANIFEST),
        table_sha256=tables,
        audit=draft.audit(),
    )
    progress("done")
