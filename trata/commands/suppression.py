"""`trata protect` and `trata attack`: the suppression engine and the attacker on any folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import release
from trata import console

Out = Annotated[Path, typer.Option("--out", help=console.text("help_option_out_folder"))]
Policy = Annotated[str, typer.Option("--policy", help=console.text("help_option_policy"))]
TimeLimit = Annotated[
    float | None, typer.Option("--time-limit", min=0.0, help=console.text("help_option_time_limit"))
]
K = Annotated[int, typer.Option("--k", min=1, help=console.text("help_option_k"))]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("protect", help=console.text("help_protect"))(protect)
    app.command("attack", help=console.text("help_attack"))(attack)


def protect(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE")],
    out: Out,
    k: K = 5,
    policy: Policy = "count",
    method: Annotated[str, typer.Option("--method", help=console.text("help_option_method"))] = "auto",
    time_limit: TimeLimit = None,
    seed: Annotated[int, typer.Option("--seed", help=console.text("help_option_seed"))] = 0,
) -> None:
    """Protect an instance folder; writes pattern.csv and summary.json."""
    with console.err.status(console.text("progress_protecting")):
        summary = release.protect_folder(
            instance, out, k=k, policy=policy, method=method, time_limit=time_limit, seed=seed
        )
    console.result(summary, as_json=True, human="")


def attack(
    tables: Annotated[Path, typer.Argument(metavar="TABLES")],
    out: Annotated[Path, typer.Option("--out", help=console.text("help_option_out_file"))],
    pattern: Annotated[
        Path | None, typer.Option("--pattern", help=console.text("help_option_pattern"))
    ] = None,
    k: K = 5,
    policy: Policy = "count",
    time_limit: TimeLimit = None,
) -> None:
    """Attack published tables; writes the interval of every withheld cell."""
    with console.err.status(console.text("progress_attacking")):
        found = release.attack_folder(tables, out, pattern=pattern, k=k, policy=policy, time_limit=time_limit)
    console.result(found, as_json=True, human="")
