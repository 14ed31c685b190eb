"""`trata template`, `check`, `submit`, `status`: what becomes of submissions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ingest
from trata import console
from trata.runtime import Runtime

Json = Annotated[bool, typer.Option("--json", help=console.text("help_option_json"))]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help=console.text("help_files"))]
Profile = Annotated[str | None, typer.Option("--profile", help=console.text("help_option_profile"))]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("template", help=console.text("help_template"))(template)
    app.command("check", help=console.text("help_check"))(check)
    app.command("submit", help=console.text("help_submit"))(submit)
    app.command("status", help=console.text("help_status"))(status)


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=console.text("help_kind"))],
    out: Annotated[Path, typer.Option("--out", help=console.text("help_option_out_xlsx"))],
    institution: Annotated[str | None, typer.Option("--institution")] = None,
) -> None:
    """Write the workbook an institution fills."""
    ingest.write_template(kind, out, institution=institution)
    console.tell("template_written", where=str(out))


def check(
    files: Files,
    profile: Profile = None,
    out: Annotated[Path | None, typer.Option("--out", help=console.text("help_option_out_report"))] = None,
    as_json: Json = False,
) -> None:
    """Validate without loading."""
    report = ingest.check(files, profile=profile, today=Runtime.now().date())
    if out is not None:
        report.write(out)
    console.result(report.to_dict(), as_json=as_json, human=report.to_text(console.language()))
    raise typer.Exit(report.exit_code)


def submit(
    context: typer.Context,
    files: Files,
    institution: Annotated[str, typer.Option("--institution", help=console.text("help_option_institution"))],
    period: Annotated[str, typer.Option("--period", help=console.text("help_option_period"))],
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Load a submission and print its receipt."""
    runtime: Runtime = context.obj
    vault = runtime.vault()
    with console.err.status(console.text("progress_submitting")), runtime.warehouse() as connection:
        receipt = ingest.submit(
            files,
            institution=institution,
            period=period,
            profile=profile,
            connection=connection,
            vault=vault,
            now=runtime.now(),
        )
    console.result(receipt.to_dict(), as_json=as_json, human=receipt.to_text(console.language()))
    raise typer.Exit(receipt.exit_code)


def status(context: typer.Context, as_json: Json = False) -> None:
    """Who owes what: institution by semester."""
    runtime: Runtime = context.obj
    with runtime.warehouse() as connection:
        rows = [row.to_dict() for row in ingest.status(connection, today=runtime.now().date())]
    headings = {
        key: f"heading_{key}" for key in ("institution", "period", "state", "kinds", "rows", "rejected")
    }
    console.result(rows, as_json=as_json, human=console.table(rows, headings))
