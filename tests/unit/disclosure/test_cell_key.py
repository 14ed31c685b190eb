"""Noise by cell key: the table of noise, the keys, and who can tell what from them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize

from disclosure import DisclosureError, Rules, System
from disclosure.alternatives.cell_key import KEYS, perturb, record_keys, stand_in_keys
from disclosure.alternatives.figures import attack_figures, audit_perturbation, audit_rounding, perturbed_ends
from disclosure.alternatives.ptable import NoiseTable, noise_table
from disclosure.alternatives.rounding import round_tables
from disclosure.attackers.view import View

from .tables import World, hierarchy

SECRET = b"a secret of the office"
AREA = hierarchy("area", "area", {"_T": ["a", "b"]})
TABLES = [(d, v, s) for d, v, s in product((1, 2, 5, 8), (0.3, 2.0, 9.0), (0, 1, 2, 4)) if s < d]


def attainable(noise: np.ndarray) -> tuple[float, float]:
    """The least and the greatest variance of noise without bias on these values, by linear programme."""
    ends = []
    for sign in (1.0, -1.0):
        found = minimize(
            lambda p, sign=sign: sign * p @ noise**2,
            np.full(len(noise), 1 / len(noise)),
            bounds=[(0, 1)] * len(noise),
            constraints=[{"type": "eq", "fun": lambda p: [p.sum() - 1, p @ noise]}],
        )
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@pytest.mark.parametrize(("deviation", "variance", "small"), TABLES)
def test_every_row_is_a_distribution_without_bias_on_what_is_allowed(
    deviation: int, variance: float, small: int
) -> None:
    table = noise_table(deviation, variance, small)
    assert np.array_equal(table.noise, range(-deviation, deviation + 1))
    for count, row in enumerate(table.probabilities):
        results = count + table.noise
        allowed = (results == 0) | (results > small)
        assert np.all((row > 0) == (allowed if count else results == 0))
        assert row.sum() == pytest.approx(1, abs=1e-12)
        assert row @ table.noise == pytest.approx(0, abs=1e-9)
    whole = table.probabilities[-1]
    assert np.all(whole > 0)
    assert np.allclose(whole, whole[::-1])


@pytest.mark.parametrize(("deviation", "variance", "small"), TABLES)
def test_the_variance_is_that_asked_for_or_as_near_as_a_small_count_allows(
    deviation: int, variance: float, small: int
) -> None:
    table = noise_table(deviation, variance, small)
    for row, found in zip(table.probabilities[1:], table.variances()[1:], strict=True):
        least, most = attainable(table.noise[row > 0])
        assert least - 1e-6 <= found <= most + 1e-6
        if abs(found - variance) > 1e-6:
            near = least if variance < found else most
            assert abs(found - near) <= 0.0501 * (most - least) + 1e-5


def test_no_other_noise_with_the_same_variance_has_more_entropy() -> None:
    table = noise_table(4, 3.0, 1)
    for row in table.probabilities[[1, 3, 5, -1]]:
        noise = table.noise[row > 0]
        rules = [
            {"type": "eq", "fun": lambda p: p.sum() - 1},
            {"type": "eq", "fun": lambda p, n=noise: p @ n},
            {"type": "eq", "fun": lambda p, n=noise, v=row @ table.noise**2: p @ n**2 - v},
        ]
        found = minimize(
            lambda p: p @ np.log(p),
            np.full(len(noise), 1 / len(noise)),
            bounds=[(1e-9, 1)] * len(noise),
            constraints=rules,
            options={"ftol": 1e-12, "maxiter": 500},
        )
        mine = row[row > 0]
        assert mine @ np.log(mine) == pytest.approx(found.fun, abs=1e-5)


def test_noise_that_cannot_be_without_bias_is_refused() -> None:
    for deviation, variance, small in [(0, 1.0, 0), (3, 1.0, 3), (3, 0.0, 1), (3, 1.0, -1)]:
        with pytest.raises(DisclosureError, match=r"^noise_impossible"):
            noise_table(deviation, variance, small)


def test_noise_comes_as_often_as_the_table_says() -> None:
    table = noise_table(3, 2.0, 1)
    keys = record_keys(SECRET, [f"record {n}" for n in range(20_000)])
    assert keys.min() >= 0 and keys.max() < KEYS
    for count in (1, 2, 5, 60):
        shown = perturb(SECRET, np.full(len(keys), count), keys, table)
        often = np.bincount(shown - count + 3, minlength=7) / len(keys)
        expected = table.probabilities[table.rows(np.array([count]))[0]]
        assert np.all(np.abs(often - expected) < 4 * np.sqrt(expected / len(keys)) + 1e-9)


def test_a_zero_stays_zero_and_no_small_figure_appears() -> None:
    table = noise_table(5, 6.0, 4)
    keys = record_keys(SECRET, [str(n) for n in range(3000)])
    counts = np.arange(3000) % 12
    shown = perturb(SECRET, counts, keys, table)
    assert not np.any(shown[counts == 0])
    assert not np.any((shown > 0) & (shown <= 4)) and shown.min() == 0


def test_the_same_records_have_the_same_noise_in_any_order_and_no_other_secret_gives_it() -> None:
    table = noise_table(5, 6.0, 2)
    keys = record_keys(SECRET, [f"r{n}" for n in range(400)]).reshape(40, 10)
    counts = np.full(40, 10)
    first = perturb(SECRET, counts, keys.sum(axis=1), table)
    assert np.array_equal(first, perturb(SECRET, counts, keys[:, ::-1].sum(axis=1) % KEYS, table))
    other = b"another secret"
    again = record_keys(other, [f"r{n}" for n in range(400)]).reshape(40, 10)
    assert not np.array_equal(first, perturb(other, counts, again.sum(axis=1), table))
    assert not np.array_equal(first, perturb(other, counts, keys.sum(axis=1), table))


def test_one_more_record_adds_one_more_key() -> None:
    sums = [stand_in_keys(SECRET, "a,F", count) for count in range(6)]
    added = np.diff(sums) % KEYS
    assert sums[0] == 0 and len(set(added.tolist())) == 5
    assert stand_in_keys(SECRET, "a,M", 3) != sums[3] != stand_in_keys(b"x", "a,F", 3)


def test_counts_that_are_not_known_cannot_be_perturbed() -> None:
    with pytest.raises(DisclosureError, match=r"^counts_unknown"):
        perturb(SECRET, np.array([-1]), np.array([5]), noise_table(2, 1.0))


def pair(a: int, b: int) -> System:
    return World([AREA]).system({"t": {"area": "area"}}, [{"area": "a"}, {"area": "b"}], [a, b])


def safe(true: tuple[int, int], shown: list[int], table: NoiseTable, rules: Rules) -> bool:
    return audit_perturbation(pair(*true), np.array(shown), table, rules).safe


def test_noise_as_great_as_the_threshold_protects_and_less_does_not() -> None:
    assert safe((1, 20), [21, 0, 19], noise_table(3, 2.0, 1), Rules(3))
    assert not safe((1, 20), [21, 0, 19], noise_table(2, 2.0, 1), Rules(3))


def test_a_total_far_from_its_parts_gives_a_small_cell_away_although_noise_is_great() -> None:
    # 25 means 22 or more, 17 means 20 or less: at least 2 are left for the one shown as 0, hence at most 3.
    table = noise_table(3, 2.0, 0)
    assert safe((2, 20), [22, 0, 20], table, Rules(3))
    assert not safe((2, 20), [25, 0, 17], table, Rules(3))


def test_a_total_shown_unlike_its_only_part_tells_that_the_other_is_not_empty() -> None:
    table = noise_table(4, 4.0, 0)
    rules = Rules(3, "existence")
    assert safe((2, 20), [21, 0, 21], table, rules)
    assert not safe((2, 20), [22, 0, 21], table, rules)


def test_no_time_to_find_any_table_is_told_by_the_attacker_and_a_doubt_to_the_audit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system, shown, table = pair(1, 20), np.array([25, 0, 19]), noise_table(3, 2.0)
    ends = perturbed_ends(system, shown, table)
    assert attack_figures(system, ends, np.arange(3)).lower.tolist() == [22, 0, 19]
    monkeypatch.setattr(View, "begin", lambda _: None)
    with pytest.raises(DisclosureError, match="time_limit"):
        attack_figures(system, ends, np.arange(3))
    verdict = audit_perturbation(system, shown, table, Rules(3))
    assert [violation.why for violation in verdict.violations] == ["narrow"]


def test_a_small_group_is_not_told_to_share_a_value_once_figures_are_rounded_or_perturbed() -> None:
    scope = hierarchy("scope", "scope", {"_T": ["INT", "EXT"]})
    world = World([AREA, scope])
    kinds = [{"area": a, "scope": s} for a in "ab" for s in ("INT", "EXT")]
    system = world.system({"t": {"area": "area", "scope": "scope"}}, kinds, [4, 0, 30, 20])
    rules = Rules(2, sensitive=("scope",), group_below=5)
    assert audit_rounding(system, round_tables(system, 2, secret=SECRET), rules).safe
    assert not audit_rounding(system, round_tables(system, 2), rules).safe, "2 and nearest: all is exact"
    table = noise_table(2, 1.0)
    assert audit_perturbation(system, system.value, table, rules).safe
    # All parts are shown as high as they can be and everybody as low: nothing can be other than it is.
    strained = system.value + np.where(system.value == 54, -2, 2 * (system.value > 0))
    assert not audit_perturbation(system, strained, table, rules).safe
