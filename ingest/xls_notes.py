"""Notes on the sheets of an old Excel workbook, read off its records ([MS-XLS] 2.1, 2.4)."""

import struct
from collections.abc import Iterator

from ingest.compound import stream
from ingest.grids import ERROR, FORMULA
from ingest.notes import Notes

BOF, EOF, SHEET, LOCKED, ROW = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208
FORMULA_CELL, TRUTH_OR_ERROR = 0x0006, 0x0205
CELLS = {FORMULA_CELL, TRUTH_OR_ERROR, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E}
SEVERAL = 0x00BD  # numbers side by side
WORKSHEET = 0
COLUMNS = 256  # no sheet of this format has more
ROW_HIDDEN = 0x20

Record = tuple[int, bytes]


class LockedError(Exception):
    """The records are encrypted."""


def notes(content: bytes) -> dict[str, Notes]:
    """Notes by sheet; raises ValueError on a damaged file and `LockedError` on one with a password."""
    try:
        book = stream(content, ("Workbook", "Book"))
        found: dict[str, Notes] = {}
        for kind, body in _records(book, 0):
            if kind == LOCKED:
                raise LockedError
            if kind == SHEET and body[5] == WORKSHEET:
                start, visibility = struct.unpack_from("<IB", body)
                found[_name(body[6:])] = _sheet(book, start, hidden=bool(visibility & 3))
        return found
    except (struct.error, IndexError):
        raise ValueError("cut off") from None


def _records(book: bytes, start: int) -> Iterator[Record]:
    """The records of one substream; what is embedded in it, such as a chart, is passed over."""
    depth = 0
    while start < len(book):
        kind, size = struct.unpack_from("<HH", book, start)
        body = book[start + 4 : start + 4 + size]
        start += 4 + size
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body
    raise ValueError("no end")


def _name(text: bytes) -> str:
    """A sheet's name: its length, then from Excel 97 on how it is encoded, then the characters."""
    size, wide = text[0], text[1]
    if wide > 1:  # older than Excel 97: no flag, and no printable character is 0 or 1
        return text[1 : 1 + size].decode("cp1252")
    return text[2 : 2 + 2 * size].decode("utf-16-le") if wide else text[2 : 2 + size].decode("latin-1")


def _sheet(book: bytes, start: int, hidden: bool) -> Notes:
    notes = Notes(hidden=hidden)
    for kind, body in _records(book, start):
        if kind in CELLS:
            row, column = struct.unpack_from("<HH", body)
            notes.reach(row + 1, column)
            if kind == FORMULA_CELL:
                notes.cells.append((row + 1, column, FORMULA))
            elif kind == TRUTH_OR_ERROR and body[7]:
                notes.cells.append((row + 1, column, ERROR))
        elif kind == SEVERAL:
            row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            notes.reach(row + 1, last)
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & ROW_HIDDEN:
            (row,) = struct.unpack_from("<H", body)
            notes.hidden_rows.append((row + 1, row + 1))
    if notes.columns > COLUMNS:
        raise ValueError("more columns than there can be")
    return notes
