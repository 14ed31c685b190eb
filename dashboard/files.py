"""Files beside the public one: offered only when the release's manifest names them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"


@dataclass(frozen=True)
class ReleaseFile:
    """A file of the release folder as the manifest describes it."""

    path: str
    sha256: str
    size: int


def release_files(public_file: Path) -> tuple[ReleaseFile, ...]:
    """The files of the release folder, or none when the public file stands alone."""
    manifest = public_file.parent / MANIFEST
    if not manifest.is_file():
        return ()
    return _listed(manifest, manifest.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _listed(manifest: Path, _modified: int) -> tuple[ReleaseFile, ...]:
    folder = manifest.parent.resolve()
    try:
        described = json.loads(manifest.read_text("utf-8"))["files"]
        files = [ReleaseFile(path, str(d["sha256"]), int(d["size"])) for path, d in described.items()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    inside = (
        f for f in files if (folder / f.path).resolve().is_relative_to(folder) and (folder / f.path).is_file()
    )
    return tuple(sorted(inside, key=lambda f: f.path))


def find(public_file: Path, path: str) -> Path | None:
    """Where a named file of the release lies; the manifest and its signature go with the others."""
    listed = release_files(public_file)
    known = {f.path for f in listed} | ({MANIFEST, SIGNATURE} if listed else set())
    found = public_file.parent / path
    return found if path in known and found.is_file() else None
