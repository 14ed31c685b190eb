"""Encrypted places of the home folder: originals and rejected rows, readable by the recipients only."""

import contextlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from ingest.errors import UserError


@dataclass(frozen=True)
class Vault:
    """Folders of originals, rejected rows and reports; whom the first two are encrypted to; linkage key."""

    archive: Path
    quarantine: Path
    reports: Path
    recipients: tuple[str, ...]  # age public keys
    linkage_key: bytes

    def __repr__(self) -> str:
        """Places only: the key is never shown."""
        return f"Vault(archive={self.archive!s}, recipients={len(self.recipients)})"

    def keep(self, content: bytes, digest: str) -> str:
        """Archive an original under its digest; the same content is kept once. Returns the file's name."""
        name = f"{digest}.age"
        if not (self.archive / name).exists():
            self._seal(io.BytesIO(content), self.archive / name)
        return name

    def set_aside(self, rows: bytes, name: str) -> Path:
        """Encrypt rejected rows into the quarantine."""
        path = self.quarantine / f"{name}.age"
        self._seal(io.BytesIO(rows), path)
        return path

    def _seal(self, content: BinaryIO, path: Path) -> None:
        """Encrypt to a file of mode 0600 that appears whole or not at all."""
        recipients = [_recipient(key) for key in self.recipients]
        if not recipients:
            raise UserError("recipients_missing", exit_code=3)
        write_whole(path, lambda file: pyrage.encrypt_io(content, file, recipients))


def _recipient(key: str) -> object:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise UserError("recipient_invalid", exit_code=3) from None


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file of mode 0600 beside its place and move it there: a kill leaves the old or the new one."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except (OSError, pyrage.EncryptError) as error:  # age tells a full disk in a class of its own
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise UserError(
            "storage_unwritable",
            exit_code=3,
            folder=path.parent.name,
            reason=getattr(error, "errno", None) or "-",
        ) from None


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
