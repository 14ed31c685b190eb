"""Dresses of the institutions' own exports, taken from the profiles by which intake reads them back."""

from __future__ import annotations

from ingest import profiles
from ingest.profiles import TableProfile
from ingest.samples.dress import Dress, Field

BETWEEN = " / "  # parts the headings of several rows in a profile


def dresses(profile: str, *, capitals: bool) -> dict[str, Dress]:
    """How each kind is written by an institution that sends its own export."""
    return {table.kind: _dress(table, capitals=capitals) for table in profiles.load(profile).tables}


def _dress(table: TableProfile, *, capitals: bool) -> Dress:
    fields = tuple(_field(heading, name) for heading, name in table.columns.items())
    words: dict[str, dict[str, str]] = {}
    for column, told in table.values.items():
        for text, code in told.items():
            words.setdefault(column, {}).setdefault(code, text)
    return Dress(
        kind=table.kind,
        title=table.sheet if table.sheet != "*" else table.file.strip("*"),
        fields=fields,
        words=words,
        missing=next(text for text in table.missing if text),
        capitals=capitals,
        dates="%d/%m/%Y" if table.date_formats else None,
        header_row=table.header_row,
        book=table.sheet != "*",
    )


def _field(heading: str, name: str) -> Field:
    *above, leaf = heading.split(BETWEEN)
    return Field(name, leaf, tuple(above))
