"""The best whole table, against all there are."""

from __future__ import annotations

from itertools import product

import numpy as np

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
