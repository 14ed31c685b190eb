"""A file becomes sheets: every cell a string, nothing interpreted. Errors say what to mend."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from release.bulletins.errors import BulletinError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The stream of a workbook with a password, as its name stands in the directory of the container.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 200
_WIDEST: Final = 16_384


@dataclass(frozen=True)
class Sheet:
    """A grid of strings; row i of the frame is row i + 1 of the file, a cell without content is null."""

    name: str
    cells: pl.DataFrame


def read_sheets(path: Path, sheet: str | None) -> list[Sheet]:
    """All sheets of a workbook, or the one asked for; a text file is one sheet.

    Raises BulletinError when the file is missing, empty, protected or no table.
    """
    if path.is_dir() or not path.exists():
        raise BulletinError("bulletin_missing", file=path.name)
    content = path.read_bytes()
    if not content.strip():
        raise BulletinError("bulletin_empty", file=path.name)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise BulletinError("bulletin_protected", file=path.name)
    if content.startswith((_ZIP, _OLE)):
        return _workbook(path.name, content, sheet)
    if sheet is not None and sheet != path.stem:
        raise BulletinError("bulletin_sheet", file=path.name, sheet=sheet, known=path.stem)
    return [Sheet(path.stem, _text(path.name, content))]


def _workbook(file: str, content: bytes, sheet: str | None) -> list[Sheet]:
    try:
        book = fastexcel.read_excel(content)
        names = [sheet] if sheet is not None else list(book.sheet_names)
        if sheet is not None and sheet not in book.sheet_names:
            raise BulletinError("bulletin_sheet", file=file, sheet=sheet, known=", ".join(book.sheet_names))
        return [Sheet(name, _sheet(book, name)) for name in names]
    except fastexcel.FastExcelError as error:
        raise BulletinError("bulletin_unreadable", file=file) from error


def _sheet(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    # skip_rows=0 keeps empty rows at the top, so that row numbers are those of the sheet.
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return _cleaned(loaded.cast(pl.String))


def _text(file: str, content: bytes) -> pl.DataFrame:
    text = _decoded(file, content)
    delimiter = _delimiter(text)
    try:
        sample = list(islice(csv.reader(io.StringIO(text), delimiter=delimiter), _SAMPLE))
    except csv.Error as error:
        raise BulletinError("bulletin_unreadable", file=file) from error
    width = max(map(len, sample), default=0)
    if not 0 < width <= _WIDEST:
        raise BulletinError("bulletin_unreadable", file=file)
    try:
        # Titles and notes around a table have fewer fields than its rows: what is missing is blank.
        frame = pl.read_csv(
            io.StringIO(text),
            separator=delimiter,
            has_header=False,
            schema={f"column_{number}": pl.String for number in range(width)},
            missing_columns="insert",
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise BulletinError("bulletin_unreadable", file=file) from error
    return _cleaned(frame)


def _decoded(file: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise BulletinError("bulletin_unreadable", file=file)
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BulletinError("bulletin_unreadable", file=file)


def _delimiter(text: str) -> str:
    """The delimiter that gives most lines the same number (above one) of fields."""
    lines = text.splitlines()[:_SAMPLE]

    def agreement(delimiter: str) -> int:
        widths = Counter(
            len(row) for row in csv.reader(lines, delimiter=delimiter, strict=False) if len(row) > 1
        )
        return max(widths.values(), default=0)

    return max(_DELIMITERS, key=agreement)


def _cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Trim every cell; blanks are null."""
    trimmed = frame.select(pl.all().str.replace_all(r"[\s\u00a0\u202f\u2009]+", " ").str.strip_chars())
    return trimmed.select(pl.when(pl.all() == "").then(None).otherwise(pl.all()).name.keep())
