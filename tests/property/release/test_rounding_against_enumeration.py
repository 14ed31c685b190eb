"""Rounded releases against tables counted one by one: verifier, audit and attacker agree with them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from disclosure import Rules
from release.certificate_verifier import Sheet
from release.errors import UserError
from release.ledger import PastRelease, PastTable
from release.model import SEMESTER, CodeList, Description, Node, Statistic
from release.rounding import audit_rounded, round_population

from ...unit.disclosure.oracle import all_tables
from .test_certificates_against_enumeration import CASES, MOST, Codes, Problem, Shown, axis, some_of

BASES = (2, 3)


@dataclass(frozen=True)
class Rounded(Problem):
    """Publications of figures: those of a whole table of multiples, which the true one need not be near."""

    multiples: tuple[int, ...] = ()

    @property
    def base(self) -> int:
        return int(str(self.policy["base"]))

    def figure(self, shown: Shown, names: Codes) -> int:
        return int(self.count(shown, names, np.array(self.multiples)))

    def thinkable(self) -> np.ndarray:
        tables = np.array(list(all_tables(len(self.kinds), MOST)))
        for shown in self.publications:
            for names in shown.cells():
                seen, figure = self.count(shown, names, tables), self.figure(shown, names)
                floor = min(self.value(shown, names), 1)
                tables = tables[(seen >= floor) & (np.abs(seen - figure) < self.base)]
        return tables

    def sheets(self) -> list[Sheet]:
        return [
            Sheet(
                shown.table,
                {dim: axis(dim, codes) for dim, codes in shown.dims.items()},
                {names: self.figure(shown, names) for names in shown.cells()},
                {names: self.behind(shown, names) for names in shown.cells()},
            )
            for shown in self.publications
        ]


@st.composite
def problems(draw: st.DrawFn) -> Rounded:
    publications, kinds = draw(st.sampled_from(CASES))
    there = draw(some_of(len(kinds), 1, MOST - 2))
    base = draw(st.sampled_from(BASES))
    policy = {
        "k": 2,
        "protection": "count",
        "base": base,
        "sensitive": draw(st.sampled_from([(), ("sex",), ("form",)])),
        "group_below": 4,
    }
    shift = draw(st.lists(st.integers(0, 1), min_size=len(kinds), max_size=len(kinds)))
    multiples = tuple(base * min(n // base + up, 2) for n, up in zip(there, shift, strict=True))
    return Rounded(publications, kinds, there, policy, draw(st.booleans()), multiples)


@settings(max_examples=200)
@given(problem=problems())
def test_all_thinkable_tables_are_believed_exactly_when_figures_tell_nothing(problem: Rounded) -> None:
    tables = problem.thinkable()
    assume(0 < len(tables) < 700)
    assert problem.verified(tables) == problem.safe(tables)


@settings(max_examples=150)
@given(problem=problems(), data=st.data())
def test_figures_that_are_verified_are_safe_whatever_the_witnesses(
    problem: Rounded, data: st.DataObject
) -> None:
    tables = problem.thinkable()
    assume(len(tables) > 0)
    some = data.draw(st.lists(st.integers(0, len(tables) - 1), max_size=12))
    strays = data.draw(st.lists(some_of(len(problem.kinds), 0, MOST), max_size=1))
    witnesses = np.array([*tables[some].tolist(), *strays]).reshape(-1, len(problem.kinds))
    if problem.verified(witnesses):
        assert problem.safe(tables)
        assert all(s in tables.tolist() for s in strays if s != list(problem.there)), "one too far away"


@settings(max_examples=100)
@given(problem=problems(), data=st.data())
def test_a_table_is_a_witness_just_where_it_is_near_enough(problem: Rounded, data: st.DataObject) -> None:
    """Nothing is asked: what is doubted is the witness."""
    nothing = Rounded(
        problem.publications,
        problem.kinds,
        problem.there,
        dict(problem.policy, k=1, sensitive=()),
        multiples=problem.multiples,
    )
    near = nothing.thinkable().tolist()
    true = nothing.leaves(np.array(problem.there))
    other = data.draw(some_of(len(problem.kinds), 0, MOST) | st.sampled_from([*near, [*problem.there]]))
    steps = np.eye(len(other), dtype=int)
    for table in np.array(other) + np.vstack([0 * steps[0], steps]):
        # What is the true one in every published table is no witness: there is nothing to tell of it.
        if nothing.leaves(table) != true and table.sum() <= MOST:
            assert nothing.verified(np.array([table])) == (table.tolist() in near)


# Two or three semesters, one a release, and who was in which of two places.

HALVES = ("2024-S1", "2024-S2", "2025-S1")
PLACES = ("a", "b")
DESCRIPTION = Description("t", {}, {}, {}, (), (), "p", (SEMESTER, "place"))


def tree(dimension: str, *nodes: tuple[str, str | None]) -> CodeList:
    return CodeList(dimension, "tree", False, (), {}, tuple(Node(code, above, {}) for code, above in nodes))


def lists(until: int) -> dict[str, CodeList]:
    """The code lists of the release of a semester."""
    years = dict.fromkeys(half[:4] for half in HALVES[:until])
    nodes = [(year, "_T") for year in years] + [(half, half[:4]) for half in HALVES[:until]]
    return {
        SEMESTER: tree(SEMESTER, ("_T", None), *nodes),
        "place": tree("place", ("_T", None), *((place, "_T") for place in PLACES)),
    }


def cells(until: int) -> list[tuple[str, str]]:
    found = lists(until)
    return list(product(found[SEMESTER].codes, found["place"].codes))


def inside(cell: tuple[str, str], until: int) -> np.ndarray:
    """Which leaves (semester by place) a cell of a release covers."""
    when, where = cell
    leaves = product(HALVES, PLACES)
    covered = [
        HALVES.index(half) < until and half.startswith(when.replace("_T", "")) and where in ("_T", place)
        for half, place in leaves
    ]
    return np.array(covered, dtype=int)


def frame(until: int, leaves: np.ndarray) -> pl.DataFrame:
    values = [int(inside(cell, until) @ leaves) for cell in cells(until)]
    codes = {SEMESTER: [c[0] for c in cells(until)], "place": [c[1] for c in cells(until)]}
    return pl.DataFrame({**codes, "value": values, "contributors": values})


def earlier(until: int, leaves: np.ndarray) -> dict[str, pl.DataFrame]:
    return {
        HALVES[n - 1]: frame(n, leaves)
        .filter(pl.col(SEMESTER) == "_T")
        .drop(SEMESTER)
        .with_columns(pl.lit("_T").alias(SEMESTER))
        .select(SEMESTER, "place", "value", "contributors")
        for n in range(1, until)
    }


def demands(leaves: np.ndarray, k: int, until: int) -> list[np.ndarray]:
    """Cells and increments, as sums of leaves, behind which stand at least one and fewer than k."""
    asked = [inside(cell, n) for n in range(1, until + 1) for cell in cells(n)]
    for one, two in combinations(range(1, until + 1), 2):
        asked += [inside(("_T", place), two) - inside(("_T", place), one) for place in ("_T", *PLACES)]
    return [row for row in asked if 0 < row @ leaves < k]


@settings(max_examples=150)
@given(data=st.data())
def test_figures_of_two_releases_are_called_safe_just_where_all_tables_say_so(data: st.DataObject) -> None:
    """Whatever multiples they are, near the truth or not, as long as they add up and 0 is 0."""
    k, base = 2, data.draw(st.sampled_from([3, 4]))
    drawn = data.draw(st.lists(st.sampled_from([1, 1, 0, 2, 4]), min_size=4, max_size=4))
    leaves = np.array([*drawn, 0, 0])
    up = np.array(data.draw(st.lists(st.integers(0, 1), min_size=6, max_size=6)))
    multiples = np.where(leaves > 0, base * (leaves // base + up), 0)
    worlds = np.pad(np.array(list(product(range(12), repeat=4))), ((0, 0), (0, 2)))
    worlds = worlds[np.all(worlds >= np.minimum(leaves, 1), axis=1)]
    past, status = [], pl.lit(f"rounded:{base}").alias("status")
    for until in (1, 2):
        shown = frame(until, multiples).drop("contributors").with_columns(status)
        table = PastTable("t", "p", (SEMESTER, "place"), shown)
        past.append(PastRelease(HALVES[until - 1], HALVES[until - 1], {"t": table}, lists(until)))
        for cell in cells(until):
            covered = inside(cell, until)
            worlds = worlds[np.abs(worlds @ covered - covered @ multiples) < base]
    statistic = Statistic(DESCRIPTION, frame(2, leaves), False, earlier(2, leaves))
    found = audit_rounded({"t": shown}, [statistic], lists(2), past[:1], Rules(k), base)
    asked = [worlds @ row for row in demands(leaves, k, 2)]
    safe = not asked or (len(worlds) > 0 and all(s.max() >= k and np.ptp(s) >= k - 1 for s in asked))
    event(f"safe: {safe}")
    assert (found.open == ()) == safe


@settings(max_examples=40)
@given(data=st.data())
def test_no_release_in_a_row_tells_a_small_cell_or_increment(data: st.DataObject) -> None:
    """Every table that could have led to all figures shown so far is counted, after each release."""
    k, base = 2, data.draw(st.sampled_from([3, 4]))
    leaves = np.array(data.draw(st.lists(st.sampled_from([1, 1, 0, 2, 4]), min_size=6, max_size=6)))
    rules, secret = Rules(k), data.draw(st.binary(min_size=16, max_size=16))
    past: list[PastRelease] = []
    worlds = np.array(list(product(range(8), repeat=6)))
    worlds = worlds[np.all(worlds >= np.minimum(leaves, 1), axis=1)]
    kept: dict[tuple[int, ...], int] = {}
    for until in range(1, 4):
        statistic = Statistic(DESCRIPTION, frame(until, leaves), False, earlier(until, leaves))
        try:
            tables, proof = round_population(
                [statistic], lists(until), past, rules, base, secret=secret, period=HALVES[until - 1]
            )
        except UserError:
            event(f"no safe figures for release {until}")
            return
        shown = tables[0].frame
        assert audit_rounded({"t": shown}, [statistic], lists(until), past, rules, base).open == ()
        for cell, value in zip(cells(until), shown["value"].to_list(), strict=True):
            covered = inside(cell, until)
            assert kept.setdefault(tuple(covered.tolist()), value) == value, "a figure changed"
            worlds = worlds[np.abs(worlds @ covered - value) < base]
        for row in demands(leaves, k, until):
            seen = worlds @ row
            assert seen.max() >= k and np.ptp(seen) >= k - 1
        assert proof["witness"].n_unique() >= 1 or not demands(leaves, k, until)
        table = PastTable("t", "p", (SEMESTER, "place"), shown)
        past.append(PastRelease(HALVES[until - 1], HALVES[until - 1], {"t": table}, lists(until)))
