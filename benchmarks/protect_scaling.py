"""How the suppression engine's time and what it withholds grow with the table, beside an earlier commit.

    python benchmarks/protect_scaling.py [--before HEAD~1] [--sizes 800,2500,25000] [--seconds 60]

One hierarchical table of made-up counts a size: places in three levels, ages in two, years. Each engine runs
in a process of its own, once to its first safe pattern and once for the seconds given. Prints a table and
draws `benchmarks/protect_scaling.svg` in a browser.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.offline import get_plotlyjs

HERE = Path(__file__).resolve().parent
K = 3
# Counts of a leaf: many small ones, as in a small country.
MEAN = 2.5
ENGINE = """
import json, resource, sys, time
from itertools import product
import numpy as np, polars as pl
from disclosure import Hierarchy, Node, Rules, Table, link, protect

cells, seconds, k, mean = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])

def tree(name, widths):
    nodes, level = [Node("_T", None)], ["_T"]
    for depth, width in enumerate(widths):
        level = [f"{above}.{i}" for above in level for i in range(width)]
        nodes += [Node(code, code.rpartition(".")[0]) for code in level]
    return Hierarchy(name, name, tuple(nodes))

ages, years = tree("age", (2, 4)), tree("year", (6,))
other = len(ages.nodes) * len(years.nodes)
deep = max(1, round((cells / other / 12) ** 0.5))
place = tree("place", (deep, max(1, round(cells / other / deep)) - 1))
trees = [place, ages, years]
above = [{n.code: n.parent for n in t.nodes} for t in trees]
leaves = [[c for c, below in t.children().items() if not below] for t in trees]
draw = np.random.default_rng(1)
counts = np.zeros([len(t.nodes) for t in trees], dtype=np.int64)
order = [{n.code: i for i, n in enumerate(t.nodes)} for t in trees]
value = draw.poisson(draw.gamma(0.7, mean / 0.7, [len(l) for l in leaves]))
counts[np.ix_(*[[o[c] for c in l] for o, l in zip(order, leaves)])] = value
for axis, (t, up) in enumerate(zip(trees, above)):
    by = np.moveaxis(counts, axis, 0)
    for node in reversed(t.nodes[1:]):
        by[order[axis][node.parent]] += by[order[axis][node.code]]
codes = list(product(*[[n.code for n in t.nodes] for t in trees]))
frame = pl.DataFrame(codes, schema=["place", "age", "year"], orient="row")
table = Table("t", {t.name: t.name for t in trees}, frame.with_columns(value=pl.Series(counts.reshape(-1))))
system = link([table], trees)
began = time.perf_counter()
limit = {"time_limit": seconds} if seconds else {"effort": 0, "rounds": 0}
found = protect(system, Rules(k), **limit)
print(json.dumps({
    "cells": system.size, "filled": int((system.value > 0).sum()), "primary": int(found.primary.sum()),
    "withheld": int(found.withheld.sum()), "bound": found.lower_bound,
    "seconds": time.perf_counter() - began,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
}))
"""


@dataclass(frozen=True)
class Measured:
    """What one engine did with one table; None where it did not end in time."""

    cells: int
    filled: int
    primary: int
    withheld: int
    bound: int
    seconds: float
    peak: float


def main() -> None:
    """Measure both engines on each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default="HEAD~1")
    parser.add_argument("--sizes", default="800,2500,10000,25000")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--patience", type=float, default=900.0)
    chosen = parser.parse_args()
    found: dict[str, list[Measured]] = {"before": [], "now": []}
    print("| cells | filled | primary | engine | first: withheld | seconds | then: withheld | bound | GB |")
    print("|--:|--:|--:|---|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        earlier = Path(scratch) / "earlier"
        worktree = ["git", "-C", str(HERE.parent), "worktree"]
        subprocess.run([*worktree, "add", "--detach", "-q", str(earlier), chosen.before], check=True)
        try:
            for size in map(int, chosen.sizes.split(",")):
                for name, code in (("before", earlier), ("now", HERE.parent)):
                    first = measured(code, size, 0.0, chosen.patience)
                    then = measured(code, size, chosen.seconds, chosen.patience)
                    if first is None or then is None:
                        print(
                            f"| {size} | | | {name} | did not end | {chosen.patience:.0f} | | | |", flush=True
                        )
                        continue
                    found[name].append(first)
                    print(
                        f"| {first.cells} | {first.filled} | {first.primary} | {name} | {first.withheld} "
                        f"| {first.seconds:.2f} | {then.withheld} | {then.bound} | {then.peak:.2f} |",
                        flush=True,
                    )
        finally:
            subprocess.run([*worktree, "remove", "--force", str(earlier)], check=True)
    draw(found)


def measured(code: Path, size: int, seconds: float, patience: float) -> Measured | None:
    """One run of an engine."""
    command = [sys.executable, "-c", ENGINE, str(size), str(seconds), str(K), str(MEAN)]
    try:
        done = subprocess.run(
            command,
            cwd=code,
            env=os.environ | {"PYTHONPATH": str(code)},
            timeout=patience,
            check=True,
            stdout=subprocess.PIPE,
        )
    except subprocess.TimeoutExpired:
        return None
    return Measured(**json.loads(done.stdout))


def draw(found: dict[str, list[Measured]]) -> None:
    """Seconds to the first safe pattern by cells, both axes logarithmic."""
    figure = go.Figure(layout={"template": "plotly_white", "width": 720, "height": 420})
    figure.update_xaxes(type="log", title="cells").update_yaxes(type="log", title="seconds to a safe pattern")
    for name, runs in found.items():
        line = {"dash": "dot" if name == "before" else "solid"}
        figure.add_scatter(
            x=[run.cells for run in runs], y=[run.seconds for run in runs], name=name, line=line
        )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=get_plotlyjs())
        url = page.evaluate(f"Plotly.toImage({figure.to_json()}, {{format: 'svg', width: 720, height: 420}})")
        text = page.evaluate("url => fetch(url).then(answer => answer.text())", url)
        (HERE / "protect_scaling.svg").write_text(text + "\n", encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
