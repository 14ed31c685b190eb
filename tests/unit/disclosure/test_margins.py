"""Margins of a joint table, and their common refinement, on tables done by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import Hierarchy, SetDimension, System, Table, link
from disclosure.attackers.margins import (
    Margin,
    codes_of,
    source_margin,
    subsets_of,
    with_subsets,
)
from disclosure.tables.axes import DimensionKeys, set_axis

from .margin_cases import linked, margin_of
from .oracle import subsets
from .tables import hierarchy


@pytest.fixture(scope="module")
def system() -> System:
    return linked()


def told(system: System, cells: np.ndarray) -> list[dict[str, str]]:
    """The codes of cells."""
    return [system.describe(int(cell))[1] for cell in cells.reshape(-1)]


def test_a_table_is_laid_out_by_its_finest_codes(system: System) -> None:
    margin = margin_of(system, "full")
    assert margin.dimensions == ("sex", "place") and margin.sizes() == {"sex": 2, "place": 4}
    assert told(system, margin.cells) == [{"sex": s, "place": p} for s in "FM" for p in "acbd"]
    assert margin.alive.all() and margin.source is system.tables["full"] and margin.items == {}
    assert margin.groups["sex"].tolist() == [0, 1]
    assert margin.groups["place"].tolist() == [0, 2, 1, 3], (
        "a, b, c, d stand at the first, third, second, fourth"
    )


def test_leaves_stand_under_the_finest_code_that_the_table_has(system: System) -> None:
    margin = margin_of(system, "zones")
    assert margin.dimensions == ("place", "sex")
    assert told(system, margin.cells) == [{"sex": s, "place": p} for p in "NS" for s in "FM"]
    assert margin.groups["place"].tolist() == [0, 1, 0, 1]


def test_a_set_dimension_is_laid_out_by_its_total_and_its_items(system: System) -> None:
    margin = margin_of(system, "form")
    codes = [{"sex": s, "form": f} for s in "FM" for f in ("_T", "x", "y", "z")]
    cells = margin.cells.reshape(-1).tolist()
    assert cells == [
        next(c for c in range(system.size) if is_under(system, "form", c, code)) for code in codes
    ]
    assert list(margin.items) == ["form"] and list(margin.groups) == ["sex"]
    assert margin.nodes[1].tolist() == [0, 1, 2, 3]


def is_under(system: System, table: str, cell: int, codes: dict[str, str]) -> bool:
    """Whether a table has a cell under some codes (it may be described by another table)."""
    axes, cells = system.tables[table].axes, system.tables[table].cells
    return int(cells[tuple(axis.codes.index(codes[axis.dimension]) for axis in axes)]) == cell


def test_published_zeros_are_not_alive(system: System) -> None:
    cell = int(margin_of(system, "full").cells[1, 2])
    margin = margin_of(system, "full", cell)
    assert np.argwhere(~margin.alive).tolist() == [[1, 2]]


def test_the_cells_of_a_margin_are_held_together_by_its_whole_table_or_by_themselves(system: System) -> None:
    margin = margin_of(system, "full")
    assert sorted(margin.own().tolist()) == sorted(system.tables["full"].cells.reshape(-1).tolist())
    made = Margin(("sex",), {}, {}, np.array([4, 5]), np.ones(2, dtype=bool))
    assert made.own().tolist() == [4, 5]


def test_a_table_without_dimensions_is_one_cell() -> None:
    system = link([Table("all", {}, pl.DataFrame({"value": [7]}))], [])
    margin = margin_of(system, "all")
    assert margin.dimensions == () and margin.cells.shape == () and margin.sizes() == {}


@pytest.mark.parametrize(
    ("table", "gone"), [("full", "place"), ("full", "sex"), ("form", "form"), ("form", "sex")]
)
def test_a_published_table_without_a_dimension_is_its_cells_at_that_total(
    system: System, table: str, gone: str
) -> None:
    margin = margin_of(system, table)
    zero = np.zeros(system.size, dtype=bool)
    zero[margin.cells.reshape(-1)[:1]] = True
    zero[system.tables[table].cells.reshape(-1)[:2]] = True
    left = source_margin(margin, system.tables[table], gone, zero)
    (kept,) = left.dimensions
    axis = next(axis for axis in system.tables[table].axes if axis.dimension == kept)
    nodes = margin.nodes[margin.dimensions.index(kept)]
    wanted = [{gone: "_T", kept: axis.codes[node]} for node in nodes]
    assert all(is_under(system, table, c, w) for c, w in zip(left.cells.tolist(), wanted, strict=True))
    assert np.array_equal(left.alive, ~zero[left.cells])
    assert left.source is system.tables[table]
    assert [node.tolist() for node in left.nodes] == [
        [0] if n == gone else nodes.tolist() for n in margin.dimensions
    ]
    assert list(left.groups) == [n for n in margin.groups if n == kept]
    assert list(left.items) == [n for n in margin.items if n == kept]


def test_two_dimensions_can_go_one_after_the_other(system: System) -> None:
    margin = margin_of(system, "full")
    zero = np.zeros(system.size, dtype=bool)
    once = source_margin(margin, system.tables["full"], "sex", zero)
    twice = source_margin(once, system.tables["full"], "place", zero)
    assert twice.dimensions == () and told(system, twice.cells) == [{"sex": "_T", "place": "_T"}]


def axis_of(facts: SetDimension | None, *items: str) -> object:
    tree = Hierarchy("form", "form", hierarchy("form", "form", {"_T": list(items)}).nodes)
    return set_axis("t", tree, facts or SetDimension("form"), ["_T", *items], DimensionKeys())


def test_the_items_of_a_set_dimension_are_its_listed_codes_but_the_total() -> None:
    assert codes_of(axis_of(SetDimension("form", True, ("z",)), "x", "y", "z")) == ("x", "y", "z")  # type: ignore[arg-type]


@pytest.mark.parametrize("covering", [False, True])
@pytest.mark.parametrize("exclusive", [(), ("y",), ("x", "z"), ("x", "y", "z")])
def test_the_sets_that_units_may_have_are_those_that_can_be_counted_out(
    covering: bool, exclusive: tuple[str, ...]
) -> None:
    axis = axis_of(SetDimension("form", covering, exclusive), "x", "y", "z")
    wanted = subsets(["x", "y", "z"], covering, exclusive)
    found = subsets_of(axis, len(wanted))  # type: ignore[arg-type]
    assert found is not None and found.dtype == bool
    told = [tuple(item for item, has in zip("xyz", row, strict=True) if has) for row in found]
    assert sorted(told) == sorted(wanted)
    assert subsets_of(axis, len(wanted) - 1) is None, "one more than may be"  # type: ignore[arg-type]


def test_very_long_lists_of_items_are_too_many_sets_at_once() -> None:
    axis = axis_of(None, *(f"i{n}" for n in range(70)))
    assert subsets_of(axis, 256) is None  # type: ignore[arg-type]


def test_sets_as_leaves_make_a_set_dimension_a_tree(system: System) -> None:
    margin = margin_of(system, "form")
    cells = np.array([[10, 11, -1], [0, -1, 13]])
    made = with_subsets(margin, "form", cells)
    assert made.dimensions == margin.dimensions == ("sex", "form")
    assert made.groups["form"].tolist() == [0, 1, 2] and made.groups["sex"].tolist() == [0, 1]
    assert made.items == {} and made.source is None and made.nodes == ()
    assert made.cells is cells and made.alive.tolist() == [[True, True, False], [True, False, True]]
