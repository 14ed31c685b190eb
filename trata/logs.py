"""JSON lines in the home folder, redacted: only numbers and known harmless fields keep their value."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

# Fields whose text comes from code lists, identifiers of ours or code, never from a submitted file's cells.
HARMLESS = frozenset(
    {
        "event", "level", "timestamp", "command", "message_id", "submission", "release", "institution",
        "period", "kind", "profile", "rule", "table", "population", "step", "status", "error", "frames",
    }
)  # fmt: skip


def redact(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace every value that is neither a number nor a known harmless field."""
    for key, value in event.items():
        if key not in HARMLESS and not isinstance(value, int | float | type(None)):
            event[key] = "[redacted]"
    return event


def frames(trace: TracebackType | None) -> list[str]:
    """Where an error came from, without its message: messages of libraries may quote data."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def configure(folder: Path | None) -> None:
    """Write log lines to `<folder>/trata.jsonl`; without a folder (no home yet) nothing is logged."""
    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
        structlog.processors.JSONRenderer(),
    ]
    if folder is None or not folder.is_dir():
        structlog.configure(processors=[_drop])
        return
    try:
        out = (folder / "trata.jsonl").open("a", encoding="utf-8")
    except OSError:
        # A full or read-only disk must not hide the error that is about to be told on the terminal.
        sys.stderr.write("trata: log not writable\n")
        structlog.configure(processors=[_drop])
        return
    structlog.configure(processors=processors, logger_factory=structlog.WriteLoggerFactory(file=out))


def _drop(_logger: object, _name: str, _event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    raise structlog.DropEvent
