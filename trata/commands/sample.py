"""`trata sample`: realistic submissions of nobody real."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest import samples
from trata import console


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command("sample", help=console.text("help_sample"))
    def command(
        out: Annotated[Path, typer.Option("--out", help=console.text("help_option_out_folder"))],
        seed: Annotated[int, typer.Option("--seed", help=console.text("help_option_seed"))] = 1,
        years: Annotated[
            int,
            typer.Option("--years", min=1, max=samples.most_years(), help=console.text("help_option_years")),
        ] = 6,
        scale: Annotated[int, typer.Option("--scale", min=1, help=console.text("help_option_scale"))] = 1,
    ) -> None:
        with console.err.status(console.text("progress_sampling")):
            manifest = samples.generate(out, seed=seed, years=years, scale=scale)
        console.tell("sample_written", where=str(out), count=len(manifest.submissions))
