"""The verifier's own reading: releases become sheets and certificates witnesses.

Takes nothing from the engine, nor from what wrote the files. What cannot be read is a doubt.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import duckdb

from release.certificate_verifier import Axis, Cell, Codes, Sheet, doubts

Doubts = list[tuple[str, Codes]]
Parents = Mapping[str, str | None]
Covers = dict[str, frozenset[str]]
Witness = tuple[int, str, Sequence[str], int]

UNREADABLE: Doubts = [("certificate", ())]
FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, duckdb.Error)
PROVEN = {"protection", "k", "sensitive", "group_below", "method", "base"}
# The releases before this one, in their order, and under which digest their true figures are kept.
_EARLIER = """
    SELECT release_id, digest FROM ledger.releases LEFT JOIN vintage.releases USING (release_id)
    WHERE seq < coalesce((SELECT seq FROM ledger.releases WHERE release_id = ?), 2147483647) ORDER BY seq
"""


def release_doubts(
    folder: Path,
    manifest: Mapping[str, Any],
    connection: duckdb.DuckDBPyConnection,
    digest: str,
    marks: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Doubts:
    """Cells of a release folder of which the certificate does not prove that nothing sensitive is told.

    manifest: `id`, `policy` (by population) and `tables` (population and dimensions of each). connection: the
    warehouse, with the ledger attached. digest: of the draft whose figures and certificate are kept there.
    marks: by population, `table` and `codes` of cells that must not be told whatever their counts. Rules that
    certificates know nothing of (those of amounts of money) leave everything in doubt.
    """
    found = []
    try:
        books = _Books(folder, connection, str(manifest["id"]), digest)
        for population, policy in manifest["policy"].items():
            if policy["protection"] == "open":
                continue
            if policy.keys() - PROVEN or policy.get("method") != ("round" if "base" in policy else None):
                return UNREADABLE
            statuses = {f"rounded:{policy['base']}"} if "base" in policy else {"A", "c"}
            about = {
                name: t["dimensions"]
                for name, t in manifest["tables"].items()
                if t["population"] == population
            }
            sheets = [sheet for name, dims in about.items() for sheet in books.sheets(name, dims, statuses)]
            true = {name: books.true_leaves(name, dims) for name, dims in about.items()}
            if "base" in policy:
                # Figures that do not add up are no rounding of any table: as if exact, with nothing asked.
                found += doubts(sheets, _leaves_shown(sheets), (), {"k": 0, "protection": "existence"})
            manual = [cell for mark in (marks or {}).get(population, ()) for cell in _marked(sheets, mark)]
            found += doubts(sheets, true, books.witnesses(population), policy, manual)
    except FAULTS:
        return UNREADABLE
    return found


def _leaves_shown(sheets: Sequence[Sheet]) -> dict[str, dict[Codes, int]]:
    """The figures of each table's leaves, as its last sheet shows them."""
    found = {}
    for sheet in sheets:
        leaves = product(*(axis.up for axis in sheet.axes.values()))
        found[sheet.table] = {codes: value for codes in leaves if (value := sheet.shown.get(codes))}
    return found


def _marked(sheets: Sequence[Sheet], mark: Mapping[str, Any]) -> Iterator[Cell]:
    """Cells of the last sheet of a table, which is the one that a mark is about."""
    last = max(n for n, sheet in enumerate(sheets) if sheet.table == mark["table"])
    for codes in sheets[last].shown:
        named = dict(zip(sheets[last].axes, codes, strict=True))
        if mark["codes"].items() <= named.items():
            yield last, codes


