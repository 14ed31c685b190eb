"""A table as a grid for reading: semesters side by side, every other dimension in rows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from release.model import SEMESTER, CodeList, Language, PublicContent, PublicTable
from release.ordering import cross_product

Cell = int | None


@dataclass(frozen=True)
class Label:
    """A row or column heading: its text, its depth in its tree, and whether it is a total of others."""

    text: str
    level: int
    total: bool


@dataclass(frozen=True)
class Grid:
    """`rows` have one label a dimension; `cells[row][column]` is a count, or None where it is withheld."""

    stub: tuple[str, ...]
    columns: tuple[Label, ...]
    rows: tuple[tuple[Label, ...], ...]
    cells: tuple[tuple[Cell, ...], ...]


def lay_out(table: PublicTable, content: PublicContent, language: Language) -> Grid:
    """Arrange a table for a page: code-list order on both sides."""
    said = table.description
    others = tuple(name for name in said.dimensions if name != SEMESTER)
    semesters = content.code_lists[SEMESTER]
    wide = _wide(table.frame, others, semesters, content)
    labels = {name: _labels(content.code_lists[name], language) for name in others}
    rows = [
        tuple(labels[name][code] for name, code in zip(others, codes, strict=True))
        for codes in wide.select(others).iter_rows()
    ]
    if not others:
        rows = [(Label(said.unit[language], 0, total=False),)]
    stub = [content.code_lists[name].labels[language] for name in others]
    return Grid(
        stub=tuple(stub) if stub else ("",),
        columns=tuple(_labels(semesters, language).values()),
        rows=tuple(rows),
        cells=tuple(wide.select(semesters.codes).iter_rows()),
    )


def _wide(
    frame: pl.DataFrame, others: tuple[str, ...], semesters: CodeList, content: PublicContent
) -> pl.DataFrame:
    wide = cross_product(others, content.code_lists) if others else pl.DataFrame({"": [0]})
    for code in semesters.codes:
        column = frame.filter(pl.col(SEMESTER) == code).select(*others, pl.col("value").alias(code))
        joined = wide.join(column, on=others, how="left", maintain_order="left") if others else None
        wide = wide.with_columns(column[code]) if joined is None else joined
    return wide


def _labels(code_list: CodeList, language: Language) -> dict[str, Label]:
    leaves = set(code_list.leaves)
    return {
        node.code: Label(node.labels[language], code_list.level(node.code), node.code not in leaves)
        for node in code_list.nodes
    }
