"""What a pattern says of the rows of a table, and what a later run must keep."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import FREE, PUBLISHED, WITHHELD, Pattern, SetDimension, System, Table, link

from .equations import flags
from .tables import hierarchy


@pytest.fixture
def system() -> System:
    """Rows stand in another order than codes; two complements are unlisted."""
    form = hierarchy("form", "form", {"_T": ["x", "y"]})
    frame = pl.DataFrame({"form": ["y", "_T", "x"], "value": [2, 9, 8]})
    return link([Table("t", {"form": "form"}, frame)], [form], [SetDimension("form")])


@pytest.fixture
def pattern(system: System) -> Pattern:
    y, total, _ = system.rows("t").tolist()
    withheld = flags(system.size, y, total)
    return Pattern(withheld, flags(system.size, y), 2, np.zeros((0, system.size), dtype=np.int32))


def test_rows_are_told_by_why_they_are_withheld_in_the_order_of_the_frame(
    system: System, pattern: Pattern
) -> None:
    assert pattern.status(system, "t").tolist() == ["primary", "secondary", "published"]


def test_secondary_is_what_is_withheld_without_being_sensitive(system: System, pattern: Pattern) -> None:
    assert np.flatnonzero(pattern.secondary).tolist() == [system.rows("t")[1]]
    assert pattern.secondary.dtype == bool


def test_a_later_run_keeps_every_listed_cell_and_is_free_in_the_others(
    system: System, pattern: Pattern
) -> None:
    fixed = pattern.fixed(system)
    assert fixed[system.rows("t")].tolist() == [WITHHELD, WITHHELD, PUBLISHED]
    assert set(fixed[~system.listed].tolist()) == {FREE} and fixed.dtype == np.int8
