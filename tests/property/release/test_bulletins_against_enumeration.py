"""Made-up tables with masks against all tables of whole numbers that there can be."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "release"))  # the oracle is shared

from bulletin_oracle import (
    attacked,
    below,
    capped,
    enumerated,
    intervals,
    masked,
    with_margins,
    write_long,
    write_wide,
)

HIGHEST = 60
counts = st.integers(min_value=0, max_value=14)


def codes(size: int, letter: str) -> list[str]:
    return [f"{letter}{place}" for place in range(size - 1)] + ["Total"]


@st.composite
def tables(draw, dimensions: int, largest: int) -> np.ndarray:
    shape = [draw(st.integers(min_value=2, max_value=largest)) for _ in range(dimensions)]
    return np.array(
        draw(st.lists(counts, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    ).reshape(shape)


@settings(max_examples=150)
@given(tables(2, 3), st.integers(min_value=2, max_value=5), st.booleans())
def test_a_masked_cross_table_is_known_just_as_well_as_enumeration_knows_it(leaves, limit, zeros):
    shown = masked(with_margins(leaves), below(limit, zeros=zeros))
    rows, columns = codes(shown.shape[0], "r"), codes(shown.shape[1], "k")
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder) / "t.csv", shown, rows, columns)
        result = attacked(
            path,
            totals=["place=Total", "heading=Total"],
            zeros="shown" if zeros else "hidden",
            rounded=1,
        )
    least, greatest = enumerated(shown, int(zeros), HIGHEST)
    told = intervals(result)
    for (row, column), low in np.ndenumerate(least):
        assert told[rows[row], columns[column]] == (low, greatest[row, column])


@settings(max_examples=60)
@given(tables(2, 2), st.integers(min_value=3, max_value=9))
def test_symbols_that_tell_nothing_are_known_just_as_well(leaves, limit):
    assume(leaves.sum() >= limit)  # a file without a single number is no table
    shown = masked(with_margins(leaves), lambda value: "*" if value < limit else str(value))
    rows, columns = codes(shown.shape[0], "r"), codes(shown.shape[1], "k")
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder) / "t.csv", shown, rows, columns)
        result = attacked(path, totals=["place=Total", "heading=Total"], zeros="hidden", rounded=1)
    least, greatest = enumerated(shown, 0, 24)
    told = intervals(result)
    for (row, column), low in np.ndenumerate(least):
        lower, upper = capped(told[rows[row], columns[column]], 24)
        assert lower == low
        assert upper == greatest[row, column] or greatest[row, column] >= 24


@settings(max_examples=60)
@given(tables(3, 2), st.integers(min_value=2, max_value=4))
def test_no_possible_table_of_three_dimensions_is_ruled_out(leaves, limit):
    shown = masked(with_margins(leaves), below(limit, zeros=False))
    names = ["a", "b", "c"]
    labels = [codes(size, name) for size, name in zip(shown.shape, names, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        path = write_long(Path(folder) / "t.csv", shown, names, labels)
        result = attacked(path, totals=[f"{name}=Total" for name in names], zeros="hidden", rounded=1)
    least, greatest = enumerated(shown, 0, HIGHEST)
    told = intervals(result)
    for place, low in np.ndenumerate(least):
        lower, upper = told[tuple(labels[axis][at] for axis, at in enumerate(place))]
        assert lower <= low
        assert upper >= greatest[place]


@settings(max_examples=60)
@given(tables(2, 2))
def test_no_possible_table_behind_rounded_numbers_is_ruled_out(leaves):
    shown = masked(with_margins(leaves), lambda value: str(3 * round(value / 3)))
    rows, columns = codes(shown.shape[0], "r"), codes(shown.shape[1], "k")
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder) / "t.csv", shown, rows, columns)
        result = attacked(path, totals=["place=Total", "heading=Total"], rounded=3, rounding="nearest")
    least, greatest = enumerated(shown, 0, HIGHEST, half=1)
    told = intervals(result)
    for (row, column), low in np.ndenumerate(least):
        assert told[rows[row], columns[column]] == (low, greatest[row, column])
