"""Where fractions would balance, demands are met by whole tables only: all tables of odd little systems."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from disclosure.rules import ANY, Demands
from disclosure.solver import Polytope
from disclosure.suppression.moves import as_moves
from disclosure.suppression.proof import Proof

from .equations import matrix
from .oracle import compositions

SIZE, TOTAL = 6, 12


@cache
def every_table() -> np.ndarray:
    """All tables of so many units in so many cells."""
    return np.array(list(compositions(TOTAL, SIZE)))


def odd_system(seed: int) -> tuple[list[dict[int, int]], np.ndarray, np.ndarray]:
    """Equations of which one is the total and others pair cells up and down; counts and floors."""
    generator = np.random.default_rng(seed)
    rows = [dict.fromkeys(range(SIZE), 1)]
    for _ in range(2):
        cells = generator.choice(SIZE, 4, replace=False).tolist()
        rows.append(dict(zip(cells, generator.choice([-1, 1, 2], 4).tolist(), strict=True)))
    value = every_table()[generator.integers(len(every_table()))]
    return rows, value, np.minimum(value, generator.integers(0, 2))


def left(
    rows: list[dict[int, int]], value: np.ndarray, floor: np.ndarray, published: list[int]
) -> np.ndarray:
    """The tables that give the same sums and published cells, and nothing below its floor."""
    told = matrix(rows, SIZE).toarray()
    every = every_table()[np.all(every_table() @ told.T == told @ value, axis=1)]
    return every[np.all(every >= floor, axis=1) & np.all(every[:, published] == value[published], axis=1)]


def unmet(asked: Demands, tables: np.ndarray) -> list[int]:
    """Demands for which no table has the very count that is asked; a larger or smaller one may exist."""
    return np.flatnonzero(~np.any(tables[:, asked.cells] == goal(asked), axis=0)).tolist()


def goal(asked: Demands) -> np.ndarray:
    """The count that each demand asks for."""
    return np.where(asked.low == ANY, asked.reach, asked.low)


def every_demand(value: np.ndarray) -> Demands:
    """Of every cell: up by one and by two, down by one and by two."""
    asked = []
    for cell, count in enumerate(value.tolist()):
        asked += [(cell, count + step, ANY, 0) for step in (1, 2)]
        asked += [(cell, 0, count - step, 0) for step in (1, 2) if count >= step]
    return Demands(*np.array(asked, dtype=np.int64).T)


@pytest.mark.parametrize("seed", range(12))
def test_demands_are_met_where_whole_tables_meet_them(seed: int) -> None:
    rows, value, floor = odd_system(seed)
    asked, possible = every_demand(value), left(rows, value, floor, [])
    missing = unmet(asked, possible)
    for demand in range(asked.size):
        proof = Proof(matrix(rows, SIZE), value, floor, asked.one(demand))
        assert proof.establish().tolist() == ([0] if demand in missing else [])
        witnesses = value + proof.used_moves().toarray()
        assert all((witness == possible).all(axis=1).any() for witness in witnesses)
        assert len(witnesses) == (demand not in missing)


@pytest.mark.parametrize("adopted", [False, True], ids=["found here", "found elsewhere"])
@pytest.mark.parametrize("seed", range(12))
def test_cells_are_published_where_whole_tables_can_do_without_them(seed: int, adopted: bool) -> None:
    rows, value, floor = odd_system(seed)
    asked = every_demand(value)
    met = asked.some(np.setdiff1d(np.arange(asked.size), unmet(asked, left(rows, value, floor, [])))[::5])
    for demand in range(met.size):
        proof = Proof(matrix(rows, SIZE), value, floor, met.one(demand))
        assert proof.establish().tolist() == []
        if adopted:
            moves = proof.used_moves()
            proof = Proof(matrix(rows, SIZE), value, floor, met.one(demand))
            proof.adopt(moves)
        assert proof.establish().tolist() == []
        published: list[int] = []
        for cell in np.random.default_rng(seed).permutation(SIZE).tolist():
            kept = not unmet(met.one(demand), left(rows, value, floor, [*published, cell]))
            assert proof.publish(cell) == kept
            published += [cell] if kept else []


@pytest.mark.parametrize("many_alike", [4, 99], ids=["by undoing it", "by learning from the first"])
def test_what_one_move_was_led_round_spares_programmes_for_the_others(
    many_alike: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell of a row but the last is raised by taking from the last one, which is then published."""
    monkeypatch.setattr("disclosure.suppression.proof.MANY", many_alike)
    columns = 8
    rows = [dict.fromkeys(range(columns), 1), dict.fromkeys(range(columns, 2 * columns), 1)]
    rows += [{column: 1, columns + column: 1} for column in range(columns)]
    value, floor = np.full(2 * columns, 5), np.ones(2 * columns, dtype=np.int64)
    many = np.arange(columns - 1)
    none = np.zeros(len(many), dtype=np.int64)
    asked = Demands(many, np.full(len(many), 7), none + ANY, none)
    proof = Proof(matrix(rows, 2 * columns), value, floor, asked)
    last = 2 * columns - 1
    steps = [(np.array([c, columns - 1, columns + c, last]), np.array([2, -2, -2, 2])) for c in many.tolist()]
    proof.adopt(as_moves(steps, 2 * columns))
    assert len(proof.establish()) == 0
    before = Polytope.solved
    assert proof.publish(columns - 1)
    assert Polytope.solved - before < 2 * len(many), "not a look and a search for each of them"
    seen = value + proof.used_moves().toarray()
    assert (seen[:, many].max(axis=0) >= 7).all() and (seen[:, [columns - 1, last]] == 5).all()
