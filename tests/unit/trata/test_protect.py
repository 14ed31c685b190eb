"""`trata protect` with methods that need a secret: where it comes from, and options of other methods."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    made.mkdir()
    about = {"name": "small", "dims": ["sex"], "freq_col": "n", "tables": [{"id": "T", "by": {"sex": "sex"}}]}
    (made / "instance.json").write_text(json.dumps(about))
    nodes = [["@", "Total"], ["@@", "F"], ["@@", "M"], ["@@", "U"]]
    (made / "hierarchies.json").write_text(json.dumps({"sex": {"dim": "sex", "nodes": nodes}}))
    (made / "cells.csv").write_text("sex,n\nF,41\nM,2\nU,17\n")
    return made


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRATA_HOME": str(home / "var"), "TRATA_LANG": "en"}
    command = [sys.executable, "-m", "trata", "protect", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)


def test_a_key_is_made_once_for_its_owner_only_and_gives_the_same_figures_again(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = run(tmp_path, folder, "--out", out, "--k", 3, "--method", "round")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["method"] == "round"
    key, first = out / "perturbation.key", (out / "pattern.csv").read_text()
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in done.stdout + first + (out / "summary.json").read_text()
    again = run(tmp_path, folder, "--out", tmp_path / "again", "--k", 3, "--method", "round", "--key", key)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again" / "pattern.csv").read_text() == first
    assert not (tmp_path / "again" / "perturbation.key").exists()


def test_options_of_another_method_are_refused(folder: Path, tmp_path: Path) -> None:
    for words in (
        ["--base", 5],
        ["--method", "round", "--deviation", 3],
        ["--method", "cell_key", "--base", 5],
    ):
        done = run(tmp_path, folder, "--out", tmp_path / "out", *words)
        assert done.returncode == 2
        assert "is of no use with the method" in done.stderr
        assert not (tmp_path / "out").exists()
