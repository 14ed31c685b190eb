"""500 made-up persons go through the whole command line; nothing of them is found in any readable file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ..canaries import leaks, people, row
from .command_line import Trata

# What may hold persons' records: all of it encrypted, hence searched for plain bytes as well.
SEALED = {".age", ".duckdb"}


def test_nothing_of_five_hundred_persons_is_in_the_home_in_temporary_folders_or_on_the_terminal(
    trata: Trata, tmp_path: Path
) -> None:
    persons = people()
    rows = pl.DataFrame([row(person, number) for number, person in enumerate(persons)])
    sent = tmp_path / "sent"
    sent.mkdir()
    rows.head(300).write_csv(sent / "a.csv")
    (sent / "b.csv").write_bytes(rows.tail(200).write_csv().encode("cp1252"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    said = []

    def run(*arguments: str | Path) -> None:
        done = trata(*arguments, TMPDIR=str(temporary))
        assert done.code in (0, 1), done.err
        said.append(f"{done.out}\n{done.err}")

    run("check", sent / "a.csv", "--out", tmp_path / "report")
    run("submit", sent / "a.csv", "--institution", "PNC", "--period", "2025-S1")
    run("submit", sent / "b.csv", "--institution", "FGR", "--period", "2025-S1", "--json")
    run("status")
    run("build")
    release = trata.publish("2025-S1")
    run("export", release.name, "--out", tmp_path / "exports")
    run("attack", release, "--out", tmp_path / "intervals.csv")

    looked_at = [trata.home, temporary, tmp_path / "report", tmp_path / "exports"]
    files = [path for folder in looked_at for path in folder.rglob("*") if path.is_file()]
    readable = [path for path in files if path.suffix not in SEALED or path.name == "public.duckdb"]
    assert {"manifest.json", "report.json", "trata.jsonl", "dbt.log"} <= {path.name for path in readable}
    terminal = {"terminal": "\n".join(said).encode()}
    assert leaks(readable, terminal, persons) == []
    sealed = [path for path in files if path not in readable]
    assert {path.suffix for path in sealed} == SEALED
    assert leaks(sealed, {}, persons) == []
