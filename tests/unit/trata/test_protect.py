"""`trata protect` with methods that need a secret: where it comes from, and options of other methods."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trata.keyfile import make_key_file


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


def run(home: Path, *words: object, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRATA_HOME": str(home / "var"), "TRATA_LANG": "en"}
    command = [sys.executable, "-m", "trata", "protect", *map(str, words)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=240, check=False, cwd=at
    )


def test_a_key_is_made_once_for_its_owner_only_and_gives_the_same_figures_again(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = run(tmp_path, folder, "--out", out, "--k", 3, "--method", "round")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["method"] == "round"
    key, first = tmp_path / "out.key", (out / "pattern.csv").read_text()
    assert key.stat().st_mode & 0o777 == 0o600
    secret = key.read_text().strip()
    assert f"The secret key of these figures is {key}." in done.stderr
    assert "never hand it out" in done.stderr
    assert sorted(file.name for file in out.iterdir()) == ["pattern.csv", "summary.json"]
    assert secret not in done.stdout + done.stderr + first + (out / "summary.json").read_text()
    again = run(tmp_path, folder, "--out", tmp_path / "again", "--k", 3, "--method", "round", "--key", key)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again" / "pattern.csv").read_text() == first
    assert not (tmp_path / "again.key").exists()
    (out / "pattern.csv").unlink()
    # The folder by another name, and existing by now: the key that is there is used again.
    third = run(tmp_path, folder, "--out", ".", "--k", 3, "--method", "round", at=out)
    assert third.returncode == 0, third.stderr
    assert (key.read_text().strip(), (out / "pattern.csv").read_text()) == (secret, first)
    assert {file.name for file in tmp_path.iterdir()} == {"instance", "out", "out.key", "again"}


def test_a_key_among_the_figures_is_refused(folder: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "out" / "keys" / "my.key"
    key.parent.mkdir(parents=True)
    key.write_text("0123456789abcdef")
    done = run(tmp_path, folder, "--out", f"{out}/", "--k", 3, "--method", "round", "--key", key)
    assert done.returncode == 2
    assert "Put the key outside that folder" in done.stderr
    assert not (out / "pattern.csv").exists()


def test_where_no_key_can_be_written_nothing_is(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = run(tmp_path, folder, "--out", tmp_path / "file" / "out", "--k", 3, "--method", "round")
    assert done.returncode == 3
    assert f"{tmp_path / 'file'}" in done.stderr
    assert done.stdout == ""


def test_the_first_of_two_runs_makes_the_key_of_both(tmp_path: Path) -> None:
    file = tmp_path / "out.key"
    with ThreadPoolExecutor(8) as runs:
        made = list(runs.map(lambda text: make_key_file(file, text), "abcdefgh"))
    assert made.count(True) == 1
    assert file.read_text() == "abcdefgh"[made.index(True)]
    assert list(tmp_path.iterdir()) == [file]


def test_options_of_another_method_are_refused(folder: Path, tmp_path: Path) -> None:
    for words in (
        ["--base", 5],
        ["--method", "round", "--deviation", 3],
        ["--method", "cell_key", "--base", 5],
    ):
        done = run(tmp_path, folder, "--out", tmp_path / "out", *words)
        assert done.returncode == 2
        assert "is of no use with the method" in done.stderr
        assert [file.name for file in tmp_path.iterdir()] == ["instance"]
