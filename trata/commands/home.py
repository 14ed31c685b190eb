"""`trata init`: the home folder, its keys and an empty warehouse."""

from __future__ import annotations

import os
from typing import Annotated

import typer

import ingest
from trata import console
from trata.home import create
from trata.runtime import Runtime


def init(runtime: Runtime, archive_recipient: str | None = None) -> list[str]:
    """Make what is missing; returns what was made."""
    os.umask(0o077)
    fresh = not runtime.home.warehouse.exists()
    made = create(runtime.home, archive_recipient)
    with runtime.warehouse(create=True) as connection:
        ingest.prepare(connection)
    return made + (["warehouse.duckdb"] if fresh else [])


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command("init", help=console.text("help_init"))
    def command(
        context: typer.Context,
        archive_recipient: Annotated[
            str | None, typer.Option("--archive-recipient", help=console.text("help_option_recipient"))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=console.text("help_option_json"))] = False,
    ) -> None:
        runtime: Runtime = context.obj
        made = init(runtime, archive_recipient)
        message = "home_made" if made else "home_unchanged"
        human = console.text(message, where=str(runtime.home.root), made=", ".join(made))
        console.result({"home": str(runtime.home.root), "made": made}, as_json=as_json, human=human)
        if "keys/archive.identity" in made:
            console.tell(
                "archive_identity_advice", where=str(runtime.home.folder("keys") / "archive.identity")
            )
