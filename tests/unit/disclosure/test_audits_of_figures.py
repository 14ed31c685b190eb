"""What the attacker knows of figures that are not exact, and what the audit says of them, done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import (
    UNBOUNDED,
    InconsistentTablesError,
    JointVerdict,
    Rounding,
    Rules,
    System,
    Verdict,
    attack_figures,
    audit_perturbation,
    audit_rounding,
    noise_table,
)
from disclosure.alternatives.figures import perturbed_ends, rounded_ends

from .equations import plain
from .oracle import every_table
from .tables import World, hierarchy

AREA = hierarchy("area", "area", {"_T": ["a", "b"]})
SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
SCOPE = hierarchy("scope", "scope", {"_T": ["in", "out"]})


def pair(a: int, b: int) -> System:
    return World([AREA]).system({"t": {"area": "area"}}, [{"area": "a"}, {"area": "b"}], [a, b])


def at(system: System, code: str) -> int:
    return next(cell for cell in range(system.size) if system.describe(cell)[1] == {"area": code})


def rounding(system: System, base: int, figures: dict[str, int], *, keyed: bool = True) -> Rounding:
    value = np.array([figures[system.describe(cell)[1]["area"]] for cell in range(system.size)])
    return Rounding(base, value, 0, keyed, 1.0, 1.0)


def test_a_rounded_figure_is_near_and_never_below_nothing_and_of_what_is_not_shown_nothing_is_known() -> None:
    system = plain([5, 2, 3], [{0: -1, 1: 1, 2: 1}], unlisted=[2])
    low, high = rounded_ends(system, np.array([6, 3, 99]), 2)
    assert (low.tolist(), high.tolist()) == ([4, 1, 0], [8, 5, UNBOUNDED])
    assert rounded_ends(system, np.array([1, 0, 0]), 2)[0].tolist() == [0, 0, 0]


def test_a_perturbed_figure_is_near_and_nobody_only_where_nobody_is_shown() -> None:
    system = plain([5, 2, 3, 4], [{0: -1, 1: 1, 2: 1}], unlisted=[3])
    low, high = perturbed_ends(system, np.array([6, 2, 0, 9]), noise_table(3, 2.0))
    assert (low.tolist(), high.tolist()) == ([3, 1, 0, 0], [9, 5, 3, UNBOUNDED])


def test_sums_narrow_what_single_figures_tell() -> None:
    system = plain([5, 2, 3], [{0: -1, 1: 1, 2: 1}])
    found = attack_figures(system, (np.array([9, 0, 2]), np.array([9, 4, 6])), np.array([1, 2, 0]))
    assert (found.lower.tolist(), found.upper.tolist()) == ([3, 5, 9], [4, 6, 9])
    with pytest.raises(InconsistentTablesError, match=r"^published_values_contradict"):
        attack_figures(system, (np.array([9, 0, 2]), np.array([9, 1, 6])), np.array([1]))


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        # 1 in a, shown as 0 of base 5: from 1 to 4, as far as b and everybody leave it.
        ({"_T": 20, "a": 0, "b": 20}, []),
        ({"_T": 15, "a": 0, "b": 20}, ["narrow"]),
        ({"_T": 25, "a": 0, "b": 15}, ["narrow"]),
    ],
)
def test_a_small_cell_must_reach_the_threshold_among_tables_less_than_a_base_away(
    figures: dict[str, int], why: list[str]
) -> None:
    system = pair(1, 18)
    verdict = audit_rounding(system, rounding(system, 5, figures), Rules(4))
    assert [broken.why for broken in verdict.violations] == why
    assert isinstance(verdict, Verdict) and verdict.demands == 1
    assert [(v.table, v.codes) for v in verdict.violations] == [("t", {"area": "a"})] * len(why)


def test_a_cell_of_which_one_count_is_left_is_derivable() -> None:
    # Without a secret 2 of base 2 stands for 2 alone, and 20 for 20.
    system = pair(2, 18)
    made = rounding(system, 2, {"_T": 20, "a": 2, "b": 18}, keyed=False)
    assert [broken.why for broken in audit_rounding(system, made, Rules(3)).violations] == ["derivable"]


def test_zeros_may_be_somebody_where_existence_is_protected_and_nobody_only_there() -> None:
    system = pair(1, 18)
    made = rounding(system, 5, {"_T": 20, "a": 0, "b": 20})
    assert audit_rounding(system, made, Rules(4, "existence")).safe
    assert audit_rounding(system, made, Rules(4)).safe
    assert not audit_rounding(system, made, Rules(5, "existence")).safe
    assert not audit_rounding(system, made, Rules(5)).safe, "4 at the most"


def test_a_cell_marked_by_hand_is_asked_for_as_well() -> None:
    system = pair(9, 18)
    made = rounding(system, 1, {"_T": 27, "a": 9, "b": 18})
    marked = np.arange(system.size) == at(system, "b")
    assert audit_rounding(system, made, Rules(5)).safe
    (broken,) = audit_rounding(system, made, Rules(5), manual=marked).violations
    assert (broken.codes, broken.why) == ({"area": "b"}, "derivable")
    table = noise_table(3, 2.0)
    told = audit_perturbation(system, system.value, table, Rules(4), manual=marked)
    assert told.safe and told.demands == 1
    verdict = audit_perturbation(system, system.value, table, Rules(30), manual=marked)
    assert verdict.demands == 3 and not verdict.safe


def test_figures_no_true_table_could_have_are_doubted() -> None:
    system = pair(1, 18)
    verdict = audit_rounding(system, rounding(system, 5, {"_T": 90, "a": 0, "b": 20}), Rules(4))
    assert [broken.why for broken in verdict.violations] == ["narrow"]


def sides(*units: int) -> System:
    """The three two-way tables of eight kinds of units."""
    by = {"t1": ("sex", "area"), "t2": ("area", "scope"), "t3": ("sex", "scope")}
    kinds = [{"sex": s, "area": a, "scope": p} for s in "FM" for a in "ab" for p in ("in", "out")]
    named = {table: {name: name for name in names} for table, names in by.items()}
    return World([SEX, AREA, SCOPE]).system(named, kinds, units)


def test_one_table_behind_all_sides_may_tell_what_each_side_does_not() -> None:
    system = sides(0, 0, 0, 0, 2, 1, 0, 2)
    away = [2, -1, 2, 0, 1, 0, -2, 2, 0, -1, 1, 0, -1, 1, -2, 0, 0, -2, -1]
    made = Rounding(3, system.value + away, 0, True, 0.0, 0.0)
    rules = Rules(2, "existence")
    assert audit_rounding(system, made, rules).safe
    (broken,) = audit_rounding(system, made, rules, jointly=True).violations
    # All tables of up to nine units, of which each side is less than 3 away from what is shown.
    corners = np.array([sides(*row).value for row in np.eye(8, dtype=int).tolist()])
    every = every_table(8, 9) @ corners
    left = every[np.all(np.abs(every - made.value) < 3, axis=1)]
    open_ones = (left.min(axis=0) == 0) & (left.max(axis=0) >= 2)
    small = (system.value > 0) & (system.value < 2)
    (told,) = np.flatnonzero(small & ~open_ones).tolist()
    assert (broken.table, broken.codes) == system.describe(told)


@pytest.mark.parametrize("jointly", [False, True])
def test_the_joint_attacker_is_told_to_be_asked(*, jointly: bool) -> None:
    system = sides(8, 1, 0, 1, 1, 0, 1, 8)
    exact = Rounding(1, system.value, 0, True, 0.0, 0.0)
    verdict = audit_rounding(system, exact, Rules(3), jointly=jointly)
    assert isinstance(verdict, JointVerdict) == jointly
    assert len(verdict.violations) == verdict.demands > 0
    assert {broken.why for broken in verdict.violations} == {"derivable"}
    wide = Rounding(30, np.zeros_like(system.value), 0, True, 0.0, 0.0)
    assert audit_rounding(system, wide, Rules(2, "existence"), jointly=jointly).safe
    shown = audit_perturbation(system, system.value, noise_table(5, 6.0), Rules(3), jointly=jointly)
    assert isinstance(shown, JointVerdict) == jointly and shown.demands == verdict.demands
