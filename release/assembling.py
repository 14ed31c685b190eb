"""The true figures of a release: what was published stays, only newer semesters come from the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from release.errors import forbidden
from release.history import History
from release.ledger import PastRelease
from release.model import SEMESTER, TOTAL, CodeList, Description, Node, Statistic, Texts
from release.ordering import cross_product, in_code_list_order
from release.periods import cut, leaf_moment, leaves_until, parse_period
from release.semesters import roll_up, translated


@dataclass(frozen=True)
class Standing:
    """The code lists and true figures of a release to be."""

    code_lists: Mapping[str, CodeList]
    statistics: tuple[Statistic, ...]


def assemble(
    build: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    period: str,
    history: History,
    unfinished: Texts,
) -> Standing:
    """Put the figures of a period together.

    A semester that was published keeps its figures; where the build now differs the table is marked as
    pending revision. `unfinished`: what to call a year without its second half, `{label}` being its name.
    """
    _check_succession(build, code_lists, period, history.last)
    semesters = _semesters(code_lists[SEMESTER], period, history.last, unfinished)
    lists = {**code_lists, SEMESTER: semesters}
    distinct = {
        population: all(_one_each(s) for s in build if s.description.population == population)
        for population in {s.description.population for s in build}
    }
    statistics = tuple(
        _stand(statistic, code_lists[SEMESTER], lists, history, distinct[statistic.description.population])
        for statistic in build
    )
    used = dict.fromkeys(name for s in statistics for name in s.description.dimensions)
    return Standing({name: lists[name] for name in used}, statistics)


def _one_each(statistic: Statistic) -> bool:
    return bool((statistic.frame["value"] == statistic.frame["contributors"]).all())


def _check_succession(
    build: Sequence[Statistic],
    code_lists: Mapping[str, CodeList],
    period: str,
    last: PastRelease | None,
) -> None:
    if period not in code_lists[SEMESTER].leaves:
        raise forbidden("no_semester_yet", period=period)
    if last is None:
        return
    if parse_period(period) < parse_period(last.period):
        raise forbidden("period_past", period=period, last=last.period)
    now = {statistic.name: statistic.description.dimensions for statistic in build}
    for name, table in last.tables.items():
        if now.get(name) != table.dimensions:
            raise forbidden("statistic_vanished", model=name, release=last.id)
    for name, before in last.code_lists.items():
        if name != SEMESTER and not _only_grew(before, code_lists[name]):
            raise forbidden("code_list_changed", dimension=name, release=last.id)


def _only_grew(before: CodeList, now: CodeList) -> bool:
    """New leaves beside old ones are fine: nobody was counted there. Anything else changes old figures."""
    parents = {node.code: node.parent for node in now.nodes}
    if any(parents.get(node.code, "") != node.parent for node in before.nodes):
        return False
    new = [node for node in now.nodes if node.code not in before.by_code]
    above = {node.parent for node in before.nodes}
    return all(node.parent in above and node.code in now.leaves for node in new)


def _semesters(now: CodeList, period: str, last: PastRelease | None, unfinished: Texts) -> CodeList:
    """Return the semester tree of the release: what was published, and what is newer."""
    if last is None:
        return cut(now, period, unfinished)
    before = last.code_lists[SEMESTER]
    kept = {
        leaf for leaf in now.leaves if leaf in before.leaves or leaf_moment(leaf) > parse_period(last.period)
    }
    above = {code for leaf in kept for code in now.path(leaf)}
    nodes = [node for node in now.nodes if node.code in above]
    for node in before.nodes:
        if node.code not in above:
            nodes.insert(_place(nodes, node), node)
    return cut(replace(now, nodes=tuple(nodes)), period, unfinished)


def _place(nodes: Sequence[Node], node: Node) -> int:
    family = [place for place, other in enumerate(nodes) if node.parent in (other.code, other.parent)]
    return max(family) + 1


def _stand(
    statistic: Statistic, built: CodeList, lists: Mapping[str, CodeList], history: History, distinct: bool
) -> Statistic:
    said, semesters = statistic.description, lists[SEMESTER]
    _check_sums(statistic, built)
    earlier = [
        (release, history.figures[release.id, said.name])
        for release in history.releases
        if said.name in release.tables
    ]
    leaves = statistic.frame.filter(pl.col(SEMESTER).is_in(semesters.leaves))
    pending = False
    if earlier:
        last, frame = earlier[-1]
        published = last.code_lists[SEMESTER].leaves
        old = frame.filter(pl.col(SEMESTER).is_in(published))
        pending = _differs(statistic.frame, old, built, last.period, said.dimensions)
        leaves = pl.concat([old, leaves.filter(~pl.col(SEMESTER).is_in(published))])
    leaves = _filled(leaves, said.dimensions, {**lists, SEMESTER: _only(semesters, semesters.leaves)})
    known = [translated(frame, release.code_lists[SEMESTER], semesters) for release, frame in earlier]
    if not pending:
        known.append(translated(statistic.frame, built, semesters))
    facts = pl.concat(known).unique(list(said.dimensions), keep="first") if known else None
    rolled = roll_up(leaves, semesters, distinct=distinct, known=facts)
    frame = in_code_list_order(rolled, said.dimensions, lists)
    return Statistic(said, frame, pending, earlier_totals(said, lists, history))


def earlier_totals(
    said: Description, lists: Mapping[str, CodeList], history: History
) -> dict[str, pl.DataFrame]:
    """Return by release what all its semesters together came to, as it was then."""
    root = {**lists, SEMESTER: _only(lists[SEMESTER], [TOTAL])}
    return {
        release.id: _filled(history.figures[release.id, said.name], said.dimensions, root)
        for release in history.releases
        if said.name in release.tables
    }


def _only(code_list: CodeList, codes: Iterable[str]) -> CodeList:
    return replace(code_list, nodes=tuple(code_list.by_code[code] for code in codes))


def _filled(leaves: pl.DataFrame, dimensions: Iterable[str], lists: Mapping[str, CodeList]) -> pl.DataFrame:
    """Give every cell that has no row a zero: a code that did not exist then, or a semester gone since."""
    names = list(dimensions)
    return (
        cross_product(names, lists)
        .join(leaves, on=names, how="left", maintain_order="left")
        .with_columns(pl.col("value", "contributors").fill_null(0))
    )


def _differs(
    build: pl.DataFrame, old: pl.DataFrame, built: CodeList, last_period: str, dimensions: tuple[str, ...]
) -> bool:
    """Tell whether the build now counts differently in any semester up to the last published one."""
    until = leaves_until(built, last_period)
    now = build.filter(pl.col(SEMESTER).is_in(until) & (pl.col("value") > 0))
    then = old.filter(pl.col("value") > 0)
    keys = [*dimensions, "value"]
    return now.height != then.height or not now.join(then, on=keys, how="anti").is_empty()


def _check_sums(statistic: Statistic, built: CodeList) -> None:
    names = list(statistic.description.dimensions)
    leaves = statistic.frame.filter(pl.col(SEMESTER).is_in(built.leaves))
    summed = roll_up(leaves, built, distinct=False)
    if not statistic.frame.join(summed, on=[*names, "value"], how="anti").is_empty():
        raise forbidden("semesters_do_not_add", model=statistic.name)
