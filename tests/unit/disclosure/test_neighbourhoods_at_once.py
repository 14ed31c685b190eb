"""Neighbourhoods looked at together share no cell, and what is found in them is put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from disclosure.arrays import Mask
from disclosure.rules import Demands
from disclosure.solver import INFINITY
from disclosure.suppression import neighbourhoods
from disclosure.suppression.neighbourhoods import Neighbourhoods
from disclosure.suppression.problem import Problem, Within
from disclosure.suppression.search import Proven, Search

from .small_problems import Small, everything, small, weight


class Looks:
    """Which cells were looked at, lot by lot, and which demands were asked there."""

    def __init__(self, case: Small, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lots: list[list[tuple[np.ndarray, np.ndarray]]] = [[]]
        part = Problem.part

        def noted(problem: Problem, cells: np.ndarray, asked: np.ndarray, start: Mask) -> Within:
            self.lots[-1].append((cells, asked))
            return part(problem, cells, asked, start)

        monkeypatch.setattr(Problem, "part", noted)
        self.near = Neighbourhoods(case.problem, 0, INFINITY, self.between)

    def between(self) -> bool:
        """It is never late."""
        self.lots.append([])
        return False


@pytest.mark.parametrize("size", [3, 4, 6])
def test_neighbourhoods_at_the_same_time_share_no_cell_and_all_that_may_be_published_is_in_one(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", size)
    monkeypatch.setattr(neighbourhoods, "ABREAST", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    case = small("two")
    wide, linked = (
        everything(case),
        (abs(case.problem.system.equations.T) @ case.problem.system.equations) != 0,
    )
    looks = Looks(case, monkeypatch)
    looks.near.improve(wide, 1)
    cores: set[int] = set()
    for lot in looks.lots:
        every = np.concatenate([np.zeros(0, dtype=np.int64), *(cells for cells, _ in lot)])
        assert len(np.unique(every)) == len(every) and len(lot) <= 2
        for number, (cells, _) in enumerate(lot):
            assert len(cells) <= size and (number == 0 or len(cells) >= size // 2)
            assert all(linked[cells[:place], cells[place]].nnz for place in range(1, len(cells)))
            cores |= set(cells[: 1 + len(cells) // neighbourhoods.CORE].tolist())
    assert size > 3 or any(len(lot) == 2 for lot in looks.lots), "there is room for two"
    assert cores >= set(np.flatnonzero(wide.withheld & ~case.problem.start).tolist())


def test_a_neighbourhood_is_asked_for_demands_that_lie_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (2, 3, 4, 5, 7, 10):
        monkeypatch.setattr(neighbourhoods, "SIZE", size)
        looks = Looks(small("two"), monkeypatch)
        looks.near.first()
        asked = small("two").problem.demands.cells
        assert any(len(those) for _, those in looks.lots[0])
        for cells, those in looks.lots[0]:
            assert np.isin(asked[those], cells).all()


def side_by_side(first: Small, second: Small) -> Problem:
    """One problem of two that have nothing to do with each other."""
    parts = (first.problem, second.problem)

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    def cells(name: str) -> np.ndarray:
        return np.concatenate([getattr(part.system, name) for part in parts])

    asked = [part.demands for part in parts]
    places = np.concatenate([asked[0].cells, asked[1].cells + first.problem.system.size])
    others = (np.concatenate([getattr(one, name) for one in asked]) for name in ("reach", "low", "width"))
    system = replace(
        first.problem.system,
        **{name: cells(name) for name in ("value", "contributors", "listed", "countable")},
        equations=sparse.block_diag([part.system.equations for part in parts], format="csr"),
        origin=(*first.problem.system.origin, *second.problem.system.origin),
    )
    shared = ("floor", "start", "closed", "zeros", "cells", "weight")
    return Problem(system, Demands(places, *others), *(joined(name) for name in shared))


@pytest.mark.parametrize("size", [8, 12])
def test_what_is_improved_at_the_same_time_is_put_together(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbourhoods, "SIZE", size)
    one, other = small("one"), small("two")
    problem = side_by_side(one, other)
    wide = Search(problem, 0, INFINITY, None).first(~problem.closed & ~problem.zeros)
    found = Neighbourhoods(problem, 0, INFINITY, lambda: False).improve(wide, 5)
    middle, steps = one.problem.system.size, found.moves.tocsc()
    for case, half in ((one, slice(0, middle)), (other, slice(middle, None))):
        case.check(Proven(found.withheld[half], steps[:, half].tocsr()))
        begun = weight(case, wide.withheld[half])
        assert weight(case, found.withheld[half]) < begun, "both hide less"
        if size == middle:
            safe = [pattern for pattern in case.patterns(4) if not case.unmet(pattern)]
            least = min(weight(case, pattern) for pattern in safe)
            assert weight(case, found.withheld[half]) == pytest.approx(least)
