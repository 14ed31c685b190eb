"""`trata demo`: everything once, from sample submissions to published releases and a running dashboard."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

import ingest
import release
from ingest import samples
from trata import console
from trata.commands import build, home, publication
from trata.errors import STATE_FORBIDS, UserError
from trata.runtime import Runtime

SEED = 1
YEARS = 6
# The first release lets the second one show what a later semester and late reports do to published figures.
PERIODS = ("2025-S1", "2025-S2")
APPROVERS = ("Aprobación de demostración 1", "Aprobación de demostración 2")
MARK = "DEMO"
FORMATS = ("xlsx", "csv", "parquet")


def run(runtime: Runtime) -> Path:
    """Do what is not done yet; return the folder of the last release."""
    console.tell("demo_home", where=str(runtime.home.root))
    home.init(runtime)
    (runtime.home.root / MARK).touch(mode=0o600)
    releases = runtime.home.folder("releases")
    missing = [period for period in PERIODS if not (releases / _first(period)).is_dir()]
    if missing:
        # Sample submissions name people (nobody real): they lie outside the home folder and go when loaded.
        with tempfile.TemporaryDirectory(prefix="trata-demo-") as scratch:
            submissions = _generate(Path(scratch))
            for period in missing:
                _load(runtime, [one for one in submissions if one["period"] <= period], Path(scratch), period)
                _publish(runtime, period)
    for period in PERIODS:
        _hand_out(runtime, _first(period))
    return releases / _first(PERIODS[-1])


def _first(period: str) -> str:
    return f"{period}-r1"


def _generate(scratch: Path) -> list[dict[str, Any]]:
    with console.err.status(console.text("progress_sampling")):
        samples.generate(scratch, seed=SEED, years=YEARS, scale=1)
    listed: list[dict[str, Any]] = json.loads((scratch / "manifest.json").read_text())["submissions"]
    return listed


def _load(runtime: Runtime, submissions: list[dict[str, Any]], scratch: Path, period: str) -> None:
    vault = runtime.vault()
    received = rejected = 0
    with runtime.warehouse() as connection:
        for one in _progress(submissions, "progress_submitting"):
            receipt = ingest.submit(
                [scratch / file for file in one["files"]],
                institution=one["institution"],
                period=one["period"],
                profile=one["profile"],
                connection=connection,
                vault=vault,
                now=runtime.now(),
            )
            received += sum(counts.received for counts in receipt.kinds.values())
            rejected += sum(counts.rejected for counts in receipt.kinds.values())
    console.tell("demo_loaded", count=len(submissions), period=period, received=received, rejected=rejected)


def _progress(items: list[dict[str, Any]], message_id: str) -> Iterator[dict[str, Any]]:
    yield from track(items, description=console.text(message_id), console=console.err)


def _publish(runtime: Runtime, period: str) -> None:
    with console.err.status(console.text("progress_building")):
        build.build(runtime, [], quiet=True)
    drafted = publication.draft_release(runtime, period)
    for name in APPROVERS:
        release.approve(drafted.id, name, places=publication.places(runtime), now=runtime.now())
    publication.publish_release(runtime, drafted.id)
    console.tell("demo_published", id=drafted.id, cells=drafted.cells, withheld=drafted.withheld)


def _hand_out(runtime: Runtime, release_id: str) -> None:
    """Export, which verifies the release first."""
    out = runtime.home.root / "exports" / release_id
    with console.err.status(console.text("progress_exporting")):
        release.export(publication.released_folder(runtime, release_id), FORMATS, out)
    console.tell("demo_exported", id=release_id, where=str(out))


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command("demo", help=console.text("help_demo"))
    def command(
        context: typer.Context,
        serve: Annotated[
            bool, typer.Option("--serve/--no-serve", help=console.text("help_option_serve"))
        ] = True,
        port: Annotated[int, typer.Option("--port")] = 8501,
    ) -> None:
        runtime: Runtime = context.obj
        if runtime.home.exists() and _holds_other_data(runtime):
            raise UserError("demo_home_in_use", exit_code=STATE_FORBIDS, where=str(runtime.home.root))
        last = run(runtime)
        if serve:
            raise typer.Exit(publication.serve(last, port=port, address="127.0.0.1"))


def _holds_other_data(runtime: Runtime) -> bool:
    """Whether the home is not the demonstration's: made-up records must never join an institution's own."""
    return not (runtime.home.root / MARK).exists() and any(runtime.home.folder("archive").iterdir())
