"""What `trata protect` does where nothing is to be withheld: figures rounded or perturbed, and attacked.

Every row of the output names what was done to it (`status`). The summary is for the office: how many steps a
rounding needed is nobody else's business.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from disclosure import (
    NotProtectedError,
    Rules,
    Verdict,
    audit_perturbation,
    audit_rounding,
    default_base,
    noise_table,
    perturb,
    round_tables,
    sensitive_cells,
    stand_in_keys,
)
from release.certificate_instances import CERTIFICATE, PATTERN
from release.instance_files import Instance, InstanceError, named, read_instance
from release.policy import ROUND
from release.protected_files import SUMMARY

CELL_KEY = "cell_key"
STATUS = {ROUND: "rounded", CELL_KEY: "perturbed"}
RAISED = {ROUND: "--base", CELL_KEY: "--deviation"}
FIGURES = tuple(STATUS)
SHORTEST_SECRET = 16
JOINT_SECONDS = 60.0

# How often a rounding that gives a cell away is drawn anew. Noise never is: a cell keeps its own.
DRAWS = 10

# Whether by the joint attacker, and for how many seconds.
Audit = Callable[[bool, float | None], Verdict]
Clock = Callable[[], float]


@dataclass(frozen=True)
class FigureOptions:
    """What may be chosen of the methods; None: by the threshold k.

    base: of rounding, by default the least multiple of 5 above k. deviation: the greatest noise (k).
    variance: of the noise (deviation^2 / 4). small: figures from 1 to this do not appear (k - 1).
    """

    base: int | None = None
    deviation: int | None = None
    variance: float | None = None
    small: int | None = None


@dataclass(frozen=True)
class _Task:
    """What is to be rounded or perturbed, and how; the instance as read, and the folder to read it anew."""

    folder: Path
    instance: Instance
    rules: Rules
    secret: bytes
    options: FigureOptions
    time_limit: float | None
    clock: Clock


@dataclass(frozen=True)
class _Made:
    """Figures of all cells of the system, what the summary tells of them, and the attacker's word on them."""

    values: npt.NDArray[np.int64]
    told: dict[str, Any]
    verdict: Verdict
    audit: Audit


