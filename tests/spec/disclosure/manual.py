"""The manual of the method, read as examples: fenced blocks `csv KIND NAME option=...` and `text ...`.

A block `table` (several linked ones, a blank line between them) or `releases` brings true counts, withheld
ones in brackets; the other kinds are results of the example of that name. First lines are headings and not
read. A cell is named by its codes that are no total, `_T` where there is none, joined by a space (by `+` in
options).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import polars as pl

from disclosure import Hierarchy, Node, SetDimension, System, Table, link
from release.instance_files import read_instance

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {language: DOCS / language / "disclosure.md" for language in ("es", "en")}
FENCE = re.compile(r"^```(csv|text) (\w+) (\w+)(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
ANY_FENCE = re.compile(r"^```(?:.*\n)*?```$", re.MULTILINE)
TOTAL = "_T"


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is, of which example, its options and its lines without the heading."""

    kind: str
    name: str
    options: dict[str, str]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def number(self) -> dict[str, int]:
        """Options that are numbers."""
        return {name: int(value) for name, value in self.options.items() if value.isdigit()}


def blocks(page: Path) -> list[Block]:
    """All blocks of a page, in order."""
    found = []
    for style, kind, name, options, body in FENCE.findall(page.read_text(encoding="utf-8")):
        lines = body.splitlines()
        heading, *rows = csv.reader(lines) if style == "csv" else [[], *([line] for line in lines)]
        pairs = [word.partition("=") for word in options.split()]
        told = {option: value for option, _, value in pairs}
        if kind == "table":
            found += _linked(name, told, [heading, *rows])
        else:
            found.append(Block(kind, name, told, tuple(heading), tuple(map(tuple, rows))))
    return found


def _linked(name: str, options: dict[str, str], lines: list[list[str]]) -> Iterator[Block]:
    """The tables of one fence: `by` names the dimensions of each."""
    parts = [list(part) for full, part in groupby(lines, bool) if full]
    for by, (heading, *rows) in zip(options["by"].split(","), parts, strict=True):
        yield Block("table", name, {**options, "by": by}, tuple(heading), tuple(map(tuple, rows)))


def prose(page: Path) -> list[str]:
    """The sections of a page without their fenced blocks and addresses."""
    text = ANY_FENCE.sub("", page.read_text(encoding="utf-8"))
    return re.split(r"^## ", re.sub(r"\(?https?://\S+", "", text), flags=re.MULTILINE)


@dataclass
class Example:
    """True counts with the pattern that the page shows, as a system and as an instance folder."""

    name: str
    blocks: list[Block] = field(default_factory=list)

    @cached_property
    def system(self) -> System:
        """The linked system; that of a folder where releases grow."""
        if self.grows:
            raise TypeError("a system of releases is read from a folder: `system_in`")
        return link(list(self._tables()), self._hierarchies(), list(self._sets()))

    @property
    def grows(self) -> bool:
        """Whether the columns are cumulative releases."""
        return self.blocks[0].kind == "releases"

    @property
    def is_folder(self) -> bool:
        """Whether the example can be an instance folder: one table, every unit with one value."""
        return len(self.blocks) == 1 and "set" not in self.blocks[0].options

    def system_in(self, folder: Path) -> System:
        """The system, by way of a folder where that is the only way."""
        return read_instance(self.write(folder)).system if self.grows else self.system

    def withheld(self, system: System) -> np.ndarray:
        """The cells in brackets."""
        hidden = {cell for block in self.blocks for cell, _, bracketed in _shown(block) if bracketed}
        names = labels(system)
        if self.grows:  # the newest release is the total of the releases
            hidden = {cell.replace(f" {self.blocks[0].heading[-1]}", "") for cell in hidden}
        assert hidden <= set(names), hidden - set(names)
        return np.array([name in hidden for name in names])

    def _tables(self) -> Iterator[Table]:
        for block in self.blocks:
            dims = block.options["by"].split("+")
            rows = [{**dict(zip(dims, codes, strict=True)), "value": n} for codes, n in _entries(block)]
            yield Table("_".join(dims), {dim: dim for dim in dims}, pl.DataFrame(rows))

    def _hierarchies(self) -> list[Hierarchy]:
        found = {}
        for table in self._tables():
            for dim in table.by:
                codes = table.frame[dim].unique(maintain_order=True).to_list()
                leaves = [Node(code, TOTAL) for code in codes if code != TOTAL]
                found[dim] = Hierarchy(dim, dim, (Node(TOTAL, None), *leaves))
        return list(found.values())

    def _sets(self) -> Iterator[SetDimension]:
        for block in self.blocks:
            if "set" in block.options:
                yield SetDimension(block.options["set"], covering=True)

    def write(self, folder: Path) -> Path:
        """Write the example as an instance folder."""
        (block,) = self.blocks
        folder.mkdir(parents=True, exist_ok=True)
        dims = block.options["by"].split("+")
        leaves = [(codes, n) for codes, n in _entries(block) if TOTAL not in codes]
        about: dict[str, object] = {"name": self.name, "dims": dims, "freq_col": "freq"}
        if self.grows:
            names = list(dict.fromkeys(codes[1] for codes, _ in leaves))
            grown = [
                {"id": name, "table": dims[:1], "batches": names[: n + 1]} for n, name in enumerate(names)
            ]
            about["releases"] = grown
            counts = dict(leaves)
            for before, name in reversed(list(pairwise(names))):
                counts |= {(r, b): n - counts[r, before] for (r, b), n in counts.items() if b == name}
            leaves = list(counts.items())
        else:
            about["tables"] = [{"id": "T", "by": {dim: dim for dim in dims}}]
        nodes = {
            dim: [["@", TOTAL], *(["@@", code] for code in dict.fromkeys(codes[at] for codes, _ in leaves))]
            for at, dim in enumerate(dims)
        }
        trees = {dim: {"dim": dim, "nodes": nodes[dim]} for dim in dims}
        lines = [",".join([*dims, "freq"]), *(",".join([*codes, str(n)]) for codes, n in leaves)]
        (folder / "instance.json").write_text(json.dumps(about))
        (folder / "hierarchies.json").write_text(json.dumps(trees))
        (folder / "cells.csv").write_text("\n".join(lines) + "\n")
        return folder


def examples(page: Path) -> dict[str, Example]:
    """The examples of a page by name."""
    found: dict[str, Example] = {}
    for block in blocks(page):
        if block.kind in ("table", "releases"):
            found.setdefault(block.name, Example(block.name)).blocks.append(block)
    return found


def labels(system: System) -> list[str]:
    """How the manual names each cell of a system; no two alike."""
    names = []
    for cell in range(system.size):
        table, codes = system.describe(cell)
        totals = {axis.dimension: axis.codes[0] for axis in system.tables[table].axes}
        names.append(" ".join(code for dim, code in codes.items() if code != totals[dim]) or TOTAL)
    assert len(set(names)) == len(names), names
    return names


def _entries(block: Block) -> Iterator[tuple[tuple[str, ...], int]]:
    """Codes and count of every cell of a block."""
    flat = "+" not in block.options["by"]
    for code, *values in block.rows:
        for column, value in zip(block.heading[1:], values, strict=True):
            yield (code,) if flat else (code, column), int(value.strip("[]"))


def _shown(block: Block) -> Iterator[tuple[str, int, bool]]:
    """Name and count of every cell of a block, and whether it is in brackets."""
    bracketed = [value.startswith("[") for _, *values in block.rows for value in values]
    for (codes, count), hidden in zip(_entries(block), bracketed, strict=True):
        yield " ".join(code for code in codes if code != TOTAL) or TOTAL, count, hidden
