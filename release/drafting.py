"""release draft: statistics of a period, protected, audited and laid out as they would be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import structlog

from release import certificates, vintage
from release.assembling import Standing, assemble
from release.auditing import audit_all, by_population, require_safe, require_same_method
from release.catalogue import declared_populations, read_descriptions
from release.drafts import AUDIT, DRAFT, HALF_MADE, PUBLIC, Draft, digest_of, hashes, read_draft
from release.errors import forbidden
from release.files import canonical_json, half_made, remove_tree, sync_tree
from release.folder import write_content
from release.history import History, read_history
from release.model import SEMESTER, CodeList, Description, PublicContent, PublicTable, ReleaseHead
from release.periods import iso_utc, parse_period
from release.places import Places
from release.policy import Mark, PopulationPolicy, read_policy
from release.protecting import protect_population, publish_openly
from release.reading import read_code_lists, read_statistic, require_complete_build
from release.recovery import complete_interrupted
from release.rounding import Secret, round_population
from release.texts import both

Progress = Callable[[str], None]

# Linear programmes a population for hiding less: about 20 seconds of one core for a national release.
EFFORT = 1500
SHORTEST_SECRET = 16

_log = structlog.get_logger()


def silent(step: str) -> None:
    """Take a step's name and say nothing: the default where nobody watches."""


def draft(
    period: str,
    *,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    policy: Path,
    code_version: str,
    now: datetime,
    progress: Progress = silent,
    effort: int = EFFORT,
    seed: int = 0,
    secret: Secret | None = None,
) -> Draft:
    """Make the draft of a period's release, in place of an earlier draft of the same release.

    `policy`: disclosure.toml. `effort`: linear programmes a population to spend on withholding less.
    `secret`: asked where the policy rounds a population, 16 bytes at least; with it rounding can be undone.
    Raises UserError with exit code 3 where nothing is built, earlier releases forbid it, or no safe way was
    found.
    """
    parse_period(period)
    complete_interrupted(connection=connection, places=places)
    history = read_history(connection, places)
    progress("reading")
    require_complete_build(connection)
    lists = read_code_lists(connection)
    said, policies = _catalogue(places, policy, lists)
    build = [read_statistic(connection, description, lists) for description in said]
    standing = assemble(build, lists, period, history, both("semester_unfinished"))
    _require_unchanged(period, standing, history)
    tables, proofs = _protect(standing, history, policies, progress, effort, seed, secret, period)
    head = ReleaseHead(
        id=f"{period}-r{1 + sum(release.period == period for release in history.releases)}",
        period=period,
        semesters=standing.code_lists[SEMESTER].leaves,
        published_at="",
        code_version=code_version,
        policy={name: applied.as_dict() for name, applied in policies.items()},
    )
    content = PublicContent(head, standing.code_lists, tables)
    marks = {name: applied.marks for name, applied in policies.items()}
    made = _write(content, proofs, marks, standing, history, connection, places, iso_utc(now), progress)
    _log.info("release_drafted", release=made.id, cells=made.cells, withheld=made.withheld)
    return made


def _catalogue(
    places: Places, policy: Path, lists: Mapping[str, CodeList]
) -> tuple[tuple[Description, ...], dict[str, PopulationPolicy]]:
    """Return the statistics to publish, and what the policy says of each of their populations."""
    declared = declared_populations(policy)
    said = read_descriptions(places.manifest, populations=declared, dimensions=tuple(lists))
    if not said:
        raise forbidden("nothing_to_publish")
    catalogue: dict[str, dict[str, tuple[str, ...]]] = {}
    for description in said:
        catalogue.setdefault(description.population, {})[description.name] = description.dimensions
    codes = {name: code_list.codes for name, code_list in lists.items()}
    policies = read_policy(policy, catalogue=catalogue, codes=codes)
    return said, {name: policies[name] for name in catalogue}


