"""`trata release draft|approve|publish`, `verify`, `export`, `dashboard`: from statistics to the public."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import release
from trata import __version__, console
from trata.commands.intake import Json
from trata.errors import INPUT_AT_FAULT, STATE_FORBIDS, UserError
from trata.runtime import Runtime
from trata.settings import PROJECT

Id = Annotated[str, typer.Argument(metavar="ID", help=console.text("help_release_id"))]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help=console.text("help_release"))
    group.command("draft", help=console.text("help_draft"))(draft)
    group.command("approve", help=console.text("help_approve"))(approve)
    group.command("publish", help=console.text("help_publish"))(publish)
    app.add_typer(group, name="release")
    app.command("verify", help=console.text("help_verify"))(verify)
    app.command("export", help=console.text("help_export"))(export)
    app.command("dashboard", help=console.text("help_dashboard"))(dashboard)


def places(runtime: Runtime) -> release.Places:
    """Where the release part keeps its things in this home."""
    home = runtime.require_home()
    return release.Places(
        drafts=home.folder("drafts"),
        releases=home.folder("releases"),
        ledger=home.ledger,
        manifest=home.dbt_manifest,
        key=home.warehouse_key(),
    )


def draft_release(runtime: Runtime, period: str) -> release.Draft:
    """Protect, attack and lay out the statistics of a period."""
    with console.progress("progress_drafting") as tell, runtime.warehouse() as connection:
        return release.draft(
            period,
            connection=connection,
            places=places(runtime),
            policy=PROJECT / "data" / "policy" / "disclosure.toml",
            code_version=__version__,
            now=runtime.now(),
            progress=tell,
            secret=runtime.home.rounding_key,
        )


def publish_release(runtime: Runtime, release_id: str) -> release.Release:
    """Sign an approved draft and make it public."""
    with console.progress("progress_publishing") as tell, runtime.warehouse() as connection:
        return release.publish(
            release_id,
            connection=connection,
            places=places(runtime),
            signing_key=runtime.home.signing_key(),
            now=runtime.now(),
            progress=tell,
        )


def released_folder(runtime: Runtime, release_id: str | None) -> Path:
    """The folder of a release, of the newest one where none is named."""
    releases = runtime.require_home().folder("releases")
    found = sorted(folder.name for folder in releases.glob("[0-9]*") if folder.is_dir())
    if release_id is None and found:
        return releases / found[-1]
    if release_id not in found:
        known = ", ".join(found) or "-"
        raise UserError("release_unknown", exit_code=INPUT_AT_FAULT, id=release_id or "", known=known)
    return releases / release_id


def serve(folder: Path, *, port: int, address: str) -> int:
    """Serve a release until stopped; a process of its own that knows the public file and nothing else."""
    console.tell("dashboard_at", id=folder.name, url=f"http://{address}:{port}/")
    command = [sys.executable, "-m", "dashboard", "--public", str(folder / "public.duckdb")]
    command += ["--port", str(port), "--address", address, "--lang", console.language()]
    try:
        return subprocess.run(command, cwd=PROJECT, check=False).returncode
    except KeyboardInterrupt:
        return 0


def draft(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help=console.text("help_option_period"))],
    as_json: Json = False,
) -> None:
    """Make the draft of a period's release."""
    made = draft_release(context.obj, period)
    facts = {"id": made.id, "cells": made.cells, "withheld": made.withheld, "folder": str(made.folder)}
    facts |= {"rounded": made.rounded, "pending_revision": list(made.pending_revision)}
    human = console.text(
        "draft_made", id=made.id, cells=made.cells, withheld=made.withheld, where=made.folder
    )
    console.result(facts, as_json=as_json, human=human)
    if made.rounded:
        told = ", ".join(f"{table} ({base})" for table, base in made.rounded.items())
        console.tell("draft_rounded", tables=told)
    if made.pending_revision:
        console.tell("draft_pending", tables=", ".join(made.pending_revision))


