"""Where the table stands on a sheet: header, labels and counts; long and wide tables become one shape."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from release.bulletins.errors import BulletinError
from release.bulletins.masks import Kind, meaning
from release.bulletins.options import Assumptions
from release.bulletins.reading import Sheet
from release.bulletins.vocabulary import WITHHELD_FLAGS

ROW: Final = "row"
_SAMPLE: Final = 2000
_SECTIONS: Final = 3
_IDENTIFIER = re.compile(
    r"(^|[^a-z])(year|a[nñ]o|anio|month|mes|quarter|trimestre|semest\w+|per[ií]od\w*|fecha|date|d[ií]a|day|week|semana"
    r"|code|c[oó]digo|cod|id|clave|cve|iso\w*|fips|age|edad|seq|order|orden|rank|number|n[uú]mero|no)([^a-z]|$)"
)
_VALUE = re.compile(r"(txt)?(obs[_ ]?)?(value|valor)(es)?|count(s)?|n|cantidad|freq\w*|frecuencia")
_RATE = re.compile(r"%|percent|porcent|\brate\b|\btasa\b|\bshare\b|proporci|por cada|per 1")
_STATUS = re.compile(
    r"(obs[_ ]?|conf[_ ]?)?(status|estado|flags?)|notas?|notes?|footnotes?|source|fuente|comments?|observ\w*"
)


@dataclass(frozen=True)
class Tidy:
    """One row a published cell: its codes in every dimension, what is shown, and the row of the file."""

    name: str
    codes: pl.DataFrame
    shown: pl.Series
    flagged: npt.NDArray[np.bool_] | None
    rows: npt.NDArray[np.int64]
    layout: str


def find_table(sheet: Sheet, told: Assumptions) -> Tidy | None:
    """The table on a sheet, or None where there is none.

    Raises BulletinError when the value column that the user named is not there.
    """
    sample = _Sample([list(row) for row in sheet.cells.head(_SAMPLE).iter_rows()])
    first = sample.first_row()
    if first is None:
        return None
    header = sample.header_rows(first)
    names = _names(sample.rows, header, sheet.cells.width)
    # A section may begin between the headings and the first counts.
    first = header[-1] + 1 if header else first
    body = sheet.cells[first:]
    numbers = np.arange(first + 1, first + 1 + body.height)
    columns = [name for name, column in zip(names, body.get_columns(), strict=True) if _filled(column)]
    body = body.rename(dict(zip(body.columns, names, strict=True))).select(columns)
    counts = _count_columns(body, told)
    if not counts:
        return None
    if len(counts) == 1:
        return _long(sheet.name, body, counts[0], numbers)
    headings = {name: [sample.rows[row][names.index(name)] for row in header] for name in counts}
    return _wide(sheet.name, body, counts, _levels(sample.rows, header, names, headings), numbers)


def _filled(column: pl.Series) -> bool:
    return column.null_count() < len(column)


class _Sample:
    """The first rows of a sheet, each cell with a rough guess of what it is."""

    def __init__(self, rows: list[list[str | None]]) -> None:
        self.rows = rows
        self.kinds = [[guess(cell) for cell in row] for row in rows]
        self.widths = [sum(kind != "blank" for kind in row) for row in self.kinds]

    def first_row(self) -> int | None:
        """The first row with a count in it that is as wide as rows of the table are."""
        wide = Counter(self.widths)
        usual = max((width for width, often in wide.items() if width and often > 1), default=0)
        least = max(2, (usual + 1) // 2)
        for number, kinds in enumerate(self.kinds):
            counts = sum(kind in {"number", "mask"} for kind in kinds)
            # One column may be called C: symbols alone make a row of counts only if they are most of it.
            withheld = 2 * sum(kind == "symbol" for kind in kinds) >= self.widths[number]
            if self.widths[number] >= least and (counts or withheld):
                return number
        return None

    def header_rows(self, first: int) -> list[int]:
        """The rows of headings above the first row of counts, topmost first."""
        found: list[int] = []
        below = first
        while below > max(first - _SECTIONS, 0) and self.widths[below - 1] == 1:
            below -= 1
        for number in range(below - 1, -1, -1):
            lowest = found[0] if found else number
            right = [place for place, cell in enumerate(self.rows[number]) if cell and place > 0]
            if self.widths[number] < 1 or (found and not right) or (not found and self.widths[number] < 2):
                break
            if found and not any(self.rows[lowest][place] for place in right):
                break
            found.insert(0, number)
        return found


def guess(cell: str | None) -> str:
    """`blank`, `number`, `year`, `mask`, `symbol`, `missing` or `text`."""
    if cell is None:
        return "blank"
    if re.fullmatch(r"(19|20)\d\d", cell):
        return "year"
    kind = meaning(cell).kind
    if kind == Kind.MISSING:
        return "missing"
    if kind == Kind.NUMBER:
        return "number"
    return {Kind.UNREADABLE: "text", Kind.BOUNDED: "mask"}.get(kind, "symbol")


def _names(rows: list[list[str | None]], header: list[int], width: int) -> list[str]:
    """A name for every column, from the lowest heading that is not blank."""
    names: list[str] = []
    for place in range(width):
        told = [rows[row][place] for row in reversed(header)]
        name = next((cell for cell in told if cell), f"column {place + 1}")
        seen = names.count(name) + sum(other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({seen + 1})" if name in names else name)
    return names


def _count_columns(body: pl.DataFrame, told: Assumptions) -> list[str]:
    """The columns that hold counts: one in a long table, several in a wide one."""
    if told.value is not None:
        if told.value not in body.columns:
            raise BulletinError("bulletin_column", column=told.value, known=", ".join(body.columns))
        return [told.value]
    sample = body.head(_SAMPLE)
    found = [column.name for column in sample.get_columns() if _counts(column)]
    # A column may be withheld as a whole, a table may not.
    if not any(guess(cell) in {"number", "mask"} for name in found for cell in sample[name]):
        return []
    named = [name for name in found if _VALUE.fullmatch(name.lower())]
    others = [name for name in body.columns if name not in found]
    if len(named) == 1 and len(found) > 1 and _identifies(body, others):
        return named
    return found


def _counts(column: pl.Series) -> bool:
    name = column.name.lower()
    # "First semester of 2020" heads counts, "Semester" does not.
    if _RATE.search(name) or (_IDENTIFIER.search(name) and not re.search(r"\d", name)):
        return False
    kinds = Counter(guess(cell) for cell in column)
    filled = len(column) - kinds["blank"]
    countable = filled - kinds["text"]
    sure = kinds["number"] + kinds["mask"] + kinds["symbol"]
    return filled > 0 and countable >= 0.8 * filled and sure > 0 and sure + kinds["missing"] > kinds["year"]


def _identifies(body: pl.DataFrame, columns: list[str]) -> bool:
    """Whether these columns alone tell the rows apart: then further numbers are beside the point."""
    return bool(columns) and body.select(columns).n_unique() > 0.9 * body.height


def _long(name: str, body: pl.DataFrame, value: str, numbers: npt.NDArray[np.int64]) -> Tidy | None:
    others = [column for column in body.columns if column != value]
    status = [column for column in others if _STATUS.fullmatch(column.lower())]
    labels = [
        column
        for column in others
        if column not in status and not (_counts(body[column].head(_SAMPLE)) and len(others) > 1)
    ]
    if not labels:
        return None
    # A row without any label but perhaps the first is a note below the table.
    noted = body.select(pl.sum_horizontal(pl.col(labels).is_not_null()) <= (1 if len(labels) > 1 else 0))
    keep = ~(noted.to_series() & body[value].is_null())
    body, numbers = body.filter(keep), numbers[keep.to_numpy()]
    flagged = None
    if status:
        flags = body.select(pl.any_horizontal(pl.col(status).str.to_lowercase().is_in(list(WITHHELD_FLAGS))))
        flagged = flags.to_series().fill_null(False).to_numpy()
    return Tidy(name, body.select(pl.col(labels).fill_null("")), body[value], flagged, numbers, "long")


def _levels(
    rows: list[list[str | None]], header: list[int], names: list[str], headings: dict[str, list[str | None]]
) -> pl.DataFrame:
    """The headings of the count columns, one column a level; a merged heading counts for all below it."""
    counts = list(headings)
    levels: dict[str, list[str]] = {}
    for depth, row in enumerate(header):
        told = [headings[name][depth] for name in counts]
        if depth < len(header) - 1:
            if all(cell is None for cell in told):
                continue
            filled = pl.Series(told, dtype=pl.String).fill_null(strategy="forward").fill_null("")
        else:
            filled = pl.Series([cell or name for name, cell in zip(counts, told, strict=True)])
        corner = next((cell for cell in rows[row][: names.index(counts[0])] if cell), None)
        levels[f"heading {depth + 1}" if corner is None or depth == len(header) - 1 else corner] = (
            filled.to_list()
        )
    if not levels:
        levels["heading"] = counts
    if len(levels) == 1:
        levels = {"heading": next(iter(levels.values()))}
    return pl.DataFrame({"__column": counts, **levels})


def _wide(
    name: str,
    body: pl.DataFrame,
    counts: list[str],
    levels: pl.DataFrame,
    numbers: npt.NDArray[np.int64],
) -> Tidy | None:
    place = {column: number for number, column in enumerate(body.columns)}
    stub = [column for column in body.columns if place[column] < place[counts[0]] and column not in counts]
    if not stub:
        stub = [column for column in body.columns if column not in counts][:1]
    if not stub:
        return None
    body = body.with_columns(pl.Series(ROW, numbers)).select(ROW, *stub, *counts)
    body = _sections(body, stub, counts)
    dimensions = [column for column in body.columns if column not in (ROW, *counts)]
    melted = body.unpivot(on=counts, index=[ROW, *dimensions], variable_name="__column", value_name="__shown")
    melted = melted.join(levels, on="__column", maintain_order="left").sort(ROW, maintain_order=True)
    codes = melted.select(pl.col(dimensions), pl.col([c for c in levels.columns if c != "__column"]))
    return Tidy(name, codes, melted["__shown"], None, melted[ROW].to_numpy(), "wide")


def _sections(body: pl.DataFrame, stub: list[str], counts: list[str]) -> pl.DataFrame:
    """Rows with labels and counts; a heading among the rows becomes a dimension where labels repeat."""
    blank = pl.all_horizontal(pl.col(counts).is_null())
    heading = pl.when(blank).then(pl.coalesce(stub)).alias("section")
    headed = body.with_columns(heading).with_columns(pl.col("section").fill_null(strategy="forward"))
    rows = headed.filter(~blank)
    # Labels of merged cells stand in their first row only; the last label is never merged.
    rows = rows.with_columns(pl.col(stub[:-1]).fill_null(strategy="forward"))
    rows = rows.with_columns(pl.col([*stub, "section"]).fill_null(""))
    repeats = rows.select(stub).is_duplicated().any()
    return rows if repeats and rows["section"].n_unique() > 1 else rows.drop("section")
