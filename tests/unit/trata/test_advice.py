"""`trata advise`: a ranked table for people, every design tried for machines."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HIERARCHIES = {
    "semester": {
        "dim": "semester",
        "nodes": [["@", "T"], ["@@", "2024"], ["@@@", "2024-S1"], ["@@@", "2024-S2"], ["@@", "2025"],
                  ["@@@", "2025-S1"], ["@@@", "2025-S2"]],
    },
    "sex": {"dim": "sex", "nodes": [["@", "T"], ["@@", "F"], ["@@", "M"]]},
}  # fmt: skip
CELLS = {"2024-S1": (3, 11), "2024-S2": (9, 14), "2025-S1": (13, 4), "2025-S2": (16, 12)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    made.mkdir()
    table = {"id": "T1", "by": {"semester": "semester", "sex": "sex"}}
    described = {"name": "small", "dims": ["semester", "sex"], "freq_col": "n", "tables": [table]}
    (made / "instance.json").write_text(json.dumps(described))
    (made / "hierarchies.json").write_text(json.dumps(HIERARCHIES))
    rows = [f"{code},{sex},{n}" for code, pair in CELLS.items() for sex, n in zip("FM", pair, strict=True)]
    (made / "cells.csv").write_text("\n".join(["semester,sex,n", *rows]) + "\n")
    return made


def run(folder: Path, *words: object, language: str = "es") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "TRATA_HOME": str(folder.parent / "var"),
        "TRATA_LANG": language,
        "COLUMNS": "160",
    }
    command = [sys.executable, "-m", "trata", "advise", str(folder), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_designs_are_told_in_words_after_the_tables_as_they_are(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--k", 5, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    lines = [line.split("  ")[0].strip() for line in done.stdout.splitlines()]
    assert lines[0] == "diseño"
    assert lines[1] == "como están"
    assert "T1: semester solo hasta 2024, 2025 (2 en vez de 4)" in lines
    rows = list(csv.DictReader((tmp_path / "out" / "advice.csv").open(encoding="utf-8")))
    assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))
    shares = [float(row["entropy_share"]) for row in rows]
    assert shares == sorted(shares, reverse=True)
    (years,) = (
        row for row in rows if row["change_en"] == "T1: semester only down to 2024, 2025 (2 instead of 4)"
    )
    assert json.loads(years["publish_depth"]) == {"T1": {"semester": 2, "sex": 2}}
    assert (years["withheld"], years["non_empty"], years["best"]) == ("0", "9", "true")


def test_the_design_proposed_can_be_written_into_the_folder_and_protected(
    folder: Path, tmp_path: Path
) -> None:
    done = run(folder, "--k", 5, "--limit", 1, "--json", language="en")
    original, proposed = json.loads(done.stdout)
    assert original["change_en"] == "as they are"
    described = json.loads((folder / "instance.json").read_text())
    described["tables"][0]["publish_depth"] = json.loads(proposed["publish_depth"])["T1"]
    (folder / "instance.json").write_text(json.dumps(described))
    again = json.loads(run(folder, "--k", 5, "--limit", 1, "--json").stdout)[0]
    assert (again["withheld"], again["non_empty"]) == (proposed["withheld"], proposed["non_empty"])
    assert again["cells_share"] == again["entropy_share"] == 1.0


def test_successive_releases_and_unknown_options_are_refused_in_a_sentence(folder: Path) -> None:
    described = json.loads((folder / "instance.json").read_text())
    del described["tables"]
    described["releases"] = [
        {"id": "r1", "batches": ["F"], "table": ["semester"]},
        {"id": "r2", "batches": ["F", "M"], "table": ["semester"]},
    ]
    (folder / "instance.json").write_text(json.dumps(described))
    done = run(folder, language="en")
    assert done.returncode == 1
    assert "describes successive releases" in done.stderr
    assert run(folder, "--policy", "none").returncode == 1
