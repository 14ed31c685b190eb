"""Dates as files write them: by format, with how far each is known; month names in Spanish and English."""

import re
from collections.abc import Sequence

import polars as pl

from ingest.profiles import DateFormat

DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d de %B de %Y")
DEFAULTS = tuple(DateFormat(format=text) for text in (*DAYS, "%Y-%m", "%m/%Y", "%B de %Y", "%B %Y", "%Y"))
SPREADSHEET = DateFormat(format="%Y-%m-%d")  # how a workbook's real dates arrive, whatever a profile says

MONTHS = {
    "ene": "01", "jan": "01", "feb": "02", "mar": "03", "abr": "04", "apr": "04", "may": "05", "jun": "06",
    "jul": "07", "ago": "08", "aug": "08", "sep": "09", "set": "09", "oct": "10", "nov": "11", "dic": "12",
    "dec": "12",
}  # fmt: skip
WORD = r"[a-z]{3,}\.?"
CLOCK = r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?)?z?$"  # a time of day says nothing here
SERIAL = r"^[1-6]\d{4}(\.\d+)?$"  # days since 1899-12-30, as spreadsheets count: 1927 to 2091
EPOCH = pl.date(1899, 12, 30)

SHAPES = {"%d": r"\d{1,2}", "%m": r"\d{1,2}", "%B": r"\d{2}", "%b": r"\d{2}", "%Y": r"\d{4}", "%y": r"\d{2}"}
UNITS = {"day": "1d", "month": "1mo", "year": "1y"}


def read_dates(folded: pl.Series, formats: Sequence[DateFormat]) -> pl.DataFrame:
    """Dates out of folded text: `value`, `precision`, `rule`; the first format of a value's shape decides."""
    frame = folded.alias("text").to_frame().with_columns(pl.col("text").str.replace(CLOCK, ""))
    month = pl.col("text").str.extract(f"({WORD})", 1).str.head(3).replace_strict(MONTHS, default=None)
    named = pl.when(month.is_not_null()).then(pl.col("text").str.replace(WORD, month))
    frame = frame.select(text=pl.coalesce(named, "text"))
    tried = [_tried(form) for form in (*(formats or DEFAULTS), SPREADSHEET)]
    value = pl.coalesce([_serial(), *(date for date, _, _ in tried)])
    shaped = pl.any_horizontal(shape for _, shape, _ in tried)
    fault = pl.when(shaped).then(pl.lit("date_impossible")).otherwise(pl.lit("date_format"))
    serial = pl.when(_serial().is_not_null()).then(pl.lit("day"))
    known_to = [pl.when(date.is_not_null()).then(pl.lit(precision)) for date, _, precision in tried]
    return frame.select(
        value=value,
        precision=pl.coalesce([serial, *known_to]),
        rule=pl.when(pl.col("text").is_not_null() & value.is_null()).then(fault),
    )


def _tried(form: DateFormat) -> tuple[pl.Expr, pl.Expr, str]:
    """The date by one format, whether a text has the format's shape, and the precision."""
    pieces = re.split(r"(%[a-zA-Z])", form.format.replace("%B", "%b"))
    shape = "".join(SHAPES.get(piece) or re.escape(piece.lower()) for piece in pieces)
    numeric = "".join(piece.replace("%b", "%m") if piece in SHAPES else piece.lower() for piece in pieces)
    absent = [part for part in ("%m", "%d") if part not in numeric]  # a month or a day left open is the first
    text = pl.col("text") + "-01" * len(absent)
    shaped = pl.col("text").str.contains(f"^{shape}$")
    date = text.str.to_date("-".join([numeric, *absent]), strict=False)
    return pl.when(shaped).then(date.dt.truncate(UNITS[form.known_to])), shaped, form.known_to


def _serial() -> pl.Expr:
    """A spreadsheet's day number."""
    days = pl.col("text").str.extract(r"^(\d+)", 1).cast(pl.Int64, strict=False)
    return pl.when(pl.col("text").str.contains(SERIAL)).then(EPOCH + pl.duration(days=days))
