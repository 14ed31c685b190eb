"""kill -9 at random instants of `release publish`, in a process of its own, on encrypted files."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import release

SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import duckdb, duckdb_extensions
from release_home import Home, small_world
root, task, key = Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
connection = duckdb.connect()
duckdb_extensions.import_extension("httpfs", con=connection)
connection.execute("LOAD httpfs")
connection.execute(f"ATTACH '{root}/warehouse.duckdb' AS warehouse (ENCRYPTION_KEY 'a key of the tests')")
connection.execute("USE warehouse")
home = Home(root, connection, key="a key of the tests")
if task == "prepare":
    home.build(small_world(only=("victims_by_scope",)))
    home.approve(home.draft("2024-S2").id)
else:
    print("ready", flush=True)
    home.publish("2024-S2-r1", signing_key=key.read_bytes())
    print("done", flush=True)
connection.close()
"""
HELPERS = Path(__file__).parents[1] / "unit" / "release"


def start(root: Path, task: str, key: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", SCRIPT, str(HELPERS), str(root), task, str(key)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def finish(process: subprocess.Popen) -> None:
    told = process.communicate(timeout=120)[0]
    assert process.returncode == 0, told


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    root = tmp_path_factory.mktemp("prepared")
    for name in ("drafts", "releases"):
        (root / name).mkdir()
    key = tmp_path_factory.mktemp("keys") / "signing"
    key.write_bytes(release.new_signing_key())
    finish(start(root, "prepare", key))
    return root, key


@pytest.fixture(scope="module")
def seconds(prepared, tmp_path_factory):
    """How long an undisturbed publication takes once its process is ready."""
    root = copied(prepared[0], tmp_path_factory.mktemp("timing") / "home")
    process = start(root, "publish", prepared[1])
    process.stdout.readline()
    began = time.monotonic()
    finish(process)
    return time.monotonic() - began


def copied(source: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return target


@pytest.mark.parametrize("instant", range(10))
def test_a_publication_killed_at_any_instant_is_before_or_after_and_the_next_run_completes(
    prepared, seconds, tmp_path, instant
):
    source, key = prepared
    root = copied(source, tmp_path / "home")
    process = start(root, "publish", key)
    process.stdout.readline()
    time.sleep(random.Random(instant).uniform(0, seconds))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    folder = root / "releases" / "2024-S2-r1"
    if folder.exists():
        assert release.verify(folder).valid
    finish(start(root, "publish", key))
    assert release.verify(folder, release.public_key_of(key.read_bytes())).valid
    assert [path.name for path in folder.parent.iterdir()] == ["2024-S2-r1"]


def test_warehouse_and_ledger_are_unreadable_without_the_key(prepared, tmp_path):
    source, key = prepared
    root = copied(source, tmp_path / "home")
    finish(start(root, "publish", key))
    for name in ("warehouse.duckdb", "ledger.duckdb"):
        assert b"victims_by_scope" not in (root / name).read_bytes()
        assert (root / name).read_bytes().count(b"EXT_SAL") == 0
    assert (root / "ledger.duckdb").stat().st_mode & 0o777 == 0o600
