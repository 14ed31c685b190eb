"""Archives (ZIP, 7Z): the files in them, each to be read as if it had been sent by itself."""

import io
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

import py7zr
from py7zr.io import BytesIOFactory

from ingest.errors import UserError
from ingest.personal import masked
from ingest.source import Limits, Source

ZIP = b"PK\x03\x04"
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
UTF8_NAME = 0x800  # flag of a zip's entry: its name is UTF-8
ENCRYPTED = 0x1
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what file managers leave in folders


@dataclass(frozen=True)
class _Member:
    """A file of an archive by what the archive declares of it."""

    name: str
    size: int
    packed: int
    regular: bool
    read: Callable[[], bytes] = field(repr=False)


def unpacked(source: Source, limits: Limits) -> list[Source]:
    """The files of an archive in the order of their names; any other file as it is.

    Raises `UserError` when the archive is damaged or encrypted, when it holds nothing, another archive or a
    name that leads out of it, and when it is larger than the limits allow.
    """
    opened = {".zip": _zip, ".7z": _seven_zip}.get(source.suffix)
    if opened is None:
        return [source]
    if not source.content:
        raise UserError("file_empty", file=source.name)
    if not source.content.startswith(ZIP if source.suffix == ".zip" else SEVEN_ZIP):
        raise UserError("file_content_differs", file=source.name, extension=source.suffix)
    try:
        members = opened(source)
        _refuse_unsafe(source, members, limits)
        kept = sorted((m for m in members if not _is_litter(m.name)), key=lambda member: member.name)
        told = _told([member.name for member in kept])
        found = [Source(f"{source.name}/{n}", m.read()) for n, m in zip(told, kept, strict=True)]
    except (UserError, MemoryError):
        raise
    except Exception:  # of archives made by hand the libraries raise whatever their code runs into
        raise UserError("archive_damaged", file=source.name) from None
    if not found:
        raise UserError("archive_empty", file=source.name)
    return found


def _refuse_unsafe(source: Source, members: list[_Member], limits: Limits) -> None:
    names = [member.name for member in members]
    if len(names) > limits.members:
        raise UserError("archive_crowded", file=source.name, limit=limits.members)
    dense = any(m.size > limits.ratio_from and m.size > limits.ratio * max(m.packed, 1) for m in members)
    if dense or sum(member.size for member in members) > limits.unpacked_bytes:
        raise UserError("archive_bomb", file=source.name)
    wrong = not all(member.regular and _stays_inside(member.name) for member in members)
    if wrong or len(set(names)) < len(names):
        raise UserError("archive_names", file=source.name)
    if any(name.lower().endswith((".zip", ".7z")) for name in names):
        raise UserError("archive_nested", file=source.name)


def _stays_inside(name: str) -> bool:
    """Whether a name leads nowhere but into the archive, on any system."""
    path = PureWindowsPath(name)
    return bool(path.parts) and not path.anchor and ".." not in path.parts and name.isprintable()


def _told(names: list[str]) -> list[str]:
    """The names as they are told: persons in them masked, and those that are then alike numbered."""
    told: list[str] = []
    for path in map(PurePosixPath, names):
        folders = [masked(part) for part in path.parts[:-1]]
        name, number = masked(path.stem), 1
        while (
            full := "/".join([*folders, f"{name} ({number})" if number > 1 else name]) + path.suffix
        ) in told:
            number += 1
        told.append(full)
    return told


def _is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[0] == "__MACOSX" or path.name in LITTER


def _zip(source: Source) -> list[_Member]:
    archive = zipfile.ZipFile(io.BytesIO(source.content))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise UserError("archive_locked", file=source.name)
    return [
        _Member(_zip_name(e), e.file_size, e.compress_size, _is_regular(e), lambda e=e: archive.read(e))  # type: ignore[misc]
        for e in entries
    ]


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """A name without the mark of UTF-8 is that all the same, or what Windows writes in Spanish."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    written = entry.orig_filename.encode("cp437")
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp850")


def _is_regular(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _seven_zip(source: Source) -> list[_Member]:
    try:
        archive = py7zr.SevenZipFile(io.BytesIO(source.content))
    except py7zr.PasswordRequired:
        raise UserError("archive_locked", file=source.name) from None
    if archive.needs_password():
        raise UserError("archive_locked", file=source.name)
    entries = [entry for entry in archive.list() if not entry.is_directory]
    products: dict[str, bytes] = {}

    def read(name: str, size: int) -> bytes:
        if not products:  # all at once: they may be packed as one
            factory = BytesIOFactory(sum(entry.uncompressed for entry in entries) + 1)
            archive.extractall(factory=factory)
            products.update({told: product.read() for told, product in factory.products.items()})
        if len(products[name]) != size:
            raise ValueError("not as long as declared")
        return products[name]

    size = len(source.content)
    return [
        _Member(e.filename, e.uncompressed, size, e.is_file, lambda e=e: read(e.filename, e.uncompressed))  # type: ignore[misc]
        for e in entries
    ]
