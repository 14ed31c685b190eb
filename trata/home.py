"""The home folder: where everything of one installation lies, and its keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyrage

import release
from trata.errors import UserError
from trata.keyfile import make_key_file
from trata.settings import Settings

FOLDERS = ("keys", "archive", "quarantine", "reports", "drafts", "releases", "logs", "dbt")


@dataclass(frozen=True)
class Home:
    """Paths and keys below `root`; keys given in the environment win over the key files."""

    root: Path
    settings: Settings

    @property
    def warehouse(self) -> Path:
        """The encrypted DuckDB file."""
        return self.root / "warehouse.duckdb"

    @property
    def ledger(self) -> Path:
        """What has ever been published."""
        return self.root / "ledger.duckdb"

    @property
    def dbt_manifest(self) -> Path:
        """dbt's description of the statistics, written by every build."""
        return self.folder("dbt") / "manifest.json"

    def folder(self, name: str) -> Path:
        """One of the folders of the home."""
        return self.root / name

    def exists(self) -> bool:
        """Whether `init` has been run here."""
        return self.folder("keys").is_dir()

    def warehouse_key(self) -> str:
        """The key of the warehouse; raises UserError `key_missing`."""
        return self._secret("warehouse")

    def linkage_key(self) -> bytes:
        """The key of the linkage tokens, 32 bytes; raises UserError `key_missing` or `key_malformed`."""
        try:
            return bytes.fromhex(self._secret("linkage"))
        except ValueError:
            raise UserError("key_malformed", name="linkage") from None

    def rounding_key(self) -> bytes:
        """The key of published figures that are rounded, 32 bytes: derived, so that no key has two uses."""
        return hmac.digest(self.linkage_key(), b"trata: rounding of published figures", hashlib.sha256)

    def signing_key(self) -> bytes:
        """The Ed25519 key that signs releases, as PEM; raises UserError `key_missing`."""
        return self._secret("signing").encode()

    def recipients(self) -> tuple[str, ...]:
        """The age public keys the archive is encrypted to; raises UserError `key_missing`."""
        file = self.folder("keys") / "archive.recipients"
        if not file.is_file():
            raise UserError("key_missing", name="archive.recipients", where=str(file))
        lines = (line.strip() for line in file.read_text().splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    def _secret(self, name: str) -> str:
        given = getattr(self.settings, f"{name}_key")
        if given is not None:
            return str(given.get_secret_value())
        file = self.folder("keys") / f"{name}.key"
        if not file.is_file():
            raise UserError("key_missing", name=name, where=str(file))
        return file.read_text().strip()


def create(home: Home, archive_recipient: str | None = None) -> list[str]:
    """Make what is missing of the home folder and its keys; return the names of what was made.

    A key is never made anew beside data that an earlier key protects: that would lock the data away for good.
    """
    made = [name for name in FOLDERS if _make_folder(home.folder(name))]
    home.root.chmod(0o700)
    for name, text in (("warehouse", _random_base64), ("linkage", _random_hex), ("signing", _signing_pem)):
        if name == "warehouse" and home.warehouse.exists():
            home.warehouse_key()
        elif getattr(home.settings, f"{name}_key") is None:
            made += _make_key(home, f"{name}.key", text())
    made += _make_archive_keys(home, archive_recipient)
    return made


def _make_folder(folder: Path) -> bool:
    new = not folder.is_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return new


def _make_archive_keys(home: Home, recipient: str | None) -> list[str]:
    if (home.folder("keys") / "archive.recipients").exists():
        return []
    if recipient is not None:
        _check_recipient(recipient)
        return _make_key(home, "archive.recipients", recipient + "\n")
    identity = pyrage.x25519.Identity.generate()
    return _make_key(home, "archive.identity", f"{identity}\n") + _make_key(
        home, "archive.recipients", f"{identity.to_public()}\n"
    )


def _check_recipient(recipient: str) -> None:
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise UserError("recipient_malformed", exit_code=1) from None


def _make_key(home: Home, name: str, text: str) -> list[str]:
    """Make a key unless there is one; return the names of what was made."""
    file = home.folder("keys") / name
    return [f"keys/{name}"] if not file.exists() and make_key_file(file, text) else []


def _random_base64() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _random_hex() -> str:
    return secrets.token_hex(32)


def _signing_pem() -> str:
    return release.new_signing_key().decode()
