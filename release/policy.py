"""The disclosure policy: data/policy/disclosure.toml, read strictly, as rules for each population."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from disclosure import Rules, default_base
from release.errors import UserError

OPEN = "open"
PROTECTIONS = ("count", "existence", OPEN)
AMOUNT_KEYS = ("p", "coalition", "dominance")
DEFAULT_KEYS = ("k", "protection", "group_below", "weight_total", "weight_part", *AMOUNT_KEYS)
POPULATION_KEYS = (*DEFAULT_KEYS, "sensitive", "method", "base", "tables")
WITHHOLD, ROUND = "withhold", "round"
TABLE_KEYS = ("weight", "withhold")


class PolicyError(UserError):
    """The policy file is wrong, or does not fit the statistics."""


@dataclass(frozen=True)
class Mark:
    """Cells that a person decided to withhold: those of a table with these codes, whatever the others."""

    table: str
    codes: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """What a draft keeps of it; no manifest tells it, for it names primary cells."""
        return {"table": self.table, "codes": dict(self.codes)}


@dataclass(frozen=True)
class Weights:
    """How many cells of full detail one would rather withhold than a total of everybody, or of a dimension.

    tables: by how much the cells of a table weigh more than those of others.
    """

    total: float
    part: float
    tables: Mapping[str, float]


EQUAL = Weights(1.0, 1.0, {})


@dataclass(frozen=True)
class PopulationPolicy:
    """What holds for one population; `rules` is None where everything is published as it is.

    base: to multiples of which all figures are rounded; None where cells are withheld instead.
    """

    population: str
    rules: Rules | None
    weights: Weights
    marks: tuple[Mark, ...] = ()
    base: int | None = None

    def as_dict(self) -> dict[str, object]:
        """What the manifest of a release tells of it: the rules, but not which cells are marked."""
        if self.rules is None:
            return {"protection": OPEN}
        rules = self.rules
        told: dict[str, object] = {"k": rules.k, "protection": rules.protection}
        if rules.sensitive:
            told |= {"sensitive": list(rules.sensitive), "group_below": rules.group_below}
        if rules.p:
            told |= {"p": rules.p, "coalition": rules.coalition}
        if rules.dominance:
            told |= {"dominance": list(rules.dominance)}
        if self.base is not None:
            told |= {"method": ROUND, "base": self.base}
        return told


def marks_of(told: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """Return the marks that a draft's facts hold."""
    return tuple(Mark(mark["table"], dict(mark["codes"])) for mark in told)


def rules_of(applied: Mapping[str, Any]) -> Rules | None:
    """Return the engine's rules for what a manifest tells of a population; None where it is open."""
    if applied["protection"] == OPEN:
        return None
    return Rules(
        k=applied["k"],
        protection=applied["protection"],
        sensitive=tuple(applied.get("sensitive", ())),
        group_below=applied.get("group_below", 0),
        p=applied.get("p", 0),
        coalition=applied.get("coalition", 1),
        dominance=tuple(applied["dominance"]) if "dominance" in applied else None,
    )


def base_of(applied: Mapping[str, Any]) -> int | None:
    """Return the base of rounding in what a manifest tells of a population; None where cells are withheld."""
    return int(applied["base"]) if applied.get("method", WITHHOLD) == ROUND else None


def read_policy(
    path: Path,
    *,
    catalogue: Mapping[str, Mapping[str, Sequence[str]]],
    codes: Mapping[str, Collection[str]],
) -> dict[str, PopulationPolicy]:
    """The policy of every population of the statistics; any doubt about it is a PolicyError.

    catalogue: population -> table -> its dimensions. codes: dimension -> its codes.
    """
    document = _parse(path)
    _only(document, ("defaults", "populations"), path, "")
    defaults = _section(document, "defaults", path, "")
    _only(defaults, DEFAULT_KEYS, path, "defaults")
    entries = _section(document, "populations", path, "")
    _only(entries, sorted(catalogue), path, "populations")
    missing = sorted(catalogue.keys() - entries.keys())
    if missing:
        raise PolicyError("policy_population_missing", file=path.name, population=missing[0])
    found = {}
    for name, tables in sorted(catalogue.items()):
        entry = _section(entries, name, path, "populations")
        found[name] = _Reader(path, f"populations.{name}", defaults, entry).read(name, tables, codes)
    return found


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError("policy_unreadable", file=path.name) from error


def _section(document: Mapping[str, Any], name: str, path: Path, place: str) -> dict[str, Any]:
    section = document.get(name, {})
    if not isinstance(section, dict):
        raise PolicyError("policy_value", file=path.name, key=f"{place}.{name}" if place else name)
    return section


def _only(section: Mapping[str, Any], known: Iterable[str], path: Path, place: str) -> None:
    allowed = tuple(known)
    for key in section:
        if key not in allowed:
            where = f"{place}.{key}" if place else key
            raise PolicyError("policy_key_unknown", file=path.name, key=where, known=", ".join(allowed))


