"""Workbooks (XLSX, XLS, ODS): every sheet as text, with what its file says of the cells beside it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError

import fastexcel
import polars as pl

from ingest import ods_notes, xls_notes, xlsx_notes
from ingest.apart import Read, read_apart
from ingest.errors import UserError
from ingest.grids import LOOK, ROW
from ingest.notes import Notes
from ingest.personal import masked
from ingest.source import OLD, Limits, Source

NOTES = {".xlsx": xlsx_notes.notes, ".xls": xls_notes.notes, ".ods": ods_notes.notes}
DAMAGED = (fastexcel.FastExcelError, zipfile.BadZipFile, KeyError, StopIteration, ValueError, ExpatError)


@dataclass(frozen=True)
class SheetGrid:
    """A sheet, all cells as text."""

    sheet: str
    frame: pl.DataFrame = field(repr=False)
    notes: Notes = field(repr=False)
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

    def marks(self, columns: dict[int, str]) -> pl.DataFrame:
        """Formulas, errors and hidden rows in the columns asked for."""
        return self.notes.marks(columns)


def open_workbook(source: Source, limits: Limits) -> list[SheetGrid]:
    """The sheets that hold anything, in order; the file has been examined before.

    Raises `UserError` when it is damaged, has a password, or has cells so far out that memory would end.
    """
    try:
        notes = NOTES[source.suffix](source.content)
        if sum(note.area for note in notes.values()) > limits.cells:
            raise UserError("workbook_bomb", file=source.name)
        sheets = read_apart("xls", source.content) if source.suffix == OLD else _sheets(source.content)
        return [_grid(sheet, notes[str(sheet.about["name"])]) for sheet in sheets if sheet.frame.height]
    except xls_notes.LockedError:
        raise UserError("workbook_locked", file=source.name) from None
    except DAMAGED:
        raise UserError("workbook_damaged", file=source.name) from None


def _sheets(content: bytes) -> Iterator[Read]:
    reader = fastexcel.read_excel(content)
    for name in reader.sheet_names:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        offset = min((column.absolute_index for column in sheet.available_columns()), default=0)
        yield Read({"name": name, "hidden": sheet.visible != "visible", "offset": offset}, sheet.to_polars())


def _grid(sheet: Read, notes: Notes) -> SheetGrid:
    """A sheet from its first row and column on, so that rows and columns keep the sender's numbers.

    A person in its name is masked: reports and the warehouse tell names of sheets.
    """
    notes.hidden = notes.hidden or bool(sheet.about["hidden"])
    notes.rows = sheet.frame.height
    offset = int(str(sheet.about["offset"]))
    blanks = [pl.lit(None, dtype=pl.String).alias(f"blank{position}") for position in range(offset)]
    return SheetGrid(
        masked(str(sheet.about["name"])), _truths(sheet.frame.select(*blanks, pl.all()), notes), notes
    )


def _truths(frame: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Truth values as every other format writes them: of an ODS they come as 1 and 0."""
    for position in {column for _, column in notes.booleans if column < frame.width}:
        name = frame.columns[position]
        rows = [row - 1 for row, column in notes.booleans if column == position and row <= frame.height]
        told = frame[name].gather(rows).replace({"1": "true", "0": "false"})
        frame = frame.with_columns(frame[name].scatter(rows, told))
    return frame
