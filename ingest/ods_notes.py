"""Notes on the sheets of an ODS workbook, read off its content (OASIS OpenDocument 1.3, part 3, 9.1)."""

import io
import zipfile
from xml.parsers import expat

from ingest.grids import ERROR, FORMULA
from ingest.notes import MOST_MARKS, Notes

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def notes(content: bytes) -> dict[str, Notes]:
    """Notes by sheet; raises ValueError, KeyError, ExpatError or what `zipfile` raises on a damaged one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as xml:
        reader = _Reader()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.ParseFile(xml)
        return reader.found


class _Reader:
    """Follows rows and cells, many of which stand for several by repetition."""

    def __init__(self) -> None:
        self.found: dict[str, Notes] = {}
        self.depth = 0  # a table within a cell is no sheet
        self.row = self.down = self.column = self.across = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == f"{TABLE}table":
            self.depth += 1
            if self.depth == 1:
                self.sheet = self.found[attributes[f"{TABLE}name"]] = Notes()
                self.row = 0
        elif self.depth != 1:
            return
        elif tag == f"{TABLE}table-row":
            self.down = int(attributes.get(f"{TABLE}number-rows-repeated", 1))
            self.column = self.across = 0
            if attributes.get(f"{TABLE}visibility", "visible") != "visible":
                self.sheet.hidden_rows.append((self.row + 1, self.row + self.down))
        elif tag in CELLS:
            self.column += self.across
            self.across = int(attributes.get(f"{TABLE}number-columns-repeated", 1))
            self._cell(attributes)
        elif tag == f"{TEXT}p":
            self._reach()

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == f"{TABLE}table":
            self.depth -= 1
        elif tag == f"{TABLE}table-row" and self.depth == 1:
            self.row += self.down

    def _reach(self) -> None:
        self.sheet.reach(self.row + self.down, self.column + self.across - 1)

    def _cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get(f"{OFFICE}value-type")
        formula = f"{TABLE}formula" in attributes
        if kind or formula:
            self._reach()
        if formula:
            self._mark(FORMULA)
        if attributes.get(f"{CALC}value-type") == "error":
            self._mark(ERROR)
        if kind == "boolean":
            self.sheet.booleans += self._places()

    def _mark(self, rule: str) -> None:
        self.sheet.cells += [(row, column, rule) for row, column in self._places()]

    def _places(self) -> list[tuple[int, int]]:
        """The cells that the element stands for."""
        if self.down * self.across > MOST_MARKS:
            raise ValueError("a repetition beyond any sheet")
        rows = range(self.row + 1, self.row + self.down + 1)
        return [(row, self.column + right) for row in rows for right in range(self.across)]
