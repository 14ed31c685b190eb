"""release publish: one rename makes a draft public; what an interruption left undone is completed afterwards.

Order, and what a kill at each point leaves:
1. the whole release folder is made, audited, signed and forced to disk under `releases/.staging-<id>-*`:
   nothing is published, the next run removes it;
2. it is renamed to `releases/<id>` - from here on the release is published;
3. vintage and ledger take it in (`recovery.py`, which also does so for an interrupted run).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import structlog

from release import certificates, vintage
from release.approving import Approval, require_two_people
from release.assembling import Standing, earlier_totals
from release.auditing import audit_all, require_safe, table_hashes
from release.drafts import Draft, check_id, read_draft
from release.errors import forbidden
from release.exports import write_exports
from release.files import (
    canonical_json,
    half_made,
    inventory,
    make_read_only,
    sync,
    sync_tree,
)
from release.folder import CODE_LISTS, PUBLIC_DATABASE, TABLES, write_content
from release.history import History, read_history
from release.model import PublicContent, Statistic
from release.periods import iso_utc
from release.places import Places
from release.policy import ROUND
from release.public_database import read_public_database
from release.recovery import STAGING, complete_interrupted, read_manifest
from release.signing import load_signing_key, public_pem
from release.verifying import MANIFEST, PUBLIC_KEY, SIGNATURE

EXPORTS = "exports"

_log = structlog.get_logger()


@dataclass(frozen=True)
class Release:
    """A published release. `already`: it had been published before this run."""

    id: str
    folder: Path
    manifest: Mapping[str, Any]
    already: bool = False


def publish(
    release_id: str,
    *,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    signing_key: bytes,
    now: datetime,
    progress: Callable[[str], None] = lambda step: None,
) -> Release:
    """Publish an approved draft; publishing it again returns the release as it is.

    `signing_key`: PEM of an Ed25519 private key. Raises UserError (exit code 3) unless two different people
    have approved these very files, nothing was published since, the attacker finds nothing in them, and their
    certificate proves that nobody could.
    """
    check_id(release_id)
    key = load_signing_key(signing_key)
    progress("completing")
    complete_interrupted(connection=connection, places=places)
    folder = places.release(release_id)
    if folder.exists():
        return Release(release_id, folder, read_manifest(folder), already=True)
    draft = read_draft(places, release_id)
    approvals = require_two_people(draft)
    history = read_history(connection, places)
    standing = _standing(draft, connection, history)
    progress("staging")
    staging = half_made(places.releases, f"{STAGING}{release_id}-")
    content = _content(draft, approvals, iso_utc(now))
    write_content(staging, content)
    progress("auditing")
    _check_staged(staging, content, draft, standing, history)
    progress("certifying")
    certificates.require_proof(
        staging, content, draft.digest, draft.facts.get("marks", {}), connection=connection, places=places
    )
    progress("exporting")
    write_exports(content, staging / EXPORTS)
    progress("signing")
    (staging / PUBLIC_KEY).write_bytes(public_pem(key))
    manifest = canonical_json(_manifest(content, staging))
    (staging / MANIFEST).write_bytes(manifest)
    (staging / SIGNATURE).write_bytes(key.sign(manifest))
    make_read_only(staging)
    sync_tree(staging)
    progress("publishing")
    staging.rename(folder)
    sync(places.releases)
    progress("entering")
    complete_interrupted(connection=connection, places=places, progress=progress)
    _log.info("release_published", release=release_id, files=len(inventory(folder)))
    return Release(release_id, folder, read_manifest(folder))


def _standing(draft: Draft, connection: duckdb.DuckDBPyConnection, history: History) -> Standing:
    """Return the true figures that the draft was made of, whatever the warehouse holds by now."""
    after = None if history.last is None else history.last.id
    if draft.facts["after"] != after or not vintage.has_draft(connection, draft.digest):
        raise forbidden("draft_outdated", release=draft.id)
    content = draft.content()
    statistics = []
    for table in content.tables:
        said = table.description
        keys = list(said.dimensions)
        cells = vintage.read_cells(connection, draft.digest, said.name, said.dimensions)
        frame = table.frame.select(keys).join(cells, on=keys, how="left", maintain_order="left")
        totals = earlier_totals(said, content.code_lists, history)
        statistics.append(Statistic(said, frame, table.pending_revision, totals))
    return Standing(content.code_lists, tuple(statistics))


def _content(draft: Draft, approvals: Sequence[Approval], published_at: str) -> PublicContent:
    content = draft.content()
    return replace(
        content,
        head=replace(content.head, published_at=published_at),
        approvals=tuple({"name": a.name, "approved_at": a.approved_at} for a in approvals),
    )


def _check_staged(
    staging: Path, content: PublicContent, draft: Draft, standing: Standing, history: History
) -> None:
    """Refuse unless the staged files are those approved, agree with each other, and withstand attack."""
    approved = draft.facts["files"]
    for name, about in inventory(staging).items():
        if name.split("/")[0] in (TABLES, CODE_LISTS) and approved.get(f"public/{name}") != about:
            raise forbidden("draft_changed", release=draft.id, path=name)
    again = read_public_database(staging / PUBLIC_DATABASE, content.head.policy)
    for ours, theirs in zip(content.tables, again.tables, strict=True):
        if not ours.frame.equals(theirs.frame):
            raise forbidden("table_not_as_drafted", table=ours.description.name)
    tables = table_hashes(staging, standing.statistics)
    require_safe(draft.audit(), tables)
    require_safe(audit_all(staging, standing, history, content.head.policy, draft.marks), tables)


def _manifest(content: PublicContent, folder: Path) -> dict[str, Any]:
    head = content.head
    return {
        "id": head.id,
        "period": head.period,
        "semesters": list(head.semesters),
        "published_at": head.published_at,
        "code_version": head.code_version,
        "policy": head.policy,
        "files": inventory(folder),
        "approvals": [dict(approval) for approval in content.approvals],
        "tables": {
            table.description.name: {
                **{f"title_{language}": text for language, text in table.description.title.items()},
                **{f"note_{language}": text for language, text in table.description.note.items()},
                **{f"unit_{language}": text for language, text in table.description.unit.items()},
                "articles": list(table.description.articles),
                "indicators": list(table.description.indicators),
                "population": table.description.population,
                "dimensions": list(table.description.dimensions),
                "cells": table.frame.height,
                "withheld": table.withheld,
                **({} if table.base is None else {"method": ROUND, "base": table.base}),
                "pending_revision": table.pending_revision,
            }
            for table in content.tables
        },
    }
