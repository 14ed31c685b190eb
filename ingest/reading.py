"""Files become tables of text: which columns they have, and which of their rows are records."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from ingest import headers
from ingest.archives import unpacked
from ingest.errors import UserError, refused
from ingest.folding import folded
from ingest.grids import ROW, Grid, Place
from ingest.headers import Heading
from ingest.profiles import Profile, TableProfile
from ingest.source import WORKBOOKS, Limits, Source, examine
from ingest.template import FRAME_SHEETS
from ingest.text_grid import TextGrid
from ingest.workbook_grid import open_workbook
from schemas import Kind

FLAG = "flag:"  # before the name of a source column that only sets codes


@dataclass(frozen=True)
class Table:
    """The records of one sheet or CSV, as delivered."""

    file: str
    file_number: int
    sheet: str
    kind: Kind
    profile: TableProfile
    raw: pl.DataFrame = field(repr=False)  # `row`, then text by canonical name
    titles: dict[str, str]  # canonical name to the sender's title
    positions: dict[str, int]  # canonical name to the column's place in the file, 0 for the first
    neighbours: dict[str, tuple[str, ...]]  # canonical name to the columns beside it in the file
    marks: pl.DataFrame = field(repr=False)  # what the file says of cells: `row`, `column`, `rule`
    header_row: int
    encoding: str
    delimiter: str
    skipped: int
    member: str = ""  # which file of an archive

    @property
    def place(self) -> str:
        """Where in the file that was sent: the sheet, within an archive after the file's name."""
        return "/".join(filter(None, (self.member, self.sheet)))


def read(sources: Sequence[Source], profile: Profile | None, limits: Limits) -> list[Table]:
    """Read all files; raises one `UserError` that tells every whole-file fault."""
    tables: list[Table] = []
    faults: list[UserError] = []
    for number, sent in enumerate(sources, 1):
        try:
            members = unpacked(sent, limits)
        except UserError as error:
            faults.append(error)
            continue
        for source in members:
            member = source.name.removeprefix(sent.name).removeprefix("/")
            try:
                tables += _tables_of(source, number, member, profile, limits)
            except UserError as error:
                faults += error.params.get("faults", [error])  # type: ignore[arg-type]
    if faults:
        raise refused(faults)
    return tables


def _tables_of(
    source: Source, number: int, member: str, profile: Profile | None, limits: Limits
) -> list[Table]:
    """The tables of one file that stands for itself; raises all its faults as one."""
    examine(source, limits)
    tables: list[Table] = []
    faults: list[UserError] = []
    for grid in _grids(source, profile, limits):
        try:
            tables += _tables(grid, source.name, number, profile)
        except UserError as error:
            faults.append(error)
    if faults:
        raise refused(faults)
    if not tables:
        raise UserError("file_without_records", file=source.name)
    return [replace(table, member=member) for table in tables]


def _grids(source: Source, profile: Profile | None, limits: Limits) -> Sequence[Grid]:
    if source.suffix in WORKBOOKS:
        return open_workbook(source, limits)
    table = profile.table(source.name, "") if profile else None
    if table is None:
        return [TextGrid.open(source, None, None)]
    return [TextGrid.open(source, table.encoding, table.delimiter)]


def _tables(grid: Grid, file: str, number: int, profile: Profile | None) -> list[Table]:
    """The table of a sheet; none for empty sheets, a template's own and those a profile leaves out."""
    if profile is None:
        if grid.sheet in FRAME_SHEETS:
            return []
        heading = headers.find(grid, file)
        table = TableProfile(kind=heading.kind.name)
    else:
        found = profile.table(file, grid.sheet)
        if found is None:
            return []
        table, heading = found, headers.apply(grid, file, found)
    records = _records(grid, file, number, table, heading)
    return [records] if records.raw.height else []


def _records(grid: Grid, file: str, number: int, table: TableProfile, heading: Heading) -> Table:
    """Load the columns that are used, without blank rows, totals and notes."""
    wanted = heading.used | _flags(heading, table)
    looked_at = range(len(heading.titles)) if table.skip_rows else heading.unnamed
    others = {position: f"other:{position}" for position in looked_at if position not in wanted}
    frame = grid.load(wanted | others, heading.row + 1)
    kept = _without_blank(_without_passed_over(frame, table, wanted | others), list(wanted.values()))
    if table.unknown_columns == "error":
        _refuse_untitled(kept, heading, others, grid, file)
    order = [name for _, name in sorted(heading.used.items())]
    return Table(
        file=file,
        file_number=number,
        sheet=grid.sheet,
        kind=heading.kind,
        profile=table,
        raw=kept.select(ROW, *wanted.values()),
        titles={name: heading.titles[position] for position, name in heading.used.items()},
        positions={name: position for position, name in heading.used.items()},
        neighbours={name: (*order[max(i - 1, 0) : i], *order[i + 1 : i + 2]) for i, name in enumerate(order)},
        marks=grid.marks(heading.used),
        header_row=heading.row,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        skipped=frame.height - kept.height,
    )


def _flags(heading: Heading, table: TableProfile) -> dict[int, str]:
    """Source columns that only set codes."""
    wanted = {headers.key(flag.column) for flag in table.flags}
    return {
        position: FLAG + headers.key(title)
        for position, title in enumerate(heading.titles)
        if headers.key(title) in wanted and position not in heading.used
    }


def _refuse_untitled(
    frame: pl.DataFrame, heading: Heading, others: dict[int, str], grid: Grid, file: str
) -> None:
    """A column without a title that holds something is an unknown column."""
    filled = [
        str(Place(position))
        for position in heading.unnamed
        if position in others and not frame.select(_blank(others[position]).all()).item()
    ]
    if filled:
        where: dict[str, Any] = {"file": file, "sheet": grid.sheet, "row": heading.row}
        raise UserError("columns_unknown", **where, columns=filled, kind=heading.kind.name)


def _blank(name: str) -> pl.Expr:
    return pl.col(name).fill_null("").str.strip_chars() == ""


def _without_blank(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Leave out rows with nothing in the columns used; the first column spares most rows a closer look."""
    suspects = frame.with_row_index("at").filter(_blank(names[0]))
    blank = suspects.filter(pl.all_horizontal(map(_blank, names)))["at"]
    if blank.is_empty():
        return frame
    return (
        frame.with_row_index("at")
        .join(blank.to_frame(), on="at", how="anti", maintain_order="left")
        .drop("at")
    )


def _without_passed_over(frame: pl.DataFrame, table: TableProfile, loaded: dict[int, str]) -> pl.DataFrame:
    """Leave out rows whose first filled cell matches a pattern of the profile, case and accents aside."""
    if not table.skip_rows:
        return frame
    first = folded(pl.coalesce(pl.when(~_blank(name)).then(name) for _, name in sorted(loaded.items())))
    hits = [first.str.contains(f"(?i){_unaccented(pattern)}") for pattern in table.skip_rows]
    return frame.filter(~pl.any_horizontal(hits).fill_null(value=False))


def _unaccented(pattern: str) -> str:
    decomposed = unicodedata.normalize("NFKD", pattern)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
