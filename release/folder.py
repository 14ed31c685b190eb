"""The plain files of a release: tables and code lists as CSV."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from release.errors import forbidden
from release.model import PUBLISHED, ROUNDED, WITHHELD, PublicContent
from release.public_database import write_public_database

TABLES = "tables"
CODE_LISTS = "codelists"
PUBLIC_DATABASE = "public.duckdb"

_ROUNDED = rf"^{ROUNDED}:[1-9]\d*$"


def write_content(folder: Path, content: PublicContent) -> None:
    """Write tables, code lists and the dashboard's database into an empty folder."""
    (folder / TABLES).mkdir(parents=True)
    (folder / CODE_LISTS).mkdir()
    for table in content.tables:
        table.frame.write_csv(folder / TABLES / f"{table.description.name}.csv")
    for code_list in content.code_lists.values():
        rows = [(n.code, n.parent, n.labels["es"], n.labels["en"]) for n in code_list.nodes]
        columns = ["code", "parent", "label_es", "label_en"]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
        frame.write_csv(folder / CODE_LISTS / f"{code_list.dimension}.csv")
    _write_dimensions(folder / CODE_LISTS / "dimensions.csv", content)
    write_public_database(folder / PUBLIC_DATABASE, content)


def _write_dimensions(path: Path, content: PublicContent) -> None:
    """Tell which dimensions are yes/no sets: without that nobody could check which rows add up."""
    rows = [
        (c.dimension, c.kind, int(c.covering), ";".join(c.exclusive), c.labels["es"], c.labels["en"])
        for c in content.code_lists.values()
    ]
    columns = ["dimension", "kind", "covering", "exclusive", "label_es", "label_en"]
    pl.DataFrame(rows, schema=columns, orient="row").write_csv(path)


def read_table(folder: Path, name: str, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """Read a table back; a value beside a withheld mark, or a mark unknown to us, is refused."""
    schema = {**dict.fromkeys(dimensions, pl.String), "value": pl.Int64, "status": pl.String}
    try:
        frame = pl.read_csv(folder / TABLES / f"{name}.csv", schema=schema)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise forbidden("table_unreadable", table=name) from error
    known = pl.col("status").is_in([PUBLISHED, WITHHELD]) | pl.col("status").str.contains(_ROUNDED)
    sound = known & ((pl.col("status") == WITHHELD) == pl.col("value").is_null())
    if not frame.select(sound.fill_null(value=False).all()).item():
        raise forbidden("table_unreadable", table=name)
    return frame
