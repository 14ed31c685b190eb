"""Every table of whole numbers that agrees with what is shown, by trying them all."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from release.bulletins.attacking import attack_table
from release.bulletins.deadline import Deadline
from release.bulletins.findings import Attacked
from release.bulletins.layout import find_table
from release.bulletins.masks import meaning
from release.bulletins.options import UNBOUNDED, assumptions
from release.bulletins.reading import read_sheets


def attacked(path: Path, **stated: Any) -> Attacked:
    """The one table of a file, attacked."""
    told = assumptions(**stated)
    tables = [found for sheet in read_sheets(path, told.sheet) if (found := find_table(sheet, told))]
    assert len(tables) == 1
    return attack_table(tables[0], told, Deadline(time.monotonic))


def intervals(result: Attacked) -> dict[tuple[str, ...], tuple[int, int]]:
    """What the attacker says of every cell, by its codes."""
    keys = result.tidy.codes.rows()
    ends = zip(result.solved.lower.tolist(), result.solved.upper.tolist(), strict=True)
    return dict(zip(keys, ends, strict=True))


def with_margins(leaves: np.ndarray) -> np.ndarray:
    """A table with a total at the end of every dimension."""
    for axis in range(leaves.ndim):
        leaves = np.concatenate([leaves, leaves.sum(axis=axis, keepdims=True)], axis=axis)
    return leaves


def enumerated(shown: np.ndarray, floor: int, highest: int, half: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest value of every cell (margins included) over all tables that are possible.

    `shown`: texts; `floor`: least value behind a mask; `highest`: where the search of a symbol ends; `half`:
    how far a number may be rounded.
    """
    low, high = np.zeros(shown.shape, dtype=int), np.zeros(shown.shape, dtype=int)
    for place, text in np.ndenumerate(shown):
        said = meaning(text)
        low[place] = max(said.lower - half, 0) if said.kind == 0 else said.lower
        high[place] = said.upper + half if said.kind == 0 else min(said.upper, highest)
        if said.open_floor:
            low[place] = floor
    inner = tuple(slice(0, size - 1) for size in shown.shape)
    ranges = [range(a, b + 1) for a, b in zip(low[inner].flat, high[inner].flat, strict=True)]
    tried = np.array(list(product(*ranges))).reshape(-1, *(size - 1 for size in shown.shape))
    whole = np.stack([with_margins(table) for table in tried])
    possible = whole[((whole >= low) & (whole <= high)).reshape(len(whole), -1).all(axis=1)]
    assert len(possible)
    return possible.min(axis=0), possible.max(axis=0)


def write_wide(path: Path, shown: np.ndarray, rows: list[str], columns: list[str]) -> Path:
    """A cross table with a heading row."""
    lines = [",".join(["place", *columns])]
    lines += [",".join([name, *texts]) for name, texts in zip(rows, shown.tolist(), strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_long(path: Path, shown: np.ndarray, names: list[str], codes: list[list[str]]) -> Path:
    """A tidy table, one row a cell."""
    lines = [",".join([*names, "value"])]
    for place, text in np.ndenumerate(shown):
        lines.append(",".join([*(codes[axis][at] for axis, at in enumerate(place)), str(text)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def masked(table: np.ndarray, mask: Callable[[int], str]) -> np.ndarray:
    """The texts of a table, each number as the mask shows it."""
    return np.array([mask(int(value)) for value in table.flat], dtype=object).reshape(table.shape)


def below(limit: int, *, zeros: bool) -> Callable[[int], str]:
    """Numbers below a limit are shown as `<limit`; zeros too, unless they are shown."""
    return lambda value: f"<{limit}" if value < limit and (value or not zeros) else str(value)


def capped(ends: tuple[int, int], highest: int) -> tuple[int, int]:
    """An interval without end, ended where the search ended."""
    return ends[0], highest if ends[1] >= UNBOUNDED else ends[1]
