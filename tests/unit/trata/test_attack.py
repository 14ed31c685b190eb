"""`trata attack`: a file of anybody's, or a folder of ours; options of the other kind are refused."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

TABLE = "sexo,valor\nMujeres,17\nHombres,<5\nAmbos sexos,20\n"


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRATA_HOME": str(home / "var"), "TRATA_LANG": "en"}
    command = [sys.executable, "-m", "trata", "attack", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_file_is_attacked_and_the_summary_printed(tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text(TABLE, encoding="utf-8")
    done = run(tmp_path, table, "--out", out, "--mask", "<5=1..4", "--total", "sexo=Ambos sexos")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["exact"] == 1
    (finding,) = csv.DictReader(out.open(encoding="utf-8"))
    assert finding["how_es"] == "Ambos sexos 20 (fila 4) − Mujeres 17 (fila 2) = 3"


def test_a_fault_of_the_file_is_a_sentence_and_not_a_traceback(tmp_path):
    done = run(tmp_path, tmp_path / "gone.csv", "--out", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "There is no file gone.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_options_that_would_be_ignored_are_refused(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert run(tmp_path, table, "--out", tmp_path / "out.csv", "--pattern", "p.csv").returncode == 2
    assert run(tmp_path, tmp_path, "--out", tmp_path / "out.csv", "--zeros", "shown").returncode == 2
