"""What the attacker computes, on examples done by hand and by enumeration."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import (
    UNBOUNDED,
    DisclosureError,
    InconsistentTablesError,
    Intervals,
    System,
    Table,
    attack,
    link,
)
from disclosure.attackers.view import View

from .equations import plain
from .tables import hierarchy

ROWS = hierarchy("rows", "row", {"_T": ["1", "2", "3"]})
COLUMNS = hierarchy("columns", "column", {"_T": ["a", "b", "c"]})


def square(inner: list[list[int]], hidden: set[str]) -> tuple[System, np.ndarray, list[str]]:
    """A 3 x 3 table with margins; `hidden` names cells as row + column."""
    counts = np.array(inner)
    full = np.block([[counts.sum(), counts.sum(axis=0)], [counts.sum(axis=1, keepdims=True), counts]])
    codes = [(r, c) for r in ("_T", "1", "2", "3") for c in ("_T", "a", "b", "c")]
    frame = pl.DataFrame(
        [{"row": r, "column": c, "value": int(v)} for (r, c), v in zip(codes, full.reshape(-1), strict=True)]
    )
    system = link([Table("t", {"row": "rows", "column": "columns"}, frame)], [ROWS, COLUMNS])
    names = ["".join(code) for code in codes]
    withheld = np.zeros(system.size, dtype=bool)
    withheld[system.rows("t")[[name in hidden for name in names]]] = True
    return system, withheld, names


def ends(
    system: System, withheld: np.ndarray, names: list[str], floor: int = 1
) -> dict[str, tuple[int, int]]:
    found = attack(system.without_values(withheld), ~withheld, floor=floor)
    place = dict(zip(system.rows("t").tolist(), names, strict=True))
    assert found.proven.all()
    return {
        place[cell]: (low, high)
        for cell, low, high in zip(
            found.cells.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True
        )
    }


def test_a_rectangle_of_withheld_cells_moves_as_far_as_its_smallest_corners() -> None:
    system, withheld, names = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    assert ends(system, withheld, names, floor=0) == {"1a": (1, 5), "1b": (0, 4), "2a": (1, 5), "2b": (0, 4)}
    assert ends(system, withheld, names, floor=1) == {"1a": (2, 4), "1b": (1, 3), "2a": (2, 4), "2b": (1, 3)}


def test_the_floor_of_one_gives_a_pair_away_that_floor_zero_hides() -> None:
    system, withheld, names = square([[1, 1, 9], [1, 1, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    found = attack(system.without_values(withheld), ~withheld, floor=1)
    assert found.exact.all()
    assert not attack(system.without_values(withheld), ~withheld, floor=0).exact.any()
    assert ends(system, withheld, names)["1a"] == (1, 1)


def test_a_single_withheld_cell_is_exact() -> None:
    system, withheld, names = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]], {"1a"})
    assert ends(system, withheld, names) == {"1a": (2, 2)}


def test_withheld_totals_leave_their_cells_without_an_upper_end() -> None:
    system, withheld, names = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]], {"1a", "1_T", "_Ta", "_T_T"})
    assert ends(system, withheld, names)["1a"] == (1, UNBOUNDED)
    assert ends(system, withheld, names)["1_T"] == (13, UNBOUNDED)


def test_the_attacker_never_reads_a_withheld_value() -> None:
    system, withheld, _ = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    lied = System(**{**vars(system), "value": np.where(withheld, 777, system.value)})
    true, false = (attack(which, ~withheld) for which in (system, lied))
    assert np.array_equal(true.lower, false.lower)
    assert np.array_equal(true.upper, false.upper)


def test_published_values_that_no_table_can_have_are_refused() -> None:
    system, withheld, names = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    value = system.value.copy()
    value[system.rows("t")[4]] = 99
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict") as refused:
        attack(System(**{**vars(system), "value": value}), ~withheld)
    assert (refused.value.table, refused.value.codes) == ("t", ("_T", "_T"))
    value = np.where(withheld, value, system.value)
    value[system.rows("t")[names.index("3a")]] = 18
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        attack(System(**{**vars(system), "value": value}), ~withheld)
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        attack(plain([1, 1, 0], [{0: -1, 1: 1, 2: 1}]), np.array([True, False, False]))


def test_a_fractional_corner_is_no_end_of_an_integer_interval() -> None:
    """Three cells of which each pair sums to a published odd number through linked tables."""
    tree = {"_T": ["x", "y", "z"]}
    pairs = {
        "xy": {"_T": ["p", "z"], "p": ["x", "y"]},
        "yz": {"_T": ["q", "x"], "q": ["y", "z"]},
        "xz": {"_T": ["r", "y"], "r": ["x", "z"]},
    }
    value = {"x": 2, "y": 3, "z": 4, "p": 5, "q": 7, "r": 6, "_T": 9}
    groupings = [hierarchy(name, "d", pair) for name, pair in pairs.items()]
    tables = [
        Table(g.name, {"d": g.name}, pl.DataFrame([{"d": n.code, "value": value[n.code]} for n in g.nodes]))
        for g in groupings
    ]
    system = link(tables, [*groupings, hierarchy("flat", "d", tree)])
    hidden = np.zeros(system.size, dtype=bool)
    for table in tables:
        codes = table.frame["d"].to_list()
        for code, cell in zip(codes, system.rows(table.name).tolist(), strict=True):
            hidden[cell] |= code in {"x", "y", "z", "_T"}
    found = attack(system.without_values(hidden), ~hidden)
    assert found.exact.all(), "three sums of pairs tell all three"


def test_no_time_to_find_any_table_is_not_taken_for_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    system, withheld, _ = square([[1, 4, 5], [6, 7, 8], [9, 9, 9]], {"1a", "1b", "2a", "2b"})
    monkeypatch.setattr(View, "begin", lambda _: None)
    with pytest.raises(DisclosureError) as refused:
        attack(system.without_values(withheld), ~withheld)
    assert refused.value.reason == "time_limit"
    assert not isinstance(refused.value, InconsistentTablesError)


def test_narrow_and_exact_are_told_by_the_ends() -> None:
    ends = np.array([[2, 2], [2, 5], [0, UNBOUNDED]])
    found = Intervals(np.arange(3), ends[:, 0], ends[:, 1], np.ones(3, dtype=bool))
    assert found.exact.tolist() == [True, False, False]
    assert [found.narrower_than(width).tolist()[:2] for width in (0, 1, 3, 4)] == [
        [False, False],
        [True, False],
        [True, False],
        [True, True],
    ]
    assert not found.narrower_than(100)[2]
    assert found.exact.dtype == found.narrower_than(1).dtype == bool


def test_floors_may_differ_and_targets_be_published() -> None:
    system = plain([9, 2, 3, 4], [{0: -1, 1: 1, 2: 1, 3: 1}])
    published = np.array([True, False, False, False])
    found = attack(system, published, floor=np.array([0, 1, 3, 0]), targets=np.array([3, 0, 1]))
    assert (found.cells.tolist(), found.lower.tolist(), found.upper.tolist()) == (
        [3, 0, 1],
        [0, 9, 1],
        [5, 9, 6],
    )
    assert found.proven.all()


def test_what_counts_nobody_is_no_target_unless_asked_for() -> None:
    system = plain([9, 2, 7, 4], [{0: -1, 1: 1, 2: 1}], unlisted=[2])
    every = attack(system, np.array([True, False, True, True]))
    assert every.cells.tolist() == [1], (
        "listed cells that are published are no targets, nor what is not countable"
    )
    asked = attack(system, np.array([True, False, True, True]), targets=np.array([2]))
    assert (asked.lower[0], asked.upper[0]) == (0, 8), "in no file, so that it may be nobody"


def test_cells_that_grow_together_without_end_have_an_end_below() -> None:
    # A withheld total of three cells, two of which another published sum bounds.
    system = plain([9, 2, 3, 4, 5], [{0: -1, 1: 1, 2: 1, 3: 1}, {4: -1, 1: 1, 2: 1}])
    found = attack(system, np.array([False] * 4 + [True]))
    assert found.lower.tolist() == [6, 1, 1, 1]
    assert found.upper.tolist() == [UNBOUNDED, 4, 4, UNBOUNDED] and found.proven.all()


def test_out_of_time_only_ends_that_are_exact_are_called_proven() -> None:
    inside = {row + column for row in "123" for column in "abc"}
    system, withheld, _ = square([[2, 3, 9], [4, 1, 9], [9, 8, 7]], inside)
    exact = attack(system.without_values(withheld), ~withheld)
    hurried = attack(system.without_values(withheld), ~withheld, time_limit=-1.0)
    assert np.all((exact.lower <= hurried.lower) & (hurried.upper <= exact.upper))
    same = (exact.lower == hurried.lower) & (exact.upper == hurried.upper)
    assert not same.all() and np.array_equal(hurried.proven, same)


def test_parts_that_know_nothing_of_each_other_are_each_computed_by_their_own_sums() -> None:
    # Two parts of 9; a total less one part, which is 4; two parts of 5 and one that counts against them.
    rows = [{0: -1, 1: 1, 2: 1}, {3: 1, 4: -1, 5: -1}, {6: 1, 7: 1, 8: -1, 9: -1}]
    system = plain([9, 2, 7, 6, 2, 4, 3, 3, 1, 5], rows)
    found = attack(system, np.isin(np.arange(10), [0, 5, 9]), floor=1)
    assert found.cells.tolist() == [1, 2, 3, 4, 6, 7, 8]
    assert found.lower.tolist() == [1, 1, 5, 1, 1, 1, 1]
    assert found.upper.tolist() == [8, 8, *[UNBOUNDED] * 5]
