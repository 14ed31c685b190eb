"""The audit believes no table of a pattern's proof that it has not checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from disclosure import Pattern, Rules, SetDimension, System, audit
from disclosure.attackers.audit import proven
from disclosure.rules import demands

from .tables import World, hierarchy

PLACE = hierarchy("place", "place", {"_T": ["a", "b", "c"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})
SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["INT", "EXT"]})


@pytest.fixture
def places() -> System:
    """Of 10 persons one is in a, three are in b, six in c."""
    kinds = [{"place": place} for place in "abc"]
    return World([PLACE]).system({"t": {"place": "place"}}, kinds, [1, 3, 6])


def at(system: System, **codes: str) -> int:
    """The cell under some codes, all others being totals."""
    told = [system.describe(cell)[1] for cell in range(system.size)]
    wanted = {dimension: codes.get(dimension, "_T") for dimension in told[0]}
    return told.index(wanted)


def ends(system: System, hidden: set[int], steps: Mapping[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """What one table of a proof shows, given as steps from the true one."""
    move = np.zeros((1, system.size), dtype=np.int64)
    move[0, list(steps)] = list(steps.values())
    masked = np.isin(np.arange(system.size), list(hidden))
    return proven(system, masked, np.minimum(system.value, 1), sparse.csr_matrix(move))


def test_a_table_that_agrees_with_everything_published_counts(places: System) -> None:
    a, b, c = (at(places, place=code) for code in "abc")
    lowest, highest = ends(places, {a, b, c}, {a: 2, b: -2})
    assert (lowest[[a, b, c]].tolist(), highest[[a, b, c]].tolist()) == ([1, 1, 6], [3, 3, 6])


@pytest.mark.parametrize(
    ("steps", "hidden"),
    [
        ({"a": 3, "b": -3}, "abc"),
        ({"a": 2}, "abc"),
        ({"a": 2, "b": -2}, "ac"),
        ({"a": 2, "_T": 2}, "abc"),
    ],
    ids=["below a floor", "not adding up", "other than what is published", "with another total"],
)
def test_a_table_that_could_not_be_counts_for_nothing(
    places: System, steps: Mapping[str, int], hidden: str
) -> None:
    cell = {code: at(places, place=code) for code in ("a", "b", "c", "_T")}
    told = ends(places, {cell[code] for code in hidden}, {cell[code]: step for code, step in steps.items()})
    assert all(np.array_equal(end, places.value) for end in told)


@pytest.mark.parametrize(("up", "holds"), [(2, True), (3, False)])
def test_those_without_a_value_may_become_nobody_but_not_fewer(up: int, *, holds: bool) -> None:
    kinds = [{"form": ("x",)}, {"form": ("x", "y")}, {"form": ("y",)}]
    system = World([FORM], [SetDimension("form", True)]).system({"t": {"form": "form"}}, kinds, [1, 1, 2])
    some, rest, twice = (at(system, form=code) for code in ("x", "not x", "excess"))
    _, highest = ends(system, {some}, {some: up, rest: -up, twice: up})
    assert (highest[some] == 2 + up) == holds


def test_the_rest_of_a_group_moves_with_the_group_and_its_value() -> None:
    kinds = [{"sex": sex, "scope": scope} for sex in "FM" for scope in ("INT", "EXT")]
    system = World([SEX, SCOPE]).system({"t": {"sex": "sex", "scope": "scope"}}, kinds, [4, 0, 3, 5])
    wider, _ = demands(system, Rules(2, "count", ("scope",), 10))
    assert wider.size == system.size + 1
    home, abroad = at(system, sex="F", scope="INT"), at(system, sex="F", scope="EXT")
    others = at(system, sex="M", scope="INT"), at(system, sex="M", scope="EXT")
    move = np.zeros((1, system.size), dtype=np.int64)
    move[0, [home, abroad, *others]] = [-2, 2, 2, -2]
    _, highest = proven(
        wider,
        np.arange(wider.size) < system.size,
        np.zeros(wider.size, dtype=np.int64),
        sparse.csr_matrix(move),
    )
    assert (wider.value[-1], highest[-1]) == (0, 2)


def test_what_a_proof_leaves_open_is_attacked_and_named(places: System) -> None:
    a, b, c = (at(places, place=code) for code in "abc")
    marked = np.isin(np.arange(places.size), [a, c])
    move = np.zeros((1, places.size), dtype=np.int64)
    move[0, [a, b]] = [2, -2]
    hidden = np.isin(np.arange(places.size), [a, b])
    verdict = audit(places, Pattern(hidden, marked, 0, sparse.csr_matrix(move)), Rules(2), manual=marked)
    assert [(found.codes, found.why) for found in verdict.violations] == [({"place": "c"}, "published")]
    assert verdict.demands == 2


def test_a_step_of_nothing_at_a_published_cell_is_no_step(places: System) -> None:
    a, b, c = (at(places, place=code) for code in "abc")
    move = sparse.csr_matrix(([2, -2, 0], ([0, 0, 0], [a, b, c])), shape=(1, places.size))
    hidden = np.isin(np.arange(places.size), [a, b])
    _, highest = proven(places, hidden, np.minimum(places.value, 1), move)
    assert highest[a] == 3


def test_beside_true_counts_that_do_not_add_up_no_table_holds(places: System) -> None:
    a, b, c = (at(places, place=code) for code in "abc")
    wrong = replace(places, value=places.value + (np.arange(places.size) == c))
    told = ends(wrong, {a, b, c}, {a: 2, b: -2})
    assert all(np.array_equal(end, wrong.value) for end in told)
