"""What stands where in a linked system, and what somebody sees of it who does not know everything."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import UNKNOWN, SetDimension, System, Table, link

from .equations import flags, rows_of
from .tables import hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})


@pytest.fixture
def system() -> System:
    """Six victims; contributors are fewer than their cases."""
    rows = [
        {"form": form, "sex": sex, "value": value, "contributors": people}
        for form, sex, value, people in (
            ("x", "F", 4, 3), ("x", "M", 1, 1), ("x", "_T", 5, 4),
            ("y", "F", 2, 2), ("y", "M", 1, 1), ("y", "_T", 3, 3),
            ("_T", "F", 5, 4), ("_T", "M", 2, 2), ("_T", "_T", 7, 6),
        )
    ]  # fmt: skip
    table = Table("t", {"sex": "sex", "form": "form"}, pl.DataFrame(rows))
    return link([table], [SEX, FORM], [SetDimension("form")])


def found(system: System, **codes: str) -> int:
    return next(cell for cell in range(system.size) if system.describe(cell)[1] == codes)


def test_rows_tell_the_cell_of_each_row_of_the_frame(system: System) -> None:
    assert system.value[system.rows("t")].tolist() == [4, 1, 5, 2, 1, 3, 5, 2, 7]
    assert system.contributors[system.rows("t")].tolist() == [3, 1, 4, 2, 1, 3, 4, 2, 6]
    assert system.tables["t"].dimensions == ("sex", "form")


def test_a_cell_is_described_by_a_table_and_its_code_in_every_dimension(system: System) -> None:
    cell = int(system.rows("t")[3])
    assert system.describe(cell) == ("t", {"sex": "F", "form": "y"})
    complement = found(system, sex="M", form="not x")
    assert system.value[complement] == 2 - 1
    assert not system.listed[complement] and system.countable[complement]


def test_who_does_not_know_the_hidden_cells_knows_no_unlisted_cell_either(system: System) -> None:
    hidden = flags(system.size, int(system.rows("t")[0]))
    seen = system.without_values(hidden)
    blank = hidden | ~system.listed
    assert (seen.value[blank] == UNKNOWN).all() and (seen.contributors[blank] == UNKNOWN).all()
    assert np.array_equal(seen.value[~blank], system.value[~blank])
    assert np.array_equal(seen.contributors[~blank], system.contributors[~blank])
    assert np.array_equal(seen.listed, system.listed) and seen.equations is system.equations
    assert system.value[hidden] == [4], "the system itself forgets nothing"


def test_the_rest_of_a_group_becomes_an_unlisted_cell_of_its_own(system: System) -> None:
    girls, boys = found(system, sex="F", form="_T"), found(system, sex="M", form="_T")
    with_x, with_y = found(system, sex="F", form="x"), found(system, sex="M", form="y")
    wider = system.with_differences([(girls, with_x), (boys, with_y)])
    first, second = system.size, system.size + 1
    assert wider.size == system.size + 2
    assert wider.value[first:].tolist() == wider.contributors[first:].tolist() == [5 - 4, 2 - 1]
    assert not wider.listed[first:].any() and not wider.countable[first:].any()
    assert [wider.describe(cell) for cell in (first, second)] == [
        system.describe(girls),
        system.describe(boys),
    ]
    rows = rows_of(wider.equations)
    assert rows[:-2] == rows_of(system.equations)
    assert rows[-2:] == [{girls: 1, with_x: -1, first: -1}, {boys: 1, with_y: -1, second: -1}]
    assert wider.equations.shape == (len(rows), wider.size)
    for name in ("value", "contributors", "listed", "countable"):
        assert len(getattr(wider, name)) == wider.size
        assert np.array_equal(getattr(wider, name)[: system.size], getattr(system, name))
        assert getattr(wider, name).dtype == getattr(system, name).dtype


def test_a_system_without_such_groups_stays_itself(system: System) -> None:
    assert system.with_differences([]) is system