class _Reader:
    """Reads one population's section over the defaults."""

    def __init__(self, path: Path, place: str, defaults: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
        self._path, self._place, self._entry = path, place, entry
        self._merged = {**defaults, **entry}

    def read(
        self, name: str, tables: Mapping[str, Sequence[str]], codes: Mapping[str, Collection[str]]
    ) -> PopulationPolicy:
        """Return the policy of the population."""
        _only(self._entry, POPULATION_KEYS, self._path, self._place)
        protection = self._merged.get("protection")
        if protection not in PROTECTIONS:
            raise self._wrong("protection")
        rules = None if protection == OPEN else self._rules(sorted(codes))
        weights, marks = self._tables(tables, codes)
        return PopulationPolicy(name, rules, weights, marks, self._base(rules, marks))

    def _base(self, rules: Rules | None, marks: Sequence[Mark]) -> int | None:
        method = self._entry.get("method", WITHHOLD)
        if method not in (WITHHOLD, ROUND):
            raise self._wrong("method")
        if method == WITHHOLD:
            if "base" in self._entry:
                raise self._clash("base", WITHHOLD)
            return None
        # A figure above 0 tells that somebody is there, and all cells are shown, also those to be withheld.
        if rules is None or not rules.zeros_published:
            raise self._clash("protection", ROUND)
        for key in AMOUNT_KEYS:
            if key in self._merged:
                raise self._clash(key, ROUND)
        for mark in marks:
            raise self._clash(f"tables.{mark.table}.withhold", ROUND)
        least = rules.k + 1
        if "base" not in self._entry:
            return default_base(rules.k)
        base = self._entry["base"]
        if isinstance(base, bool) or not isinstance(base, int) or base < least:
            key = f"{self._place}.base"
            raise PolicyError("policy_base", file=self._path.name, key=key, least=least, k=rules.k)
        return int(base)

    def _clash(self, key: str, method: str) -> PolicyError:
        return PolicyError("policy_method", file=self._path.name, key=f"{self._place}.{key}", method=method)

    def _rules(self, dimensions: list[str]) -> Rules:
        merged = self._merged
        sensitive = merged.get("sensitive", [])
        if not isinstance(sensitive, list) or not all(isinstance(item, str) for item in sensitive):
            raise self._wrong("sensitive")
        _only(dict.fromkeys(sensitive), dimensions, self._path, f"{self._place}.sensitive")
        return Rules(
            k=self._whole("k", 2),
            protection=merged["protection"],
            sensitive=tuple(sensitive),
            group_below=self._whole("group_below", 0) if sensitive else 0,
            p=self._whole("p", 1, 100) if "p" in merged else 0,
            coalition=self._whole("coalition", 1) if "coalition" in merged else 1,
            dominance=self._dominance() if "dominance" in merged else None,
        )

    def _dominance(self) -> tuple[int, int]:
        given = self._merged["dominance"]
        if not isinstance(given, list) or len(given) != 2:
            raise self._wrong("dominance")
        n, percent = given
        return self._checked("dominance", n, 1), self._checked("dominance", percent, 1, 99)

    def _tables(
        self, tables: Mapping[str, Sequence[str]], codes: Mapping[str, Collection[str]]
    ) -> tuple[Weights, tuple[Mark, ...]]:
        sections = _section(self._entry, "tables", self._path, self._place)
        _only(sections, sorted(tables), self._path, f"{self._place}.tables")
        heavier, marks = {}, []
        for table in sections:
            section = _section(sections, table, self._path, f"{self._place}.tables")
            key = f"tables.{table}"
            _only(section, TABLE_KEYS, self._path, f"{self._place}.{key}")
            if "weight" in section:
                heavier[table] = self._weight(f"{key}.weight", section["weight"])
            marks += self._marks(table, f"{key}.withhold", section.get("withhold", []), tables[table], codes)
        total, part = (self._weight(key, self._merged.get(key)) for key in ("weight_total", "weight_part"))
        return Weights(total, part, heavier), tuple(marks)

    def _marks(
        self,
        table: str,
        key: str,
        given: Any,
        dimensions: Sequence[str],
        codes: Mapping[str, Collection[str]],
    ) -> list[Mark]:
        # A mark without any code would withhold the whole table: that is for the catalogue to say.
        if not isinstance(given, list) or not all(isinstance(mark, dict) and mark for mark in given):
            raise self._wrong(key)
        for mark in given:
            _only(mark, dimensions, self._path, f"{self._place}.{key}")
            for dimension, code in mark.items():
                _only({str(code): code}, codes[dimension], self._path, f"{self._place}.{key}.{dimension}")
        return [Mark(table, mark) for mark in given]

    def _weight(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key)
        if not (math.isfinite(value) and value > 0):
            raise self._wrong(key)
        return float(value)

    def _whole(self, key: str, least: int, most: float = math.inf) -> int:
        return self._checked(key, self._merged.get(key), least, most)

    def _checked(self, key: str, value: Any, least: int, most: float = math.inf) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self._wrong(key)
        return int(value)

    def _wrong(self, key: str) -> PolicyError:
        return PolicyError("policy_value", file=self._path.name, key=f"{self._place}.{key}")
