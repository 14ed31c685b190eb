"""Which line is the header, which kind it speaks of, and which column is which."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.errors import UserError
from ingest.grids import Grid, Place
from ingest.personal import masked
from ingest.profiles import TableProfile
from schemas import KINDS, Kind
from schemas.codelists import fold

SEARCHED = 20  # lines in which a header may stand where no profile tells


@dataclass(frozen=True)
class Heading:
    """A header that was found: its last line, and the position of every column that is used."""

    kind: Kind
    row: int  # its last line, as the sender counts
    titles: tuple[str, ...]
    used: dict[int, str]  # position to canonical name
    unnamed: tuple[int, ...] = ()  # positions without a title: they must be empty


def key(title: str) -> str:
    """A title as titles are compared: letters and digits only."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", fold(title)).split())


@cache
def _titles(kind: str) -> dict[str, str]:
    """Every title a kind's columns go by; canonical names and labels come before synonyms."""
    columns = KINDS[kind].columns
    known = {key(word): column.name for column in columns for word in column.synonyms}
    for column in columns:
        known |= {key(word): column.name for word in (column.label_en, column.label_es, column.name)}
    return known


def kind_of_sheet(sheet: str) -> Kind | None:
    """The kind a sheet is named after."""
    for kind in KINDS.values():
        if key(sheet) in {key(name) for name in (kind.name, kind.sheet, kind.label_es, kind.label_en)}:
            return kind
    return None


def find(grid: Grid, file: str) -> Heading:
    """The header of a sheet that needs no profile; raises `UserError` with every fault of it."""
    named = kind_of_sheet(grid.sheet)
    best: tuple[tuple[int, int, int], Heading] | None = None
    for number, line in enumerate(grid.look[:SEARCHED], 1):
        for kind in [named] if named else KINDS.values():
            heading = _read(kind, number, tuple(line), _titles(kind.name))
            filled = sum(1 for title in line if title)
            absent = len(set(kind.required) - set(heading.used.values()))
            rank = (-absent, len(heading.used), -filled)
            likely = len(heading.used) > 1 and (not absent or len(heading.used) >= filled / 2)
            if likely and (best is None or rank > best[0]):
                best = rank, heading
    if best is None:
        raise UserError("header_missing", file=file, sheet=grid.sheet)
    return _complete(best[1], file, grid.sheet, set())


def apply(grid: Grid, file: str, table: TableProfile) -> Heading:
    """The header where a profile says it stands, its columns as the profile names them."""
    first, last = table.header_row, table.header_row + table.header_rows - 1
    levels = grid.look[first - 1 : last]
    if len(levels) < table.header_rows:
        raise UserError("header_missing", file=file, sheet=grid.sheet)
    titles = _joined(levels)
    kind = KINDS[table.kind]
    wanted = {key(title): name for title, name in table.columns.items()}
    there = {key(title) for title in titles}
    absent = [
        title for title in (*table.columns, *(f.column for f in table.flags)) if key(title) not in there
    ]
    if absent and len(absent) == len(table.columns) + len(table.flags):
        raise UserError("header_missing", file=file, sheet=grid.sheet)
    if absent:
        raise UserError("profile_columns_missing", file=file, sheet=grid.sheet, columns=absent)
    mapped = set(table.columns.values()) | set(table.constants)
    known = {title: name for title, name in _titles(kind.name).items() if name not in mapped} | wanted
    ignored = {key(title) for title in (*table.ignore, *(flag.column for flag in table.flags))}
    if table.unknown_columns == "ignore":
        ignored |= there - set(known)
    known = {title: name for title, name in known.items() if title not in ignored or title in wanted}
    heading = _read(kind, last, titles, known)
    if not heading.used:
        raise UserError("header_missing", file=file, sheet=grid.sheet)
    return _complete(heading, file, grid.sheet, ignored, table)


def _joined(levels: list[list[str]]) -> tuple[str, ...]:
    """The levels of a header joined by ` / `; a merged cell speaks for the cells to its right."""
    upper = []
    for level in levels[:-1]:
        spread, last = [], ""
        for cell in level:
            last = cell or last
            spread.append(last)
        upper.append(spread)
    width = max(map(len, levels))
    lines = [[*level, *[""] * (width - len(level))] for level in (*upper, levels[-1])]
    return tuple(
        " / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*lines, strict=True)
    )


def _read(kind: Kind, row: int, titles: tuple[str, ...], known: dict[str, str]) -> Heading:
    used = {position: known[key(title)] for position, title in enumerate(titles) if key(title) in known}
    unnamed = tuple(position for position, title in enumerate(titles) if not title)
    return Heading(kind, row, titles, used, unnamed)


def _complete(
    heading: Heading, file: str, sheet: str, ignored: set[str], table: TableProfile | None = None
) -> Heading:
    """The heading, when no column is unknown, none is there twice and none that is required is missing."""
    where: dict[str, Any] = {"file": file, "sheet": sheet, "row": heading.row}
    unknown = [
        Place(position)
        for position, title in enumerate(heading.titles)
        if title and position not in heading.used and key(title) not in ignored
    ]
    names = list(heading.used.values())
    given = set(names)
    if table:
        given |= {*table.constants, *table.defaults, *(flag.sets for flag in table.flags)}
        given |= {"record_ref"} if table.record_ref == "row" else set()
    missing = [name for name in heading.kind.required if name not in given]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = []
    if unknown:
        shown = [_shown(heading, place) for place in unknown]
        faults.append(UserError("columns_unknown", **where, columns=shown, kind=heading.kind.name))
    if missing:
        labels = [f"{heading.kind.column(name).label_es} ({name})" for name in missing]
        faults.append(UserError("columns_missing", **where, columns=labels, kind=heading.kind.name))
    if twice:
        faults.append(UserError("columns_twice", **where, columns=twice))
    if faults:
        raise faults[0] if len(faults) == 1 else UserError("submission_refused", faults=tuple(faults))
    return heading


def _shown(heading: Heading, place: Place) -> str:
    """An unknown column by its letter; by its title too where the line is a header beyond doubt."""
    sure = set(heading.kind.required) <= set(heading.used.values())
    title = heading.titles[place.position]
    harmless = sure and len(title) <= 40 and not re.search(r"[\d@]", title) and masked(title) == title
    return f"{place} ({title})" if harmless else str(place)
