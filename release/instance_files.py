"""Instance folders (DESIGN, section 7): leaf counts and hierarchies become tables of all levels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from disclosure import Hierarchy, Node, System, Table, link
from disclosure.arrays import Floats, Integers, Mask
from release.errors import UserError
from release.increments import with_increments
from release.witnesses import NONE, TableLeaves

TOTAL = "_T"
RELEASES = "releases"
# Columns of the results, of a certificate, or on the way there; those of findings.
RESERVED = {"table", "release", "cell", "value", "status", "witness", "primary", "node"}
RESERVED |= {"contributors", "largest", "lower", "upper", "exact", "narrow", "how_es", "how_en"}


class InstanceError(UserError):
    """A folder of counts that cannot be used as it is."""


def named(codes: Mapping[str, str]) -> str:
    """The codes of a cell as a message names them."""
    return ", ".join(f"{dimension}={code}" for dimension, code in codes.items())


def refuse_reserved(dimensions: Iterable[str], file: str) -> None:
    """Raise InstanceError where a dimension has the name of a column that stands beside dimensions."""
    for dimension in dimensions:
        if dimension in RESERVED:
            raise InstanceError("instance_dimension", file=file, dimension=dimension)


@dataclass(frozen=True)
class OutputTable:
    """One table as the pattern tells it: its name and, for each row, its cell and its codes."""

    name: str
    cells: Integers
    codes: pl.DataFrame
    release: str | None = None


@dataclass(frozen=True)
class Instance:
    """A protection problem read from a folder; `sources` over `hierarchies` are what the system links."""

    name: str
    dimensions: tuple[str, ...]
    sources: tuple[Table, ...]
    hierarchies: tuple[Hierarchy, ...]
    system: System
    tables: tuple[OutputTable, ...]
    manual: Mask | None
    leaves: tuple[TableLeaves, ...]

    @property
    def over_time(self) -> bool:
        """Whether the tables are releases, one after the other."""
        return any(table.release is not None for table in self.tables)

    def rows(self) -> pl.DataFrame:
        """Every row of every table with its codes (null: no dimension of it) and its cell in the system."""
        frames = [
            table.codes.with_columns(
                pl.lit(table.name).alias("table"),
                pl.lit(table.release).alias("release"),
                pl.Series("cell", table.cells),
            )
            for table in self.tables
        ]
        joined = pl.concat(frames, how="diagonal")
        missing = [dimension for dimension in self.dimensions if dimension not in joined.columns]
        return joined.with_columns(pl.lit(None, dtype=pl.String).alias(dimension) for dimension in missing)

    def once(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The same codes in several tables are one cell, as published tables are compared."""
        total = pl.col(*self.dimensions).fill_null(TOTAL)
        return rows.with_columns(total).unique(subset=[*self.dimensions, "release"], maintain_order=True)

    def copies(self) -> Floats:
        """As how many published cells each cell of the system counts (a node with one child is its child)."""
        cells = self.once(self.rows())["cell"].to_numpy()
        return np.bincount(cells, minlength=self.system.size).astype(np.float64)


@dataclass(frozen=True)
class _Levels:
    """A hierarchy and the level (1 = total) of each of its codes."""

    hierarchy: Hierarchy
    level: dict[str, int]

    def ancestors(self, depth: int) -> pl.DataFrame:
        """Each leaf with every code above it (itself included) down to a depth."""
        parents = {node.code: node.parent for node in self.hierarchy.nodes}
        pairs = []
        for leaf, below in self.hierarchy.children().items():
            code: str | None = None if below else leaf
            while code is not None:
                if self.level[code] <= depth:
                    pairs.append((leaf, code))
                code = parents[code]
        return pl.DataFrame(pairs, schema={"leaf": pl.String, "node": pl.String}, orient="row")

    def codes(self, depth: int) -> list[str]:
        """Codes in tree order down to a depth."""
        return [code for code, level in self.level.items() if level <= depth]


