"""Cells withheld on the public instances, beside what the field's tools and an exact solver reach.

    python benchmarks/protect_instances.py ../shared/instances [--time-limit 60] [--only rta] [--large]

The columns of the others are from the README beside the instances. G_int: GaussSuppression with interval
limits, whose sensitive cells are narrow, two of three, under the floor of 1. Optimum: fully safe.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from release.instances import attack_folder, protect_folder

# instance, n, G_int, optimum fully safe ("" where the README has none).
PUBLISHED = [
    ("iss135_singletons", 2, "9", ""),
    ("rta_linked4", 2, "172", ""),
    ("rta_linked4", 4, "", ""),
    ("sdct_problemdata", 0, "10", ""),
    ("sdct_testproblem", 3, "4", ""),
    ("sdct_testproblem", 10, "4", ""),
    ("sdct_vignette", 4, "0", ""),
    ("sdct_vignette", 9, "30", "28"),
    ("ssb_d1", 2, "4", "6"),
    ("ssb_d1", 4, "8", "8"),
    ("ssb_d2", 2, "20", ""),
    ("ssb_d2", 4, "31", "33"),
    ("ssb_d2_tenth", 2, "71", "82"),
    ("ssb_d2_tenth", 4, "81", "89"),
    ("ssb_d3_single", 2, "308", "296-356"),
    ("ssb_d3_single", 4, "368", ""),
    ("ssb_example1", 1, "14", ""),
    ("ssb_example1", 2, "14", "16"),
    ("ssb_example1", 4, "28", "31"),
    ("ssb_mun_accidents", 2, "11", "11"),
    ("ssb_mun_accidents", 4, "14", "15"),
    ("tau_testW_size_region", 2, "17", ""),
    ("tau_testW_size_region", 4, "21", "21"),
    ("tau_testW_size_region", 9, "28", "25"),
    ("gen_releases", 4, "", ""),
]
LARGE = [
    ("gen_trata_small", 2, "8801 (G)", ""),
    ("gen_trata_small", 4, "", ""),
    ("gen_single_1e5", 2, "", ""),
]


def main() -> None:
    """Protect and attack each instance; one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--time-limit", type=float, default=30.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--large", action="store_true")
    chosen = parser.parse_args()
    print("| instance | n | cells | sensitive | G_int | optimum, safe | ours | seconds | attack, seconds |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, n, other, optimum in PUBLISHED + (LARGE if chosen.large else []):
        if chosen.only in name:
            print(line(chosen.instances / name, n, other, optimum, chosen.time_limit), flush=True)


def line(folder: Path, n: int, other: str, optimum: str, time_limit: float) -> str:
    """Measure one instance."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        told = protect_folder(folder, out, k=n + 1, time_limit=time_limit)
        began = time.perf_counter()
        attack_folder(folder, out / "found.csv", pattern=out / "pattern.csv", k=n + 1)
        attacked = time.perf_counter() - began
    withheld = told["primary"] + told["secondary"]
    return (
        f"| {folder.name} | {n} | {told['cells']} | {told['primary']} | {other} | {optimum} | {withheld} "
        f"| {told['seconds']:.1f} | {attacked:.1f} |"
    )


if __name__ == "__main__":
    main()
