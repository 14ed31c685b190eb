"""Which statistics are published: read from dbt's manifest, the only list there is."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from release.errors import UserError, forbidden
from release.model import SEMESTER, Description

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TEXTS = ("title_es", "title_en", "note_es", "note_en", "unit_es", "unit_en", "population")
_LISTS = ("articles", "indicators", "dimensions")


def declared_populations(policy: Path) -> tuple[str, ...]:
    """Return the populations that the policy file names, in its order; none if it cannot be read."""
    try:
        return tuple(tomllib.loads(policy.read_text(encoding="utf-8"))["populations"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def read_descriptions(
    manifest: Path, *, populations: Collection[str], dimensions: Collection[str]
) -> tuple[Description, ...]:
    """Read the statistics to be published, in the order of the policy's populations, then by name."""
    try:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise forbidden("manifest_unreadable", path=manifest.name) from error
    found = []
    for node in nodes.values():
        if node.get("resource_type") != "model" or node.get("schema") != "statistics":
            continue
        meta = (node.get("config") or {}).get("meta") or {}
        if meta.get("publish") is True:
            found.append(_described(str(node["name"]), meta, populations, dimensions))
    order = {name: rank for rank, name in enumerate(populations)}
    return tuple(sorted(found, key=lambda said: (order[said.population], said.name)))


def _described(
    name: str, meta: Mapping[str, Any], populations: Collection[str], dimensions: Collection[str]
) -> Description:
    faults = _faults(meta)
    if faults or not _NAME.fullmatch(name):
        raise UserError("meta_incomplete", model=name, keys=", ".join(faults) or "name")
    if meta["population"] not in populations:
        raise UserError(
            "population_unknown", model=name, population=meta["population"], known=", ".join(populations)
        )
    for dimension in meta["dimensions"]:
        if dimension not in dimensions:
            raise UserError("dimension_unknown", model=name, dimension=dimension, known=", ".join(dimensions))
    if SEMESTER not in meta["dimensions"]:
        raise UserError("semester_missing", model=name)
    return Description(
        name=name,
        title=_both(meta, "title"),
        note=_both(meta, "note"),
        unit=_both(meta, "unit"),
        articles=tuple(map(str, meta["articles"])),
        indicators=tuple(map(str, meta["indicators"])),
        population=str(meta["population"]),
        dimensions=tuple(map(str, meta["dimensions"])),
    )


def _faults(meta: Mapping[str, Any]) -> list[str]:
    texts = [key for key in _TEXTS if not isinstance(meta.get(key), str) or not meta[key].strip()]
    lists = [key for key in _LISTS if not isinstance(meta.get(key), list)]
    if not lists and (not meta["dimensions"] or len(set(meta["dimensions"])) < len(meta["dimensions"])):
        lists = ["dimensions"]
    return texts + lists


def _both(meta: Mapping[str, Any], key: str) -> dict[str, str]:
    return {language: str(meta[f"{key}_{language}"]).strip() for language in ("es", "en")}