def protect_figures(
    folder: Path,
    out: Path,
    rules: Rules,
    *,
    method: str,
    secret: bytes | None,
    options: FigureOptions,
    time_limit: float | None,
    clock: Clock = time.perf_counter,
) -> dict[str, Any]:
    """Round or perturb an instance folder; writes pattern.csv and summary.json, and returns the summary.

    secret: of the office; the same one gives the same figures. time_limit: seconds for figures and for the
    additive attacker's word on them, each; what he was not shown to fail at then counts as open. Raises
    InstanceError, and writes nothing, where the attacker is not shown to fail at every sensitive cell.
    """
    if secret is None or len(secret) < SHORTEST_SECRET:
        raise InstanceError("secret_needed", method=method, least=SHORTEST_SECRET)
    began = clock()
    instance = read_instance(folder)
    made = _MAKERS[method](_Task(folder, instance, rules, secret, options, time_limit, clock))
    _require_safe(made.verdict, method)
    joint = made.audit(True, JOINT_SECONDS).safe
    rows = instance.rows()
    cells = instance.once(rows)["cell"].to_numpy()
    away = np.abs(made.values - instance.system.value)[cells]
    summary = {
        "name": instance.name,
        "k": rules.k,
        "policy": rules.protection,
        "method": method,
        **made.told,
        "cells": len(cells),
        "primary": int(sensitive_cells(instance.system, rules)[cells].sum()),
        "secondary": 0,
        "withheld": 0,
        "mean_distance": round(float(away.mean()), 4),
        "greatest_distance": int(away.max()),
        "seconds": round(clock() - began, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "attackers_survived": ["additive", *(["joint"] * joint), *(["historical"] * instance.over_time)],
    }
    shown = rows.select(
        "table",
        *instance.dimensions,
        pl.Series("value", made.values[rows["cell"].to_numpy()]),
        pl.lit(STATUS[method]).alias("status"),
    )
    _write(out, shown, summary)
    return summary


def _rounded(task: _Task) -> _Made:
    base = default_base(task.rules.k) if task.options.base is None else task.options.base
    if base < 2:
        raise InstanceError("instance_option", option="base", known="2, 3, 4, ...")
    began, draw = task.clock(), 0
    made = _round_once(task, base, draw, task.time_limit)
    while not made.verdict.safe and draw + 1 < DRAWS:
        left = None if task.time_limit is None else task.time_limit - (task.clock() - began)
        if left is not None and left <= 0:
            break
        draw += 1
        made = _round_once(task, base, draw, left)
    return made


def _round_once(task: _Task, base: int, draw: int, time_limit: float | None) -> _Made:
    system, drawn = task.instance.system, task.secret + bytes([draw])
    try:
        made = round_tables(system, base, secret=drawn, time_limit=time_limit)
    except NotProtectedError as error:
        raise InstanceError("no_rounding", exit_code=3, base=base) from error
    told = {
        "base": base,
        "totals_add_up": True,
        "steps_beyond_adjacent": made.steps,
        "objective": made.objective,
        "lower_bound": made.lower_bound,
        "gap": round(made.gap, 4),
    }

    def audit(jointly: bool, seconds: float | None) -> Verdict:
        manual = task.instance.manual
        return audit_rounding(system, made, task.rules, manual=manual, jointly=jointly, time_limit=seconds)

    return _Made(made.value, told, audit(False, time_limit), audit)


def _perturbed(task: _Task) -> _Made:
    system, rules, options = task.instance.system, task.rules, task.options
    deviation = rules.k if options.deviation is None else options.deviation
    small = rules.k - 1 if options.small is None else options.small
    variance = deviation**2 / 4 if options.variance is None else options.variance
    for option, sound, known in (
        ("deviation", deviation >= 1, "1, 2, 3, ..."),
        ("variance", variance > 0, "> 0"),
        ("small", 0 <= small < deviation, f"0, ..., {deviation - 1}"),
    ):
        if not sound:
            raise InstanceError("instance_option", option=option, known=known)
    table = noise_table(deviation, variance, small)
    # Sums of keys add up as counts do: the folder read with keys in the place of counts has them all.
    keys = read_instance(task.folder, counts=lambda cells: _keys(task.secret, cells)).system.value
    listed = system.listed
    shown = np.where(listed, 0, system.value)
    shown[listed] = perturb(task.secret, system.value[listed], keys[listed], table)
    told = {
        "deviation": deviation,
        "small": small,
        "totals_add_up": False,
        "variance_of_count": [round(each, 4) for each in table.variances().tolist()],
    }

    def audit(jointly: bool, seconds: float | None) -> Verdict:
        manual = task.instance.manual
        return audit_perturbation(
            system, shown, table, rules, manual=manual, jointly=jointly, time_limit=seconds
        )

    return _Made(shown, told, audit(False, task.time_limit), audit)


_MAKERS = {ROUND: _rounded, CELL_KEY: _perturbed}


def _keys(secret: bytes, cells: pl.DataFrame) -> pl.DataFrame:
    """The sum of the keys of the records of each finest cell, where only their number is known."""
    codes = [name for name in cells.columns if name != "value"]
    whole = cells.group_by(codes, maintain_order=True).agg(pl.col("value").sum())
    names = whole.select(pl.concat_str(codes, separator="\x1f")).to_series()
    sums = [
        stand_in_keys(secret, name, count)
        for name, count in zip(names.to_list(), whole["value"].to_list(), strict=True)
    ]
    return whole.with_columns(pl.Series("value", sums, dtype=pl.Int64))


def _require_safe(verdict: Verdict, method: str) -> None:
    if not verdict.safe:
        first = verdict.violations[0]
        raise InstanceError(
            "figures_not_safe",
            exit_code=3,
            method=method,
            option=RAISED[method],
            cells=len(verdict.violations),
            table=first.table,
            codes=named(first.codes),
        )


def _write(out: Path, rows: pl.DataFrame, summary: Mapping[str, object]) -> None:
    """Write both files; an older certificate there is of other figures and goes."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=out) as fresh:
        made = Path(fresh)
        rows.write_csv(made / PATTERN)
        (made / SUMMARY).write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
        (out / CERTIFICATE).unlink(missing_ok=True)
        for name in (PATTERN, SUMMARY):
            (made / name).replace(out / name)
