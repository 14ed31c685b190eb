"""Files that survive a power cut, hashes, and canonical JSON."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def canonical_json(content: object) -> bytes:
    """Return the one way to write a value as JSON: sorted keys, UTF-8, two spaces, one newline at the end."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def inventory(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return hash and size of every file below a folder, by its path with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "size": path.stat().st_size}
        for path in files_below(folder)
    }


def files_below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder that is not a folder, in order of name."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path


def sync(path: Path) -> None:
    """Force a file or a folder's list of names onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Force everything below a folder, and the folder, onto the disk."""
    for path in [*files_below(folder), *(p for p in folder.rglob("*") if p.is_dir()), folder]:
        sync(path)


def write_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a file in place whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    sync(path.parent)


def half_made(parent: Path, prefix: str) -> Path:
    """Make a folder to work in that nothing else, not even a killed run's last breath, writes to."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


def make_read_only(folder: Path) -> None:
    """Take the right to write from a folder and everything below it."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def remove_tree(folder: Path) -> None:
    """Remove a folder, read-only or not; nothing happens where there is none."""
    if not folder.exists():
        return
    for path in [folder, *(p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink())]:
        path.chmod(0o700)
    shutil.rmtree(folder)
