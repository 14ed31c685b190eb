"""How withheld cells follow from published ones, as two columns of an attack's report."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from disclosure import Explainer, Intervals, System, sentence

MOST_EXPLAINED = 2000


def reasons(
    system: System,
    published: npt.NDArray[np.bool_],
    floor: int,
    intervals: Intervals,
    wanted: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    """Say in Spanish and English how the wanted intervals follow: a row an interval, empty where not said.

    Exact cells first; at most `MOST_EXPLAINED`, and only those that can be shown simply.
    """
    columns: dict[str, list[str | None]] = {
        name: [None] * len(intervals.cells) for name in ("how_es", "how_en")
    }
    explainer = Explainer(system, published, floor=floor)
    order = np.argsort(~intervals.exact, kind="stable")
    for place in order[wanted[order] & intervals.proven[order]][:MOST_EXPLAINED].tolist():
        ends = int(intervals.lower[place]), int(intervals.upper[place])
        explanation = explainer.explain(int(intervals.cells[place]), *ends)
        if explanation is not None:
            columns["how_es"][place] = sentence(explanation, "es")
            columns["how_en"][place] = sentence(explanation, "en")
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
