"""Surroundings hold whole units, so that something can come to a cell even where nothing can fall."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from disclosure import System
from disclosure.suppression.surroundings import Surroundings

from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
PLACE = hierarchy("place", "place", {"_T": ["N", "S"], "N": ["a", "b"], "S": ["c", "d", "e"]})
YEAR = hierarchy("year", "year", {"_T": ["1", "2", "3"]})
TABLES = {"t": {"sex": "sex", "place": "place"}, "u": {"place": "place", "year": "year"}}
KINDS = [{"sex": sex, "place": place, "year": year} for sex in "FM" for place in "abcde" for year in "123"]


@pytest.fixture
def linked() -> System:
    """Persons by sex and place, and by place and year."""
    return World([SEX, PLACE, YEAR]).system(TABLES, KINDS, [1] * len(KINDS))


def can_rise(system: System, cell: int, cells: np.ndarray) -> bool:
    """Whether a cell can rise by something while none of some cells falls and all others stand still."""
    most = np.where(np.isin(np.arange(system.size), cells), np.inf, 0.0)
    least = np.where(np.arange(system.size) == cell, 1.0, 0.0)
    right = np.zeros(system.equations.shape[0])
    bounds = np.column_stack([least, np.maximum(most, 0)])
    if most[cell] == 0:
        return False
    return bool(linprog(np.zeros(system.size), A_eq=system.equations, b_eq=right, bounds=bounds).status == 0)


# Everybody, one sex, each with three levels of places, and those with one year.
CELLS_OF_A_PERSON = 9


def test_the_first_cells_of_the_surroundings_are_all_that_count_one_person(linked: System) -> None:
    surroundings = Surroundings(linked.equations, linked.value)
    price = np.random.default_rng(1).uniform(1.0, 2.0, linked.size)
    for cell in range(linked.size):
        assert can_rise(linked, cell, surroundings.of(cell, CELLS_OF_A_PERSON, price))


def test_next_come_the_cells_of_another_person_the_cheapest_beside_the_first(linked: System) -> None:
    cell, beside, further = linked.rows("t")[[-1, -2, -3]].tolist()
    assert {linked.describe(c)[1]["place"] for c in (cell, beside, further)} == {"c", "d", "e"}
    for cheap, dear in ((beside, further), (further, beside)):
        price = np.ones(linked.size)
        price[cheap] = 0.5
        cells = Surroundings(linked.equations, linked.value).of(cell, 3 * CELLS_OF_A_PERSON, price).tolist()
        assert cells.index(cheap) >= CELLS_OF_A_PERSON
        assert dear not in cells or cells.index(cheap) < cells.index(dear)


def test_the_cells_of_its_equations_alone_would_not_do(linked: System) -> None:
    cell = int(linked.rows("t")[-1])
    beside = np.flatnonzero(abs(linked.equations).T @ (abs(linked.equations)[:, [cell]] > 0).toarray())
    assert len(beside) >= 6
    assert not can_rise(linked, cell, np.union1d(beside, [cell]))


def test_surroundings_begin_with_the_cell_name_none_twice_and_are_as_large_as_asked(linked: System) -> None:
    surroundings = Surroundings(linked.equations, linked.value)
    for size in (1, 7, linked.size):
        cells = surroundings.of(3, size, np.ones(linked.size))
        assert cells[0] == 3
        assert len(set(cells.tolist())) == len(cells) == size


def test_of_parts_that_are_as_good_the_cheapest_is_taken_and_of_these_the_largest() -> None:
    kinds = [{"place": place} for place in "abcde"]
    system = World([PLACE]).system({"t": {"place": "place"}}, kinds, [3, 4, 5, 6, 7])
    named = {system.describe(cell)[1]["place"]: cell for cell in range(system.size)}
    surroundings = Surroundings(system.equations, system.value)
    price = np.ones(system.size)
    assert named["e"] in surroundings.of(named["S"], 3, price)
    price[named["c"]] = 0.0
    assert named["c"] in surroundings.of(named["S"], 3, price)
