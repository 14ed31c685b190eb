"""A small warehouse as dbt leaves it, in a home of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from release_world import World, make_world

import release
from release.databases import insert_frame

SMALL = ("victims_by_scope", "victims_by_form", "submissions_by_institution")
NOON = datetime(2026, 2, 10, 18, 0, tzinfo=UTC)
KEY = release.new_signing_key()


@dataclass
class Home:
    """A home folder with a warehouse, and the release part's functions bound to it."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    k: int = 5
    key: str | None = None
    marks: tuple[tuple[str, str], ...] = ()
    secret: Callable[[], bytes] | None = None

    @property
    def places(self) -> release.Places:
        f = self.folder
        manifest = f / "dbt" / "manifest.json"
        return release.Places(f / "drafts", f / "releases", f / "ledger.duckdb", manifest, self.key)

    def build(self, world: World) -> None:
        """Do what `dbt build` does: statistics, code lists and manifest."""
        write_warehouse(self.connection, world)
        self.places.manifest.parent.mkdir(exist_ok=True)
        self.places.manifest.write_text(json.dumps(dbt_manifest(world)), encoding="utf-8")
        self.write_policy({said.population for said in world.descriptions})

    def write_policy(self, populations) -> None:
        """Write a policy for some populations: the threshold is the home's, submissions are open."""
        lines = [f'[defaults]\nk = {self.k}\nprotection = "count"\nweight_total = 100\nweight_part = 4']
        for name in ("victims", "cases", "case_openings", "services", "submissions"):
            if name in populations:
                lines.append(
                    f"[populations.{name}]" + ('\nprotection = "open"' if name == "submissions" else "")
                )
        lines += [f"[populations.victims.tables.{table}]\nwithhold = [{mark}]" for table, mark in self.marks]
        (self.folder / "policy.toml").write_text("\n\n".join(lines), encoding="utf-8")

    def draft(self, period: str, **options) -> release.Draft:
        options = {"now": NOON, "code_version": "0.1.0", "policy": self.folder / "policy.toml"} | options
        options = {"secret": self.secret} | options
        return release.draft(period, connection=self.connection, places=self.places, **options)

    def approve(self, release_id: str, *names: str) -> None:
        for name in names or ("Ana Martínez", "José Rivas"):
            release.approve(release_id, name, places=self.places, now=NOON)

    def publish(self, release_id: str, **options) -> release.Release:
        options = {"signing_key": KEY, "now": NOON} | options
        return release.publish(release_id, connection=self.connection, places=self.places, **options)

    def released(self, period: str) -> release.Release:
        """Draft, approve and publish."""
        made = self.draft(period)
        self.approve(made.id)
        return self.publish(made.id)


def write_warehouse(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Put a world's code lists and statistics where dbt puts them."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS reference; CREATE SCHEMA IF NOT EXISTS intermediate")
    connection.execute("DROP SCHEMA IF EXISTS statistics CASCADE; CREATE SCHEMA statistics")
    connection.execute("CREATE SCHEMA IF NOT EXISTS build")
    connection.execute("CREATE OR REPLACE TABLE build.last_run AS SELECT true AS complete")
    lists = world.code_lists.values()
    dimensions = [
        (c.dimension, c.kind, int(c.covering), ";".join(c.exclusive) or None, c.labels["es"], c.labels["en"])
        for c in lists
    ]
    nodes = [
        (c.dimension, n.code, n.parent, seq, n.labels["es"], n.labels["en"])
        for c in lists
        for seq, n in enumerate(c.nodes)
    ]
    connection.execute(
        "CREATE OR REPLACE TABLE reference.dimensions (dimension VARCHAR, kind VARCHAR, covering INTEGER,"
        " exclusive VARCHAR, label_es VARCHAR, label_en VARCHAR)"
    )
    connection.executemany("INSERT INTO reference.dimensions VALUES (?, ?, ?, ?, ?, ?)", dimensions)
    connection.execute(
        "CREATE OR REPLACE TABLE intermediate.dimension_nodes (dimension VARCHAR, code VARCHAR,"
        " parent VARCHAR, seq INTEGER, label_es VARCHAR, label_en VARCHAR)"
    )
    connection.executemany("INSERT INTO intermediate.dimension_nodes VALUES (?, ?, ?, ?, ?, ?)", nodes)
    for said in world.descriptions:
        columns = ", ".join(f'"{name}" VARCHAR' for name in said.dimensions)
        table = f'statistics."{said.name}"'
        connection.execute(f"CREATE TABLE {table} ({columns}, value BIGINT, contributors BIGINT)")
        insert_frame(connection, table, world.frames[said.name].sample(fraction=1, shuffle=True, seed=7))


def dbt_manifest(world: World, **changes) -> dict:
    """Write what dbt's manifest says of the statistics; `changes` alter the meta of all of them."""
    nodes = {}
    for said in world.descriptions:
        meta = {
            f"{key}_{lang}": getattr(said, key)[lang]
            for key in ("title", "note", "unit")
            for lang in ("es", "en")
        }
        meta |= {
            "articles": list(said.articles),
            "indicators": list(said.indicators),
            "population": said.population,
        }
        meta |= {"dimensions": list(said.dimensions), "publish": True} | changes
        nodes[f"model.trata.{said.name}"] = {
            "resource_type": "model",
            "name": said.name,
            "schema": "statistics",
            "config": {"meta": meta},
        }
    return {"nodes": nodes}


def small_world(
    years: range = range(2024, 2026), units: int = 40, seed: int = 3, only=SMALL, weights=(1, 1)
) -> World:
    """A world of few and small statistics."""
    return make_world(years, units, seed, only, weights)


def late_record(world: World, semester: str) -> World:
    """The same world after a late report of one internal victim in a semester."""
    frames = dict(world.frames)
    above = world.code_lists["semester"].path(semester)
    name = "victims_by_scope"
    hit = pl.col("semester").is_in(above) & pl.col("scope").is_in(["_T", "INT"])
    more = [(pl.col(c) + hit.cast(pl.Int64)).alias(c) for c in ("value", "contributors")]
    frames[name] = frames[name].with_columns(more)
    return replace(world, frames=frames)
