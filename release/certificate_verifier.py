"""Do whole tables prove that nothing sensitive is told? None of the engine's code (docs/en/reviewers.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, product
from math import inf, prod
from operator import itemgetter
from typing import Any, NamedTuple

Codes = tuple[str, ...]
Cell = tuple[int, Codes]  # number of a sheet, and a name along each of its axes


class Axis(NamedTuple):
    """A dimension: the names each leaf counts in (and how often), what names cover, sums of listed codes."""

    up: Mapping[str, Sequence[tuple[str, int]]]
    cover: Mapping[str, Any]  # None: everything; names that cover the same are one
    of: Mapping[str, Sequence[tuple[str, int]]]


class Sheet(NamedTuple):
    """A table as one publication showed it (None: withheld; or rounded), and the persons behind its cells."""

    table: str
    axes: Mapping[str, Axis]
    shown: Mapping[Codes, int | None]
    people: Mapping[Codes, int]


def doubts(
    sheets: Sequence[Sheet],
    true: Mapping[str, Mapping[Codes, int]],
    witnesses: Iterable[tuple[int, str, Sequence[str], int]],
    policy: Mapping[str, Any],
    manual: Collection[Cell] = (),
) -> list[tuple[str, Codes]]:
    """Table and codes of every cell of which something is not proven.

    sheets: in the order of publication. true: the leaves of each table. witnesses: whole tables, told by
    number as the leaves in which they differ from the true one (table, codes, value), one after another.
    Where figures are rounded (`base`) any table less than a base away, in which nobody's cell is empty, could
    have led to them, if they are themselves a whole table; the true one need not be so near.
    """
    base, by_count = policy.get("base", 1), policy["protection"] == "count"
    key: dict[Cell, Any] = {}
    same: dict[Any, list[Cell]] = defaultdict(list)
    people: dict[Any, float] = defaultdict(lambda: inf)
    value: dict[Cell, int] = defaultdict(int, add_up(sheets, true))
    for n, sheet in enumerate(sheets):
        covers = [[b and (dim, b) for b in axis.cover.values()] for dim, axis in sheet.axes.items()]
        every = product(*(axis.cover for axis in sheet.axes.values()))
        for names, found in zip(every, product(*covers), strict=True):
            cell = n, names
            key[cell] = covered = frozenset(found) - {None}
            same[covered].append(cell)
            people[covered] = min(people[covered], _persons(sheet, names, value[cell]))

    def possible(cell: Cell, now: int) -> bool:
        told = sheets[cell[0]].shown.get(cell[1], inf)
        floor = min(value[cell], 1) if told != inf and by_count else 0
        return now >= floor and (told is None or told == inf or told - base < now < told + base)

    def uneven(cells: Mapping[Cell, int]) -> set[Cell]:
        return {cell for cell in cells if any(cells.get(one) != cells[cell] for one in same[key[cell]])}

    off = {cell for cell in key if not possible(cell, value[cell])}
    wrong = uneven(value) | (off if base == 1 else set())
    grown = {pair for pair in _increments(sheets) if 0 < value[pair[0]] - value[pair[1]] < policy["k"]}
    small = [cell for cell in key if 0 < people[key[cell]] < policy.get("group_below", 0)]
    parts = _parts(sheets, small, policy.get("sensitive", ()))
    alike = {pair for pair in parts if value[pair[0]] == value[pair[1]] and key[pair[0]] != key[pair[1]]}
    pairs = grown | alike
    worth: dict[Any, int] = {key[cell]: value[cell] for cell in key}
    worth |= {(more, less): value[more] - value[less] for more, less in pairs}
    low, high = (dict.fromkeys(worth, end) if off else dict(worth) for end in (inf, -inf))
    for _, rows in groupby(witnesses, itemgetter(0)):
        change: dict[str, dict[Codes, int]] = defaultdict(dict)
        for _, table, codes, now in rows:
            change[table][tuple(codes)] = now - true[table][tuple(codes)]
        moved = defaultdict(int, add_up(sheets, change))
        wrong |= uneven(moved) | {c for c in off | {*moved} if not possible(c, value[c] + moved[c])}
        seen: dict[Any, int] = dict.fromkeys(worth if off else (), 0)
        seen |= {key[cell]: step for cell, step in moved.items()}
        seen |= {(more, less): moved[more] - moved[less] for more, less in pairs}
        for what, step in seen.items():
            low[what], high[what] = min(low[what], worth[what] + step), max(high[what], worth[what] + step)
    asked = {what for what in same if 0 < people[what] < policy["k"]} | grown | {key[cell] for cell in manual}
    least = max(policy["k"] - 1, 1)
    told = {what for what in asked if high[what] < policy["k"]} | {pair for pair in alike if high[pair] < 1}
    told |= {what for what in asked if (high[what] - low[what] < least if by_count else low[what] > 0)}
    wrong |= {what[0] if what in pairs else same[what][0] for what in told}
    return sorted((sheets[n].table, codes) for n, codes in wrong)


def add_up(sheets: Sequence[Sheet], leaves: Mapping[str, Mapping[Codes, int]]) -> dict[Cell, int]:
    """All cells that are not zero, from the leaves of each table."""
    cells: dict[Cell, int] = {}
    for n, sheet in enumerate(sheets):
        now = dict(leaves.get(sheet.table, {}))
        for place, axis in enumerate(sheet.axes.values()):
            finer, now = now, defaultdict(int)
            for codes, value in finer.items():
                for name, times in axis.up.get(codes[place], ()) if value else ():
                    now[(*codes[:place], name, *codes[place + 1 :])] += value * times
        cells |= {(n, names): value for names, value in now.items() if value}
    return cells


def _persons(sheet: Sheet, names: Codes, value: int) -> float:
    """Behind a complement the difference, one at least, no more than its units; inf: no number of units."""
    if names in sheet.people:
        return sheet.people[names]
    parts = product(*(axis.of.get(name, ()) for axis, name in zip(sheet.axes.values(), names, strict=True)))
    found = [prod(n for _, n in part) * sheet.people[tuple(code for code, _ in part)] for part in parts]
    return max(min(value, 1), min(sum(found), value)) if found else inf


def _increments(sheets: Sequence[Sheet]) -> Iterator[tuple[Cell, Cell]]:
    for (n, earlier), (m, later) in combinations(enumerate(sheets), 2):
        if earlier.table == later.table:
            yield from (((m, names), (n, names)) for names in product(*(a.of for a in earlier.axes.values())))


def _parts(
    sheets: Sequence[Sheet], groups: Iterable[Cell], dims: Collection[str]
) -> Iterator[tuple[Cell, Cell]]:
    for n, names in groups:
        for place, (dim, axis) in enumerate(sheets[n].axes.items()):
            if dim in dims and names in sheets[n].shown and axis.cover[names[place]] is None:
                parts = ((*names[:place], code, *names[place + 1 :]) for code in axis.of)
                yield from (((n, names), (n, part)) for part in parts if part in sheets[n].shown)
