"""`trata protect` and `trata attack`: the suppression engine and the attacker on any folder of tables."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

import release
from trata import console
from trata.errors import WRONG_USAGE, UserError
from trata.keyfile import make_key_file

# Options that only some of the methods know that withhold nothing.
KEYED = {"base": ("round",), **dict.fromkeys(("deviation", "variance", "small"), ("cell_key",))}

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
    key: Annotated[Path | None, typer.Option("--key", help=console.text("help_option_key"))] = None,
    base: Annotated[int | None, typer.Option("--base", min=2, help=console.text("help_option_base"))] = None,
    deviation: Annotated[
        int | None, typer.Option("--deviation", min=1, help=console.text("help_option_deviation"))
    ] = None,
    variance: Annotated[
        float | None, typer.Option("--variance", min=0.0, help=console.text("help_option_variance"))
    ] = None,
    small: Annotated[
        int | None, typer.Option("--small", min=0, help=console.text("help_option_small"))
    ] = None,
) -> None:
    """Protect an instance folder; writes pattern.csv and summary.json."""
    stated = {"base": base, "deviation": deviation, "variance": variance, "small": small}
    for option, given in ({"key": key} | stated).items():
        if given is not None and method not in KEYED.get(option, release.FIGURES):
            raise UserError("protect_option_of_method", exit_code=WRONG_USAGE, option=option, method=method)
    secret = _secret(key, out) if method in release.FIGURES else None
    with console.err.status(console.text("progress_protecting")):
        summary = release.protect_folder(
            instance,
            out,
            k=k,
            policy=policy,
            method=method,
            time_limit=time_limit,
            seed=seed,
            secret=secret,
            figures=release.FigureOptions(base, deviation, variance, small),
        )
    if not summary.get("for_publishing", True):
        console.err.print(summary[f"notice_{console.language()}"], style="bold red", markup=False)
    console.result(summary, as_json=True, human="")


def _secret(key: Path | None, out: Path) -> bytes:
    """The secret in a file: the one named, or one beside the output folder, made where it is missing.

    Never in that folder, which is handed out.
    """
    folder = out.resolve()
    file = folder.parent / f"{folder.name}.key" if key is None else key
    if file.resolve().is_relative_to(folder):
        raise UserError("key_among_figures", exit_code=WRONG_USAGE, file=file, folder=folder)
    if key is None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            make_key_file(file, secrets.token_hex(32) + "\n")
        console.tell("key_beside_figures", file=file)
    return file.read_bytes().strip()


def attack(
    tables: Annotated[Path, typer.Argument(metavar="TABLES")],
    out: Annotated[Path, typer.Option("--out", help=console.text("help_option_out_file"))],
    pattern: Annotated[
        Path | None, typer.Option("--pattern", help=console.text("help_option_pattern"))
    ] = None,
    k: K = 5,
    policy: Policy = "count",
    time_limit: TimeLimit = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help=console.text("help_option_attack_sheet"))
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", help=console.text("help_option_attack_value"))
    ] = None,
    mask: Annotated[
        list[str] | None, typer.Option("--mask", help=console.text("help_option_attack_mask"))
    ] = None,
    total: Annotated[
        list[str] | None, typer.Option("--total", help=console.text("help_option_attack_total"))
    ] = None,
    zeros: Annotated[str, typer.Option("--zeros", help=console.text("help_option_attack_zeros"))] = "auto",
    rounded: Annotated[
        int | None, typer.Option("--rounded", min=1, help=console.text("help_option_attack_rounded"))
    ] = None,
    rounding: Annotated[
        str, typer.Option("--rounding", help=console.text("help_option_attack_rounding"))
    ] = "auto",
    belief: Annotated[float, typer.Option("--belief", help=console.text("help_option_attack_belief"))] = 0.5,
) -> None:
    """Attack published tables; writes the interval of every withheld cell, or what a file gives away."""
    stated: dict[str, Any] = {
        "sheet": sheet,
        "value": value,
        "masks": mask or (),
        "totals": total or (),
        "zeros": zeros,
        "rounded": rounded,
        "rounding": rounding,
        "belief": belief,
    }
    if tables.is_dir():
        _refuse(
            {**stated, "zeros": zeros != "auto", "rounding": rounding != "auto", "belief": belief != 0.5},
            tables,
        )
        with console.err.status(console.text("progress_attacking")):
            found = release.attack_folder(
                tables, out, pattern=pattern, k=k, policy=policy, time_limit=time_limit
            )
    else:
        _refuse({"pattern": pattern}, tables)
        # Where zeros may be withheld, a mask may hide one, whatever zeros are shown.
        stated["zeros"] = "hidden" if policy == "existence" and zeros == "auto" else zeros
        told = release.assumptions(**stated, k=k, time_limit=time_limit)
        with console.err.status(console.text("progress_attacking")):
            found = release.attack_file(tables, out, told)
    console.result(found, as_json=True, human="")


def _refuse(options: Mapping[str, object], tables: Path) -> None:
    """Options that would be ignored are a mistake of the person who gave them."""
    for option, given in options.items():
        if given:
            name = {"masks": "mask", "totals": "total"}.get(option, option)
            raise UserError("attack_file_or_folder", exit_code=WRONG_USAGE, option=name, where=tables.name)
