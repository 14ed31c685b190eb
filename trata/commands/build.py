"""`trata build`: dbt with the right home; `dbt build` by itself does the same once `init` has run."""

from __future__ import annotations

import os
import subprocess
import sys

import typer

from trata import console
from trata.errors import UserError
from trata.runtime import Runtime
from trata.settings import PROJECT

# dbt of this environment, whatever `dbt` the path would find.
DBT = "from dbt.cli.main import cli; cli()"


def build(runtime: Runtime, arguments: list[str], *, quiet: bool = False) -> None:
    """Run `dbt build`; raises UserError `build_failed` with dbt's log left in the home folder."""
    home = runtime.require_home()
    with runtime.warehouse():
        pass  # somebody else's lock or a wrong key is told in our words before dbt starts
    environment = os.environ | {
        "TRATA_HOME": str(home.root),
        "TRATA_WAREHOUSE_KEY": home.warehouse_key(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    log = ["--log-level-file", "info", "--log-path", str(home.folder("dbt") / "logs")]
    command = [sys.executable, "-c", DBT, *log, *(["--quiet"] if quiet else []), "build"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, check=False)
    if done.returncode != 0:
        raise UserError("build_failed", where=str(home.folder("dbt")))


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command(
        "build",
        help=console.text("help_build"),
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def command(context: typer.Context) -> None:
        build(context.obj, context.args)
        console.tell("build_done")
