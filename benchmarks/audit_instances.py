"""Time and memory of the audit of quick patterns, beside the attack that makes every interval exact.

    python benchmarks/audit_instances.py ../shared/instances [--only gen] [--time-limit 240]

Both answer whether each sensitive cell is as open as the rules ask; the audit by showing many cells wide in
one whole table, the attack by two linear programmes a cell. `--audit-only` leaves the attack out, which
takes hours where a hundred thousand cells are withheld.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from disclosure import Rules, attack, audit, protect
from release.instance_files import read_instance

# instance, n
INSTANCES = [("rta_linked4", 2), ("ssb_d3_single", 2), ("gen_trata_small", 2), ("gen_single_1e5", 2)]


def main() -> None:
    """One line an instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--time-limit", type=float, default=240.0)
    parser.add_argument("--audit-only", action="store_true")
    chosen = parser.parse_args()
    print("| instance | n | cells | withheld | open | audit, seconds | attack / audit | peak, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name, n in INSTANCES:
        if chosen.only in name:
            folder = chosen.instances / name
            print(line(folder, n, chosen.time_limit, both=not chosen.audit_only), flush=True)


def line(folder: Path, n: int, time_limit: float, *, both: bool) -> str:
    """Measure one instance."""
    instance, rules = read_instance(folder), Rules(n + 1)
    system = instance.system
    withheld = protect(system, rules, manual=instance.manual, time_limit=time_limit, rounds=0).withheld
    audited, verdict = timed(lambda: audit(system, withheld, rules, manual=instance.manual))
    ratio = "-"
    if both:
        seen = system.without_values(withheld)
        targets = np.flatnonzero(withheld & (system.value < rules.k))
        attacked, _ = timed(lambda: attack(seen, ~withheld, targets=targets))
        ratio = f"{attacked / audited:.0f}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"| {folder.name} | {n} | {system.size} | {int(withheld.sum())} | {len(verdict.violations)} "
        f"| {audited:.1f} | {ratio} | {peak} |"
    )


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time (the machine may be busy) and the result."""
    began = time.process_time()
    result = run()
    return time.process_time() - began, result


if __name__ == "__main__":
    main()
