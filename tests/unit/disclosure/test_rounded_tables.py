"""Rounded tables: their distance, with and without a secret, and when there are none."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import NotProtectedError, Rounding, System
from disclosure.alternatives.rounding import dither, round_tables

from .equations import plain
from .test_rounding import CORNERS, CUBE, WHOLE, adjacent, roundings


def test_the_gap_is_what_may_be_missed_of_the_distance() -> None:
    def gap(objective: float, bound: float) -> float:
        return Rounding(5, np.zeros(0, dtype=np.int64), 0, True, objective, bound).gap

    assert (gap(10.0, 8.0), gap(10.0, 10.0), gap(10.0, 10.5)) == (0.2, 0.0, 0.0)
    assert (gap(0.0, 0.0), gap(0.5, 0.25)) == (0.0, 0.25), "of less than 1 it is told as it is"
    assert gap(-10.0, -12.0) == 0.2, "dithered distances may be negative"


def test_how_near_whole_tables_are_is_half_a_base_but_for_a_secret() -> None:
    near = {
        base: tuple(
            Rounding(base, np.zeros(0, dtype=np.int64), 0, keyed, 0.0, 0.0).near for keyed in (False, True)
        )
        for base in (2, 3, 4, 5)
    }
    assert near == {2: (0, 1), 3: (1, 2), 4: (1, 3), 5: (2, 4)}


def test_with_a_secret_the_sum_of_dithered_distances_is_the_least_there_is() -> None:
    random = np.random.default_rng(4)
    for number in range(3):
        system = CUBE.system(WHOLE, CORNERS, random.integers(1, 9, 8).tolist())
        secret = bytes([number])
        made = round_tables(system, 4, secret=secret)
        candidates = [t for t in roundings_of(system, 4) if adjacent(system.value, t, 4)]
        rest = system.value % 4
        drawn = np.array([dither(secret, system, cell) for cell in range(system.size)])
        # Up costs what lacks to the base, shifted by up to a base either way; down what is over.
        ups = [np.where(rest > 0, table > system.value, False) for table in candidates]
        costs = [float(np.where(up, 4 - rest + 4 * drawn, rest).sum()) for up in ups]
        assert made.steps == 0 and made.keyed
        assert made.objective == pytest.approx(min(costs), abs=1e-5) == made.lower_bound
        assert np.array_equal(made.value, candidates[int(np.argmin(costs))])


def roundings_of(system: System, base: int) -> np.ndarray:
    """The roundings of a cube, by its corners."""
    cells = [next(c for c in range(system.size) if system.describe(c)[1] == corner) for corner in CORNERS]
    return roundings(system.value[cells].tolist(), base)


def test_where_no_multiples_are_found_nothing_is_published() -> None:
    # A thousand times a multiple of 2, within a few multiples of 3000 = 1000 x 3.
    with pytest.raises(NotProtectedError, match=r"^no_rounding_found"):
        round_tables(plain([3000, 3], [{0: -1, 1: 1000}]), 2)


def test_cells_in_no_file_take_whatever_multiples_add_up() -> None:
    # 10 = 4 + 6, of which the second is in no file; 6 = 3 + 3.
    system = plain([10, 4, 6, 3, 3], [{0: -1, 1: 1, 2: 1}, {2: -1, 3: 1, 4: 1}], unlisted=[2])
    made = round_tables(system, 5)
    assert made.value.tolist() == [10, 5, 5, 5, 0] or made.value.tolist() == [10, 5, 5, 0, 5]
    assert (made.objective, made.lower_bound, made.steps) == (1 + 2 + 3, 6, 0)
    assert (made.base, made.keyed, made.value.dtype) == (5, False, np.int64)
