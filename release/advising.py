"""What `trata advise` does: coarser designs of an instance folder, told in words and written as a table."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from disclosure import Advice, Change, DisclosureError, Outcome, advise
from release.errors import UserError
from release.instance_files import read_instance
from release.instances import instance_rules, refusal
from release.model import Language, Texts

_FILE = Path(__file__).parents[1] / "data" / "messages" / "advice.toml"
# As many codes of a level stand in a sentence.
NAMED = 4
ADVICE = "advice.csv"


@dataclass(frozen=True)
class DesignAdvice:
    """Advice on an instance folder.

    rows: every design that could be protected, best first, as `advice.csv` has them. proposed: the numbers of
    the rows to show first. original: the number of the row of the tables as they are; none where these cannot
    be protected at all. within: whether the proposed ones withhold no more than was said to be bearable.
    """

    rows: tuple[dict[str, Any], ...]
    proposed: tuple[int, ...]
    original: int | None
    within: bool
    tried: int
    refused: int
    complete: bool


def advise_folder(
    folder: Path,
    out: Path | None = None,
    *,
    k: int,
    policy: str = "count",
    bearable: float = 0.1,
    most: int = 100,
    seed: int = 0,
) -> DesignAdvice:
    """Rank coarser designs of an instance folder's tables; writes `advice.csv` to `out` if given.

    bearable: share of the cells that are not empty that may be withheld. most: designs to try. Raises
    InstanceError naming the file, or the option, at fault.
    """
    rules = instance_rules(k, policy)
    try:
        instance = read_instance(folder)
        if instance.over_time:
            raise UserError("advice_releases", file="instance.json")
        advice = advise(
            instance.sources,
            instance.hierarchies,
            rules,
            manual=instance.manual,
            copies=instance.copies(),
            bearable=bearable,
            most=most,
            seed=seed,
        )
    except DisclosureError as error:
        raise refusal(error) from error
    told = _told(advice, bearable)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(told.rows, infer_schema_length=None).write_csv(out / ADVICE)
    return told


def words(outcome: Outcome, language: Language) -> str:
    """What a design shows less, as a sentence."""
    changes = [_phrase(change, language) for change in outcome.changes]
    return "; ".join(changes) or _texts()["advice_original"][language]


def _phrase(change: Change, language: Language) -> str:
    tables = ", ".join(change.tables)
    if change.dimension is None:
        message = "advice_without_table" if len(change.tables) == 1 else "advice_without_tables"
        return _texts()[message][language].format(tables=tables)
    alone = not change.everywhere or len(change.tables) == 1
    where = tables if alone else _texts()["advice_everywhere"][language]
    if not change.codes:
        return _texts()["advice_without_dimension"][language].format(where=where, dimension=change.dimension)
    named = ", ".join(change.codes[:NAMED]) + (", …" if len(change.codes) > NAMED else "")
    return _texts()["advice_cut"][language].format(
        where=where,
        dimension=change.dimension,
        codes=named,
        after=len(change.codes),
        before=change.before,
    )


def _told(advice: Advice, bearable: float) -> DesignAdvice:
    proposed = advice.proposed(bearable)
    original = [number for number, one in enumerate(advice.outcomes) if not one.changes]
    return DesignAdvice(
        rows=tuple(_rows(advice)),
        proposed=tuple(advice.outcomes.index(outcome) for outcome in proposed),
        original=original[0] if original else None,
        within=any(outcome.loss <= bearable for outcome in proposed),
        tried=advice.tried,
        refused=advice.refused,
        complete=advice.complete,
    )


def _rows(advice: Advice) -> Iterator[dict[str, Any]]:
    """Yield the designs as rows; `publish_depth` is what the folder's description would say instead."""
    for rank, one in enumerate(advice.outcomes, start=1):
        yield {
            "rank": rank,
            "best": one.best,
            "change_es": words(one, "es"),
            "change_en": words(one, "en"),
            "cells_share": round(one.cells, 4),
            "counts_share": round(one.counts, 4),
            "entropy_share": round(one.entropy, 4),
            "bits": round(one.bits, 4),
            "withheld": one.withheld,
            "non_empty": one.shown,
            "withheld_share": round(one.loss, 4),
            "primary": one.primary,
            "zeros_withheld": one.zeros_withheld,
            "publish_depth": json.dumps(one.design.depths),
        }


@cache
def _texts() -> dict[str, Texts]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
