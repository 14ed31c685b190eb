"""The table of noise where there is only one distribution that it can be."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import noise_table


@pytest.mark.parametrize(
    ("asked", "found"), [(0.5, 0.5), (0.05, 0.05), (0.95, 0.95), (0.01, 0.05), (7.0, 0.95)]
)
def test_noise_of_one_is_settled_by_its_variance_which_stays_a_twentieth_within(
    asked: float, found: float
) -> None:
    table = noise_table(1, asked)
    row = [found / 2, 1 - found, found / 2]
    assert table.probabilities == pytest.approx(np.array([[0, 1, 0], row, row]), abs=1e-9)
    assert table.variances() == pytest.approx([0, found, found], abs=1e-9)
    assert (table.deviation, table.small, table.variance) == (1, 0, asked)


@pytest.mark.parametrize(("asked", "found"), [(1.5, 1.5), (0.3, 1.05), (9.0, 1.95)])
def test_three_noises_are_settled_by_mean_and_variance(asked: float, found: float) -> None:
    # A count of 1 becomes 0, 2 or 3, with a, b and c: a = b + 2 c, 2 b + 3 c = 1, 2 b + 6 c = variance.
    c = (found - 1) / 3
    b = (1 - 3 * c) / 2
    table = noise_table(2, asked, small=1)
    assert table.probabilities[1] == pytest.approx(np.array([0, b + 2 * c, 0, b, c]), abs=1e-9)
    assert table.variances()[1] == pytest.approx(found)


def test_where_nothing_is_cut_off_the_distribution_is_that_of_gauss_on_whole_numbers() -> None:
    table = noise_table(30, 60.0)
    middle = table.probabilities[-1]
    logs = np.log(middle[20:41])
    # p(v) = c exp(b v^2): second differences of the logarithm are all 2 b.
    assert np.diff(logs, 2) == pytest.approx(np.full(19, np.diff(logs, 2)[0]), abs=1e-7)
    assert middle @ np.arange(-30, 31) ** 2 == pytest.approx(60.0, abs=1e-9)


@pytest.mark.parametrize(("deviation", "small"), [(1, 0), (3, 0), (3, 2), (5, 1)])
def test_counts_share_the_last_row_once_nothing_is_cut_off(deviation: int, small: int) -> None:
    table = noise_table(deviation, 1.0, small)
    last = deviation + small + 1
    assert table.probabilities.shape == (last + 1, 2 * deviation + 1)
    assert table.rows(np.array([0, 1, last - 1, last, last + 1, 10**9])).tolist() == [
        0, 1, last - 1, last, last, last,
    ]  # fmt: skip
    assert table.noise.tolist() == list(range(-deviation, deviation + 1))
    assert np.all(table.probabilities[-1] > 0)
    assert table.probabilities[0].tolist() == [0.0] * deviation + [1.0] + [0.0] * deviation
