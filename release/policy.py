"""The disclosure policy: data/policy/disclosure.toml, read strictly, as rules for each population."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from disclosure import Rules
from release.errors import UserError

OPEN = "open"
PROTECTIONS = ("count", "existence", OPEN)
DEFAULT_KEYS = ("k", "protection", "group_below")
POPULATION_KEYS = (*DEFAULT_KEYS, "sensitive")


class PolicyError(UserError):
    """The policy file is wrong, or does not fit the statistics."""


@dataclass(frozen=True)
class PopulationPolicy:
    """What holds for one population; `rules` is None where everything is published as it is."""

    population: str
    rules: Rules | None

    def as_dict(self) -> dict[str, object]:
        """What the manifest of a release tells of it."""
        if self.rules is None:
            return {"protection": OPEN}
        rules = self.rules
        told: dict[str, object] = {"k": rules.k, "protection": rules.protection}
        if rules.sensitive:
            told |= {"sensitive": list(rules.sensitive), "group_below": rules.group_below}
        return told


def read_policy(
    path: Path, *, populations: Iterable[str], dimensions: Iterable[str]
) -> dict[str, PopulationPolicy]:
    """The policy of every population of the statistics; any doubt about it is a PolicyError."""
    known = sorted(populations)
    document = _parse(path)
    _only(document, ("defaults", "populations"), path, "")
    defaults = _section(document, "defaults", path)
    _only(defaults, DEFAULT_KEYS, path, "defaults")
    entries = _section(document, "populations", path)
    _only(entries, known, path, "populations")
    missing = [name for name in known if name not in entries]
    if missing:
        raise PolicyError("policy_population_missing", file=path.name, population=missing[0])
    allowed = sorted(dimensions)
    return {name: _population(path, name, defaults, _section(entries, name, path), allowed) for name in known}


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError("policy_unreadable", file=path.name) from error


def _section(document: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    section = document.get(name, {})
    if not isinstance(section, dict):
        raise PolicyError("policy_value", file=path.name, key=name)
    return section


def _only(section: Mapping[str, Any], known: Iterable[str], path: Path, place: str) -> None:
    allowed = tuple(known)
    for key in section:
        if key not in allowed:
            where = f"{place}.{key}" if place else key
            raise PolicyError("policy_key_unknown", file=path.name, key=where, known=", ".join(allowed))


def _population(
    path: Path, name: str, defaults: Mapping[str, Any], entry: Mapping[str, Any], dimensions: list[str]
) -> PopulationPolicy:
    place = f"populations.{name}"
    _only(entry, POPULATION_KEYS, path, place)
    merged = {**defaults, **entry}
    protection = merged.get("protection")
    if protection not in PROTECTIONS:
        raise PolicyError("policy_value", file=path.name, key=f"{place}.protection")
    if protection == OPEN:
        return PopulationPolicy(name, None)
    sensitive = merged.get("sensitive", [])
    if not isinstance(sensitive, list) or not all(isinstance(item, str) for item in sensitive):
        raise PolicyError("policy_value", file=path.name, key=f"{place}.sensitive")
    _only(dict.fromkeys(sensitive), dimensions, path, f"{place}.sensitive")
    if sensitive and "group_below" not in merged:
        raise PolicyError("policy_value", file=path.name, key=f"{place}.group_below")
    return PopulationPolicy(
        name,
        Rules(
            k=_whole(path, merged, "k", place, least=2),
            protection=protection,
            sensitive=tuple(sensitive),
            group_below=_whole(path, merged, "group_below", place, least=0) if sensitive else 0,
        ),
    )


def _whole(path: Path, merged: Mapping[str, Any], key: str, place: str, least: int) -> int:
    value = merged.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise PolicyError("policy_value", file=path.name, key=f"{place}.{key}")
    return value
