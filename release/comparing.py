"""`trata protect --method width`: what other tools ask, to compare with; never for publishing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from disclosure import Pattern, System, attack
from release.certificate_instances import CERTIFICATE, PATTERN
from release.protected_files import SUMMARY
from release.texts import text

WIDTH = "width"


def left_open(system: System, pattern: Pattern, k: int) -> dict[str, Any]:
    """Sensitive cells that the pattern gives away to who knows that a withheld cell is at least 1.

    Narrow: the interval is less than k - 1 wide; exact ones are among them.
    """
    targets = np.flatnonzero(pattern.primary)
    found = attack(system.without_values(pattern.withheld), ~pattern.withheld, floor=1, targets=targets)
    narrow = int(found.narrower_than(k - 1).sum())
    facts = {"narrow": narrow, "sensitive": len(targets), "exact": int(found.exact.sum())}
    return {
        "for_publishing": False,
        "left_open": facts,
        "notice_es": text("comparison_only", "es", **facts),
        "notice_en": text("comparison_only", "en", **facts),
    }


def write_comparison(out: Path, pattern: pl.DataFrame, summary: Mapping[str, object]) -> None:
    """Write pattern and summary; there is no certificate, and none of an earlier run stays beside them."""
    out.mkdir(parents=True, exist_ok=True)
    (out / CERTIFICATE).unlink(missing_ok=True)
    pattern.write_csv(out / PATTERN)
    (out / SUMMARY).write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
