"""Demands are proven exactly where some whole table meets them: small components, all of their tables."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from disclosure.rules import ANY, Demands
from disclosure.solver import Polytope
from disclosure.suppression.proof import LARGE, Proof

from .equations import matrix

# A rectangle of two by three withheld cells, of which all sums are published.
ROWS = [{0: 1, 1: 1, 2: 1}, {3: 1, 4: 1, 5: 1}, {0: 1, 3: 1}, {1: 1, 4: 1}, {2: 1, 5: 1}]
SIZE = 6
CASES = [(1, 4, 2, 6, 1, 3), (1, 1, 1, 1, 1, 1), (2, 3, 1, 1, 5, 9), (4, 1, 0, 2, 2, 7), (1, 8, 3, 2, 1, 1)]


def every_table(value: np.ndarray, floor: np.ndarray, published: tuple[int, ...] = ()) -> np.ndarray:
    """All tables with the same sums and published cells, and nothing below its floor."""
    most = int(value.sum())
    tables = np.array(list(product(range(most + 1), repeat=2)))
    # Two cells of the first row tell all the others.
    first, second = tables[:, 0], tables[:, 1]
    third = value[:3].sum() - first - second
    columns = [value[0] + value[3], value[1] + value[4], value[2] + value[5]]
    whole = np.column_stack(
        [first, second, third, columns[0] - first, columns[1] - second, columns[2] - third]
    )
    kept = (whole >= floor).all(axis=1) & (whole[:, list(published)] == value[list(published)]).all(axis=1)
    return whole[kept]


def unmet(asked: Demands, tables: np.ndarray) -> list[int]:
    seen = tables[:, asked.cells]
    return np.flatnonzero(asked.unmet(seen.min(axis=0), seen.max(axis=0))).tolist()


def asked_of(value: np.ndarray) -> Demands:
    """Of every cell: three kinds of demands, some of which cannot be met."""
    cells = np.repeat(np.arange(SIZE), 3)
    low = np.tile([ANY, 0, ANY], SIZE)
    reach = np.tile([3, 3, 1], SIZE) + np.repeat(np.arange(SIZE) % 2, 3)
    return Demands(cells, reach, np.minimum(low, np.where(low == 0, np.maximum(value[cells] - 1, 0), ANY)),
                   np.tile([2, 0, 4], SIZE))  # fmt: skip


def only(asked: Demands, kept: list[int]) -> Demands:
    return Demands(asked.cells[kept], asked.reach[kept], asked.low[kept], asked.width[kept])


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize("counts", CASES)
def test_a_demand_is_met_where_tables_meet_it_and_by_tables_that_hold(
    counts: tuple[int, ...], least: int
) -> None:
    value = np.array(counts)
    floor = np.minimum(value, least)
    asked = asked_of(value)
    tables = every_table(value, floor)
    missing = unmet(asked, tables)
    assert Proof(matrix(ROWS, SIZE), value, floor, asked).establish().tolist() == missing
    met = only(asked, [d for d in range(asked.size) if d not in missing])
    proof = Proof(matrix(ROWS, SIZE), value, floor, met)
    assert proof.establish().tolist() == []
    witnesses = value + proof.used_moves().toarray()
    assert all((witness == tables).all(axis=1).any() for witness in witnesses)
    assert unmet(met, np.vstack([value, witnesses])) == []


@pytest.mark.parametrize("counts", CASES)
@pytest.mark.parametrize("large", [LARGE, 0], ids=["one by one", "abreast"])
@pytest.mark.parametrize("order", [(5, 4, 0, 3, 1, 2), (0, 1, 2, 3, 4, 5), (3, 0, 5, 1, 4, 2)])
def test_a_cell_is_published_where_every_demand_can_do_without_it(
    order: tuple[int, ...], counts: tuple[int, ...], large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.suppression.proof.LARGE", large)
    value = np.array(counts)
    floor = np.minimum(value, 1)
    every = asked_of(value)
    asked = only(
        every, [d for d in range(every.size) if d not in unmet(every, every_table(value, floor))][:4]
    )
    proof = Proof(matrix(ROWS, SIZE), value, floor, asked)
    assert len(proof.establish()) == 0
    published: tuple[int, ...] = ()
    for cell in order:
        kept = not unmet(asked, every_table(value, floor, (*published, cell)))
        assert proof.publish(cell) == kept
        published = (*published, cell) if kept else published
        moves = proof.used_moves().toarray()
        assert not moves[:, list(published)].any(), "nothing rests on moves of published cells"
        assert unmet(asked, np.vstack([value, value + moves])) == []


def test_the_number_of_processors_changes_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosure.suppression.proof.LARGE", 0)
    value, floor = np.array(CASES[2]), np.ones(SIZE, dtype=np.int64)
    found = []
    for processors in (1, 7):
        monkeypatch.setattr("os.cpu_count", lambda processors=processors: processors)
        proof = Proof(matrix(ROWS, SIZE), value, floor, asked_of(value))
        missing = proof.establish().tolist()
        published = [cell for cell in range(SIZE) if proof.publish(cell)]
        found.append((missing, published, proof.used_moves().toarray().tolist()))
    assert found[0] == found[1]


def test_what_could_not_be_published_still_moves() -> None:
    value = np.array([3, 3, 3, 3, 3, 3])
    asked = Demands(np.array([0]), np.array([5]), np.array([ANY]), np.array([2]))
    proof = Proof(matrix(ROWS, SIZE), value, np.ones(SIZE, dtype=np.int64), asked)
    proof.adopt(sparse.csr_matrix(np.array([[2, -2, 0, -2, 2, 0]])))
    assert len(proof.establish()) == 0
    assert proof.publish(3) is False, "the second of two cells of a column"
    assert proof.publish(1), "the third column takes its place"
    assert proof.used_moves().toarray().tolist() == [[2, 0, -2, -2, 0, 2]]


def test_resting_counts_the_demands_whose_moves_touch_a_cell() -> None:
    value = np.array([3, 3, 3, 3, 3, 3])
    asked = Demands(np.array([0, 1]), np.array([5, 3]), np.array([ANY, ANY]), np.array([2, 2]))
    proof = Proof(matrix(ROWS, SIZE), value, np.ones(SIZE, dtype=np.int64), asked)
    proof.adopt(sparse.csr_matrix(np.array([[2, -2, 0, -2, 2, 0]])))
    assert len(proof.establish()) == 0
    assert proof.resting().tolist() == [2, 2, 0, 2, 2, 0]


@pytest.mark.parametrize("low", [ANY, 1])
def test_moves_found_elsewhere_spare_the_search_and_false_ones_are_not_taken(low: int) -> None:
    value = np.array([3, 3, 3, 3, 3, 3])
    asked = Demands(np.array([0]), np.array([5]), np.array([low]), np.array([4]))
    good = np.array([[2, -2, 0, -2, 2, 0], [-2, 2, 0, 2, -2, 0]])
    below = np.array([[3, -3, 0, -3, 3, 0]])
    uneven = np.array([[2, 0, 0, 0, 0, 0]])
    proof = Proof(matrix(ROWS, SIZE), value, np.ones(SIZE, dtype=np.int64), asked)
    proof.adopt(sparse.csr_matrix(np.vstack([below, uneven, good, good])))
    before = Polytope.solved
    assert len(proof.establish()) == 0 and Polytope.solved == before
    assert sorted(proof.used_moves().toarray().tolist()) == sorted(good.tolist())


@pytest.mark.parametrize("found", [1, -1])
@pytest.mark.parametrize("wanted", [(5, 1, 0), (5, 1, 4), (3, ANY, 4)])
def test_only_the_end_that_is_missing_is_looked_for(wanted: tuple[int, int, int], found: int) -> None:
    asked = Demands(np.array([0]), *(np.array([number]) for number in wanted))
    proof = Proof(matrix(ROWS, SIZE), np.full(SIZE, 3), np.ones(SIZE, dtype=np.int64), asked)
    proof.adopt(sparse.csr_matrix(found * np.array([[2, -2, 0, -2, 2, 0]])))
    before = Polytope.solved
    assert len(proof.establish()) == 0 and Polytope.solved == before + 1
    assert sorted(proof.used_moves().toarray()[:, 0].tolist()) == [-2, 2]


def test_what_nothing_asks_for_rests_on_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    proof = Proof(
        matrix(ROWS, SIZE), np.full(SIZE, 3), np.ones(SIZE, dtype=np.int64), Demands(none, none, none, none)
    )
    assert proof.establish().tolist() == [] and proof.used_moves().shape == (0, SIZE)
    assert all(proof.publish(cell) for cell in range(SIZE))


def test_a_component_without_equations_rises_as_it_likes() -> None:
    asked = Demands(np.array([0, 1]), np.array([50, 2]), np.array([ANY, 1]), np.array([49, 1]))
    proof = Proof(matrix([], 2), np.array([1, 1]), np.array([1, 0]), asked)
    assert proof.establish().tolist() == []
    refused = Demands(np.array([0]), np.array([1]), np.array([0]), np.array([0]))
    assert Proof(matrix([], 2), np.array([1, 1]), np.array([1, 0]), refused).establish().tolist() == [0]
