"""A population's tables, and all that earlier releases told of them, as one system for the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

import disclosure
from disclosure.arrays import Floats, Integers, Mask
from release.errors import forbidden
from release.increments import with_increments
from release.ledger import PastRelease
from release.model import PUBLISHED, SEMESTER, TOTAL, WITHHELD, CodeList, Statistic
from release.policy import EQUAL, Mark, Weights

_ROW = "problem_row"


@dataclass(frozen=True)
class Problem:
    """A population's linked system: what earlier releases did with each cell, and how much it is wanted.

    figure: what earlier releases showed of a cell, rounded; `disclosure.UNKNOWN` where they showed none.
    in_files: cells of this release or an earlier one. marked: listed cells that a person decided to withhold.
    """

    system: disclosure.System
    known: npt.NDArray[np.int8]
    figure: Integers
    in_files: Mask
    marked: Mask
    weight: Floats


@dataclass(frozen=True)
class _Told:
    """Rows of a table of the problem, and how an earlier release showed them."""

    table: str
    rows: Integers
    published: Mask
    figure: Integers


def earlier_table(name: str) -> str:
    """Return the name under which a table's earlier totals stand in the problem."""
    return f"{name}@earlier"


def build_problem(
    statistics: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    past: Sequence[PastRelease],
    rules: disclosure.Rules,
    marks: Sequence[Mark] = (),
    weights: Weights = EQUAL,
) -> Problem:
    """Link the tables of one population and every total that earlier releases formed of their semesters.

    What such totals grew by from one release to any later one is a cell too where it is below k; an amount of
    money is, however much it is.
    """
    hierarchies = [
        disclosure.Hierarchy(name, name, tuple(disclosure.Node(n.code, n.parent) for n in code_list.nodes))
        for name, code_list in code_lists.items()
    ]
    tables, told, chains = [], [], []
    for statistic in statistics:
        by = {name: name for name in statistic.description.dimensions}
        tables.append(disclosure.Table(statistic.name, by, statistic.frame))
        before = [release for release in past if statistic.name in release.tables]
        chain = _Chain(statistic, code_lists[SEMESTER], before)
        if chain.totals:
            hierarchies.append(chain.hierarchy())
            tables.append(disclosure.Table(chain.name, {**by, SEMESTER: chain.name}, chain.frame()))
        told += chain.told(tables[-1].frame)
        chains.append(chain)
    sets = [
        disclosure.SetDimension(name, code_list.covering, code_list.exclusive)
        for name, code_list in code_lists.items()
        if code_list.kind == "set"
    ]
    try:
        system = disclosure.link(tables, hierarchies, sets)
    except disclosure.InconsistentTablesError as error:
        raise forbidden(
            "tables_inconsistent", table=error.table, reason=error.reason, cell=", ".join(error.codes)
        ) from error
    below = rules.k if system.largest is None else math.inf
    system = with_increments(system, (pair for chain in chains for pair in chain.grown(system)), below=below)
    return Problem(
        system=system,
        known=_known(system, told),
        figure=_figures(system, told),
        in_files=_in_files(system, statistics, told),
        marked=_marked(system, statistics, marks),
        weight=_weights(system, statistics, weights),
    )


def _marked(system: disclosure.System, statistics: Sequence[Statistic], marks: Sequence[Mark]) -> Mask:
    marked = np.zeros(system.size, dtype=bool)
    frames = {statistic.name: statistic.frame for statistic in statistics}
    for mark in marks:
        named = pl.all_horizontal(pl.col(name) == code for name, code in mark.codes.items())
        rows = frames[mark.table].select(named).to_series().to_numpy()
        marked[system.rows(mark.table)[rows]] = True
    return marked


def _weights(system: disclosure.System, statistics: Sequence[Statistic], weights: Weights) -> Floats:
    """Weigh cells by what readers lose: a semester's total before its parts, a part before its detail."""
    weight = np.zeros(system.size)
    for statistic in statistics:
        others = [name for name in statistic.description.dimensions if name != SEMESTER]
        totals = np.sum([(statistic.frame[name] == TOTAL).to_numpy() for name in others], axis=0, dtype=float)
        totals = np.broadcast_to(totals, statistic.frame.height)
        wanted = np.where(totals == len(others), weights.total, weights.part**totals)
        wanted = wanted * weights.tables.get(statistic.name, 1.0)
        np.maximum.at(weight, system.rows(statistic.name), wanted)
    return np.where(weight > 0, weight, 1.0)  # 1: of earlier totals, of which all is decided


def _known(system: disclosure.System, told: Sequence[_Told]) -> npt.NDArray[np.int8]:
    known = np.full(system.size, disclosure.FREE, dtype=np.int8)
    for status in (disclosure.WITHHELD, disclosure.PUBLISHED):  # once published is known for ever
        for part in told:
            cells = system.rows(part.table)[part.rows]
            known[cells[part.published == (status == disclosure.PUBLISHED)]] = status
    return known


def _figures(system: disclosure.System, told: Sequence[_Told]) -> Integers:
    figure = np.full(system.size, disclosure.UNKNOWN, dtype=np.int64)
    for part in told:
        cells, shown = system.rows(part.table)[part.rows], part.figure
        before = figure[cells]
        if np.any((before != shown) & (before != disclosure.UNKNOWN) & (shown != disclosure.UNKNOWN)):
            raise forbidden("ledger_contradicts", table=part.table)
        figure[cells] = np.maximum(before, shown)
    return figure


