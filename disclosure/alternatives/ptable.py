"""The table of noise of the cell-key method: for each count, how likely each noise is.

For a count i the noise v is drawn from the distribution of greatest entropy among those with mean 0, variance
V, |v| <= D, no negative result and none from 1 to `small` (Marley and Leaver 2011; Giessing 2016; Giessing
and Tent 2019). It has the form p(v) ~ exp(a v + b v^2) on the results allowed; (a, b) minimise a convex dual,
by Newton's method. A count of 0 stays 0. From D + small + 1 on nothing is cut off, and all counts share a
row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from disclosure.arrays import Floats, Integers
from disclosure.errors import DisclosureError

# Variances stay so far within what a count allows, as a share: every noise allowed then has some probability.
MARGIN = 0.05
EXACT = 1e-12


@dataclass(frozen=True)
class NoiseTable:
    """probabilities[i, v + D]: of noise v for a count of i; the last row is for all greater counts too."""

    deviation: int
    small: int
    variance: float
    probabilities: Floats

    @cached_property
    def noise(self) -> Integers:
        """The noises, in the order of the columns."""
        return np.arange(-self.deviation, self.deviation + 1)

    def variances(self) -> Floats:
        """The variance of the noise of each row: that asked for, or the nearest a small count allows."""
        return np.asarray(self.probabilities @ self.noise**2, dtype=np.float64)

    def rows(self, counts: Integers) -> Integers:
        """The row of each count."""
        return np.minimum(counts, len(self.probabilities) - 1)


def noise_table(deviation: int, variance: float, small: int = 0) -> NoiseTable:
    """Make the table for noise up to `deviation` (D); results from 1 to `small` do not occur.

    Where a small count does not allow the variance it has the nearest one it does. Raises DisclosureError
    (`noise_impossible`) where some count could have no noise (small >= D), or none at all is asked for.
    """
    if deviation < 1 or not 0 <= small < deviation or not variance > 0:
        raise DisclosureError("noise_impossible")
    last = deviation + small + 1
    rows = np.zeros((last + 1, 2 * deviation + 1))
    rows[0, deviation] = 1.0
    for count in range(1, last + 1):
        results = np.arange(count - deviation, count + deviation + 1)
        allowed = (results == 0) | (results > small)
        rows[count, allowed] = _row(results[allowed] - count, variance)
    return NoiseTable(deviation, small, float(variance), rows)


def _row(noise: Integers, variance: float) -> Floats:
    """The distribution of greatest entropy on some noises with mean 0 and the nearest variance there is.

    These are three at the least, below and above 0, as small < D.
    """
    below, above = noise[noise <= 0].max(), noise[noise >= 0].min()
    least, most = float(-below * above), float(-noise[0] * noise[-1])
    room = MARGIN * (most - least)
    wanted = float(np.clip(variance, least + room, most - room))
    scale = float(np.abs(noise).max())
    features = np.stack([noise / scale, (noise / scale) ** 2])
    return _greatest_entropy(features, np.array([0.0, wanted / scale**2]))


def _greatest_entropy(features: Floats, means: Floats) -> Floats:
    """Newton's method, with halved steps, on log sum exp(t . (f - m)): convex, its gradient is the misfit."""
    centred = features - means[:, None]
    theta: Floats = np.zeros(len(means))
    height, weights = _dual(theta, centred)
    for _ in range(200):
        misfit = centred @ weights
        if np.abs(misfit).max() < EXACT:
            break
        curvature = (centred * weights) @ centred.T - np.outer(misfit, misfit)
        step = np.linalg.solve(curvature, misfit)
        length = 1.0
        while length > EXACT and _dual(theta - length * step, centred)[0] > height:
            length /= 2
        theta = theta - length * step
        height, weights = _dual(theta, centred)
    return weights


def _dual(theta: Floats, centred: Floats) -> tuple[float, Floats]:
    exponents = theta @ centred
    top = float(exponents.max())
    weights = np.exp(exponents - top)
    return top + float(np.log(weights.sum())), weights / weights.sum()
