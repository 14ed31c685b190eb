"""A full disk and a read-only home: told as what they are, nothing changed, and the next run completes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .command_line import Trata


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, mounted for the test."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system takes the rights of root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """A CSV of 30,000 made-up records without identities."""
    header = (
        "record_ref,sex,age,nationality,identified_on,scope,exploitation_forms,"
        "victim_category,identification_status"
    )
    rows = [f"R{number},F,{number % 60},SLV,2025-02-03,INT,SEX,VD,ACR" for number in range(30_000)]
    file = tmp_path / "victims.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    return file


def submit(trata: Trata, file: Path) -> tuple[int, str]:
    done = trata("submit", file, "--institution", "PNC", "--period", "2025-S1")
    assert "Traceback" not in done.err
    return done.code, done.err


def rows_of(trata: Trata) -> list[int]:
    return [row["rows"] for row in trata.ok("status", "--json").json if row["rows"]]


def test_a_full_disk_is_told_and_the_submission_completes_once_there_is_room(
    small_disk: Path, submission: Path
) -> None:
    trata = Trata(small_disk / "home")
    trata.ok("init")
    filler = small_disk / "filler"
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - 800_000))
    code, told = submit(trata, submission)
    assert code == 3, told
    assert "disk full" in told
    filler.unlink()
    remount(small_disk, "size=200m")
    assert rows_of(trata) == []
    assert submit(trata, submission)[0] == 0
    assert rows_of(trata) == [30_000]


def test_a_read_only_home_is_told_and_nothing_changes(small_disk: Path, submission: Path) -> None:
    trata = Trata(small_disk / "home")
    remount(small_disk, "size=200m")
    trata.ok("init")
    before = {path: path.read_bytes() for path in trata.home.rglob("*") if path.is_file()}
    remount(small_disk, "ro")
    code, told = submit(trata, submission)
    assert code == 3, told
    assert "not be written" in told or "cannot be written" in told
    assert {path: path.read_bytes() for path in trata.home.rglob("*") if path.is_file()} == before
    remount(small_disk, "rw")
    assert submit(trata, submission)[0] == 0
