"""`trata`: parses, calls one function of a part, prints; a failure becomes an exit code and a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import structlog
import typer

from trata import __version__, console, logs
from trata.commands import advice, build, demo, doctor, home, intake, publication, sample, suppression
from trata.errors import INTERNAL, Tellable, UserError, from_operating_system
from trata.runtime import Runtime

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=console.text("help_trata"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (home, intake, build, publication, suppression, advice, sample, demo, doctor):
    part.register(app)


def _version(asked: bool) -> None:
    if asked:
        print(f"trata {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home_folder: Annotated[
        Path | None, typer.Option("--home", help=console.text("help_option_home"), envvar="TRATA_HOME")
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Options of every command; settings come from the environment."""
    if home_folder is not None:
        os.environ["TRATA_HOME"] = str(home_folder.absolute())
    runtime = Runtime.from_environment()
    context.obj = runtime
    logs.configure(runtime.home.folder("logs"))
    structlog.get_logger().info("command", command=context.invoked_subcommand)


def main() -> None:
    """Entry point of the `trata` command."""
    try:
        app()
    except Exception as error:
        sys.exit(_tell(error))


def _tell(error: Exception) -> int:
    """Print what happened and how to mend it; never a traceback, never a value out of a file."""
    log = structlog.get_logger()
    if isinstance(error, OSError):
        error = from_operating_system(error)
    elif isinstance(error, duckdb.Error) and "no space left" in str(error).lower():
        error = UserError("disk_full", where="warehouse")
    if isinstance(error, Tellable):
        log.warning("refused", message_id=error.message_id, exit_code=error.exit_code)
        console.tell(error.message_id, style="bold red", **error.params)
        return error.exit_code
    log.error("internal", error=type(error).__name__, frames=logs.frames(error.__traceback__))
    console.tell("internal_error", style="bold red", kind=type(error).__name__)
    return INTERNAL
