"""Tidy CSV: one file a table, one row a cell, codes and labels side by side."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from release.exports.labels import labelled
from release.model import Language, PublicContent, PublicTable


def write_tidy(content: PublicContent, out: Path, languages: tuple[Language, ...]) -> tuple[Path, ...]:
    """Write `csv/<table>.csv` for every table."""
    folder = out / "csv"
    folder.mkdir(exist_ok=True)
    written = []
    for table in content.tables:
        path = folder / f"{table.description.name}.csv"
        tidy(table, content, languages).write_csv(path)
        written.append(path)
    return tuple(written)


def tidy(table: PublicTable, content: PublicContent, languages: tuple[Language, ...]) -> pl.DataFrame:
    """Return a table with the labels of each code beside it."""
    columns: list[pl.Series] = []
    for name in table.description.dimensions:
        columns.append(table.frame[name])
        for language in languages:
            labels = labelled(table.frame, content.code_lists[name], language)
            columns.append(labels.alias(f"{name}_{language}"))
    return pl.DataFrame([*columns, table.frame["value"], table.frame["status"]])
