"""Is this folder the published release? Files against the manifest, the manifest against its signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from release.errors import STATE_FORBIDS, forbidden
from release.files import canonical_json, files_below, sha256_of
from release.signing import signature_holds

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
PUBLIC_KEY = "public_key.pem"


@dataclass(frozen=True)
class Fault:
    """One thing that is not as published: a message id and the file, by its path in the folder."""

    message_id: str
    path: str


@dataclass(frozen=True)
class Verdict:
    """What verification found. `trusted`: checked with a key that the reader brought along."""

    release_id: str | None
    faults: tuple[Fault, ...]
    trusted: bool
    files: int

    @property
    def valid(self) -> bool:
        """Whether the folder is whole and signed."""
        return not self.faults

    @property
    def exit_code(self) -> int:
        """0 if valid, else 3."""
        return 0 if self.valid else STATE_FORBIDS

    @property
    def warnings(self) -> tuple[str, ...]:
        """Message ids of what the reader should know though nothing is at fault."""
        return () if self.trusted else ("verify_untrusted_key",)


def verify(folder: Path, public_key: bytes | None = None) -> Verdict:
    """Check a release folder; without a trusted `public_key` (PEM) only its integrity is proven."""
    trusted = public_key is not None
    try:
        written = (folder / MANIFEST).read_bytes()
        manifest = json.loads(written)
        files: Mapping[str, Mapping[str, Any]] = manifest["files"]
        identifier = str(manifest["id"])
        declared = {name: (str(about["sha256"]), int(about["size"])) for name, about in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Verdict(None, (Fault("verify_manifest_unreadable", MANIFEST),), trusted, 0)
    faults = []
    if canonical_json(manifest) != written:
        faults.append(Fault("verify_manifest_not_canonical", MANIFEST))
    faults += _signature_faults(folder, written, public_key)
    faults += _file_faults(folder, declared)
    return Verdict(identifier, tuple(faults), trusted, len(declared))


def _signature_faults(folder: Path, written: bytes, public_key: bytes | None) -> list[Fault]:
    try:
        signature = (folder / SIGNATURE).read_bytes()
    except OSError:
        return [Fault("verify_signature_missing", SIGNATURE)]
    try:
        key = (folder / PUBLIC_KEY).read_bytes() if public_key is None else public_key
    except OSError:
        return [Fault("verify_missing", PUBLIC_KEY)]
    return [] if signature_holds(key, signature, written) else [Fault("verify_signature_wrong", SIGNATURE)]


def _file_faults(folder: Path, declared: Mapping[str, tuple[str, int]]) -> list[Fault]:
    present = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    faults = [
        Fault("verify_extra", name)
        for name in present
        if name not in declared and name not in (MANIFEST, SIGNATURE)
    ]
    for name, (digest, size) in declared.items():
        path = present.get(name)
        if path is None or not _inside(name):
            faults.append(Fault("verify_missing", name))
        elif path.is_symlink() or not path.is_file():
            faults.append(Fault("verify_not_a_file", name))
        elif path.stat().st_size != size:
            faults.append(Fault("verify_size", name))
        elif sha256_of(path) != digest:
            faults.append(Fault("verify_changed", name))
    return faults


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def require_valid(folder: Path) -> None:
    """Raise unless a folder is a whole and signed release."""
    verdict = verify(folder)
    if not verdict.valid:
        raise forbidden(
            "release_not_intact", release=folder.name, path=verdict.faults[0].path, faults=len(verdict.faults)
        )