def _require_unchanged(period: str, standing: Standing, history: History) -> None:
    """A period that is out already may be published again only where nothing in it has changed."""
    if history.last is None or history.last.period != period:
        return
    changed = [s.name for s in standing.statistics if s.pending_revision]
    if changed:
        raise forbidden("revision_refused", period=period, release=history.last.id, tables=", ".join(changed))


def _protect(
    standing: Standing,
    history: History,
    policies: Mapping[str, PopulationPolicy],
    progress: Progress,
    effort: int,
    seed: int,
    secret: Secret | None,
    period: str,
) -> tuple[tuple[PublicTable, ...], dict[str, pl.DataFrame]]:
    """Return the tables as they will be shown, and by population what proves them."""
    tables: list[PublicTable] = []
    proofs = {}
    for population, statistics in by_population(standing.statistics).items():
        progress(f"protecting {population}")
        policy, lists, past = policies[population], standing.code_lists, history.releases
        require_same_method(population, statistics, past, policy.base)
        if policy.rules is None:
            tables += map(publish_openly, statistics)
        elif policy.base is not None:
            key = _key(secret)
            shown, proofs[population] = round_population(
                statistics, lists, past, policy.rules, policy.base, secret=key, period=period
            )
            tables += shown
        else:
            shown, proofs[population] = protect_population(
                statistics,
                lists,
                past,
                policy.rules,
                marks=policy.marks,
                weights=policy.weights,
                effort=effort,
                seed=seed,
            )
            tables += shown
    return tuple(tables), proofs


def _key(secret: Secret | None) -> bytes:
    key = b"" if secret is None else secret()
    if len(key) < SHORTEST_SECRET:
        raise forbidden("rounding_secret_missing", least=SHORTEST_SECRET)
    return key


def _write(
    content: PublicContent,
    proofs: Mapping[str, pl.DataFrame],
    marks: Mapping[str, Sequence[Mark]],
    standing: Standing,
    history: History,
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    drafted_at: str,
    progress: Progress,
) -> Draft:
    head = content.head
    folder = places.draft(head.id)
    fresh = half_made(places.drafts, f"{HALF_MADE}{head.id}-")
    progress("writing")
    write_content(fresh / PUBLIC, content)
    progress("auditing")
    audit = audit_all(fresh / PUBLIC, standing, history, head.policy, marks)
    require_safe(audit, audit["tables"])
    (fresh / AUDIT).write_bytes(canonical_json(audit))
    facts = _facts(content, marks, standing, history, drafted_at) | {"files": hashes(fresh)}
    (fresh / DRAFT).write_bytes(canonical_json(facts))
    digest = digest_of(facts)
    sync_tree(fresh)
    vintage.keep_draft(connection, digest, head.id, standing.statistics)
    certificates.keep(connection, digest, head.id, proofs)
    progress("certifying")
    certificates.require_proof(
        fresh / PUBLIC, content, digest, facts["marks"], connection=connection, places=places
    )
    remove_tree(folder)
    fresh.replace(folder)
    vintage.forget_other_drafts(connection, digest, head.id)
    certificates.forget_other_drafts(connection, digest, head.id)
    return read_draft(places, head.id)


def _facts(
    content: PublicContent,
    marks: Mapping[str, Sequence[Mark]],
    standing: Standing,
    history: History,
    drafted_at: str,
) -> dict[str, Any]:
    return {
        "id": content.head.id,
        "period": content.head.period,
        "after": None if history.last is None else history.last.id,
        "drafted_at": drafted_at,
        "code_version": content.head.code_version,
        "policy": content.head.policy,
        "marks": {name: [mark.as_dict() for mark in marked] for name, marked in marks.items()},
        "tables": {
            table.description.name: {
                "cells": table.frame.height,
                "withheld": table.withheld,
                "base": table.base,
                "pending_revision": table.pending_revision,
            }
            for table in content.tables
        },
    }
