"""The encrypted warehouse."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from trata.errors import UserError
from trata.warehouse import open_warehouse

KEY = "a key of the tests"
MARK = "CANARY-IN-THE-WAREHOUSE"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    file = tmp_path / "warehouse.duckdb"
    with open_warehouse(file, KEY, wait_seconds=0, create=True) as connection:
        connection.execute("create table marks as select ? as mark", [MARK])
    return file


def test_what_is_written_is_there_again_with_the_key(warehouse: Path) -> None:
    with open_warehouse(warehouse, KEY, wait_seconds=0) as connection:
        assert connection.execute("select mark from marks").fetchone() == (MARK,)


def test_the_file_does_not_open_without_the_key(warehouse: Path) -> None:
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(warehouse))
    assert MARK.encode() not in warehouse.read_bytes()


def test_a_wrong_key_is_told_and_shown_nowhere(warehouse: Path) -> None:
    with (
        pytest.raises(UserError) as caught,
        open_warehouse(warehouse, "WRONG-SECRET", wait_seconds=0),
    ):
        pass
    assert caught.value.message_id == "warehouse_key_wrong"
    assert "WRONG-SECRET" not in repr(caught.value)
    assert caught.value.__context__ is None or "WRONG-SECRET" not in str(caught.value.__context__)


def test_a_missing_warehouse_is_not_made_by_chance(tmp_path: Path) -> None:
    file = tmp_path / "absent.duckdb"
    with pytest.raises(UserError, match="warehouse_missing"), open_warehouse(file, KEY, wait_seconds=0):
        pass
    assert not file.exists()


HOLDER = """
import sys, time
from pathlib import Path
from trata.warehouse import open_warehouse
with open_warehouse(Path(sys.argv[1]), sys.argv[2], wait_seconds=0):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


def hold(file: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file), KEY, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_waits_until_the_first_has_finished(warehouse: Path) -> None:
    holder = hold(warehouse, 1.0)
    with open_warehouse(warehouse, KEY, wait_seconds=30) as connection:
        assert connection.execute("select count(*) from marks").fetchone() == (1,)
    assert holder.wait(5) == 0


def test_a_second_process_says_so_when_waiting_was_in_vain(warehouse: Path) -> None:
    holder = hold(warehouse, 30)
    started = time.monotonic()
    with (
        pytest.raises(UserError, match="warehouse_locked"),
        open_warehouse(warehouse, KEY, wait_seconds=0.5),
    ):
        pass
    assert 0.5 <= time.monotonic() - started < 10
    holder.kill()
    holder.wait(5)


def test_overflow_to_disk_is_encrypted_and_beside_the_warehouse(warehouse: Path) -> None:
    with open_warehouse(warehouse, KEY, wait_seconds=0) as connection:
        setting = "select value from duckdb_settings() where name = ?"
        assert connection.execute(setting, ["temp_file_encryption"]).fetchone() == ("true",)
        where = connection.execute(setting, ["temp_directory"]).fetchone()
    assert where is not None
    assert Path(where[0]).parent == warehouse.parent
