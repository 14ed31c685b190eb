"""`trata advise`: coarser designs for tables of which too much would be withheld."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

import release
from trata import console

COLUMNS = {
    "change": "heading_change",
    "withheld": "heading_withheld",
    "cells": "heading_cells_published",
    "counts": "heading_counts_published",
    "entropy": "heading_entropy_published",
}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("advise", help=console.text("help_advise"))(advise)


def advise(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE")],
    out: Annotated[Path | None, typer.Option("--out", help=console.text("help_option_advice_out"))] = None,
    k: Annotated[int, typer.Option("--k", min=1, help=console.text("help_option_k"))] = 5,
    policy: Annotated[str, typer.Option("--policy", help=console.text("help_option_policy"))] = "count",
    bearable: Annotated[
        float, typer.Option("--bearable", min=0, max=100, help=console.text("help_option_bearable"))
    ] = 10.0,
    limit: Annotated[int, typer.Option("--limit", min=1, help=console.text("help_option_limit"))] = 5,
    tries: Annotated[int, typer.Option("--tries", min=1, help=console.text("help_option_tries"))] = 100,
    seed: Annotated[int, typer.Option("--seed", help=console.text("help_option_seed"))] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=console.text("help_option_json"))] = False,
) -> None:
    """Propose coarser designs of an instance folder; writes advice.csv where --out says."""
    with console.err.status(console.text("progress_advising")):
        advice = release.advise_folder(
            instance, out, k=k, policy=policy, bearable=bearable / 100, most=tries, seed=seed
        )
    shown = [number for number in advice.proposed if number != advice.original][:limit]
    if advice.original is not None:
        shown.insert(0, advice.original)
    rows = [advice.rows[number] for number in shown]
    console.result(rows, as_json=as_json, human=_table(rows))
    if not advice.within:
        console.tell("advice_not_within", bearable=f"{bearable:g}")
    ended = "advice_complete" if advice.complete else "advice_incomplete"
    console.tell(ended, tried=advice.tried, refused=advice.refused)


def _table(rows: list[dict[str, Any]]) -> Table:
    """Shares in per cent, one line a design."""
    return console.table(
        [
            {
                "change": row[f"change_{console.language()}"],
                "withheld": f"{row['withheld']}/{row['non_empty']} ({_percent(row['withheld_share'])})",
                "cells": _percent(row["cells_share"]),
                "counts": _percent(row["counts_share"]),
                "entropy": _percent(row["entropy_share"]),
            }
            for row in rows
        ],
        COLUMNS,
    )


def _percent(share: float) -> str:
    """Rounded down: 100 % is all."""
    return f"{math.floor(round(100 * share, 2))} %"
