"""The layer over the solver: one polytope, its bounds and costs changed again and again."""

from __future__ import annotations

import time

import numpy as np
import pytest

from disclosure.solver import Polytope, quiet_highs, set_option, whole

from .equations import matrix

ALL = np.arange(3)


def triangle(*, integer: bool = False, gap: float = 0.0) -> Polytope:
    """x + y + z = 10, each between 1 and 6."""
    rows = matrix([{0: 1, 1: 1, 2: 1}], 3)
    return Polytope(rows, np.array([10.0]), np.full(3, 1.0), np.full(3, 6.0), integer=integer, gap=gap)


def test_costs_pick_the_corner() -> None:
    polytope = triangle()
    assert polytope.columns == 3
    polytope.costs(ALL, np.array([3.0, 2.0, 1.0]))
    found = polytope.minimise()
    assert (found.outcome, found.objective, found.point.tolist()) == (
        "optimal",
        3 + 2 * 3 + 6.0,
        [1.0, 3.0, 6.0],
    )


def test_an_objective_forgets_the_costs_of_the_one_before() -> None:
    polytope = triangle()
    polytope.objective(np.array([0]), np.array([1.0]))
    assert polytope.minimise(primal=True).objective == 1.0
    polytope.objective(np.array([1]), np.array([-1.0]))
    assert polytope.minimise(primal=True).objective == -6.0
    polytope.objective(np.array([1, 2]), np.array([1.0, 1.0]))
    assert polytope.minimise(primal=True).objective == 4.0, "at most six are left for the first"


def test_bounds_of_some_columns_can_change() -> None:
    polytope = triangle()
    polytope.bounds(np.array([0, 2]), np.array([0.0, 2.0]), np.array([4.0, 2.0]))
    polytope.objective(np.array([1]), np.array([1.0]))
    assert polytope.minimise().point.tolist() == [4.0, 4.0, 2.0]


@pytest.mark.parametrize("primal", [False, True])
def test_no_point_and_no_end_are_told_apart(primal: bool) -> None:
    polytope = triangle()
    polytope.bounds(ALL, np.zeros(3), np.full(3, 3.0))
    nothing = polytope.minimise(primal=primal)
    assert nothing.outcome == "infeasible" and len(nothing.point) == 0 and np.isnan(nothing.objective)
    polytope.bounds(ALL, np.full(3, -np.inf), np.full(3, np.inf))
    polytope.objective(np.array([0]), np.array([1.0]))
    assert polytope.minimise(primal=primal).outcome == "unbounded"


def test_whole_numbers_are_kept_where_asked_for() -> None:
    rows = matrix([{0: 2, 1: 2, 2: 1}], 3)
    given = (rows, np.array([7.0]), np.zeros(3), np.array([9.0, 9.0, 2.0]))
    for asked, least in (({}, 0.0), ({"integer": False}, 0.0), ({"integer": True}, 1.0)):
        polytope = Polytope(*given, **asked)  # type: ignore[arg-type]
        polytope.costs(np.array([2]), np.array([1.0]))
        found = polytope.minimise()
        assert found.outcome == "optimal" and found.objective == pytest.approx(least)


def test_no_time_gives_no_word() -> None:
    generator = np.random.default_rng(3)
    size = 60
    rows = matrix([dict(enumerate(generator.integers(1, 99, size).tolist())) for _ in range(12)], size)
    right = rows @ generator.integers(0, 2, size).astype(float)
    polytope = Polytope(rows, right, np.zeros(size), np.ones(size), integer=True)
    polytope.costs(np.arange(size), generator.random(size))
    assert polytope.minimise(time_limit=-1.0).outcome == "unknown"


def test_reduced_costs_prove_the_optimum() -> None:
    polytope = triangle()
    polytope.objective(ALL, np.array([3.0, 2.0, 1.0]))
    found = polytope.minimise()
    polytope.forget_basis()
    again = polytope.minimise()
    assert again.objective == found.objective
    # The middle cell is between its ends: its cost is the price of the equation.
    assert polytope.reduced_costs().tolist() == [1.0, 0.0, -1.0]


def test_every_solve_is_counted() -> None:
    before = Polytope.solved
    polytope = triangle()
    polytope.minimise()
    polytope.minimise(primal=True)
    assert Polytope.solved == before + 2


def test_a_point_is_whole_when_every_number_is_but_for_rounding_errors() -> None:
    found = whole(np.array([1.0000001, -2.0, 0.0]))
    assert found is not None and found.tolist() == [1, -2, 0] and found.dtype == np.int64
    assert whole(np.array([1.0, 2.5])) is None and whole(np.array([0.99])) is None
    nothing = whole(np.zeros(0))
    assert nothing is not None and len(nothing) == 0


def split(rows: int, columns: int, gap: float = 0.0) -> Polytope:
    """Halves to be met by a choice of columns as nearly as possible: hard for its size."""
    weights = np.random.default_rng(0).integers(0, 100, (rows, columns))
    lines = [
        {**dict(enumerate(line.tolist())), columns + 2 * at: 1, columns + 2 * at + 1: -1}
        for at, line in enumerate(weights)
    ]
    most = np.concatenate([np.ones(columns), np.full(2 * rows, 5000.0)])
    halves = np.floor(weights.sum(axis=1) / 2)
    polytope = Polytope(matrix(lines, len(most)), halves, np.zeros(len(most)), most, integer=True, gap=gap)
    polytope.costs(np.arange(columns, len(most)), np.ones(2 * rows))
    return polytope


def test_within_few_nodes_the_best_whole_point_so_far_is_told() -> None:
    found = split(5, 40).minimise(nodes=1)
    assert found.outcome == "feasible"
    point = whole(found.point)
    assert point is not None and found.objective == pytest.approx(point[40:].sum()) and found.objective > 0


def test_a_solve_ends_when_its_time_is_up_and_the_next_one_has_time_of_its_own() -> None:
    polytope = split(5, 40)
    began = time.monotonic()
    for _ in range(2):
        assert polytope.minimise(time_limit=0.1).outcome in ("feasible", "unknown")
    assert time.monotonic() - began < 10


def test_a_share_of_the_best_may_be_missed_where_that_is_allowed() -> None:
    best, near = (split(3, 6, gap=gap).minimise() for gap in (0.0, 0.9))
    assert best.outcome == near.outcome == "optimal"
    assert best.objective < near.objective <= 10 * best.objective


def test_few_iterations_may_not_be_enough_and_the_next_solve_has_no_such_limit() -> None:
    size = 30
    rows = matrix([{n: 1, n + 1: 1, (n * 7) % size: 1} for n in range(size - 1)], size)
    right = rows @ np.arange(size, dtype=float)
    polytope = Polytope(rows, right, np.zeros(size), np.full(size, 99.0))
    polytope.objective(np.arange(size), np.cos(np.arange(size)))
    assert polytope.minimise(iterations=1).outcome == "unknown"
    found = polytope.minimise()
    assert found.outcome == "optimal"
    assert np.allclose(rows @ found.point, right)


@pytest.mark.parametrize(
    ("option", "value"), [("time_limmit", 1.0), ("time_limit", "soon"), ("presolve", None)]
)
def test_an_option_that_the_solver_would_pass_over_is_refused(option: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^the solver takes no {option} = {value}$"):
        set_option(quiet_highs(integer=True, gap=0.0), option, value)  # type: ignore[arg-type]
