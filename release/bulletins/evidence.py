"""Do the published numbers bear a sum out? Families of sums, how often they hold, and which to use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from release.bulletins.dimensions import Dimensions
from release.bulletins.masks import Integers, Values
from release.bulletins.sums import NAMED, STATED, Rule, candidate_lines, cell_frame

_ENOUGH: Final = 5
_FEW_CODES: Final = 12
ASSUMED_BELIEF: Final = 0.5


@dataclass(frozen=True)
class Lines:
    """Sums: `total[i]` is what the cells `cells[start[i]:start[i + 1]]` add up to.

    `agree` of `checked` sums of the same family hold where every number is visible.
    """

    rule: Integers
    total: Integers
    cells: Integers
    start: Integers
    agree: Integers
    checked: Integers

    def __len__(self) -> int:
        """How many sums there are."""
        return len(self.total)

    def parts(self, line: int) -> Integers:
        """The cells that a line adds up."""
        return self.cells[self.start[line] : self.start[line + 1]]

    def select(self, mask: Any) -> Lines:
        """Only some of the lines."""
        chosen = np.flatnonzero(mask)
        sizes = np.diff(self.start)[chosen]
        entries = np.repeat(np.asarray(mask, dtype=bool), np.diff(self.start))
        start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Lines(
            self.rule[chosen],
            self.total[chosen],
            self.cells[entries],
            start,
            self.agree[chosen],
            self.checked[chosen],
        )

    @cached_property
    def belief(self) -> Any:
        """Share of the family that holds; a half where nothing could be checked."""
        return np.where(self.checked > 0, self.agree / np.maximum(self.checked, 1), ASSUMED_BELIEF)


@dataclass(frozen=True)
class Judged:
    """One rule and what the numbers say of it."""

    rule: Rule
    agree: int
    disagree: int
    impossible: int
    accepted: int
    candidates: int

    @property
    def assumed(self) -> bool:
        """Used although no visible numbers could bear it out."""
        return self.accepted > 0 and self.agree + self.disagree == 0


@dataclass(frozen=True)
class Evidence:
    """Sums that are used, sums that ought to hold and do not, and the record of every rule."""

    lines: Lines
    contradictions: Lines
    judged: tuple[Judged, ...]


def judge(rules: list[Rule], dimensions: Dimensions, values: Values, least: float) -> Evidence:
    """Find all sums, and accept those of families that hold often enough.

    A family is accepted where the share of its complete sums that agree, divided by the share of its masked
    sums that could be true, is at least `least`: then a sum that can be true more likely is than not. Where
    nothing can be checked, a total that is called so is believed unless a sum of it cannot be true.
    """
    cells = cell_frame(dimensions, values)
    used, denied, judged = [], [], []
    for number, rule in enumerate(rules):
        lines = candidate_lines(rule, dimensions, cells)
        if lines.is_empty():
            continue
        lines = _measured(lines, rule, dimensions).with_columns(pl.lit(number).alias("rule"))
        accepted = lines.select(_accepted(rule, least)).to_series()
        told = lines.select("rule", "total", "parts", "family_agree", "family_checked", "possible")
        used.append(told.filter(accepted & lines["possible"]))
        # With little to go by, a total that does not add up is told even though no sum of its kind is used.
        few = (lines["__checked0"] < _ENOUGH) & (len(rule.columns) == 1)
        denied.append(told.filter((accepted | few) & ~lines["possible"]))
        judged.append(_record(rule, lines, int(accepted.sum())))
    return Evidence(_lines(used), _lines(denied), tuple(judged))


def wrong_for_rounding(rules: list[Rule], dimensions: Dimensions, values: Values) -> tuple[int, int]:
    """How many complete sums cannot be true with this rounding, and how many complete ones there are."""
    cells = cell_frame(dimensions, values)
    wrong = complete = 0
    for rule in rules:
        lines = candidate_lines(rule, dimensions, cells)
        if not lines.is_empty():
            measured = _possible(lines).filter("checked")
            complete += measured.height
            wrong += int((~measured["possible"]).sum())
    return wrong, complete


def _possible(lines: pl.DataFrame) -> pl.DataFrame:
    meets = (pl.col("total_lower") <= pl.col("upper")) & (pl.col("lower") <= pl.col("total_upper"))
    # One part equal to its total bears nothing out: the total of any larger group would be the same.
    telling = (pl.col("filled") > 1) | ~meets
    return lines.with_columns(meets.alias("possible"), ((pl.col("hidden") == 0) & telling).alias("checked"))


def _measured(lines: pl.DataFrame, rule: Rule, dimensions: Dimensions) -> pl.DataFrame:
    """Each line with how often the sums of its family hold: the narrowest family with enough to go by."""
    by = [name for name in dimensions.columns if name in lines.columns]
    few = [name for name in by if len(dimensions.labels[name]) <= _FEW_CODES]
    many = sorted(set(by) - set(few), key=lambda name: -len(dimensions.labels[name]))[:1]
    shape = [*few, "whole", "single"]
    lines = _possible(lines).with_columns(
        (pl.col("checked") & pl.col("possible")).alias("agrees"),
        (pl.col("hidden") > 0).alias("masked"),
    )
    levels = [[], few, shape, [*shape, *many]]
    for depth, columns in enumerate(levels):
        counted = [
            (pl.col("checked").sum(), "checked"),
            (pl.col("agrees").sum(), "agree"),
            (pl.col("masked").sum(), "masked"),
            ((pl.col("masked") & pl.col("possible")).sum(), "possible"),
        ]
        lines = lines.with_columns(
            (count.over(columns) if columns else count).cast(pl.Int64).alias(f"__{name}{depth}")
            for count, name in counted
        )
    finest = pl.lit(0)
    for depth in range(1, len(levels)):
        finest = pl.when(pl.col(f"__checked{depth}") >= _ENOUGH).then(depth).otherwise(finest)
    lines = lines.with_columns(finest.alias("__depth"))
    return lines.with_columns(
        pl.coalesce(
            pl.when(pl.col("__depth") == depth).then(pl.col(f"__{name}{depth}"))
            for depth in range(len(levels))
        ).alias(f"family_{name}")
        for name in ("checked", "agree", "masked", "possible")
    )


def _accepted(rule: Rule, least: float) -> pl.Expr:
    if rule.origin == STATED:
        return pl.col("family_checked") >= 0
    could = (pl.col("family_possible") + 1) / (pl.col("family_masked") + 1)
    few = (pl.col("family_checked") < _ENOUGH).cast(pl.Int64)
    share = pl.col("family_agree") / (pl.col("family_checked") + few)
    holds = (share / could >= least) & (could >= least)
    assumed = pl.col("family_possible") == pl.col("family_masked")
    unchecked = assumed if rule.origin == NAMED and len(rule.columns) == 1 else pl.lit(False)
    return pl.when(pl.col("family_checked") > 0).then(holds).otherwise(unchecked)


def _record(rule: Rule, lines: pl.DataFrame, accepted: int) -> Judged:
    checked = int(lines["checked"].sum())
    agree = int(lines["agrees"].sum())
    impossible = int((lines["masked"] & ~lines["possible"]).sum())
    return Judged(rule, agree, checked - agree, impossible, accepted, lines.height)


def _lines(frames: list[pl.DataFrame]) -> Lines:
    nothing = np.zeros(0, dtype=np.int64)
    if not frames:
        return Lines(nothing, nothing, nothing, np.zeros(1, dtype=np.int64), nothing, nothing)
    told = pl.concat(frames, how="vertical_relaxed")
    sizes = told["parts"].list.len().to_numpy()
    cells = told.filter(pl.col("parts").list.len() > 0)["parts"].explode()
    return Lines(
        told["rule"].to_numpy().astype(np.int64),
        told["total"].to_numpy().astype(np.int64),
        cells.to_numpy().astype(np.int64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        told["family_agree"].to_numpy().astype(np.int64),
        told["family_checked"].to_numpy().astype(np.int64),
    )
