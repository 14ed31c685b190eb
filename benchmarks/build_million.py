"""A million victims: `trata build`, and one hand-written SQL script that gives the same tables."""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import product
from pathlib import Path

from measuring import Cost, run, table, trata, write_victims

from trata.home import Home
from trata.settings import Settings
from trata.warehouse import open_warehouse

SCHEMAS = ("by_hand", "statistics")
SETS = ("exploitation_form", "institution_type")
TABLES = {
    "victims_by_sex_age": ("semester", "sex", "age_group"),
    "victims_by_form": ("semester", "exploitation_form"),
    "victims_by_form_sex": ("semester", "sex", "exploitation_form"),
    "victims_by_department": ("semester", "department"),
    "victims_by_nationality": ("semester", "nationality_group"),
    "victims_by_scope": ("semester", "scope"),
    "victims_by_institution_type": ("semester", "institution_type"),
}


def statement(name: str, dimensions: tuple[str, ...]) -> str:
    """One table by hand: units by leaf, leaves to nodes, zeros from the cross product."""
    plain = [d for d in dimensions if d not in SETS]
    several = [d for d in dimensions if d in SETS]
    paths = {
        d: f"(select leaf, node from intermediate.dimension_paths where dimension = '{d}')" for d in plain
    }
    joins = "".join(f" join {paths[d]} as p_{d} on p_{d}.leaf = units.{d}" for d in plain)
    spread = "".join(f", (select unnest(list_append(units.{d}, '_T')) as node) as p_{d}" for d in several)
    nodes = [
        f"(select code as {d} from intermediate.dimension_nodes where dimension = '{d}')" for d in dimensions
    ]
    listed = ", ".join(dimensions)
    counted = ", ".join(f"p_{d}.node as {d}" for d in dimensions)
    return f"""
        create or replace table by_hand.{name} as
        with units as (select {listed}, count(*) as units from persons group by all),
        counted as (select {counted}, sum(units) as units from units{joins}{spread} group by all)
        select {listed}, coalesce(units, 0)::bigint as value
        from {" cross join ".join(nodes)} left join counted using ({listed})
    """


def by_hand(root: Path) -> None:
    """Run the script; every table must equal that of the build."""
    home = Home(root, Settings())
    with open_warehouse(home.warehouse, home.warehouse_key(), wait_seconds=0) as connection:
        connection.execute("create schema if not exists by_hand")
        connection.execute((Path(__file__).parent / "by_hand.sql").read_text())
        for name, dimensions in TABLES.items():
            connection.execute(statement(name, dimensions))
        connection.execute("checkpoint")
        for name, dimensions in TABLES.items():
            rows = {
                schema: f"select {', '.join(dimensions)}, value from {schema}.{name}" for schema in SCHEMAS
            }
            for first, second in (SCHEMAS, SCHEMAS[::-1]):
                query = f"select count(*) from ({rows[first]} except {rows[second]})"
                if connection.execute(query).fetchone() != (0,):
                    raise SystemExit(f"{name}: the script and the build differ")


def main() -> None:
    """Load once, then measure in turn: a first build of an empty home tells dbt's start-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--by-hand", type=Path, help="only run the script on this home")
    given = parser.parse_args()
    if given.by_hand:
        by_hand(given.by_hand)
        return
    costs: dict[str, list[Cost]] = {
        "one SQL script": [],
        "trata build": [],
        "trata build of nothing (start-up)": [],
    }
    with tempfile.TemporaryDirectory() as scratch:
        full, empty = Path(scratch) / "full", Path(scratch) / "empty"
        write_victims(Path(scratch) / "victims.csv")
        for home in (full, empty):
            run(trata("init"), home)
        file = Path(scratch) / "victims.csv"
        run(trata("submit", file, "--institution", "PNC", "--period", "2025-S1"), full)
        run(trata("build", "--quiet"), full)
        script = [sys.executable, __file__, "--by-hand", str(full)]
        for _, (name, command, home) in product(
            range(given.runs),
            zip(costs, (script, trata("build"), trata("build")), (full, full, empty), strict=True),
        ):
            costs[name].append(run(command, home))
    print(table(costs, "one SQL script"))


if __name__ == "__main__":
    main()
