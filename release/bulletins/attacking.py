"""The whole attack on one file: every table in it, findings to a file, numbers back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from release.bulletins.deadline import Deadline
from release.bulletins.dimensions import Dimensions, find_dimensions
from release.bulletins.errors import BulletinError
from release.bulletins.evidence import judge, wrong_for_rounding
from release.bulletins.findings import Attacked, finding_rows, summary
from release.bulletins.layout import Tidy, find_table
from release.bulletins.masks import Values, read_values, wider_rounding
from release.bulletins.nesting import find_nests
from release.bulletins.options import Assumptions
from release.bulletins.reading import read_sheets
from release.bulletins.solving import solve
from release.bulletins.sums import Rule, find_rules

# Seconds for a file when nothing else is said; only linear programs over large rings ever take so long.
_TIME_LIMIT: Final = 240.0


def attack_file(
    path: Path,
    out: Path,
    told: Assumptions | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Any]:
    """Attack every table of a CSV file or workbook, each by itself.

    Writes one row a finding to `out` (CSV, or JSON by its suffix) and returns the summary. Raises
    BulletinError when the file cannot be read, or has no table of counts.
    """
    told = told or Assumptions()
    began = clock()
    deadline = Deadline(clock, began + (_TIME_LIMIT if told.time_limit is None else told.time_limit))
    tables = [table for sheet in read_sheets(path, told.sheet) if (table := find_table(sheet, told))]
    if not tables:
        raise BulletinError("bulletin_no_table", file=path.name)
    found, summaries = [], []
    for table in tables:
        attacked = attack_table(table, _own(told, table, tables), deadline)
        rows = finding_rows(attacked)
        found.append(rows)
        summaries.append(summary(attacked, rows))
    _write(pl.concat(found, how="diagonal"), out)
    counts = {kind: sum(each["counts"][kind] for each in summaries) for kind in summaries[0]["counts"]}
    return {"file": path.name, "counts": counts, "tables": summaries, "seconds": round(clock() - began, 3)}


def attack_table(table: Tidy, told: Assumptions, deadline: Deadline) -> Attacked:
    """Find the sums of one table and all that follows from them."""
    dimensions = find_dimensions(table.codes, told.totals)
    values = read_values(table.shown, table.flagged, told)
    rules = find_rules(dimensions, find_nests(dimensions, values))
    values = _fitting_rounding(rules, dimensions, values, told)
    evidence = judge(rules, dimensions, values, told.belief)
    solved = solve(evidence.lines, values, deadline)
    return Attacked(table, dimensions, values, tuple(rules), evidence, solved, told.k)


def _own(told: Assumptions, table: Tidy, tables: list[Tidy]) -> Assumptions:
    """What is said of this table; with several, a column that only others have is none of its business."""
    if len(tables) == 1:
        return told
    known = {column: code for column, code in told.totals.items() if column in table.codes.columns}
    unknown = [column for column in told.totals if all(column not in one.codes.columns for one in tables)]
    if unknown:
        columns = sorted({column for one in tables for column in one.codes.columns})
        raise BulletinError("bulletin_column", column=unknown[0], known=", ".join(columns))
    return replace(told, totals=known)


def _fitting_rounding(rules: list[Rule], dimensions: Dimensions, values: Values, told: Assumptions) -> Values:
    """Rounding to the nearest multiple, unless sums say that it must have been to either one."""
    if values.base == 1 or told.rounding != "auto":
        return values
    wider = wider_rounding(values)
    wrong, _ = wrong_for_rounding(rules, dimensions, values)
    still_wrong, _ = wrong_for_rounding(rules, dimensions, wider)
    return wider if still_wrong < wrong else values


def _write(found: pl.DataFrame, out: Path) -> None:
    last = [
        "shown",
        "kind",
        "lower",
        "upper",
        "steps",
        "over",
        "sums_agree",
        "sums_checked",
        "how_es",
        "how_en",
    ]
    codes = [column for column in found.columns if column not in ("table", "row", *last)]
    found = found.select("table", "row", *codes, *last)
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".json":
        text = json.dumps(found.to_dicts(), indent=1, ensure_ascii=False)
        out.write_text(text + "\n", encoding="utf-8")
    else:
        found.write_csv(out)
