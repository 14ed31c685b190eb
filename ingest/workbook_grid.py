"""Workbooks: every sheet as text, with the places of its formulas."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

import fastexcel
import polars as pl

from ingest.errors import UserError
from ingest.grids import LOOK, ROW, Place
from ingest.source import Source

FORMULA = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f[\s/>]')
SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass(frozen=True)
class SheetGrid:
    """A sheet, all cells as text."""

    sheet: str
    frame: pl.DataFrame = field(repr=False)
    xml: bytes = field(repr=False)
    encoding: str = ""
    delimiter: str = ""

    @property
    def look(self) -> list[list[str]]:
        """The first rows."""
        rows = self.frame.head(LOOK).rows()
        return [["" if cell is None else str(cell).strip() for cell in row] for row in rows]

    def load(self, columns: dict[int, str], first: int) -> pl.DataFrame:
        """The columns by position, from row `first` on."""
        wanted = [pl.nth(position).alias(name) for position, name in columns.items()]
        return self.frame.select(wanted).with_row_index(ROW, offset=1).slice(first - 1)

    def formulas(self, columns: dict[int, str]) -> pl.DataFrame:
        """Cells with a formula in the columns asked for."""
        letters = {str(Place(position)).encode(): name for position, name in columns.items()}
        found = [
            (int(row), letters[letter]) for letter, row in FORMULA.findall(self.xml) if letter in letters
        ]
        return pl.DataFrame(found, schema={ROW: pl.UInt32, "column": pl.String}, orient="row")


def open_workbook(source: Source) -> list[SheetGrid]:
    """The sheets that hold anything, in order; the file has been examined before."""
    try:
        reader = fastexcel.read_excel(source.content)
        parts = _sheet_parts(source.content)
        return [
            SheetGrid(name, frame, parts.get(name, b""))
            for name in reader.sheet_names
            if (frame := _text(reader, name)).height
        ]
    except (fastexcel.FastExcelError, zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        raise UserError("workbook_damaged", file=source.name) from None


def _text(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    """A sheet from its first row and column on, so that rows and columns keep the sender's numbers."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    offset = min((column.absolute_index for column in sheet.available_columns()), default=0)
    frame: pl.DataFrame = sheet.to_polars()
    blanks = [pl.lit(None, dtype=pl.String).alias(f"blank{position}") for position in range(offset)]
    return frame.select(*blanks, pl.all())


def _sheet_parts(content: bytes) -> dict[str, bytes]:
    """The XML of every sheet by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
        targets = {a["Id"]: a["Target"] for a in map(_attributes, RELATION.findall(relations))}
        parts: dict[str, bytes] = {}
        for sheet in map(_attributes, SHEET.findall(book)):
            target = targets[next(value for name, value in sheet.items() if name.endswith(":id"))]
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts[unescape(sheet["name"])] = archive.read(path)
        return parts


def _attributes(text: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(text))
