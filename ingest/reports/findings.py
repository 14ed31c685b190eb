"""The faults of a report, told one by one and gathered by rule and column; never with a value."""

from functools import cache

import polars as pl

from ingest import messages

NO_FAULTS = pl.DataFrame(
    schema={
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.UInt32,
        "column": pl.String,
        "field": pl.String,
        "rule": pl.String,
        "severity": pl.String,
    }
)

SHOWN = 200  # faults of each rule and column that a report spells out; the full list is in its CSV
ANY_COLUMN = "…"  # stands for the column where a rule is explained for all of them


@cache
def texts(lang: str) -> dict[str, str]:
    """The texts of row faults by rule, the column left open."""
    return {
        message_id.removeprefix("row_"): text[lang]
        for message_id, text in messages.catalogue().items()
        if message_id.startswith("row_")
    }


def spelled_out(faults: pl.DataFrame) -> pl.DataFrame:
    """The faults with their message in both languages, in the order of the sender's rows."""
    return _explained(faults.sort("file", "sheet", "row", "column", "rule", maintain_order=True))


def first_of_each(faults: pl.DataFrame) -> pl.DataFrame:
    """The first faults of every rule in every column of every sheet."""
    return faults.filter(pl.int_range(pl.len()).over("file", "sheet", "column", "rule") < SHOWN)


def gathered(faults: pl.DataFrame) -> pl.DataFrame:
    """What there is to mend, a line for each rule in a column of a table, numbered from 1.

    Takes faults with `table`, the table's place in the report; gives `number`, that place, `file`, `sheet`,
    `column`, `field`, `rule`, `severity`, `count`, `row` (the first one), `rows` (all, in order) and the
    message in both languages. Rejections come first, and of these the most frequent.
    """
    keys = ["table", "file", "sheet", "column", "field", "rule", "severity"]
    lines = faults.group_by(keys).agg(
        count=pl.len().cast(pl.Int64), row=pl.col("row").min(), rows=pl.col("row").unique().sort()
    )
    ordered = lines.sort(["severity", "count", *keys], descending=[False, True, *[False] * len(keys)])
    return _explained(ordered.with_row_index("number", offset=1))


def by_rule(lines: pl.DataFrame) -> pl.DataFrame:
    """How often each rule rejected and warned, of all columns: `rule`, `severity`, `count`."""
    keys = ["severity", "rule"]
    counted = lines.group_by(keys).agg(pl.col("count").sum())
    return counted.sort(["severity", "count", "rule"], descending=[False, True, False])


def ranges(rows: list[int], most: int) -> tuple[str, int]:
    """Row numbers as text, neighbours joined (`3, 5–9`), and how many rows did not fit into `most` parts."""
    parts: list[tuple[int, int]] = []
    told = 0
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1] = parts[-1][0], row
        elif len(parts) == most:
            break
        else:
            parts.append((row, row))
        told += 1
    shown = (str(first) if first == last else f"{first}–{last}" for first, last in parts)
    return ", ".join(shown), len(rows) - told


def inert(text: pl.Expr) -> pl.Expr:
    """Text that no spreadsheet takes for a formula when it opens a CSV: an apostrophe before its signs."""
    return pl.when(text.str.contains(r"^\s*[=+\-@\t\r]")).then(pl.lit("'") + text).otherwise(text).name.keep()


def _explained(faults: pl.DataFrame) -> pl.DataFrame:
    told = {
        f"message_{lang}": pl.col("rule")
        .replace_strict(texts(lang), return_dtype=pl.String)
        .str.replace("{column}", pl.col("column"), literal=True)
        for lang in ("es", "en")
    }
    return faults.with_columns(**told)
