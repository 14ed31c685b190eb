"""The verifier's own reading of instance folders (DESIGN, section 7) with a pattern and a certificate."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from release.certificate_reading import (
    FAULTS,
    UNREADABLE,
    Covers,
    Doubts,
    Witness,
    leaf_sets,
    require_all,
    rows_of,
    tree,
)
from release.certificate_verifier import Cell, Codes, Sheet, add_up, doubts

PATTERN, CERTIFICATE = "pattern.csv", "certificate.csv"
TOTAL = "_T"


def instance_doubts(folder: Path, out: Path, policy: Mapping[str, Any]) -> Doubts:
    """Cells of an instance folder of which `out` does not prove that its pattern protects them.

    policy: k, and protection `count` or `existence`.
    """
    try:
        instance = _Instance(folder)
        pattern: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows_of(out / PATTERN):
            pattern[row["table"]].append(row)
        sheets = [
            instance.sheet(publication, pattern[publication.name]) for publication in instance.publications
        ]
        witnesses = instance.witnesses(rows_of(out / CERTIFICATE))
        return doubts(sheets, instance.true, witnesses, policy, instance.manual(sheets))
    except FAULTS:
        return UNREADABLE


class _Publication(NamedTuple):
    """What one publication shows of a table: its codes by dimension, and the leaves they are made of."""

    name: str
    table: str
    codes: dict[str, Covers]
    leaves: dict[str, Covers]


class _Instance:
    """An instance folder: what is published, in order, and the true leaves of each table."""

    def __init__(self, folder: Path) -> None:
        self._about = json.loads((folder / "instance.json").read_text(encoding="utf-8"))
        trees = json.loads((folder / "hierarchies.json").read_text(encoding="utf-8"))
        self._trees = {name: _Levels(entry["nodes"]) for name, entry in trees.items()}
        self._batch: str | None = None  # the dimension by which publications grow; a batch may be in none
        self.publications = list(self._releases() if "releases" in self._about else self._tables())
        counts = rows_of(folder / "cells.csv")
        self.true = {each.table: self._counted(counts, each.leaves) for each in self.publications[::-1]}

    def _tables(self) -> Iterator[_Publication]:
        for table in self._about["tables"]:
            depths = table.get("publish_depth", {})
            levels = {dim: self._trees[name].down_to(depths.get(dim)) for dim, name in table["by"].items()}
            codes, leaves = ({dim: both[n] for dim, both in levels.items()} for n in (0, 1))
            yield _Publication(table["id"], table["id"], codes, leaves)

    def _releases(self) -> Iterator[_Publication]:
        """Each release is a total of what it brought itself and what those before it brought."""
        releases = self._about["releases"]
        batches = {str(release["id"]): frozenset(map(str, release["batches"])) for release in releases}
        before = [frozenset[str](), *batches.values()]
        brought = {
            name: those - earlier for (name, those), earlier in zip(batches.items(), before, strict=False)
        }
        levels = {dim: self._trees[dim].down_to(None) for dim in releases[0]["table"]}
        (self._batch,) = (dim for dim in self._about["dims"] if dim not in levels)
        for name, those in batches.items():
            codes = {dim: both[0] for dim, both in levels.items()} | {self._batch: {TOTAL: those}}
            leaves = {dim: both[1] for dim, both in levels.items()} | {self._batch: brought}
            yield _Publication(name, "releases", codes, leaves)

    def _counted(self, counts: Sequence[Mapping[str, str]], leaves: Mapping[str, Covers]) -> dict[Codes, int]:
        leaf_of = {dim: {base: leaf for leaf in axis for base in axis[leaf]} for dim, axis in leaves.items()}
        found = dict.fromkeys(product(*leaves.values()), 0)
        for row in counts:
            if self._batch is None or row[self._batch] in leaf_of[self._batch]:
                codes = tuple(of[row[dim]] for dim, of in leaf_of.items())
                found[codes] += int(row[self._about.get("freq_col", "freq")])
        return found

    def sheet(self, publication: _Publication, pattern: Sequence[Mapping[str, str]]) -> Sheet:
        """A table with the true values of what its rows in the pattern publish."""
        axes = {dim: tree(codes, publication.leaves[dim]) for dim, codes in publication.codes.items()}
        status = {tuple(row[dim] or TOTAL for dim in axes): row["status"] for row in pattern}
        require_all(status, publication.codes.values())
        true = add_up([Sheet(publication.table, axes, {}, {})], self.true)
        people = {codes: true.get((0, codes), 0) for codes in status}
        withheld = {"primary", "secondary"}
        shown = {codes: None if kind in withheld else people[codes] for codes, kind in status.items()}
        return Sheet(publication.table, axes, shown, people)

    def witnesses(self, rows: Sequence[Mapping[str, str]]) -> Iterator[Witness]:
        """The certificate's rows."""
        dims = {each.table: list(each.codes) for each in self.publications}
        for row in rows:
            codes = tuple(row[dim] for dim in dims[row["table"]])
            yield int(row["witness"]), row["table"], codes, int(row["value"])

    def manual(self, sheets: Sequence[Sheet]) -> list[Cell]:
        """Cells that the instance itself calls sensitive."""
        roots = {tree.root for tree in self._trees.values()}
        found = []
        for marked in self._about.get("manual_primary", []):
            code = {
                dim: TOTAL if given in roots else given
                for dim, given in zip(self._about["dims"], marked, strict=True)
            }
            found += [
                (n, tuple(code[dim] for dim in s.axes))
                for n, s in enumerate(sheets)
                if s.axes.keys() == code.keys()
            ]
        return found


class _Levels:
    """A hierarchy of an instance folder; in patterns its root goes by the name of the total."""

    def __init__(self, nodes: Sequence[tuple[str, str]]) -> None:
        self.root = nodes[0][1]
        self._parents: dict[str, str | None] = {}
        self._depth: dict[str, int] = {}
        path: list[str] = []
        for level, code in nodes:
            path[len(level) - 1 :] = [code]
            self._parents[code] = path[-2] if len(path) > 1 else None
            self._depth[code] = len(level)

    def down_to(self, depth: int | None) -> tuple[Covers, Covers]:
        """Codes down to a depth with the leaves below each, and those of them with no other code below."""
        below = leaf_sets(self._parents)
        kept = [code for code in self._parents if depth is None or self._depth[code] <= depth]
        inner = {self._parents[code] for code in kept}
        named = {code: TOTAL if code == self.root else code for code in kept}
        codes = {named[code]: below[code] for code in kept}
        return codes, {named[code]: below[code] for code in kept if code not in inner}
