"""What all tests share: where the public data beside the project lies, and which skips are failures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is no matter of tests. The same code passes or fails the same way everywhere;
# `pytest --hypothesis-profile search tests/property` looks at other examples every time.
settings.register_profile("trata", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("trata")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
# On the machine that decides what lands, a skipped test of these marks is a failure (.ci/run).
REQUIRED = frozenset(filter(None, os.environ.get("TRATA_REQUIRED_TESTS", "").split(",")))


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The public data beside the project; tests that need it are marked `shared`."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED.name}/ beside the project: its public data are not there to test on")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """A Chromium to drive; tests that need it are marked `heavy`."""
    found = os.environ.get("TRATA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; tests that need it are marked `heavy`."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc-nogui")
    return found


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.CallInfo[None], None]:
    """Turn a skip into a failure where the thing that was missing is required."""
    outcome = yield
    report = outcome.get_result()
    marks = REQUIRED & {mark.name for mark in item.iter_markers()}
    if report.skipped and marks:
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, but {', '.join(sorted(marks))} tests are required here: {report.longrepr}"
        )
