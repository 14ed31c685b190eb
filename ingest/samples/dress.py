"""How an institution writes a table down: which columns, under which headings, with which words."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from schemas import KINDS, Column
from schemas.codelists import codelist


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its canonical name and its heading, with the headings above it."""

    name: str
    heading: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dress:
    """The way one kind is written; `words` are an institution's own words for codes, by column."""

    kind: str
    title: str  # of the sheet, or the stem of the file
    fields: tuple[Field, ...]
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: str = ""
    capitals: bool = False
    dates: str | None = "%d/%m/%Y"  # None: real dates
    header_row: int = 1  # the first row of headings, counted from 1
    book: bool = True  # a sheet of a workbook; otherwise a file of its own


@dataclass(frozen=True)
class Faults:
    """Texts that stand in cells instead of the values: column to row to text."""

    cells: dict[str, dict[int, str]] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows are at fault: one cell each."""
        return sum(self.told.values())

    def over(self, column: str, texts: pl.Series) -> pl.Series:
        """The column with the faulty texts in place."""
        found = self.cells.get(column)
        if not found:
            return texts
        return texts.scatter(list(found), list(found.values()))


@dataclass(frozen=True)
class Table:
    """The rows of one kind in one submission, canonical, with the cells that are at fault."""

    dress: Dress
    rows: pl.DataFrame
    faults: Faults


def template(name: str, *, book: bool = True) -> Dress:
    """A kind as the template has it: every column, Spanish headings and words."""
    kind = KINDS[name]
    fields = tuple(Field(c.name, c.label("es") + (" *" if c.required else "")) for c in kind.columns)
    return Dress(name, kind.sheet, fields, dates=None if book else "%d/%m/%Y", book=book)


def written(table: Table) -> pl.DataFrame:
    """The table as texts, one column a field in order; missing values and faults included."""
    kind = KINDS[table.dress.kind]
    columns = []
    for item in table.dress.fields:
        texts = _texts(table, kind.column(item.name))
        columns.append(table.faults.over(item.name, texts.fill_null(table.dress.missing)).alias(item.name))
    return pl.DataFrame(columns)


def _texts(table: Table, column: Column) -> pl.Series:
    dress = table.dress
    if column.name not in table.rows.columns:
        return pl.Series([None], dtype=pl.String).new_from_index(0, table.rows.height)
    values = table.rows[column.name]
    if values.dtype == pl.Date:
        return values.dt.strftime(dress.dates or "%Y-%m-%d")
    if column.codelist:
        values = _worded(values, column, dress)
    texts = values.cast(pl.String)
    return _capitals(texts) if dress.capitals and column.name not in _REFERENCES else texts


_REFERENCES = ("record_ref", "document_number", "identified_on")


def _worded(values: pl.Series, column: Column, dress: Dress) -> pl.Series:
    """Codes as words; several in a cell stay joined by `;`."""
    words = {entry.code: entry.label_es for entry in codelist(column.codelist or "")}
    words |= dress.words.get(column.name, {})
    cells = values.unique().drop_nulls().to_list()
    told = {cell: "; ".join(words[code] for code in cell.split(";")) for cell in cells}
    return values.replace_strict(told, return_dtype=pl.String) if told else values


def _capitals(texts: pl.Series) -> pl.Series:
    """Capitals without accents, as old systems write; the letter Ñ stays."""
    frame = pl.DataFrame({"text": texts})
    plain = pl.col("text").str.to_uppercase().str.replace_many(dict(zip("ÁÉÍÓÚÜ", "AEIOUU", strict=True)))
    return frame.select(plain)["text"]