def read_instance(
    folder: Path, counts: Callable[[pl.DataFrame], pl.DataFrame] = lambda cells: cells
) -> Instance:
    """Read an instance folder; raises InstanceError naming the file at fault.

    counts: puts something else that adds up in the place of the counts of the finest cells (`value`).
    """
    described = _json(folder / "instance.json")
    levels = _hierarchies(folder / "hierarchies.json")
    dimensions = _strings(described, "dims")
    refuse_reserved(dimensions, "instance.json")
    if RELEASES in levels:  # the name of what grows from release to release
        raise InstanceError("instance_key", file="hierarchies.json", key=RELEASES)
    cells = _cells(folder / "cells.csv", dimensions, str(described.get("freq_col", "freq")), levels)
    cells = counts(cells)
    if RELEASES in described:
        tables, extra = _release_tables(described, cells, levels)
    else:
        tables, extra = _plain_tables(described, cells, levels), []
    hierarchies = [entry.hierarchy for entry in levels.values()] + extra
    system = link(tables, hierarchies)
    for chain in extra:
        system = with_increments(system, _grown(system, chain.dimension))
    return Instance(
        name=str(described.get("name", folder.name)),
        dimensions=tuple(dimensions),
        sources=tuple(tables),
        hierarchies=tuple(hierarchies),
        system=system,
        tables=_outputs(tables, system, hierarchies),
        manual=_manual(described, dimensions, tables, system),
        leaves=_leaves(tables, system, hierarchies),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
    if not isinstance(document, dict):
        raise InstanceError("instance_file_unreadable", file=path.name)
    return document


def _strings(document: dict[str, Any], key: str) -> list[str]:
    value = document.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InstanceError("instance_key", file="instance.json", key=key)
    return value


def _hierarchies(path: Path) -> dict[str, _Levels]:
    found = {}
    for name, entry in _json(path).items():
        try:
            found[name] = _tree(
                name, str(entry["dim"]), [(str(level), str(code)) for level, code in entry["nodes"]]
            )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise InstanceError("instance_key", file=path.name, key=name) from error
    return found


def _tree(name: str, dimension: str, nodes: list[tuple[str, str]]) -> _Levels:
    above: list[str] = []
    found = []
    for level, code in nodes:
        if set(level) != {"@"} or len(level) > len(above) + 1:
            raise ValueError(name)
        del above[len(level) - 1 :]
        found.append(Node(code, above[-1] if above else None))
        above.append(code)
    return _Levels(Hierarchy(name, dimension, tuple(found)), {code: len(level) for level, code in nodes})


def _cells(path: Path, dimensions: list[str], counted: str, levels: dict[str, _Levels]) -> pl.DataFrame:
    try:
        cells = pl.read_csv(path, schema_overrides=dict.fromkeys(dimensions, pl.String))
        cells = cells.select(*dimensions, pl.col(counted).cast(pl.Int64).alias("value"))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
    if cells.null_count().sum_horizontal().sum() or (cells["value"] < 0).any():
        raise InstanceError("instance_counts", file=path.name)
    for entry in levels.values():
        leaves = [code for code, below in entry.hierarchy.children().items() if not below]
        dimension = entry.hierarchy.dimension
        if dimension in dimensions and not cells[dimension].is_in(leaves).all():
            raise InstanceError(
                "instance_codes", file=path.name, column=dimension, hierarchy=entry.hierarchy.name
            )
    return cells


def _plain_tables(described: dict[str, Any], cells: pl.DataFrame, levels: dict[str, _Levels]) -> list[Table]:
    tables = []
    for entry in described.get("tables", []):
        by, depths = dict(entry["by"]), dict(entry.get("publish_depth", {}))
        unknown = [name for name in by.values() if name not in levels] or [d for d in depths if d not in by]
        if unknown:
            raise InstanceError("instance_key", file="instance.json", key=unknown[0])
        tables.append(Table(str(entry["id"]), by, _all_levels(cells, by, depths, levels)))
    if not tables:
        raise InstanceError("instance_key", file="instance.json", key="tables")
    return tables


def _all_levels(
    cells: pl.DataFrame, by: dict[str, str], depths: dict[str, int], levels: dict[str, _Levels]
) -> pl.DataFrame:
    """Counts of every combination of codes, zeros included, in tree order."""
    counts = (
        cells.group_by(list(by)).agg(pl.col("value").sum()) if by else cells.select(pl.col("value").sum())
    )
    frame = pl.DataFrame({"value": [0]}).select([])
    for dimension, name in by.items():
        depth = int(depths.get(dimension, max(levels[name].level.values())))
        pairs = levels[name].ancestors(depth)
        counts = (
            counts.join(pairs, left_on=dimension, right_on="leaf")
            .drop(dimension)
            .rename({"node": dimension})
            .group_by(list(by))
            .agg(pl.col("value").sum())
        )
        codes = pl.DataFrame({dimension: levels[name].codes(depth)})
        frame = codes if not frame.width else frame.join(codes, how="cross", maintain_order="left_right")
    if not by:
        return counts
    joined = frame.join(counts, on=list(by), how="left", maintain_order="left")
    return joined.with_columns(pl.col("value").fill_null(0))


def _release_tables(
    described: dict[str, Any], cells: pl.DataFrame, levels: dict[str, _Levels]
) -> tuple[list[Table], list[Hierarchy]]:
    """Cumulative releases as one table: each release is its predecessor and an increment in no file."""
    releases = described[RELEASES]
    dimensions = list(releases[0]["table"])
    batches = [set(map(str, release["batches"])) for release in releases]
    others = [d for d in described["dims"] if d not in dimensions]
    grows = all(earlier < later for earlier, later in pairwise(batches))
    if len(others) != 1 or not grows or any(list(release["table"]) != dimensions for release in releases):
        raise InstanceError("instance_releases_not_cumulative", file="instance.json")
    names = [str(release["id"]) for release in releases]
    nodes = [Node(names[-1], None)]
    for earlier, later in reversed(list(pairwise(names))):
        nodes += [Node(earlier, later), Node(f"{later} increment", later, listed=False)]
    by = {dimension: dimension for dimension in dimensions}
    missing = [dimension for dimension in dimensions if dimension not in levels]
    if missing:
        raise InstanceError("instance_key", file="hierarchies.json", key=missing[0])
    frames = [
        _all_levels(cells.filter(pl.col(others[0]).is_in(list(batch))), by, {}, levels).with_columns(
            pl.lit(name).alias(others[0])
        )
        for name, batch in zip(names, batches, strict=True)
    ]
    chain = Hierarchy(RELEASES, others[0], tuple(nodes))
    return [Table(RELEASES, by | {others[0]: RELEASES}, pl.concat(frames))], [chain]


def _outputs(tables: list[Table], system: System, hierarchies: list[Hierarchy]) -> tuple[OutputTable, ...]:
    roots = {hierarchy.name: hierarchy.root for hierarchy in hierarchies}
    found = []
    for table in tables:
        cells = system.rows(table.name)
        codes = table.frame.select(
            pl.when(pl.col(dimension) == roots[name])
            .then(pl.lit(TOTAL))
            .otherwise(pl.col(dimension))
            .alias(dimension)
            for dimension, name in table.by.items()
            if name != RELEASES
        )
        chain = [dimension for dimension, name in table.by.items() if name == RELEASES]
        if not chain:
            found.append(OutputTable(table.name, cells, codes))
            continue
        release = table.frame[chain[0]]
        for name in release.unique(maintain_order=True).to_list():
            rows = (release == name).to_numpy()
            found.append(OutputTable(str(name), cells[rows], codes.filter(rows), release=str(name)))
    return tuple(found)


def _grown(system: System, dimension: str) -> Iterator[tuple[Integers, Integers]]:
    """Yield each release and any before it but the last one: that increment is a cell already."""
    grid = system.tables[RELEASES]
    place = grid.dimensions.index(dimension)
    newest_first = np.flatnonzero(grid.axes[place].listed)
    cells = [np.take(grid.cells, at, axis=place).reshape(-1) for at in newest_first]
    for number, later in enumerate(cells):
        for earlier in cells[number + 2 :]:
            yield later, earlier


def _leaves(tables: list[Table], system: System, hierarchies: list[Hierarchy]) -> tuple[TableLeaves, ...]:
    """The finest rows of each table; of cumulative releases, what each brought that those before had not."""
    trees = {hierarchy.name: hierarchy for hierarchy in hierarchies}
    found = []
    for table in tables:
        finest, codes, cells = np.ones(table.frame.height, dtype=bool), [], system.rows(table.name)
        before = np.full(table.frame.height, NONE)
        for dimension, name in table.by.items():
            column = table.frame[dimension]
            there = set(column.unique())
            if name == RELEASES:
                block = table.frame.height // len(there)  # release after release, each with the same rows
                before[block:] = cells[:-block]
                codes.append(column)
                continue
            children = trees[name].children()
            finest &= column.is_in([code for code in there if there.isdisjoint(children[code])]).to_numpy()
            codes.append(column.replace({trees[name].root: TOTAL}))
        codes_of_rows = pl.DataFrame(codes).filter(finest)
        found.append(TableLeaves(table.name, codes_of_rows, cells[finest], before[finest]))
    return tuple(found)


def _manual(
    described: dict[str, Any], dimensions: list[str], tables: list[Table], system: System
) -> Mask | None:
    if "manual_primary" not in described:
        return None
    wanted = pl.DataFrame(
        described["manual_primary"], schema=dict.fromkeys(dimensions, pl.String), orient="row"
    ).with_columns(pl.lit(True).alias("primary"))
    chosen = np.zeros(system.size, dtype=bool)
    for table in tables:
        if set(table.by) == set(dimensions):
            marked = table.frame.join(wanted, on=dimensions, how="left", maintain_order="left")["primary"]
            chosen[system.rows(table.name)[marked.fill_null(False).to_numpy()]] = True
    if chosen.sum() < wanted.height:
        raise InstanceError("instance_key", file="instance.json", key="manual_primary")
    return chosen
