"""What a publication tells, against sums by hand and against a second reading of the definition."""

from __future__ import annotations

from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import SetDimension
from disclosure.advice.information import published_bits

from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
ZONE = hierarchy("zone", "place", {"_T": ["N", "c"], "N": ["a", "b"]})
WORLD = World([SEX, ZONE])
BY = {"sex": "sex", "place": "zone"}
KINDS = [{"sex": sex, "place": place} for sex in "FM" for place in "abc"]
CODES = list(product(("_T", "F", "M"), ("_T", "N", "a", "b", "c")))
CHILDREN = ({"_T": ["F", "M"]}, {"_T": ["N", "c"], "N": ["a", "b"]})
UNITS = (6, 10, 4, 2, 8, 10)


def bits(units: tuple[int, ...], published: set[tuple[str, str]]) -> float:
    table = WORLD.table("t", BY, KINDS, units)
    system = WORLD.system({"t": BY}, KINDS, units)
    mask = np.zeros(system.size, dtype=bool)
    mask[system.rows("t")[[codes in published for codes in table.frame.select("sex", "place").rows()]]] = True
    return published_bits(system, [table], [SEX, ZONE], mask)


def entropy(*counts: float) -> float:
    return -sum(n / sum(counts) * log2(n / sum(counts)) for n in counts if n)


def test_all_cells_tell_the_entropy_of_the_finest_ones_and_none_tell_nothing() -> None:
    assert bits(UNITS, set(CODES)) == pytest.approx(entropy(*UNITS))
    assert bits(UNITS, set()) == bits(UNITS, {("_T", "_T")}) == 0.0
    assert bits((0,) * 6, set(CODES)) == 0.0
    assert bits((0, 0, 4, 0, 0, 4), set(CODES)) == pytest.approx(1.0)


def test_each_code_of_a_several_valued_dimension_is_a_question_of_its_own() -> None:
    form = hierarchy("form", "form", {"_T": ["x", "y"]})
    world = World([form], [SetDimension("form", covering=True)])
    kinds, units = [{"form": ("x",)}, {"form": ("x", "y")}, {"form": ("y",)}], (3, 5, 8)
    table, system = (
        world.table("t", {"form": "form"}, kinds, units),
        world.system({"t": {"form": "form"}}, kinds, units),
    )
    told = entropy(8, 8) + entropy(13, 3)
    assert published_bits(system, [table], [form], system.listed) == pytest.approx(told)
    without_y = system.listed & (np.arange(system.size) != system.rows("t")[2])
    assert published_bits(system, [table], [form], without_y) == pytest.approx(entropy(8, 8))


def test_of_two_margins_the_one_that_tells_more_counts() -> None:
    sexes, places = {("F", "_T"), ("M", "_T")}, {("_T", "N"), ("_T", "c")}
    assert bits(UNITS, sexes) == pytest.approx(entropy(20, 20))
    assert bits(UNITS, places) == pytest.approx(entropy(26, 14))
    assert bits(UNITS, sexes | places) == pytest.approx(1.0)


def test_withheld_cells_are_one_part_with_what_they_sum_to_less_what_is_published() -> None:
    women = {("_T", "_T"), ("F", "_T"), ("M", "_T"), ("F", "a")}
    assert bits(UNITS, women) == pytest.approx(entropy(6, 14, 20))
    assert bits(UNITS, women - {("_T", "_T")}) == pytest.approx(entropy(6, 14, 20))
    # Men are what is left of the total; without it they are the rest, which is a part all the same.
    assert bits(UNITS, {("F", "_T"), ("F", "a")}) == pytest.approx(entropy(6, 14, 20))


@settings(max_examples=100)
@given(st.tuples(*[st.integers(0, 5)] * 6), st.sets(st.sampled_from(CODES)))
def test_bits_are_those_of_the_definition_read_cell_by_cell(units: tuple, published: set) -> None:
    values = {
        codes: sum(n for kind, n in zip(KINDS, units, strict=True) if counted(kind, codes)) for codes in CODES
    }
    if values["_T", "_T"] == 0:
        return
    parts, rest = partition(("_T", "_T"), values, published)
    expected = entropy(*parts, rest)
    assert bits(units, published) == pytest.approx(expected, abs=1e-9)
    assert expected <= entropy(*units) + 1e-9


def counted(kind: dict, codes: tuple[str, str]) -> bool:
    return codes[0] in ("_T", kind["sex"]) and (
        codes[1] in ("_T", kind["place"]) or (codes[1] == "N" and kind["place"] in "ab")
    )


def partition(codes: tuple[str, str], values: dict, published: set) -> tuple[list[int], int]:
    """The parts within a cell, and what is in none, as lists of counts."""
    parts: list[int] = []
    rest = values[codes]
    for axis in (0, 1):
        below = [
            (codes[0], child) if axis else (child, codes[1]) for child in CHILDREN[axis].get(codes[axis], [])
        ]
        if below:
            split = [partition(child, values, published) for child in below]
            tried, over = [n for some, _ in split for n in some], sum(left for _, left in split)
            if surprise([*tried, over], values) > surprise([*parts, rest], values) + 1e-12:
                parts, rest = tried, over
    return ([*parts, rest], 0) if codes in published else (parts, rest)


def surprise(counts: list[int], values: dict) -> float:
    whole = values["_T", "_T"]
    return -sum(n / whole * log2(n / whole) for n in counts if n)
