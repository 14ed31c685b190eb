"""Which cells are withheld, and the attacker's word on it: one problem a population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

import disclosure
from disclosure.arrays import Mask
from release.errors import forbidden
from release.ledger import PastRelease
from release.model import PUBLISHED, WITHHELD, CodeList, PublicTable, Statistic
from release.policy import ROUND, Mark, Weights
from release.problem import Problem, build_problem
from release.witnesses import NONE, TableLeaves, leaf_rows

# After that the joint attacker is not waited for: what he was not shown to fail at counts as open.
JOINT_SECONDS = 1800.0


@dataclass(frozen=True)
class Audit:
    """What the attacker finds in one population's tables; nothing in it is a true value.

    `intervals`: table, codes, lowest and highest thinkable value (None: no limit) of each withheld cell.
    `attackers`: those whom the tables were shown to survive. `base`: of figures that are rounded, in which
    case none is withheld.
    """

    sensitive: int
    demands: int
    attackers: tuple[str, ...]
    open: tuple[Mapping[str, object], ...]
    intervals: tuple[Mapping[str, object], ...]
    base: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return the facts for audit.json and the ledger."""
        return {
            **({} if self.base is None else {"method": ROUND, "base": self.base}),
            "sensitive": self.sensitive,
            "demands": self.demands,
            "attackers": list(self.attackers),
            "open": [dict(cell) for cell in self.open],
            "withheld": len(self.intervals),
            "intervals": [dict(cell) for cell in self.intervals],
        }


def protect_population(
    statistics: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    past: Sequence[PastRelease],
    rules: disclosure.Rules,
    *,
    marks: Sequence[Mark],
    weights: Weights,
    effort: int,
    seed: int,
) -> tuple[tuple[PublicTable, ...], pl.DataFrame]:
    """Withhold what the rules, a person's marks and the earlier releases ask for in one population's tables.

    Returns the tables and what proves them (`witnesses.SCHEMA`).
    """
    problem = build_problem(statistics, code_lists, past, rules, marks, weights)
    try:
        pattern = disclosure.protect(
            problem.system,
            rules,
            fixed=problem.known,
            manual=problem.marked,
            weight=problem.weight,
            effort=effort,
            seed=seed,
        )
    except disclosure.NotProtectedError as error:
        population = statistics[0].description.population
        raise forbidden("cannot_protect", population=population, table=error.table or "-") from error
    tables = tuple(
        _public(statistic, pattern.withheld[problem.system.rows(statistic.name)]) for statistic in statistics
    )
    leaves = [leaves_of(statistic, code_lists, problem.system) for statistic in statistics]
    return tables, leaf_rows(problem.system, pattern, leaves)


def leaves_of(
    statistic: Statistic, code_lists: Mapping[str, CodeList], system: disclosure.System
) -> TableLeaves:
    """Return the finest cells of a statistic; of a yes/no set all codes, since none is a sum of others."""
    trees = [name for name in statistic.description.dimensions if code_lists[name].kind != "set"]
    finest = [pl.col(name).is_in(code_lists[name].leaves) for name in trees]
    chosen = statistic.frame.select(pl.all_horizontal(pl.lit(value=True), *finest))
    rows = np.flatnonzero(np.broadcast_to(chosen.to_series().to_numpy(), statistic.frame.height))
    first = system.rows(statistic.name)[rows]
    codes = statistic.frame[rows].select(statistic.description.dimensions)
    return TableLeaves(statistic.name, codes, first, np.full(len(first), NONE))


def publish_openly(statistic: Statistic) -> PublicTable:
    """Show every cell of a statistic that is not about persons."""
    return _public(statistic, np.zeros(statistic.frame.height, dtype=bool))


def _public(statistic: Statistic, withheld: Mask) -> PublicTable:
    hidden = pl.Series(withheld)
    frame = statistic.frame.select(
        *statistic.description.dimensions,
        value=pl.when(hidden).then(None).otherwise(pl.col("value")),
        status=pl.when(hidden).then(pl.lit(WITHHELD)).otherwise(pl.lit(PUBLISHED)),
    )
    return PublicTable(statistic.description, frame, statistic.pending_revision)


def audit_population(
    shown: Mapping[str, pl.DataFrame],
    statistics: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    past: Sequence[PastRelease],
    rules: disclosure.Rules,
    marks: Sequence[Mark],
) -> Audit:
    """Attack what the files show (`shown`: frames by table) together with all earlier releases.

    Raises if a table has other cells than drafted or a published value is not the true one.
    """
    problem = build_problem(statistics, code_lists, past, rules, marks)
    withheld = _withheld(problem, shown, statistics)
    system = problem.system
    marked = problem.marked
    verdict = disclosure.joint_violations(system, withheld, rules, manual=marked, time_limit=JOINT_SECONDS)
    return Audit(
        sensitive=int(((disclosure.sensitive_cells(system, rules) | marked) & system.listed).sum()),
        demands=verdict.demands,
        attackers=() if verdict.violations else survived(verdict, past),
        open=tuple({"table": v.table, "codes": dict(v.codes), "why": v.why} for v in verdict.violations),
        intervals=tuple(_intervals(system, withheld, rules)),
    )


def survived(verdict: disclosure.Verdict, past: Sequence[PastRelease]) -> tuple[str, ...]:
    """Name those whom tables without a violation have survived.

    Everything published so far stands in the problem; the joint table may be out of reach.
    """
    joint = ("joint",) if isinstance(verdict, disclosure.JointVerdict) and verdict.complete else ()
    return ("additive", *joint, *(("historical",) if past else ()))


def _withheld(problem: Problem, shown: Mapping[str, pl.DataFrame], statistics: Sequence[Statistic]) -> Mask:
    """Which cells nobody has ever seen: withheld in every table now, and in every earlier release."""
    system = problem.system
    withheld = problem.known == disclosure.WITHHELD
    seen = problem.known == disclosure.PUBLISHED
    for statistic in statistics:
        keys = list(statistic.description.dimensions)
        frame = shown[statistic.name]
        if not frame.select(keys).equals(statistic.frame.select(keys)):
            raise forbidden("table_not_as_drafted", table=statistic.name)
        if not frame["status"].is_in([PUBLISHED, WITHHELD]).all():
            raise forbidden("table_not_as_drafted", table=statistic.name)
        public = (frame["status"] == PUBLISHED).to_numpy()
        true = statistic.frame["value"].to_numpy()
        if not np.array_equal(frame["value"].to_numpy()[public], true[public]):
            raise forbidden("table_not_as_drafted", table=statistic.name)
        cells = system.rows(statistic.name)
        withheld[cells[~public]] = True
        seen[cells[public]] = True
    return np.asarray(withheld & ~seen, dtype=bool)


def _intervals(system: disclosure.System, withheld: Mask, rules: disclosure.Rules) -> list[dict[str, object]]:
    floor = np.minimum(system.value, rules.floor)
    targets = np.flatnonzero(withheld & system.listed)
    found = disclosure.attack(system.without_values(withheld), ~withheld, floor=floor, targets=targets)
    rows = zip(found.cells.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True)
    intervals: list[dict[str, object]] = []
    for cell, low, high in rows:
        table, codes = system.describe(cell)
        intervals.append(
            {
                "table": table,
                "codes": codes,
                "low": low,
                "high": None if high == disclosure.UNBOUNDED else high,
            }
        )
    return intervals
