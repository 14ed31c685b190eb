"""`trata doctor`: what is missing or unsafe on this machine."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

import duckdb
import typer

from trata import console
from trata.errors import STATE_FORBIDS, UserError
from trata.home import FOLDERS, Home
from trata.runtime import Runtime
from trata.warehouse import load_encryption

State = Literal["ok", "warning", "unsafe"]
ENOUGH_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its state and the sentence that says what to do."""

    check: str
    state: State
    message: str


def examine(runtime: Runtime) -> list[Finding]:
    """Look at everything; later checks go on whatever earlier ones found."""
    findings = [_encryption()]
    home = runtime.home
    if not home.exists():
        return [*findings, _finding("home", "warning", "doctor_no_home", where=str(home.root))]
    checks: tuple[Callable[[Home], Iterator[Finding]], ...] = (_modes, _keys, _identity, _disk)
    for check in checks:
        findings.extend(check(home))
    findings.append(_warehouse(runtime))
    return findings


def _finding(check: str, state: State, message_id: str, **params: object) -> Finding:
    return Finding(check, state, console.text(message_id, **params))


def _encryption() -> Finding:
    try:
        load_encryption(duckdb.connect())
    except duckdb.Error:
        return _finding("encryption", "unsafe", "doctor_no_encryption")
    return _finding("encryption", "ok", "doctor_encryption")


def _modes(home: Home) -> Iterator[Finding]:
    """Nobody but the owner may look into the home folder or read a key."""
    folders = [home.root, *(home.folder(name) for name in FOLDERS)]
    keys = [file for file in home.folder("keys").iterdir() if file.is_file()]
    opened = [path for path in folders + keys if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in opened:
        yield _finding("modes", "unsafe", "doctor_open_to_others", where=str(path))
    if not opened:
        yield _finding("modes", "ok", "doctor_modes")


def _keys(home: Home) -> Iterator[Finding]:
    readers: tuple[Callable[[], object], ...] = (
        home.warehouse_key, home.linkage_key, home.signing_key, home.recipients
    )  # fmt: skip
    for reader in readers:
        try:
            reader()
        except UserError as error:
            yield _finding("keys", "unsafe", error.message_id, **error.params)
            return
    yield _finding("keys", "ok", "doctor_keys")


def _identity(home: Home) -> Iterator[Finding]:
    """Whoever steals this machine could open the archive if its private key lies on it."""
    file = home.folder("keys") / "archive.identity"
    if file.exists():
        yield _finding("archive", "warning", "archive_identity_advice", where=str(file))
    else:
        yield _finding("archive", "ok", "doctor_identity_away")


def _disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(home.root)).free
    state: State = "ok" if free >= ENOUGH_BYTES else "warning"
    yield _finding("disk", state, "doctor_disk", free=f"{free / 1024**3:.1f}")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _warehouse(runtime: Runtime) -> Finding:
    try:
        with runtime.warehouse():
            return _finding("warehouse", "ok", "doctor_warehouse")
    except UserError as error:
        state: State = "warning" if error.message_id == "warehouse_locked" else "unsafe"
        return _finding("warehouse", state, error.message_id, **error.params)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command("doctor", help=console.text("help_doctor"))
    def command(
        context: typer.Context,
        as_json: Annotated[bool, typer.Option("--json", help=console.text("help_option_json"))] = False,
    ) -> None:
        rows = [asdict(finding) for finding in examine(context.obj)]
        headings = {key: f"heading_{key}" for key in ("check", "state", "message")}
        console.result(rows, as_json=as_json, human=console.table(rows, headings))
        if any(row["state"] == "unsafe" for row in rows):
            raise typer.Exit(STATE_FORBIDS)
