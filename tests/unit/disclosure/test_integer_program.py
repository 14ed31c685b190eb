"""The best whole table, against all there are."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import sparse

from disclosure.alternatives.integer_program import Best, best_table

from .equations import matrix

ENDLESS = float("inf")


def test_the_best_is_the_cheapest_of_all_whole_tables_and_proven_so() -> None:
    random = np.random.default_rng(2)
    every = np.array(list(product(range(4), repeat=4)))
    for _ in range(20):
        rows = random.integers(-1, 3, (2, 4))
        right = rows @ every[random.integers(len(every))]
        cost = random.integers(-5, 6, 4).astype(float)
        lower, upper = np.zeros(4), random.integers(1, 4, 4).astype(float)
        fits = every[np.all(every @ rows.T == right, axis=1) & np.all(every <= upper, axis=1)]
        system = matrix([dict(enumerate(row.tolist())) for row in rows], 4)
        best = best_table(system, right.astype(float), cost, lower, upper, ENDLESS)
        if not len(fits):
            assert best == Best(None, ENDLESS, ENDLESS)
            continue
        assert best.table is not None and best.table.tolist() in fits.tolist()
        assert best.objective == best.bound == (fits @ cost).min() == cost @ best.table


def test_cells_need_no_upper_end() -> None:
    one = matrix([{0: 2, 1: -3}], 2)
    best = best_table(one, np.array([1.0]), np.ones(2), np.zeros(2), np.full(2, ENDLESS), 60.0)
    assert best.table is not None and (best.table.tolist(), best.objective) == ([2, 1], 3.0)


def test_where_costs_fall_without_end_there_is_no_best() -> None:
    one = matrix([{0: 1, 1: -1}], 2)
    best = best_table(one, np.zeros(1), -np.ones(2), np.zeros(2), np.full(2, ENDLESS), ENDLESS)
    assert best.table is None and best.objective == ENDLESS


def test_what_only_fractions_fit_is_none() -> None:
    halves = matrix([{0: 2, 1: 2}], 2)
    best = best_table(halves, np.array([3.0]), np.ones(2), np.zeros(2), np.full(2, 9.0), ENDLESS)
    assert best.table is None and best.objective == ENDLESS


def market_split(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Halves to be met exactly by a choice of columns: hard beyond all proportion to its size."""
    weights = np.random.default_rng(0).integers(0, 100, (rows, columns)).astype(float)
    return weights, np.floor(weights.sum(axis=1) / 2)


def test_out_of_time_the_best_table_so_far_comes_with_a_bound_below_it() -> None:
    weights, halves = market_split(5, 40)
    misses = sparse.csr_matrix(np.hstack([weights, np.eye(5), -np.eye(5)]))
    cost = np.repeat([0.0, 1.0], [40, 10])
    best = best_table(misses, halves, cost, np.zeros(50), np.repeat([1.0, 5000.0], [40, 10]), 0.5)
    assert best.table is not None
    assert best.bound < best.objective == cost @ best.table
    assert np.array_equal(misses @ best.table, halves)


def test_out_of_time_without_any_table_none_is_made_up() -> None:
    weights, halves = market_split(5, 40)
    best = best_table(sparse.csr_matrix(weights), halves, np.zeros(40), np.zeros(40), np.ones(40), 0.2)
    assert best.table is None
    assert best.bound <= 0 < best.objective == ENDLESS


def test_the_nearest_split_is_that_of_all_splits() -> None:
    weights, halves = market_split(3, 6)
    misses = sparse.csr_matrix(np.hstack([weights, np.eye(3), -np.eye(3)]))
    cost = np.repeat([0.0, 1.0], [6, 6])
    upper = np.repeat([1.0, 5000.0], [6, 6])
    best = best_table(misses, halves, cost, np.zeros(12), upper, ENDLESS)
    nearest = min(np.abs(weights @ np.array(each) - halves).sum() for each in product((0, 1), repeat=6))
    assert best.objective == best.bound == nearest > 0
