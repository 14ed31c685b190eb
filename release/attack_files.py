"""What an attacker reads: published tables with their code lists, or an instance with a pattern."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from disclosure import UNKNOWN, Hierarchy, Node, SetDimension, System, Table, link
from release.figures import STATUS
from release.instance_files import Instance, InstanceError, OutputTable, refuse_reserved
from release.model import PUBLISHED, ROUNDED, WITHHELD

DIMENSIONS_FILE = "dimensions.csv"

View = tuple[System, tuple[OutputTable, ...], npt.NDArray[np.bool_]]


def read_pattern(path: Path, instance: Instance) -> npt.NDArray[np.bool_]:
    """The mask of withheld cells that a pattern file tells; it must name every row of every table."""
    try:
        told = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
    withheld = np.zeros(instance.system.size, dtype=bool)
    for table in instance.tables:
        keys = table.codes.columns
        if not {"table", "status", *keys} <= set(told.columns):
            raise InstanceError("pattern_incomplete", file=path.name, table=table.name)
        rows = told.filter(pl.col("table") == table.name).select(*keys, "status")
        found = table.codes.join(rows, on=keys, how="left", maintain_order="left")["status"]
        if found.is_in(list(STATUS.values())).any():
            raise InstanceError("pattern_of_figures", file=path.name)
        known = found.is_in(["published", "primary", "secondary"]).fill_null(False)
        if len(found) != table.codes.height or not known.all():
            raise InstanceError("pattern_incomplete", file=path.name, table=table.name)
        withheld[table.cells[(found != "published").to_numpy()]] = True
    return withheld


def read_tables(folder: Path) -> list[View]:
    """Published tables, one system a population (all of them one, where no manifest tells populations)."""
    populations = _populations(folder / "manifest.json")
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / "tables").glob("*.csv")):
        groups[populations.get(path.stem, "")].append(path)
    if not groups:
        raise InstanceError("tables_missing", folder=folder.name)
    views = []
    for paths in groups.values():
        frames = {path.stem: _table(path) for path in paths}
        if any(frame["value"].null_count() for frame in frames.values()):
            views.append(_view(folder / "codelists", frames))
    return views


def _populations(manifest: Path) -> dict[str, str]:
    if not manifest.exists():
        return {}
    try:
        tables = json.loads(manifest.read_text(encoding="utf-8"))["tables"]
        return {str(name): str(entry["population"]) for name, entry in tables.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InstanceError("instance_file_unreadable", file=manifest.name) from error


def _table(path: Path) -> pl.DataFrame:
    """A published table; whatever stands in the value of a withheld cell is not read."""
    try:
        frame = pl.read_csv(path, infer_schema=False)
        hidden = pl.col("status") == WITHHELD
        value = pl.when(hidden).then(None).otherwise(pl.col("value")).cast(pl.Int64).alias("value")
        frame = frame.with_columns(value)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
    if frame["status"].str.starts_with(f"{ROUNDED}:").any():
        raise InstanceError("attack_of_rounded", file=path.name)
    known = frame["status"].is_in([PUBLISHED, WITHHELD]).all()
    if not known or frame.filter((pl.col("status") == PUBLISHED) & pl.col("value").is_null()).height:
        raise InstanceError("table_status", file=path.name)
    return frame.drop("status")


def _view(codelists: Path, frames: dict[str, pl.DataFrame]) -> View:
    dimensions = {column for frame in frames.values() for column in frame.columns if column != "value"}
    refuse_reserved(sorted(dimensions), "tables")
    hierarchies = [_hierarchy(codelists, dimension) for dimension in sorted(dimensions)]
    sets = [entry for entry in _sets(codelists / DIMENSIONS_FILE) if entry.dimension in dimensions]
    tables = [
        Table(name, {column: column for column in frame.columns if column != "value"}, frame)
        for name, frame in frames.items()
    ]
    system = link(tables, hierarchies, sets)
    outputs = tuple(
        OutputTable(table.name, system.rows(table.name), table.frame.select(list(table.by)))
        for table in tables
    )
    return system, outputs, system.listed & (system.value != UNKNOWN)


def _hierarchy(codelists: Path, dimension: str) -> Hierarchy:
    path = codelists / f"{dimension}.csv"
    rows = _rows(path)
    try:
        nodes = tuple(Node(row["code"], row["parent"] or None) for row in rows)
    except KeyError as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
    return Hierarchy(dimension, dimension, nodes)


def _sets(path: Path) -> list[SetDimension]:
    """Several-valued dimensions (`kind` = set), where the folder tells them."""
    if not path.exists():
        return []
    try:
        return [
            SetDimension(
                row["dimension"],
                row["covering"] == "1",
                tuple(filter(None, (row["exclusive"] or "").split(";"))),
            )
            for row in _rows(path)
            if row["kind"] == "set"
        ]
    except KeyError as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return pl.read_csv(path, infer_schema=False).to_dicts()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InstanceError("instance_file_unreadable", file=path.name) from error
