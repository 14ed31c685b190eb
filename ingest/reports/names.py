"""Names of marked sheets: the sender's own, as far as a workbook takes them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from ingest.reports.counts import TableRead

LONGEST = 31  # characters of a sheet's name that spreadsheets take
NOT_TAKEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
RESERVED = "history"  # Excel keeps this name for itself


def sheet_names(tables: Sequence[TableRead], taken: Iterable[str]) -> list[str]:
    """A name for each table, unlike all others and those `taken`, whatever their case."""
    used = {name.casefold() for name in taken} | {RESERVED}
    names = []
    for table in tables:
        said = " ".join(NOT_TAKEN.sub(" ", table.sheet or PurePath(table.file).stem).split())
        names.append(_unlike(said.strip("' ")[:LONGEST].strip("' ") or table.kind, used))
        used.add(names[-1].casefold())
    return names


def _unlike(wanted: str, used: set[str]) -> str:
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = wanted[: LONGEST - len(ending)].rstrip() + ending
    return name
