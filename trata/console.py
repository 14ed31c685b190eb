"""Printing: sentences for people on standard error, results on standard output, JSON for machines."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

from ingest import messages

err = Console(stderr=True, highlight=False, soft_wrap=True)
out = Console(highlight=False, soft_wrap=True)


def language() -> str:
    """The language of the command line: Spanish unless TRATA_LANG says English."""
    return "en" if os.environ.get("TRATA_LANG", "es").lower().startswith("en") else "es"


def text(message_id: str, **params: object) -> str:
    """A sentence of the catalogue in the language of the command line."""
    return messages.render(message_id, language(), **params)


def tell(message_id: str, *, style: str | None = None, **params: object) -> None:
    """Print a sentence for the person at the terminal."""
    err.print(text(message_id, **params), style=style, markup=False)


def result(data: object, *, as_json: bool, human: str | Table) -> None:
    """Print a result: as JSON for machines, else as prepared for people."""
    if as_json:
        out.print(json.dumps(data, ensure_ascii=False, indent=2, default=str), markup=False)
    elif isinstance(human, Table):
        out.print(human)
    else:
        out.print(human, markup=False)


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> Table:
    """A table of rows; `columns` maps a key to the message id of its heading."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        grid.add_column(text(heading))
    for row in rows:
        grid.add_row(*(str("" if row[key] is None else row[key]) for key in columns))
    return grid


@contextmanager
def progress(message_id: str) -> Iterator[Callable[[str], None]]:
    """A spinner with a sentence; yields a function that names the step under way."""
    sentence = text(message_id)
    with err.status(sentence) as spinner:
        yield lambda step: spinner.update(f"{sentence} ({step})")
