"""A kill at any instant leaves the state before or the state after, and the next run completes."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from trata.home import Home
from trata.settings import Settings
from trata.warehouse import open_warehouse

from .command_line import Trata

INSTANTS = 10
PERIOD = "2025-S1"


@pytest.fixture(scope="module")
def submissions(project: Path) -> list[dict[str, object]]:
    """The committed sample submissions of one semester, in the order of sending."""
    folder = project / "data" / "samples" / "submissions"
    listed = json.loads((folder / "manifest.json").read_text())["submissions"]
    found = [one | {"paths": [folder / file for file in one["files"]]} for one in listed]
    return [one for one in found if one["period"] == PERIOD]


def submit_arguments(one: dict[str, object]) -> list[str | Path]:
    profile = ["--profile", str(one["profile"])] if one["profile"] else []
    paths: list[Path] = one["paths"]  # type: ignore[assignment]
    return ["submit", *paths, "--institution", str(one["institution"]), "--period", PERIOD, *profile]


def query(home: Path, sql: str) -> list[tuple[object, ...]]:
    found = Home(home, Settings(warehouse_key=None, linkage_key=None, signing_key=None))
    with open_warehouse(found.warehouse, found.warehouse_key(), wait_seconds=10) as connection:
        return connection.execute(sql).fetchall()


def killed(trata: Trata, arguments: list[str | Path], seconds: float) -> bool:
    """Start a command and kill it; whether it was still running."""
    process = subprocess.Popen(
        trata.command(*arguments),
        env=trata.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def instants(seed: int) -> Iterator[float]:
    """Instants spread over a run as shares of its time, most of them late, where the writing is done."""
    draw = random.Random(seed)
    for number in range(INSTANTS):
        yield draw.uniform(number / INSTANTS, (number + 1) / INSTANTS) ** 0.5


def timed(trata: Trata, arguments: list[str | Path]) -> float:
    """Seconds that a command takes that finds nothing wrong; a machine's pace changes while tests run."""
    started = time.monotonic()
    assert trata(*arguments).code in (0, 1)
    return time.monotonic() - started


@pytest.mark.usefixtures("project")
def test_a_submission_killed_at_any_instant_is_loaded_whole_or_not_at_all(
    tmp_path: Path, submissions: list[dict[str, object]]
) -> None:
    one = max(submissions, key=lambda each: sum(path.stat().st_size for path in each["paths"]))  # type: ignore[attr-defined]
    fresh = Trata(tmp_path / "fresh")
    fresh.ok("init")
    whole = Trata(tmp_path / "whole")
    shutil.copytree(fresh.home, whole.home)
    seconds = timed(whole, submit_arguments(one))
    rows = "select count(*) from raw.victims"
    registers = """
        select
            (select count(*) from raw.submissions),
            (select count(distinct record_id) from raw.person_links)
    """
    after = query(whole.home, rows), query(whole.home, registers)
    before = query(fresh.home, rows), query(fresh.home, registers)
    assert after != before
    interrupted = 0
    for number, instant in enumerate(instants(seed=1)):
        trata = Trata(tmp_path / f"killed-{number}")
        shutil.copytree(fresh.home, trata.home)
        interrupted += killed(trata, submit_arguments(one), seconds * instant)
        found = query(trata.home, rows), query(trata.home, registers)
        assert found in (before, after)
        lasted = timed(trata, submit_arguments(one))
        # What is there already is soon done: that says nothing of how long a submission takes.
        seconds = lasted if found == before else seconds
        assert (query(trata.home, rows), query(trata.home, registers)) == after
    assert interrupted >= 3


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory, submissions: list[dict[str, object]]) -> Trata:
    """A home with a draft that two people have approved."""
    trata = Trata(tmp_path_factory.mktemp("approved") / "home")
    trata.ok("init")
    for one in submissions[:2]:
        assert trata(*submit_arguments(one)).code in (0, 1)
    trata.ok("build", "--quiet")
    trata.ok("release", "draft", "--period", PERIOD)
    for name in ("First Approver", "Second Approver"):
        trata.ok("release", "approve", f"{PERIOD}-r1", "--as", name)
    return trata


def test_a_publication_killed_at_any_instant_is_public_whole_or_not_at_all(
    tmp_path: Path, approved: Trata
) -> None:
    whole = Trata(tmp_path / "whole")
    shutil.copytree(approved.home, whole.home)
    seconds = timed(whole, ["release", "publish", f"{PERIOD}-r1"])
    assert whole.ok("release", "publish", f"{PERIOD}-r1", "--json").json["already"] is True
    interrupted = 0
    for number, instant in enumerate(instants(seed=2)):
        trata = Trata(tmp_path / f"killed-{number}")
        shutil.copytree(approved.home, trata.home)
        interrupted += killed(trata, ["release", "publish", f"{PERIOD}-r1"], seconds * instant)
        release = trata.home / "releases" / f"{PERIOD}-r1"
        if release.exists():
            trata.ok("verify", release)
        trata.ok("release", "publish", f"{PERIOD}-r1")
        assert trata.ok("verify", release, "--json").json["certificate"] is True
        tables = sorted(path.name for path in (release / "tables").iterdir())
        for name in tables:
            same = whole.home / "releases" / f"{PERIOD}-r1" / "tables" / name
            assert (release / "tables" / name).read_bytes() == same.read_bytes()
        assert [path.name for path in (trata.home / "releases").iterdir()] == [f"{PERIOD}-r1"]
    assert interrupted >= 3


def test_a_wrong_key_forbids_everything_and_changes_nothing(approved: Trata) -> None:
    before = approved.home.joinpath("warehouse.duckdb").read_bytes()
    for arguments in (["status"], ["build"], ["release", "publish", f"{PERIOD}-r1"]):
        done = approved(*arguments, TRATA_WAREHOUSE_KEY="not the key")
        assert done.code == 3
        assert "key" in done.err
        assert "not the key" not in done.err + done.out
        assert "Traceback" not in done.err
    assert approved.home.joinpath("warehouse.duckdb").read_bytes() == before


def test_a_second_process_that_finds_the_warehouse_held_waits_and_then_says_so(approved: Trata) -> None:
    home = Home(approved.home, Settings(warehouse_key=SecretStr("unused")))
    key = (home.folder("keys") / "warehouse.key").read_text().strip()
    with open_warehouse(home.warehouse, key, wait_seconds=0):
        done = approved("status", TRATA_LOCK_WAIT_SECONDS="1")
    assert done.code == 3
    assert "Another process holds the warehouse" in done.err
    approved.ok("status")
