"""Runs processes and reads the operating system's own account of them; makes the million victims."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

ROWS = 1_000_000
GIVEN = ["María", "Ana", "Karla", "Rosa", "José", "Juan", "Carlos", "Luis", "Óscar", "René", "Wendy", "Noemí"]
SURNAMES = [
    "Hernández",
    "Martínez",
    "López",
    "García",
    "Núñez",
    "Peña",
    "Cañas",
    "Menjívar",
    "Guardado",
    "Zelaya",
]


@dataclass(frozen=True)
class Cost:
    """Wall and processor seconds and the peak of memory of one finished process."""

    wall: float
    cpu: float
    peak_mb: float


def run(command: list[str], home: Path, *, allowed: tuple[int, ...] = (0,), shown: bool = False) -> Cost:
    """Run a process on a home folder to its end; what it prints is `shown` or dropped."""
    environment = os.environ | {"TRATA_HOME": str(home), "PYTHONPATH": str(Path(__file__).parent)}
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=None if shown else subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{command}: exit code {code}")
    return Cost(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def python(code: str, *arguments: object) -> list[str]:
    """A command that runs some Python of this environment."""
    return [sys.executable, "-c", code, *map(str, arguments)]


def trata(*arguments: object) -> list[str]:
    """A `trata` command."""
    return [sys.executable, "-m", "trata", *map(str, arguments)]


def table(costs: dict[str, list[Cost]], base: str) -> str:
    """Medians over runs, and wall and processor time as multiples of one of them."""
    middle = {
        name: Cost(
            *(
                statistics.median(getattr(cost, field) for cost in runs)
                for field in ("wall", "cpu", "peak_mb")
            )
        )
        for name, runs in costs.items()
    }
    lines = [f"{'':44}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'wall x':>9}{'cpu x':>9}"]
    for name, cost in middle.items():
        ratios = cost.wall / middle[base].wall, cost.cpu / middle[base].cpu
        lines.append(
            f"{name:44}{cost.wall:9.1f}{cost.cpu:9.1f}{cost.peak_mb:9.0f}{ratios[0]:9.2f}{ratios[1]:9.2f}"
        )
    return "\n".join(lines)


def write_victims(out: Path, rows: int = ROWS) -> None:
    """A CSV of made-up victims with identities, in the canonical columns."""
    draw = np.random.default_rng(7)

    def pick(values: list[str], weights: list[float] | None = None) -> pl.Series:
        return pl.Series(draw.choice(values, rows, p=weights))

    born = np.datetime64("1960-01-01") + draw.integers(0, 20_000, rows).astype("timedelta64[D]")
    found = np.datetime64("2025-01-01") + draw.integers(0, 180, rows).astype("timedelta64[D]")
    digits = draw.integers(0, 10, (rows, 8))
    check = (10 - (digits * np.arange(9, 1, -1)).sum(axis=1) % 10) % 10
    number = (digits * 10 ** np.arange(7, -1, -1)).sum(axis=1)
    age = ((found - born).astype(int) / 365.2425).astype(int)
    pl.DataFrame(
        {
            "record_ref": pl.Series(np.arange(rows)).cast(pl.String).str.zfill(8),
            "given_names": pick(GIVEN) + " " + pick(GIVEN),
            "surnames": pick(SURNAMES) + " " + pick(SURNAMES),
            "birth_date": pl.Series(born).dt.to_string("%d/%m/%Y"),
            "document": pl.Series(number).cast(pl.String).str.zfill(8)
            + "-"
            + pl.Series(check).cast(pl.String),
            "sex": pick(["F", "M"], [0.8, 0.2]),
            "age": age,
            "nationality": pick(["SLV", "HND", "GTM", "NIC"], [0.8, 0.1, 0.05, 0.05]),
            "identified_on": pl.Series(found).dt.to_string("%d/%m/%Y"),
            "identification_department": pick(["SV-SS", "SV-SM", "SV-LI", "SV-AH", "SV-UN"]),
            "scope": pick(["INT", "EXT_SAL", "EXT_ENT", "ND"]),
            "exploitation_country": pick(["SLV", "MEX", "USA"]),
            "exploitation_forms": pick(["SEX", "TRAF", "SEX;TRAF", "MEND", "SEX;PORNO;TRAF"]),
            "means": pick(["ENG", "AMEN;ENG", "DEUDA", ""]),
            "victim_category": pick(["VD"]),
            "identification_status": pick(["ACR", "POS"], [0.9, 0.1]),
            "vulnerabilities": pick(["NNA", "POBR", "MUJ;POBR", "NING"]),
            "complaint_filed": pick(["yes", "no", "unknown"]),
        }
    ).with_columns(
        # A child has no DUI.
        document_type=pl.when(pl.col("age") >= 18).then(pl.lit("DUI")),
        document_number=pl.when(pl.col("age") >= 18).then(pl.col("document")),
    ).drop("document").write_csv(out)
