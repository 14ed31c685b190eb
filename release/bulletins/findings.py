"""What came out, as a table (one row a finding) and as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from release.bulletins.dimensions import Dimensions
from release.bulletins.evidence import Evidence, Judged, Lines
from release.bulletins.layout import Tidy
from release.bulletins.masks import Bools, Kind, Values
from release.bulletins.options import UNBOUNDED
from release.bulletins.phrases import LANGUAGES
from release.bulletins.solving import Solved
from release.bulletins.steps import MOST_STEPS, Steps
from release.bulletins.sums import Rule, repeated
from release.bulletins.telling import Teller

EXACT, NARROW, LARGE, CONTRADICTION = "exact", "narrow", "large", "contradiction"
_LAST: Final = {
    "shown": pl.String,
    "kind": pl.String,
    "lower": pl.Int64,
    "upper": pl.Int64,
    "steps": pl.Int64,
    "over": pl.String,
    "sums_agree": pl.Int64,
    "sums_checked": pl.Int64,
    "how_es": pl.String,
    "how_en": pl.String,
}


@dataclass(frozen=True)
class Attacked:
    """One table with all that was found out about it."""

    tidy: Tidy
    dimensions: Dimensions
    values: Values
    rules: tuple[Rule, ...]
    evidence: Evidence
    solved: Solved
    k: int

    def kinds(self) -> dict[str, Bools]:
        """Which cells are known exactly, which more narrowly than they should be, which large ones are known.

        A mask that tells an interval is undone by any narrower one. A symbol that tells nothing is undone
        when a cell that may be below k turns out to be certainly so, or is hemmed in to less than k - 1.
        """
        values, lower, upper = self.values, self.solved.lower, self.solved.upper
        narrower = values.open & ((lower > values.lower) | (upper < values.upper))
        known = narrower & (lower == upper)
        small = values.bounded | (lower < self.k)
        tight = (upper - lower < self.k - 1) | (upper < self.k)
        return {
            EXACT: known & small,
            NARROW: narrower & ~known & small & (values.bounded | tight),
            LARGE: narrower & ~small & tight,
        }


def finding_rows(attacked: Attacked) -> pl.DataFrame:
    """One row a finding and one a contradiction, in the order of the file."""
    teller = Teller(attacked.dimensions, attacked.tidy.rows)
    chains = Steps(attacked.solved, attacked.values)
    rows: list[dict[str, Any]] = []
    for kind, cells in attacked.kinds().items():
        rows += [_finding(attacked, teller, chains, kind, cell) for cell in np.flatnonzero(cells).tolist()]
    for lines in (attacked.evidence.contradictions, attacked.solved.denied):
        rows += [_contradiction(attacked, teller, lines, line) for line in range(len(lines))]
    places = np.array([row.pop("cell") for row in rows], dtype=np.int64)
    codes = attacked.tidy.codes[places].select(attacked.dimensions.columns)
    codes = codes.rename({name: f"{name}_" for name in codes.columns if name in {"table", "row", *_LAST}})
    found = pl.DataFrame(rows, schema=_LAST)
    row = pl.Series("row", attacked.tidy.rows[places], dtype=pl.Int64)
    shown = attacked.tidy.shown[places].alias("shown")
    table = pl.Series("table", [attacked.tidy.name] * len(places), dtype=pl.String)
    joined = pl.concat([pl.DataFrame([table, row]), codes, found.with_columns(shown)], how="horizontal")
    return joined[np.argsort(places, kind="stable")]


def _finding(attacked: Attacked, teller: Teller, chains: Steps, kind: str, cell: int) -> dict[str, Any]:
    solved = attacked.solved
    steps, whole = chains.of(cell)
    lines = sorted({line for step in steps for line in step.lines})
    weakest = lines[int(np.argmin(solved.lines.belief[lines]))]
    columns = {name for line in lines for name in attacked.rules[int(solved.lines.rule[line])].columns}
    upper = int(solved.upper[cell])
    return {
        "cell": cell,
        "kind": kind,
        "lower": int(solved.lower[cell]),
        "upper": None if upper >= UNBOUNDED else upper,
        "steps": min(sum(map(len, {(one.cell, one.lines): one.lines for one in steps}.values())), MOST_STEPS),
        "over": " + ".join(name for name in attacked.dimensions.columns if name in columns),
        "sums_agree": int(solved.lines.agree[weakest]),
        "sums_checked": int(solved.lines.checked[weakest]),
        **{f"how_{language}": teller.told(steps, whole, language) for language in LANGUAGES},
    }


def _contradiction(attacked: Attacked, teller: Teller, lines: Lines, line: int) -> dict[str, Any]:
    values, total, parts = attacked.values, int(lines.total[line]), lines.parts(line)
    return {
        "cell": total,
        "kind": CONTRADICTION,
        "over": " + ".join(attacked.rules[int(lines.rule[line])].columns),
        "sums_agree": int(lines.agree[line]),
        "sums_checked": int(lines.checked[line]),
        **{f"how_{language}": teller.denied(total, parts, values, language) for language in LANGUAGES},
    }


def summary(attacked: Attacked, found: pl.DataFrame) -> dict[str, Any]:
    """Numbers of one table: cells, findings by kind, and every rule with how often it holds."""
    values = attacked.values
    kinds = found["kind"].value_counts()
    counted = dict(zip(kinds["kind"].to_list(), kinds["count"].to_list(), strict=True))
    single = found.filter((pl.col("kind") == EXACT) & (pl.col("steps") == 1)).height
    assumed = [_named(attacked, judged.rule) for judged in attacked.evidence.judged if judged.assumed]
    return {
        "table": attacked.tidy.name,
        "layout": attacked.tidy.layout,
        "dimensions": attacked.dimensions.columns,
        "cells": len(values.kind),
        "masked": int(values.hidden.sum()),
        "unreadable": int((values.kind == Kind.UNREADABLE).sum()),
        "repeated": int(repeated(attacked.dimensions).sum()),
        "mask_includes_zero": values.floor == 0,
        "rounded_to": values.base,
        "rounded_by_at_most": values.half,
        "counts": {kind: counted.get(kind, 0) for kind in (EXACT, NARROW, LARGE, CONTRADICTION)},
        "exact_by_one_subtraction": single,
        "sums": [_rule(attacked, judged) for judged in attacked.evidence.judged],
        "assumed_totals": assumed,
        "unexamined": attacked.solved.unexamined,
        "simplified": attacked.solved.simplified,
        "finished": attacked.solved.finished,
    }


def _named(attacked: Attacked, rule: Rule) -> str:
    labels = attacked.dimensions.labels
    return ", ".join(
        f"{name}={labels[name][code]}" for name, code in zip(rule.columns, rule.totals, strict=True)
    )


def _rule(attacked: Attacked, judged: Judged) -> dict[str, Any]:
    labels = attacked.dimensions.labels
    parts = judged.rule.parts[0] if len(judged.rule.parts) == 1 else None
    told = {"parts": [labels[judged.rule.columns[0]][code] for code in parts]} if parts is not None else {}
    return {
        "total": _named(attacked, judged.rule),
        **told,
        "origin": judged.rule.origin,
        "agree": judged.agree,
        "disagree": judged.disagree,
        "masked_and_impossible": judged.impossible,
        "candidates": judged.candidates,
        "used": judged.accepted,
    }
