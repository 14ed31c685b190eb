"""Controlled rounding: optimal, additive, adjacent; the fallback; what the secret is for."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from disclosure import DisclosureError, Rules, System
from disclosure.alternatives.figures import audit_rounding
from disclosure.alternatives.rounding import round_tables

from .tables import World, hierarchy

AREA = hierarchy("area", "area", {"_T": ["a", "b"]})
SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
CUBE = World([AREA, SEX, AGE])
CORNERS = [{"area": a, "sex": s, "age": g} for a in "ab" for s in "FM" for g in ("child", "adult")]
WHOLE = {"all": {"area": "area", "sex": "sex", "age": "age"}}


def pair(a: int, b: int) -> System:
    return World([AREA]).system({"t": {"area": "area"}}, [{"area": "a"}, {"area": "b"}], [a, b])


def roundings(corners: list[int], base: int) -> np.ndarray:
    """Every table of whole multiples over eight corners, each adjacent to the true one there; one a row."""
    single = np.array([CUBE.system(WHOLE, CORNERS, row).value for row in np.eye(8, dtype=int).tolist()])
    choices = [sorted({n // base, -(-n // base)}) for n in corners]
    return base * np.array(list(product(*choices))) @ single


def adjacent(true: np.ndarray, rounded: np.ndarray, base: int) -> bool:
    return bool(np.all(np.abs(true - rounded) < base))


def test_a_rounding_is_the_nearest_of_all_that_are_adjacent_and_add_up() -> None:
    random = np.random.default_rng(1)
    # Fours and eights among the sums of the first stay as they are: its corners cannot agree with all.
    cases = [(4, [2, 0, 0, 0, 2, 2, 2, 0])] + [(3, random.integers(0, 5, 8).tolist()) for _ in range(8)]
    found = set()
    for base, corners in cases:
        system = CUBE.system(WHOLE, CORNERS, corners)
        candidates = [each for each in roundings(corners, base) if adjacent(system.value, each, base)]
        made = round_tables(system, base)
        found.add(bool(candidates))
        assert not np.any(system.equations @ made.value)
        assert np.all(made.value % base == 0)
        assert adjacent(system.value, made.value, base) == (made.steps == 0) == bool(candidates)
        if candidates:
            least = min(int(np.abs(each - system.value).sum()) for each in candidates)
            assert np.abs(made.value - system.value).sum() == made.objective == made.lower_bound == least
    assert found == {True, False}


def test_a_cell_that_is_a_multiple_stays_what_it_is() -> None:
    made = round_tables(pair(6, 4), 3)
    assert made.value[pair(6, 4).value == 6].tolist() == [6]
    assert made.gap == 0.0


def test_a_zero_is_never_rounded_up_even_where_cells_may_go_further() -> None:
    random = np.random.default_rng(7)
    further = 0
    for corners in [[2, 0, 0, 0, 2, 2, 2, 0], *random.integers(0, 3, (9, 8)).tolist()]:
        system = CUBE.system(WHOLE, CORNERS, corners)
        made = round_tables(system, 4)
        further += made.steps > 0
        assert not np.any(system.equations @ made.value)
        assert not np.any(made.value[system.value == 0])
        assert np.abs(made.value - system.value).max() < 4 * (made.steps + 1)
    assert further


def test_the_same_secret_gives_the_same_figures_and_another_one_others() -> None:
    system = CUBE.system(WHOLE, CORNERS, [1, 2, 3, 4, 6, 7, 8, 9])
    first = round_tables(system, 5, secret=b"one")
    assert np.array_equal(first.value, round_tables(system, 5, secret=b"one").value)
    others = [round_tables(system, 5, secret=bytes([n])).value for n in range(5)]
    assert any(not np.array_equal(first.value, other) for other in others)


def test_with_a_secret_every_table_less_than_a_base_away_can_have_been_published_so() -> None:
    seen = {
        (a, b): {tuple(round_tables(pair(a, b), 3, secret=bytes([n])).value) for n in range(60)}
        for a in range(3)
        for b in range(3)
    }
    for shown in [(3, 3, 0), (3, 0, 3), (0, 0, 0)]:
        for (a, b), figures in seen.items():
            table = pair(a, b).value
            assert (shown in figures) == adjacent(table, np.array(shown), 3), (shown, a, b)


def test_with_a_secret_a_cell_by_itself_is_rounded_without_bias() -> None:
    alone = World([hierarchy("all", "all", {})]).system({"t": {"all": "all"}}, [{"all": "_T"}], [2])
    figures = [round_tables(alone, 5, secret=n.to_bytes(2, "big")).value[0] for n in range(300)]
    assert set(figures) == {0, 5}
    assert abs(np.mean(figures) - 2) < 4 * np.std(figures) / 300**0.5


def test_a_base_no_more_than_the_threshold_does_not_protect_a_small_cell() -> None:
    rules = Rules(3)
    system = pair(1, 20)
    for base, safe in ((3, False), (4, True)):
        verdicts = set()
        for n in range(20):
            made = round_tables(system, base, secret=bytes([n]))
            if not made.value[system.value == 1][0]:
                verdicts.add(audit_rounding(system, made, rules).safe)
        assert verdicts == {safe}


def test_without_a_secret_only_tables_that_round_to_the_nearest_are_reckoned_with() -> None:
    system = pair(1, 20)
    verdicts = {base: audit_rounding(system, round_tables(system, base), Rules(3)).safe for base in (4, 5, 6)}
    assert verdicts == {4: False, 5: False, 6: False}
    assert audit_rounding(system, round_tables(system, 7), Rules(3)).safe


def test_a_base_of_one_is_no_base() -> None:
    with pytest.raises(DisclosureError, match=r"^base_impossible"):
        round_tables(pair(1, 2), 1)