def _in_files(system: disclosure.System, statistics: Sequence[Statistic], told: Sequence[_Told]) -> Mask:
    found = np.zeros(system.size, dtype=bool)
    for statistic in statistics:
        found[system.rows(statistic.name)] = True
    for part in told:
        found[system.rows(part.table)[part.rows]] = True
    return found


class _Chain:
    """The totals of earlier releases, one within the next, over the leaves of today's semester tree."""

    def __init__(self, statistic: Statistic, semesters: CodeList, past: Sequence[PastRelease]) -> None:
        self.statistic, self.semesters, self.past = statistic, semesters, past
        self.name = earlier_table(statistic.name)
        self.totals: dict[frozenset[str], str] = {}
        today = {semesters.leaves_below(code) for code in semesters.codes}
        for release in past:
            leaves = frozenset(release.code_lists[SEMESTER].leaves)
            if leaves not in today:
                self.totals.setdefault(leaves, f"{TOTAL}@{release.period}")

    def hierarchy(self) -> disclosure.Hierarchy:
        """Return the root, under it the newest earlier total, under that the one before, and the leaves."""
        nodes = [disclosure.Node(TOTAL, None)]
        parent_of_leaf: dict[str, str] = dict.fromkeys(self.semesters.leaves, TOTAL)
        above = TOTAL
        for leaves, code in sorted(self.totals.items(), key=lambda item: -len(item[0])):
            nodes.append(disclosure.Node(code, above))
            parent_of_leaf |= dict.fromkeys(leaves, code)
            above = code
        nodes += [disclosure.Node(leaf, parent) for leaf, parent in parent_of_leaf.items()]
        return disclosure.Hierarchy(self.name, SEMESTER, tuple(nodes))

    def frame(self) -> pl.DataFrame:
        """Return the figures of the chain: leaves and root as today, each earlier total as it was then."""
        today = self.statistic.frame
        frames = [today.filter(pl.col(SEMESTER).is_in([TOTAL, *self.semesters.leaves]))]
        for release in self.past:
            code = self.totals.get(frozenset(release.code_lists[SEMESTER].leaves))
            if code is not None:
                total = self.statistic.earlier_totals[release.id]
                frames.append(total.with_columns(pl.lit(code).alias(SEMESTER)))
        keys = list(self.statistic.description.dimensions)
        # What is not known of an earlier total (its contributions) is null, hence doubted.
        every = pl.concat(frames, how="diagonal").select(today.columns)
        return every.unique(keys, keep="first", maintain_order=True)

    def told(self, chain: pl.DataFrame) -> list[_Told]:
        """Return how each earlier release showed the cells of the table and of its chain."""
        found = []
        for release in self.past:
            before, table = release.code_lists[SEMESTER], release.tables[self.statistic.name]
            for target, frame, codes in self._targets(before, chain):
                found.append(_told(target, frame, table.frame, codes))
        return found

    def grown(self, system: disclosure.System) -> Iterator[tuple[Integers, Integers]]:
        """Yield the totals of a release and of one before it where no semester or year is the difference."""
        today = {
            self.semesters.leaves_below(code): (self.statistic.name, code) for code in self.semesters.codes
        }
        totals = {leaves: (self.name, code) for leaves, code in self.totals.items()} | today
        told = dict.fromkeys(frozenset(release.code_lists[SEMESTER].leaves) for release in self.past)
        told[frozenset(self.semesters.leaves)] = None
        for earlier, later in combinations(told, 2):
            if earlier < later and later - earlier not in today:
                yield _cells(system, *totals[later]), _cells(system, *totals[earlier])

    def _targets(
        self, before: CodeList, chain: pl.DataFrame
    ) -> list[tuple[str, pl.DataFrame, dict[str, str]]]:
        """Say which code of today's table, or of the chain, an earlier semester code is."""
        today = {self.semesters.leaves_below(code): code for code in self.semesters.codes}
        here: dict[str, str] = {}
        there: dict[str, str] = {}
        for code in before.codes:
            leaves = before.leaves_below(code)
            if leaves in today:
                here[code] = today[leaves]
            else:
                there[code] = self.totals[leaves]
        targets = [(self.statistic.name, self.statistic.frame, here)]
        return [*targets, (self.name, chain, there)] if there else targets


def _cells(system: disclosure.System, table: str, semester: str) -> Integers:
    """All cells of a table under one semester code, unlisted ones too, in the order of its other axes."""
    grid = system.tables[table]
    place = grid.dimensions.index(SEMESTER)
    cells: Integers = np.take(grid.cells, grid.axes[place].codes.index(semester), axis=place)
    return cells.reshape(-1)


def _told(target: str, frame: pl.DataFrame, shown: pl.DataFrame, codes: dict[str, str]) -> _Told:
    keys = [name for name in shown.columns if name not in ("value", "status")]
    renamed = shown.with_columns(
        pl.col(SEMESTER).replace_strict(codes, default=None, return_dtype=pl.String)
    ).filter(pl.col(SEMESTER).is_not_null())
    told = renamed.select(*keys, "status", pl.col("value").alias("told"))
    joined = frame.with_row_index(_ROW).join(told, on=keys, how="inner")
    exact, hidden = (joined["status"] == status for status in (PUBLISHED, WITHHELD))
    if joined.filter(exact & (pl.col("told") != pl.col("value"))).height:
        raise forbidden("ledger_contradicts", table=target)
    figure = joined.select(pl.when(exact | hidden).then(disclosure.UNKNOWN).otherwise("told")).to_series()
    return _Told(
        target, joined[_ROW].to_numpy().astype(np.int64), exact.to_numpy(), figure.to_numpy().astype(np.int64)
    )