class _Books:
    """A release folder, and what warehouse and ledger say of it and of all releases before it."""

    def __init__(
        self, folder: Path, connection: duckdb.DuckDBPyConnection, release_id: str, digest: str
    ) -> None:
        self._connection, self._digest, self._tables = connection, digest, folder / "tables"
        lists = folder / "codelists"
        self._facts = {row["dimension"]: row for row in rows_of(lists / "dimensions.csv")}
        self._today: dict[str, Parents] = {
            name: {row["code"]: row["parent"] or None for row in rows_of(lists / f"{name}.csv")}
            for name in self._facts
        }
        earlier = self._ask(_EARLIER, release_id)
        self._earlier = [(name, then, self._lists(name)) for name, then in earlier]

    def _ask(self, query: str, *given: object) -> list[Any]:
        return self._connection.execute(query, given).fetchall()

    def _lists(self, release_id: str) -> dict[str, Parents]:
        found: dict[str, dict[str, str | None]] = {}
        query = (
            "SELECT dimension, code, parent FROM ledger.nodes WHERE release_id = ? ORDER BY dimension, seq"
        )
        for dimension, code, parent in self._ask(query, release_id):
            found.setdefault(dimension, {})[code] = parent
        return dict(found)

    def sheets(self, table: str, dims: Sequence[str], statuses: Collection[str]) -> Iterator[Sheet]:
        """A table as every release showed it, this one last; each of its cells must have such a status."""
        query = "SELECT codes, value, status FROM ledger.cells WHERE release_id = ? AND table_name = ?"
        for release_id, digest, lists in self._earlier:
            found = self._ask(query, release_id, table)
            require_known([status for _, _, status in found], statuses)
            told = {tuple(codes): value for codes, value, _ in found}
            if told:
                yield self._sheet(table, {dim: lists[dim] for dim in dims}, told, digest)
        rows = rows_of(self._tables / f"{table}.csv")
        require_known([row["status"] for row in rows], statuses)
        now = {tuple(row[dim] for dim in dims): int(row["value"]) if row["value"] else None for row in rows}
        yield self._sheet(table, {dim: self._today[dim] for dim in dims}, now, self._digest)

    def _sheet(
        self, table: str, lists: Mapping[str, Parents], told: Mapping[Codes, int | None], digest: str
    ) -> Sheet:
        query = "SELECT codes, contributors FROM vintage.cells WHERE digest = ? AND statistic = ?"
        people = {tuple(codes): int(n) for codes, n in self._ask(query, digest, table)}
        require_all(told, lists.values())
        return Sheet(table, {dim: self._axis(dim, parents) for dim, parents in lists.items()}, told, people)

    def _axis(self, dim: str, parents: Parents) -> Axis:
        facts = self._facts[dim]
        if facts["kind"] == "set":
            return yes_no(list(parents), facts["covering"] == "1", facts["exclusive"].split(";"))
        today = leaf_sets(self._today[dim])
        return tree(leaf_sets(parents), {leaf: below for leaf, below in today.items() if leaf in below})

    def true_leaves(self, table: str, dims: Sequence[str]) -> dict[Codes, int]:
        """The true figures of a table's leaves; of a yes/no set these are its total and items."""
        query = "SELECT codes, value FROM vintage.cells WHERE digest = ? AND statistic = ?"
        cells = {tuple(codes): int(value) for codes, value in self._ask(query, self._digest, table)}
        return {codes: cells[codes] for codes in product(*(self._axis(d, self._today[d]).up for d in dims))}

    def witnesses(self, population: str) -> list[Witness]:
        """The certificate's rows, one witness after the other."""
        query = "SELECT witness, statistic, codes, value FROM certificate.leaves"
        return self._ask(
            f"{query} WHERE digest = ? AND population = ? ORDER BY witness", self._digest, population
        )


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def require_all(rows: Collection[Codes], codes: Collection[Collection[str]]) -> None:
    """Refuse a table that has not one row for every combination of codes."""
    if len(rows) != prod(map(len, codes)) or any(combination not in rows for combination in product(*codes)):
        raise ValueError


def require_known(found: Collection[str], known: Collection[str]) -> None:
    """Refuse a table that shows figures in another way than its population's."""
    if not set(found) <= set(known):
        raise ValueError


def leaf_sets(parents: Parents) -> Covers:
    """The leaves below each code; a leaf has itself."""
    found: dict[str, set[str]] = {code: set() for code in parents}
    for leaf in parents.keys() - set(parents.values()):
        code: str | None = leaf
        while code is not None:
            found[code].add(leaf)
            code = parents[code]
    return {code: frozenset(leaves) for code, leaves in found.items()}


def tree(codes: Covers, leaves: Covers) -> Axis:
    """A dimension whose codes are sums of leaves (which may stand for finer ones)."""
    up = {leaf: [(code, 1) for code in codes if below <= codes[code]] for leaf, below in leaves.items()}
    whole = frozenset[str]().union(*leaves.values())
    for code, cover in codes.items():
        if cover != frozenset().union(*(leaves[leaf] for leaf in leaves if (code, 1) in up[leaf])):
            raise ValueError
    covers = {code: None if cover == whole else cover for code, cover in codes.items()}
    return Axis(up, covers, {code: [(code, 1)] for code in codes})


def yes_no(codes: Sequence[str], covering: bool, exclusive: Collection[str]) -> Axis:
    """A dimension of which a unit may have several values; total and items are its leaves.

    None of these can be negative: those without an item (a number of units), those with neither it nor an
    exclusive one (`rest`), and, where everybody has one, the values beyond the first (`excess`).
    """
    total, *items = codes
    of = {code: {code: 1} for code in codes} | {f"not {item}": {total: 1, item: -1} for item in items}
    slack = {f"rest {i}": {total: 1} | {x: -1 for x in items if x == i or x in exclusive} for i in items}
    if covering:
        slack["excess"] = {total: -1} | dict.fromkeys(items, 1)
    every = of | slack
    up = {code: [(name, row[code]) for name, row in every.items() if code in row] for code in codes}
    cover = {name: None if name == total else (name, *(codes if name in slack else ())) for name in every}
    return Axis(up, cover, {name: list(row.items()) for name, row in of.items()})
