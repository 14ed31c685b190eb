"""Reports as their readers open them: the workbook by another library, the page by a parser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

import ingest

from ....intake_home import IntakeHome, intake_home

Opened = Callable[[ingest.Report], openpyxl.Workbook]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[IntakeHome]:
    """A prepared home with an open, encrypted warehouse."""
    with intake_home(tmp_path / "home") as prepared:
        yield prepared


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Write a report and open its workbook."""

    def write(report: ingest.Report) -> openpyxl.Workbook:
        report.write(tmp_path / "report")
        return openpyxl.load_workbook(tmp_path / "report" / "report.xlsx")

    return write
