"""A home folder made by `trata init`, and the command line on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command_line import Trata


@pytest.fixture
def trata(tmp_path: Path) -> Trata:
    """The command line on a home of the test's own."""
    command = Trata(tmp_path / "home")
    command.ok("init")
    return command
