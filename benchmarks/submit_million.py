"""A million victims: `trata submit`, bare DuckDB, and pandas with pandera on the same schema."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measuring import Cost, python, run, table, trata, write_victims

DUCKDB = """
import sys
from pathlib import Path
from trata.warehouse import open_warehouse
with open_warehouse(Path(sys.argv[2]), "a key of the benchmark", wait_seconds=0, create=True) as connection:
    connection.execute("create table victims as select * from read_csv(?)", [sys.argv[1]])
    connection.execute("checkpoint")
"""
PANDAS = "import sys, pandas_schema; pandas_schema.validate(sys.argv[1])"
SCHEMA = "import sys, pandas_schema; print(pandas_schema.compare(sys.argv[1]))"


def main() -> None:
    """Measure in turn, as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    costs: dict[str, list[Cost]] = {
        "DuckDB read_csv into an encrypted table": [],
        "trata submit": [],
        "pandas + pandera, reading and validation": [],
    }
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = folder / "victims.csv"
        write_victims(file)
        print(f"{file.stat().st_size / 1e6:.0f} MB")
        for number in range(runs):
            home = folder / f"home-{number}"
            run(trata("init"), home)
            submit = trata("submit", file, "--institution", "PNC", "--period", "2025-S1")
            bare = python(DUCKDB, file, folder / f"bare-{number}.duckdb")
            for name, command in zip(costs, (bare, submit, python(PANDAS, file)), strict=True):
                costs[name].append(run(command, home))
        print(table(costs, "DuckDB read_csv into an encrypted table"))
        print("The schema alone, on typed columns in memory:")
        run(python(SCHEMA, file), folder, shown=True)


if __name__ == "__main__":
    main()
