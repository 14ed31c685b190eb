"""Log lines hold no value that could come out of a submitted file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from trata import logs


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "trata.jsonl").read_text().splitlines()]


def test_unknown_fields_are_redacted_and_numbers_and_identifiers_kept(tmp_path: Path) -> None:
    logs.configure(tmp_path)
    structlog.get_logger().info("submitted", submission="s1", rows=12, cell="María Hernández")
    (line,) = lines(tmp_path)
    assert line["submission"] == "s1"
    assert line["rows"] == 12
    assert line["cell"] == "[redacted]"


def test_lists_and_mappings_are_redacted_whole(tmp_path: Path) -> None:
    logs.configure(tmp_path)
    structlog.get_logger().info("submitted", people=["María"], person={"name": "María"})
    assert "María" not in (tmp_path / "trata.jsonl").read_text()


def test_frames_tell_where_an_error_was_raised_but_not_its_message() -> None:
    try:
        raise ValueError("María Hernández")
    except ValueError as error:
        places = logs.frames(error.__traceback__)
    assert places[0].startswith("test_logs.py:")
    assert not any("María" in place for place in places)


def test_without_a_home_folder_nothing_is_logged(tmp_path: Path) -> None:
    logs.configure(tmp_path / "absent")
    structlog.get_logger().info("command")
    assert list(tmp_path.iterdir()) == []
