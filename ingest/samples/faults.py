"""Cells that cannot be accepted: each makes intake reject its row, and the manifest counts them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl

from ingest.samples.dress import Dress, Faults

SHARE = 0.025

_FAULTS = {  # column, what stands in the cell, what is wrong
    "victims": (
        ("identified_on", "31/02/2021", "no such day"),
        ("sex", "", "missing"),
        ("exploitation_forms", "TRÁFICO DE MIGRANTES", "unknown code"),
        ("nationality", "EXTRANJERA", "unknown code"),
        ("identified_on", "15/08/2062", "in the future"),
        ("scope", "INTERNA/EXTERNA", "unknown code"),
        ("age", "-4", "negative"),
        ("record_ref", "", "missing"),
    ),
    "services": (
        ("service", "ACOMPAÑAMIENTO ESPIRITUAL", "unknown code"),
        ("delivered_on", "31/04/2021", "no such day"),
        ("sex", "", "missing"),
        ("age", "214", "out of range"),
    ),
    "cases": (
        ("stage", "EN TRÁMITE", "unknown code"),
        ("stage_on", "30/02/2021", "no such day"),
        ("opened_on", "", "missing"),
        ("victims_count", "-1", "negative"),
    ),
    "victims_aggregate": (("victims", "<5", "censored"), ("victims", "", "missing")),
}


def plant(frame: pl.DataFrame, dress: Dress, rng: np.random.Generator, share: float = SHARE) -> Faults:
    """Choose rows to spoil: never an `anchor`, so that the yearly figures stay what they are."""
    sent = {item.name for item in dress.fields}
    known = [fault for fault in _FAULTS.get(dress.kind, ()) if fault[0] in sent]
    free = (
        np.flatnonzero(~frame["anchor"].to_numpy()) if "anchor" in frame.columns else np.array([], dtype=int)
    )
    count = min(int(frame.height * share + rng.random()), len(free))
    if not known or not count:
        return Faults()
    rows = rng.choice(free, size=count, replace=False)
    which = (np.arange(count) + rng.integers(len(known))) % len(known)
    cells: dict[str, dict[int, str]] = {}
    for row, fault in zip(rows.tolist(), which.tolist(), strict=True):
        column, text, _ = known[fault]
        cells.setdefault(column, {})[row] = text
    told = Counter(f"{known[fault][0]}: {known[fault][2]}" for fault in which.tolist())
    return Faults(cells, dict(sorted(told.items())))
