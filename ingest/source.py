"""A file as it came: in memory once, so that the archived is what is read, and examined before opening."""

import hashlib
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from ingest.compound import OLE
from ingest.errors import UserError
from ingest.personal import masked

# Which parts a workbook that is a zip must have.
PARTS = {".xlsx": {"[Content_Types].xml", "xl/workbook.xml"}, ".ods": {"mimetype", "content.xml"}}
OLD = ".xls"
WORKBOOKS = (*PARTS, OLD)
TEXTS = (".csv", ".txt", ".tsv")

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how an XLSX with a password is wrapped
SEALED = b"encryption-data"  # in the manifest of an ODS with a password
BINARIES = (
    b"PK\x03\x04",
    b"%PDF",
    OLE,
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"PAR1",
    b"SQLite",
)

# What `zipfile` raises on archives that are cut off, changed or made by hand.
BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    RuntimeError,  # also an unknown compression method
    ValueError,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True)
class Limits:
    """What a file may be at most; a workbook's own numbers are checked before it is opened."""

    file_bytes: int = 2 << 30
    members: int = 200  # files of an archive
    entries: int = 2_000
    cells: int = 1 << 26  # of all sheets of a workbook, the empty ones before the last included
    unpacked_bytes: int = 1 << 30
    ratio: int = 200
    ratio_from: int = 16 << 20  # small entries may be as dense as they like


@dataclass(frozen=True)
class Source:
    """A file in memory."""

    name: str
    content: bytes = field(repr=False)

    @property
    def suffix(self) -> str:
        """The extension in lower case."""
        return Path(self.name).suffix.lower()

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def take(path: Path, limits: Limits) -> Source:
    """Read a file whole; raises `UserError` when it is missing, no file, unreadable or too large.

    A person in its name is masked: reports, logs and the warehouse tell names of files.
    """
    name = masked(path.stem) + path.suffix
    try:
        if not path.is_file():
            raise UserError("file_missing", file=name)
        if path.stat().st_size > limits.file_bytes:
            raise UserError("file_too_large", file=name, limit_mb=limits.file_bytes >> 20)
        return Source(name, path.read_bytes())
    except OSError:
        raise UserError("file_unreadable", file=name) from None


def examine(source: Source, limits: Limits) -> None:
    """Raise `UserError` when the content is not what the extension says, or is not safe to open."""
    if source.suffix not in (*WORKBOOKS, *TEXTS):
        raise UserError("file_type_unknown", file=source.name)
    if not source.content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UserError("file_empty", file=source.name)
    if source.suffix in WORKBOOKS:
        _examine_workbook(source, limits)
    elif source.content.startswith(BINARIES):
        raise UserError("file_content_differs", file=source.name, extension=source.suffix)


def _examine_workbook(source: Source, limits: Limits) -> None:
    old = source.content.startswith(OLE)
    if old and ENCRYPTED in source.content:
        raise UserError("workbook_locked", file=source.name)
    if old and source.suffix == ".xlsx":
        raise UserError("workbook_old", file=source.name)
    if old != (source.suffix == OLD) or not (old or source.content.startswith(b"PK")):
        raise UserError("file_content_differs", file=source.name, extension=source.suffix)
    if not old:
        _examine_parts(source, limits)


def _examine_parts(source: Source, limits: Limits) -> None:
    """The parts of a workbook that is a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            entries = archive.infolist()
            _measure(source.name, entries, limits)
            names = {entry.filename for entry in entries}
            if not PARTS[source.suffix] <= names:
                raise UserError("file_content_differs", file=source.name, extension=source.suffix)
            for entry in entries:
                _unpack(archive, entry)
            manifest = "META-INF/manifest.xml"
            if source.suffix == ".ods" and manifest in names and SEALED in archive.read(manifest):
                raise UserError("workbook_locked", file=source.name)
    except BROKEN:
        raise UserError("workbook_damaged", file=source.name) from None


def _measure(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a zip bomb by what it declares; `_unpack` holds it to that."""
    dense = any(
        entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1)
        for entry in entries
    )
    unpacked = sum(entry.file_size for entry in entries)
    if dense or len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise UserError("workbook_bomb", file=name)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read an entry to its end and drop it: `zipfile` stops at the declared size and checks the sum."""
    with archive.open(entry) as content:
        while content.read(1 << 20):
            pass
