"""The attacker against the files: everything that is about to be published, and all that ever was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from release.assembling import Standing
from release.errors import forbidden
from release.files import sha256_of
from release.folder import TABLES, read_table
from release.history import History
from release.ledger import PastRelease
from release.model import Statistic, base_told
from release.policy import Mark, base_of, rules_of
from release.protecting import audit_population
from release.rounding import audit_rounded


def by_population(statistics: Iterable[Statistic]) -> dict[str, list[Statistic]]:
    """Group statistics by population, in their order."""
    groups: dict[str, list[Statistic]] = {}
    for statistic in statistics:
        groups.setdefault(statistic.description.population, []).append(statistic)
    return groups


def require_same_method(
    population: str, statistics: Iterable[Statistic], past: Iterable[PastRelease], base: int | None
) -> None:
    """Refuse another method or base than earlier releases had: what two of them leave open, both may tell."""
    names = {statistic.name for statistic in statistics}
    for release in past:
        for table in release.tables.values():
            if table.name in names or table.population == population:
                for before in {base_told(status) for status in table.frame["status"].unique()} - {base}:
                    raise forbidden(
                        "method_changed",
                        population=population,
                        release=release.id,
                        before=_told(before),
                        now=_told(base),
                    )


def _told(base: int | None) -> str:
    return 'method = "withhold"' if base is None else f'method = "round", base = {base}'


def table_hashes(folder: Path, statistics: Iterable[Statistic]) -> dict[str, str]:
    """Return the SHA-256 of every table's file in a release folder."""
    return {s.name: sha256_of(folder / TABLES / f"{s.name}.csv") for s in statistics}


def audit_all(
    folder: Path,
    standing: Standing,
    history: History,
    policy: Mapping[str, Any],
    marks: Mapping[str, Sequence[Mark]],
) -> dict[str, Any]:
    """Attack the tables in a folder; return what was found, and the hashes of the files it was found in.

    policy, marks: by population.
    """
    found = {}
    for population, statistics in by_population(standing.statistics).items():
        rules = rules_of(policy[population])
        if rules is None:
            continue
        shown = {s.name: read_table(folder, s.name, s.description.dimensions) for s in statistics}
        lists, past, base = standing.code_lists, history.releases, base_of(policy[population])
        require_same_method(population, statistics, past, base)
        if base is None:
            audit = audit_population(shown, statistics, lists, past, rules, marks.get(population, ()))
        else:
            audit = audit_rounded(shown, statistics, lists, past, rules, base)
        found[population] = audit.as_json()
    return {"tables": table_hashes(folder, standing.statistics), "populations": found}


def require_safe(audit: Mapping[str, Any], tables: Mapping[str, str]) -> None:
    """Refuse unless an audit is of exactly these files and found nothing open."""
    if audit["tables"] != tables:
        raise forbidden("audit_of_other_tables")
    for population, facts in audit["populations"].items():
        if facts["open"]:
            raise forbidden(
                "audit_failed",
                population=population,
                cells=len(facts["open"]),
                table=facts["open"][0]["table"],
            )
