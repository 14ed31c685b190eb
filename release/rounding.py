"""Populations of which every cell is shown, rounded: figures, what proves them, and the attack on them.

The tables of a population are rounded together, by a secret of the office. What earlier releases showed of a
cell it shows for ever: figures drawn anew could be averaged.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

import disclosure
from disclosure import UNBOUNDED, UNKNOWN
from disclosure.arrays import Integers
from release.errors import forbidden
from release.ledger import PastRelease
from release.model import CodeList, PublicTable, Statistic, rounded
from release.problem import Problem, build_problem
from release.protecting import Audit, leaves_of, survived
from release.witnesses import moved_rows

# Made of a key of the home only where some population is rounded.
Secret = Callable[[], bytes]

# How often a rounding that gives a cell away is drawn anew.
DRAWS = 10
# What is not rounded, or of all draws not shown to be safe, in that time counts as not found.
ROUND_SECONDS = 300.0
AUDIT_SECONDS = 1800.0


def round_population(
    statistics: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    past: Sequence[PastRelease],
    rules: disclosure.Rules,
    base: int,
    *,
    secret: bytes,
    period: str,
) -> tuple[tuple[PublicTable, ...], pl.DataFrame]:
    """Round one population's tables for the release of a period.

    Returns the tables and what proves them (`witnesses.SCHEMA`). Raises UserError where no rounding is found
    that gives nothing away.
    """
    population = statistics[0].description.population
    problem = build_problem(statistics, code_lists, past, rules)
    system = problem.system
    deadline = time.monotonic() + AUDIT_SECONDS
    for draw in range(DRAWS):
        name = "\x1f".join([period, population, str(draw)])
        drawn = hmac.digest(secret, name.encode(), hashlib.sha256)
        try:
            made = disclosure.round_tables(
                system, base, secret=drawn, given=problem.figure, time_limit=ROUND_SECONDS
            )
        except disclosure.DisclosureError as error:
            raise forbidden("population_not_rounded", population=population, base=base) from error
        ends = _ends(problem, made.value, base)
        left = max(deadline - time.monotonic(), 0.0)
        verdict, moves = disclosure.prove_figures(system, ends, rules, jointly=True, time_limit=left)
        if not verdict.violations:
            tables = tuple(_public(s, made.value[system.rows(s.name)], base) for s in statistics)
            leaves = [leaves_of(statistic, code_lists, system) for statistic in statistics]
            return tables, moved_rows(system, moves, leaves)
        if time.monotonic() > deadline:
            break
    table = verdict.violations[0].table
    raise forbidden("rounding_not_safe", population=population, base=base, draws=draw + 1, table=table)


def audit_rounded(
    shown: Mapping[str, pl.DataFrame],
    statistics: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    past: Sequence[PastRelease],
    rules: disclosure.Rules,
    base: int,
) -> Audit:
    """Attack the figures that the files show (`shown`: frames by table) and all those of earlier releases.

    Raises if they are no rounding of the drafted tables that goes with the earlier figures.
    """
    problem = build_problem(statistics, code_lists, past, rules)
    system = problem.system
    ends = _ends(problem, _figures(problem, shown, statistics, base), base)
    verdict = disclosure.audit_figures(system, ends, rules, jointly=True, time_limit=AUDIT_SECONDS)
    return Audit(
        sensitive=int((disclosure.sensitive_cells(system, rules) & system.listed).sum()),
        demands=verdict.demands,
        attackers=() if verdict.violations else survived(verdict, past),
        open=tuple({"table": v.table, "codes": dict(v.codes), "why": v.why} for v in verdict.violations),
        intervals=(),
        base=base,
    )


def _public(statistic: Statistic, figures: Integers, base: int) -> PublicTable:
    codes = statistic.frame.select(statistic.description.dimensions)
    frame = codes.with_columns(value=pl.Series(figures), status=pl.lit(rounded(base)))
    return PublicTable(statistic.description, frame, statistic.pending_revision)


def _ends(problem: Problem, figure: Integers, base: int) -> tuple[Integers, Integers]:
    """Between which values whole tables could have led to the figures of this release and of all before it.

    An earlier total has cells that were in no file, of codes that did not exist then: nobody is in them.
    """
    system = problem.system
    told = problem.in_files & system.listed
    least = np.where(told, np.maximum(figure - (base - 1), 0), np.where(system.listed, system.value, 0))
    most = np.where(told, figure + (base - 1), np.where(system.listed, system.value, UNBOUNDED))
    return least, most


def _figures(
    problem: Problem, shown: Mapping[str, pl.DataFrame], statistics: Sequence[Statistic], base: int
) -> Integers:
    """The figure of every cell in a file, 0 for others.

    Multiples that are as near as roundings are, and 0 where nobody is; the same in all tables and releases;
    and a whole table by themselves: else no true table could have led to them.
    """
    system, figure = problem.system, problem.figure.copy()
    for statistic in statistics:
        keys = list(statistic.description.dimensions)
        frame, cells = shown[statistic.name], system.rows(statistic.name)
        true = statistic.frame["value"].to_numpy()
        if not frame.select(keys).equals(statistic.frame.select(keys)):
            raise forbidden("table_not_as_drafted", table=statistic.name)
        if not (frame["status"] == rounded(base)).all():
            raise forbidden("table_not_as_drafted", table=statistic.name)
        now = frame["value"].to_numpy()
        near = np.abs(now - true) < base * (1 + disclosure.MOST_STEPS)
        kept = (figure[cells] == UNKNOWN) | (figure[cells] == now)
        if not np.all(near & kept & (now >= 0) & (now % base == 0) & ((true > 0) | (now == 0))):
            raise forbidden("table_not_as_drafted", table=statistic.name)
        figure[cells] = now
    figure = np.where(figure == UNKNOWN, 0, figure)
    most = np.where(system.listed, figure, UNBOUNDED)
    try:
        disclosure.attack_figures(system, (figure, most), np.zeros(0, dtype=np.int64))
    except disclosure.InconsistentTablesError as error:
        raise forbidden("table_not_as_drafted", table=error.table or statistics[0].name) from error
    return figure
