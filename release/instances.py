"""What `trata protect` and `trata attack` do: the engine on folders, ours or anybody's."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from disclosure import (
    UNBOUNDED,
    DisclosureError,
    Intervals,
    Pattern,
    Rules,
    System,
    Verdict,
    attack,
    audit,
    joint_violations,
    protect,
)
from disclosure.rules import Protection
from release.attack_files import read_pattern, read_tables
from release.comparing import WIDTH, left_open, write_comparison
from release.explaining import reasons
from release.figures import FIGURES, JOINT_SECONDS, FigureOptions, protect_figures
from release.instance_files import Instance, InstanceError, OutputTable, named, read_instance
from release.protected_files import certificate, write_protected

NOTHING_WITHHELD = pl.DataFrame(
    schema={
        "table": pl.String,
        "lower": pl.Int64,
        "upper": pl.Int64,
        "exact": pl.Boolean,
        "narrow": pl.Boolean,
        "how_es": pl.String,
        "how_en": pl.String,
    }
)
# How long the search for a pattern that hides less goes on: so many vain attempts in a row, or so many linear
# programmes in all, whichever is first; the first safe pattern is always finished. Where somebody says how
# long it may take, that counts instead of the number of programmes, unless it is to be quick.
METHODS: dict[str, tuple[int, int | None]] = {
    "quick": (0, 4_000),
    "auto": (100, 40_000),
    "thorough": (1000, None),
    WIDTH: (100, None),
}
# Seconds that the joint attacker has at the least.
MOMENT = 10.0
POLICIES: dict[str, Protection] = {"count": "count", "existence": "existence"}


def protect_folder(
    folder: Path,
    out: Path,
    *,
    k: int,
    policy: str = "count",
    method: str = "auto",
    time_limit: float | None = None,
    seed: int = 0,
    secret: bytes | None = None,
    figures: FigureOptions | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Any]:
    """Protect an instance folder; writes pattern, certificate and summary, and returns the summary.

    Nothing is written unless the verifier finds that the certificate proves the pattern. Method `width` is
    for comparison with other tools only: it asks less, has no certificate, and says whom it leaves open. The
    methods `round` and `cell_key` withhold nothing: `secret` and `figures` are for them, `seed` is not, and
    what they write is not proven by a certificate but by the attacker's word (`figures.protect_figures`).
    """
    if method not in (*METHODS, *FIGURES):
        raise InstanceError("instance_option", option="method", known=", ".join((*METHODS, *FIGURES)))
    rules = instance_rules(k, policy)
    if method == WIDTH:
        if policy != "count":
            raise InstanceError("instance_option", option="policy", known="count")
        rules = Rules(k=k, protection="width")
    if method in FIGURES:
        chosen = figures or FigureOptions()
        try:
            return protect_figures(
                folder,
                out,
                rules,
                method=method,
                secret=secret,
                options=chosen,
                time_limit=time_limit,
                clock=clock,
            )
        except DisclosureError as error:
            raise refusal(error) from error
    began = clock()
    try:
        instance = read_instance(folder)
        pattern = protect(
            instance.system,
            rules,
            manual=instance.manual,
            copies=instance.copies(),
            time_limit=time_limit,
            seed=seed,
            rounds=METHODS[method][0],
            effort=METHODS[method][1] if time_limit is None or method == "quick" else None,
        )
        verdict = audit(instance.system, pattern, rules, manual=instance.manual)
    except DisclosureError as error:
        raise refusal(error) from error
    if not verdict.safe:
        first = verdict.violations[0]
        raise InstanceError(
            "not_certified",
            exit_code=3,
            table=first.table,
            cells=len(verdict.violations),
            codes=named(first.codes),
        )
    statuses = _statuses(instance, pattern)
    left = inf if time_limit is None else time_limit - (clock() - began)
    survived = [] if method == WIDTH else _survived(instance, pattern, rules, verdict, left)
    summary = {
        "name": instance.name,
        "k": k,
        "policy": policy,
        "method": method,
        "seed": seed,
        **_measures(instance, statuses, pattern.lower_bound),
        "zeros_withheld": bool((instance.system.value[pattern.withheld] == 0).any()),
        "seconds": round(clock() - began, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "attackers_survived": survived,
    }
    told = statuses.select("table", *instance.dimensions, "status")
    if method == WIDTH:
        summary |= left_open(instance.system, pattern, k)
        write_comparison(out, told, summary)
        return summary
    proof = certificate(instance, pattern)
    summary["certificate_tables"] = proof["witness"].n_unique()
    write_protected(folder, out, told, proof, summary)
    return summary


def _survived(instance: Instance, pattern: Pattern, rules: Rules, verdict: Verdict, left: float) -> list[str]:
    """Attackers against whom the pattern was shown to be safe, the joint one if that takes not too long.

    left: seconds of the time given; at the end of it the joint one has a moment still.
    """
    seconds = max(MOMENT, min(left, JOINT_SECONDS))
    jointly = joint_violations(
        instance.system, pattern, rules, manual=instance.manual, additive=verdict, time_limit=seconds
    )
    return ["additive", *(["joint"] * jointly.safe), *(["historical"] * instance.over_time)]


def attack_folder(
    folder: Path,
    out: Path,
    *,
    pattern: Path | None = None,
    k: int = 5,
    policy: str = "count",
    time_limit: float | None = None,
) -> dict[str, Any]:
    """Attack an instance folder with a pattern, or any folder of `tables/*.csv` and `codelists/*.csv`.

    Writes one row a withheld cell to `out` (CSV, or JSON by its suffix) and returns the numbers of withheld,
    exactly known and narrow cells; `how_es` and `how_en` say of these how they follow. `policy`: under
    `count` a withheld cell is known to be at least 1.
    """
    rules = instance_rules(k, policy)
    rows, counts = [], {"withheld": 0, "exact": 0, "narrow": 0, "unproven": 0, "small_complements": 0}
    try:
        for system, tables, published in _views(folder, pattern):
            intervals = attack(system, published, floor=rules.floor, time_limit=time_limit)
            how = reasons(system, published, rules.floor, intervals, intervals.narrower_than(k - 1))
            rows.append(_interval_rows(system, tables, intervals, how, k))
            withheld, small = system.listed[intervals.cells], _small(system, intervals, k)
            for name, mask in (
                ("withheld", withheld),
                ("exact", withheld & intervals.exact),
                ("narrow", withheld & intervals.narrower_than(k - 1)),
                ("unproven", ~intervals.proven),
                ("small_complements", small),
            ):
                counts[name] += int(mask.sum())
    except DisclosureError as error:
        raise refusal(error) from error
    found = pl.concat([NOTHING_WITHHELD, *rows], how="diagonal")
    last = [column for column in NOTHING_WITHHELD.columns if column != "table"]
    codes = [column for column in found.columns if column not in ("table", *last)]
    found = found.select("table", *codes, *last)
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".json":
        out.write_text(json.dumps(found.to_dicts(), indent=1) + "\n", encoding="utf-8")
    else:
        found.write_csv(out)
    return dict(counts)


def instance_rules(k: int, policy: str) -> Rules:
    """The rules that the options ask for; raises InstanceError where there are none such."""
    if policy not in POLICIES:
        raise InstanceError("instance_option", option="policy", known=", ".join(POLICIES))
    if k < 1:
        raise InstanceError("instance_option", option="k", known="1, 2, 3, ...")
    return Rules(k=k, protection=POLICIES[policy])


def refusal(error: DisclosureError) -> InstanceError:
    """What the engine refuses, as an error that the user is told."""
    return InstanceError(
        "disclosure_refused",
        exit_code=1,
        reason=error.reason,
        table=error.table,
        codes=", ".join(error.codes),
    )


def _statuses(instance: Instance, pattern: Pattern) -> pl.DataFrame:
    """Every row of every table with its codes, status and count."""
    kinds = np.where(pattern.primary, "primary", np.where(pattern.withheld, "secondary", "published"))
    rows = instance.rows()
    cells = rows["cell"].to_numpy()
    return rows.with_columns(
        pl.Series("value", instance.system.value[cells]), pl.Series("status", kinds[cells])
    )


def _measures(instance: Instance, statuses: pl.DataFrame, lower_bound: int) -> dict[str, Any]:
    """Counts of cells, and how far from the fewest possible they can be at the most."""
    cells = instance.once(statuses)
    primary = int((cells["status"] == "primary").sum())
    withheld = int((cells["status"] != "published").sum())
    return {
        "cells": cells.height,
        "primary": primary,
        "secondary": withheld - primary,
        "suppressed_sum": int(cells.filter(pl.col("status") != "published")["value"].sum()),
        "lower_bound": lower_bound,
        "gap": round((withheld - lower_bound) / withheld, 4) if withheld else 0.0,
    }


def _views(folder: Path, pattern: Path | None) -> list[tuple[System, tuple[OutputTable, ...], Any]]:
    """What is to be attacked: systems without withheld values, their tables, and what is published."""
    if not (folder / "instance.json").exists():
        return read_tables(folder)
    if pattern is None:
        raise InstanceError("instance_option", option="pattern", known="pattern.csv")
    instance = read_instance(folder)
    withheld = read_pattern(pattern, instance)
    return [(instance.system.without_values(withheld), instance.tables, ~withheld)]


def _interval_rows(
    system: System, tables: Iterable[OutputTable], intervals: Intervals, how: pl.DataFrame, k: int
) -> pl.DataFrame:
    """One row for each withheld row of each table, then the unlisted cells known to be small."""
    place = np.full(system.size, -1, dtype=np.int64)
    place[intervals.cells] = np.arange(len(intervals.cells))
    frames = []
    for table in tables:
        at = place[table.cells]
        rows = np.flatnonzero(at >= 0)
        codes = table.codes[rows].with_columns(pl.lit(table.name).alias("table"))
        frames.append(pl.concat([codes, _ends(intervals, how, at[rows], k)], how="horizontal"))
    unlisted = np.flatnonzero(_small(system, intervals, k))
    told = [system.describe(int(cell)) for cell in intervals.cells[unlisted]]
    if told:
        codes = pl.DataFrame([{"table": table} | names for table, names in told])
        frames.append(pl.concat([codes, _ends(intervals, how, unlisted, k)], how="horizontal"))
    return pl.concat(frames, how="diagonal")


def _small(system: System, intervals: Intervals, k: int) -> Any:
    """Complements and increments of which everybody can tell that they are some, but fewer than k.

    The others are of no concern: a complement of two published values is known, and may be.
    """
    unlisted = ~system.listed[intervals.cells] & system.countable[intervals.cells]
    return unlisted & (intervals.lower > 0) & (intervals.upper < k)


def _ends(intervals: Intervals, how: pl.DataFrame, at: Any, k: int) -> pl.DataFrame:
    upper = pl.Series("upper", intervals.upper[at])
    return pl.DataFrame(
        {
            "lower": intervals.lower[at],
            "upper": upper.set(upper == UNBOUNDED, None),
            "exact": intervals.exact[at],
            "narrow": intervals.narrower_than(k - 1)[at],
        }
    ).hstack(how[at])
