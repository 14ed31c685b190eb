"""Fixtures: a home folder, with a small build in it or without."""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file, under pytest's importlib mode

from release_home import Home, small_world
from release_world import World


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    for name in ("drafts", "releases"):
        (folder / name).mkdir()
    connection = duckdb.connect(str(folder / "warehouse.duckdb"))
    yield Home(folder, connection)
    connection.close()


@pytest.fixture
def built(home: Home) -> Home:
    """A home whose warehouse holds a small build."""
    home.build(small_world())
    return home


@pytest.fixture
def one_table() -> World:
    """The smallest world: two years, one statistic."""
    return small_world(range(2024, 2026), only=("victims_by_scope",))
