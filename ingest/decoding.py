"""Cells of text become codes, dates and numbers; a column's distinct values are decoded once.

A value that is no code stays as it is for the schema to refuse; a date or number that cannot be read becomes
null with its rule beside it.
"""

from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from ingest.dates import read_dates
from ingest.folding import folded
from ingest.profiles import TableProfile
from schemas import Column
from schemas.codelists import ambiguous, fold, lookup


@dataclass(frozen=True)
class Decoded:
    """A column decoded: values, precision of dates, and the rule that unreadable ones break."""

    values: pl.Series = field(repr=False)
    precision: pl.Series | None = field(repr=False)
    rule: pl.Series = field(repr=False)


@dataclass(frozen=True)
class Decoder:
    """How one column of one table is read."""

    column: Column
    profile: TableProfile

    def __call__(self, raw: pl.Series) -> Decoded:
        """Decode a column of text."""
        frame = raw.to_frame("raw")
        if self.column.type == "text":
            read = frame.select(value=self._text(raw), rule=pl.lit(None, pl.String))
        else:
            distinct = self._distinct(frame.unique())
            read = frame.join(distinct, on="raw", how="left", maintain_order="left", nulls_equal=True)
        precision = read["precision"] if self.column.type == "date" else None
        return Decoded(read["value"], precision, read["rule"])

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Folded spelling to code; the profile's own translations go first."""
        own = {fold(text): code for text, code in self.profile.values.get(self.column.name, {}).items()}
        return (lookup(self.column.codelist) if self.column.codelist else {}) | own

    @cached_property
    def _missing(self) -> list[str]:
        """What stands for no value here, unless it is translated."""
        return [fold(text) for text in (*self.profile.missing, "") if fold(text) not in self._spellings]

    def _text(self, raw: pl.Series) -> pl.Series:
        """Text without superfluous spaces; only short texts are looked at for what stands for no value."""
        bare = raw.str.strip_chars()
        if bare.str.contains(r"\s\s|[\t\r\n]").any():
            bare = bare.str.replace_all(r"\s+", " ")
        longest = max(map(len, self._missing))
        short = bare.filter(bare.str.len_chars() <= longest).unique().drop_nulls().to_list()
        absent = [text for text in short if fold(text) in self._missing]
        return bare.set(bare.is_in(absent), None) if absent else bare

    def _distinct(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Decode distinct values: `raw`, `value`, `rule` and for dates `precision`."""
        known = frame.with_columns(folded=folded(pl.col("raw").fill_null("")))
        known = known.with_columns(folded=pl.when(~pl.col("folded").is_in(self._missing)).then("folded"))
        decode = {"code": self._code, "codes": self._codes, "date": self._date, "integer": self._integer}
        decode["number"] = self._number
        return decode[self.column.type](known)

    def _code(self, frame: pl.DataFrame) -> pl.DataFrame:
        text = pl.col("folded")
        code = text.replace_strict(self._spellings, default=None, return_dtype=pl.String)
        unclear = text.is_in(ambiguous(self.column.codelist or "")) & code.is_null()
        rule = pl.when(unclear).then(pl.lit("ambiguous_code"))
        return frame.select("raw", value=pl.coalesce(code, text), rule=rule)

    def _codes(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Each part decoded, each code once, in the order given; a whole cell may be a spelling too."""
        whole = pl.col("folded").replace_strict(self._spellings, default=None, return_dtype=pl.String)
        part = pl.element().str.strip_chars()
        code = part.replace_strict(self._spellings, default=None, return_dtype=pl.String)
        parts = pl.col("folded").str.split(";").list.eval(pl.coalesce(code, part).filter(part != ""))
        joined = parts.list.unique(maintain_order=True).list.join(";")
        value = pl.coalesce(whole, pl.when(joined != "").then(joined))
        return frame.select("raw", value=value, rule=pl.lit(None, pl.String))

    def _integer(self, frame: pl.DataFrame) -> pl.DataFrame:
        text = pl.col("folded")
        grouped = text.str.contains(r"^-?\d{1,3}(,\d{3})+(\.0+)?$")
        plain = pl.when(grouped).then(text.str.replace_all(",", "")).otherwise(text)
        whole = plain.str.extract(r"^(-?\d{1,15})(?:\.0+)?$", 1).cast(pl.Int64, strict=False)
        rule = pl.when(text.is_not_null() & whole.is_null()).then(pl.lit("number_format"))
        return frame.select("raw", value=whole, rule=rule)

    def _number(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Decimal point and thousands commas, as El Salvador writes; a computed cell may be off by a hair."""
        text = pl.col("folded").str.replace(r"^(?:us)?\s*\$\s*|^usd\s*", "")
        grouped = text.str.contains(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
        plain = pl.when(grouped).then(text.str.replace_all(",", "")).otherwise(text)
        exact = plain.str.extract(r"^(-?\d{1,13}(?:\.\d+)?)$", 1).cast(pl.Float64, strict=False)
        cents = pl.when((exact - exact.round(2)).abs() < 1e-6).then(exact.round(2))
        rule = pl.when(text.is_not_null() & cents.is_null()).then(pl.lit("amount_format"))
        return frame.select("raw", value=cents, rule=rule)

    def _date(self, frame: pl.DataFrame) -> pl.DataFrame:
        read = frame.select("raw").hstack(read_dates(frame["folded"], self.profile.formats))
        if self.column.partial:
            return read
        coarse = pl.col("precision").is_in(["month", "year"])
        return read.with_columns(
            value=pl.when(~coarse.fill_null(value=False)).then("value"),
            rule=pl.when(coarse).then(pl.lit("date_incomplete")).otherwise("rule"),
        )