def approve(
    context: typer.Context,
    release_id: Id,
    name: Annotated[str, typer.Option("--as", help=console.text("help_option_as"))],
    as_json: Json = False,
) -> None:
    """Record one person's approval of a draft."""
    runtime: Runtime = context.obj
    given = release.approve(release_id, name, places=places(runtime), now=runtime.now())
    names = [approval.name for approval in given]
    human = console.text("approved", id=release_id, names=", ".join(names), count=len(names))
    console.result({"id": release_id, "approvals": names}, as_json=as_json, human=human)


def publish(context: typer.Context, release_id: Id, as_json: Json = False) -> None:
    """Publish an approved draft."""
    done = publish_release(context.obj, release_id)
    human = console.text("published_before" if done.already else "published", id=done.id, where=done.folder)
    console.result(
        {"id": done.id, "folder": str(done.folder), "already": done.already}, as_json=as_json, human=human
    )


def verify(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=console.text("help_folder"))],
    public_key: Annotated[
        Path | None, typer.Option("--public-key", help=console.text("help_option_public_key"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a release folder against its manifest and signature, and against its certificate if at hand."""
    verdict = release.verify(folder, public_key.read_bytes() if public_key else None)
    doubts = _doubts(context.obj, folder) if verdict.release_id else None
    faults = [{"fault": fault.message_id, "path": fault.path} for fault in verdict.faults]
    told = [console.text(fault.message_id, path=fault.path) for fault in verdict.faults]
    told = told or [console.text("verified", id=verdict.release_id, files=verdict.files)]
    told += [console.text(warning) for warning in verdict.warnings]
    told.append(_told(doubts))
    facts = {"id": verdict.release_id, "valid": verdict.valid, "trusted": verdict.trusted, "faults": faults}
    facts["certificate"] = None if doubts is None else not doubts
    console.result(facts, as_json=as_json, human="\n".join(told))
    raise typer.Exit(STATE_FORBIDS if doubts else verdict.exit_code)


def _doubts(runtime: Runtime, folder: Path) -> list[tuple[str, tuple[str, ...]]] | None:
    """What the certificate in this home leaves in doubt; None where it is not at hand or does not open."""
    if not runtime.home.exists():
        return None
    try:
        with console.progress("progress_certifying"), runtime.warehouse() as connection:
            return release.check_certificate(folder, connection=connection, places=places(runtime))
    except UserError:
        return None


def _told(doubts: list[tuple[str, tuple[str, ...]]] | None) -> str:
    if doubts is None:
        return console.text("certificate_absent")
    if not doubts:
        return console.text("certificate_holds")
    table, codes = doubts[0]
    return console.text("certificate_fails", count=len(doubts), table=table, codes=", ".join(codes) or "-")


def export(
    context: typer.Context,
    release_id: Id,
    out: Annotated[Path, typer.Option("--out", help=console.text("help_option_out_folder"))],
    formats: Annotated[
        str, typer.Option("--format", help=console.text("help_option_format"))
    ] = "xlsx,csv,parquet",
    lang: Annotated[str | None, typer.Option("--lang", help=console.text("help_option_lang"))] = None,
    as_json: Json = False,
) -> None:
    """Write a release's tables in the formats asked for."""
    folder = released_folder(context.obj, release_id)
    with console.err.status(console.text("progress_exporting")):
        written = release.export(folder, [name.strip() for name in formats.split(",")], out, lang)
    files = [str(path) for path in written]
    console.result(files, as_json=as_json, human=console.text("exported", count=len(files), where=out))


def dashboard(
    context: typer.Context,
    release_id: Annotated[str | None, typer.Option("--release", help=console.text("help_release_id"))] = None,
    port: Annotated[int, typer.Option("--port", help=console.text("help_option_port"))] = 8501,
    address: Annotated[
        str, typer.Option("--address", help=console.text("help_option_address"))
    ] = "127.0.0.1",
) -> None:
    """Serve a release to the public."""
    raise typer.Exit(serve(released_folder(context.obj, release_id), port=port, address=address))
