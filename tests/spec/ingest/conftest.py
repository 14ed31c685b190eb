"""The home that tests of the intake send files to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ...intake_home import IntakeHome, intake_home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[IntakeHome]:
    """A prepared home with an open, encrypted warehouse."""
    with intake_home(tmp_path / "home") as prepared:
        yield prepared
