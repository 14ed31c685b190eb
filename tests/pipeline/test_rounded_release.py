"""A home of sample submissions whose policy rounds victims: two releases, from the files to the dashboard."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

import release
from dashboard import data, tables
from ingest import samples
from trata.commands import build, demo, publication
from trata.home import Home
from trata.runtime import Runtime
from trata.settings import PROJECT, Settings

from .command_line import Trata

PERIODS = ("2025-S1", "2025-S2")
BASE = 15
Cells = dict[tuple[str, ...], str]


def policy_that_rounds_victims(folder: Path) -> Path:
    """The project's policy with one method changed."""
    text = (PROJECT / "data" / "policy" / "disclosure.toml").read_text(encoding="utf-8")
    changed = text.replace("[populations.victims]", f'[populations.victims]\nmethod = "round"\nbase = {BASE}')
    assert changed != text
    path = folder / "data" / "policy" / "disclosure.toml"
    path.parent.mkdir(parents=True)
    path.write_text(changed, encoding="utf-8")
    return folder


def victim_tables(folder: Path) -> dict[str, Cells]:
    """What the files of a release show of victims: by table and codes, value and status in one."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = [name for name, about in manifest["tables"].items() if about["population"] == "victims"]
    found = {}
    for name in names:
        with (folder / "tables" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            found[name] = {
                tuple(row.values())[:-2]: f"{row['value']} {row['status']}" for row in csv.DictReader(stream)
            }
    return found


def test_a_population_is_rounded_from_the_policy_to_the_dashboard_in_two_releases(
    trata: Trata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "PROJECT", policy_that_rounds_victims(tmp_path / "project"))
    settings = Settings(home=trata.home)
    runtime = Runtime(settings, Home(trata.home, settings))
    samples.generate(tmp_path / "sent", seed=1, years=2, scale=1)
    sent = json.loads((tmp_path / "sent" / "manifest.json").read_text())["submissions"]
    shown: list[dict[str, Cells]] = []
    for period in PERIODS:
        demo._load(runtime, [one for one in sent if one["period"] <= period], tmp_path / "sent", period)
        build.build(runtime, [], quiet=True)
        if shown:
            with monkeypatch.context() as unchanged:
                unchanged.setattr(publication, "PROJECT", PROJECT)
                with pytest.raises(release.UserError, match="method_changed"):
                    publication.draft_release(runtime, period)
        drafted = publication.draft_release(runtime, period)
        assert set(drafted.rounded.values()) == {BASE}
        for name in ("First Approver", "Second Approver"):
            release.approve(drafted.id, name, places=publication.places(runtime), now=runtime.now())
        folder = publication.publish_release(runtime, drafted.id).folder
        verified = trata.ok("verify", folder, "--json").json
        assert (verified["valid"], verified["certificate"]) == (True, True)
        shown.append(victim_tables(folder))
    for cells in (cell for table in shown[-1].values() for cell in table.values()):
        value, status = cells.split()
        assert status == f"rounded:{BASE}" and int(value) % BASE == 0
    closed = {
        name: {c: v for c, v in table.items() if "-S" in c[0] or c[0] < "2025"}
        for name, table in shown[0].items()
    }
    assert sum(map(len, closed.values())) > 500
    for name, table in closed.items():
        assert table.items() <= shown[1][name].items()

    trata.ok("export", drafted.id, "--out", tmp_path / "out", "--lang", "en")
    book = openpyxl.load_workbook(tmp_path / "out" / f"{drafted.id}_en.xlsx")
    notes = " ".join(str(cell.value) for row in book["Notes"].iter_rows() for cell in row)
    assert f"Victims: no cell is withheld; all figures are rounded together to multiples of {BASE}" in notes
    public = data.open_release(folder / "public.duckdb")
    for table in public.tables.values():
        rows = tables.table_csv(public, table).splitlines()[1:]
        assert all(row.endswith(f",rounded:{BASE}") for row in rows) == (table.population == "victims")
