"""Write a realistic public.duckdb of an invented country: `python make_public.py OUT.duckdb [FIRST] [LAST]`.

Small cells are withheld without any audit: it is for looking at and for tests, never for publication.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from release_world import make_world

from release.model import CodeList, PublicContent, PublicTable, ReleaseHead
from release.public_database import write_public_database


def make_content(years: range, units: int = 60, seed: int = 1, k: int = 5) -> PublicContent:
    """Return a release's content in which every cell of 1 to k-1 is withheld, and some others with them."""
    world = make_world(years, units, seed)
    tables = []
    for said in world.descriptions:
        small = pl.col("value").is_between(1, k - 1)
        if said.population == "submissions":
            small = pl.lit(False)
        else:
            small = small | (pl.int_range(pl.len()) % 17 == 3) & (pl.col("value") > 0) & (
                pl.col("semester") != "_T"
            )
        frame = world.frames[said.name].select(
            *said.dimensions,
            value=pl.when(small).then(None).otherwise(pl.col("value")),
            status=pl.when(small).then(pl.lit("c")).otherwise(pl.lit("A")),
        )
        tables.append(PublicTable(said, frame, pending_revision=said.name == "cases_by_stage"))
    semesters: CodeList = world.code_lists["semester"]
    policy = {d.population: {"k": k, "protection": "count"} for d in world.descriptions}
    policy["submissions"] = {"k": k, "protection": "open"}
    period = semesters.leaves[-1]
    head = ReleaseHead(f"{period}-r1", period, semesters.leaves, "2026-02-10T15:00:00Z", "0.1.0", policy)
    approvals = (
        {"name": "Ana Martínez", "approved_at": "2026-02-09T15:00:00Z"},
        {"name": "José Rivas", "approved_at": "2026-02-10T14:00:00Z"},
    )
    return PublicContent(head, world.code_lists, tuple(tables), approvals)


def make_public(path: Path, years: range = range(2020, 2026), **options: int) -> PublicContent:
    """Write a public.duckdb and return what is in it."""
    content = make_content(years, **options)
    write_public_database(path, content)
    return content


if __name__ == "__main__":
    first, last = (
        (int(year) for year in (*sys.argv[2:], "2020", "2025")[:2]) if len(sys.argv) > 3 else (2020, 2025)
    )
    make_public(Path(sys.argv[1]), range(first, last + 1))
