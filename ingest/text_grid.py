"""CSV files: encoding, delimiter, and rows numbered as the sender sees them."""

import codecs
import csv
import io
from dataclasses import dataclass, field
from typing import Self

import polars as pl

from ingest.errors import UserError
from ingest.grids import LOOK, ROW, no_marks
from ingest.source import Source

DELIMITERS = (",", ";", "\t", "|", "^")
SAMPLE = 1 << 16  # bytes looked at for delimiter and header


@dataclass(frozen=True)
class TextGrid:
    """A CSV file, decoded to UTF-8."""

    name: str
    content: bytes = field(repr=False)
    encoding: str
    delimiter: str
    lines: list[list[str]] = field(repr=False)  # the first records
    starts: list[int]  # how many physical lines stand before each of them
    sheet: str = ""

    @classmethod
    def open(cls, source: Source, encoding: str | None, delimiter: str | None) -> Self:
        """Find encoding and delimiter where they are not given."""
        encoding = encoding or _encoding(source)
        content = _as_utf8(source, encoding)
        sample = content[:SAMPLE].decode("utf-8", errors="ignore")  # a character cut in two at the end
        if "\x00" in sample:
            raise UserError("file_content_differs", file=source.name, extension=source.suffix)
        if content.count(b'"') % 2:
            raise UserError("csv_quotes", file=source.name)
        chosen = delimiter or max(DELIMITERS, key=lambda mark: _evenness(sample, mark))
        lines, starts = _records(sample, chosen)
        return cls(source.name, content, encoding, chosen, lines, starts)

    @property
    def look(self) -> list[list[str]]:
        """The first records."""
        return self.lines

    def load(self, columns: dict[int, str], first: int) -> pl.DataFrame:
        """The columns by position; `first` counts from the line after which the header ends."""
        header = first - 2  # its last line has as many fields as the table
        width = max(len(self.lines[header]), max(columns, default=0) + 1)
        try:
            frame = pl.read_csv(
                io.BytesIO(self.content),
                has_header=False,
                skip_lines=self.starts[header],
                separator=self.delimiter,
                eol_char="\n" if b"\n" in self.content else "\r",
                schema={str(position): pl.String for position in range(width)},
                columns=sorted(columns),
                infer_schema=False,
                missing_columns="insert",
            )
        except pl.exceptions.PolarsError:
            raise self._ragged(width) from None
        named = frame.rename({str(position): name for position, name in columns.items()})
        return named.with_row_index(ROW, offset=first - 1).slice(1)

    def marks(self, columns: dict[int, str]) -> pl.DataFrame:
        """A CSV has none; text that would become one is found among the values."""
        return no_marks()

    def _ragged(self, width: int) -> UserError:
        """Which rows have more fields than the header."""
        reader = csv.reader(io.StringIO(self.content.decode(), newline=""), delimiter=self.delimiter)
        try:
            rows = [number for number, record in enumerate(reader, 1) if len(record) > width]
        except csv.Error:
            rows = []
        if not rows:
            return UserError("csv_quotes", file=self.name)
        return UserError("csv_ragged", file=self.name, count=len(rows), rows=rows[:10], fields=width)


def _as_utf8(source: Source, encoding: str) -> bytes:
    """The content in UTF-8, without a byte order mark."""
    if encoding in ("utf-8", "utf-8-sig"):
        return source.content.removeprefix(codecs.BOM_UTF8)
    try:
        return source.content.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError:
        raise UserError("csv_encoding", file=source.name, encoding=encoding) from None


def _encoding(source: Source) -> str:
    """The encoding by its mark, else UTF-8 where that fits, else what Windows writes in Spanish."""
    content = source.content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    zeros = content[:4096].count(0)
    if zeros > len(content[:4096]) // 4:
        return "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many records share the most common number of fields above one, and that number."""
    counts = [len(record) for record in _records(sample, delimiter)[0] if len(record) > 1]
    common = max(set(counts), key=counts.count, default=0)
    return counts.count(common), common


def _records(sample: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first records and the number of physical lines before each."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    lines: list[list[str]] = []
    starts: list[int] = []
    before = 0
    try:
        for record in reader:
            lines.append([cell.strip() for cell in record])
            starts.append(before)
            before = reader.line_num
            if len(lines) == LOOK:
                break
    except csv.Error:
        return lines, starts
    return lines, starts
