"""Ends that only fractions reach are no ends of counts, for every attacker; the tables are all enumerated."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from disclosure import UNBOUNDED, System, attack
from disclosure.attackers.box import Box
from disclosure.attackers.showing import Unshown, unshown
from disclosure.rules import ANY, Demands

from .equations import plain

LATER = float("inf")
# Of three cells any two are 5 at the most; what lacks to that are three more. Twice. Then sums.
TRIPLES = [(0, 1, 3), (1, 2, 4), (0, 2, 5), (6, 7, 9), (7, 8, 10), (6, 8, 11)]
SIX, ALL = 12, 13
CELLS = {"six": SIX, "all": ALL}


@pytest.fixture(scope="module")
def triangles() -> tuple[System, np.ndarray]:
    """Published are only the sums of the triples; withheld those of the six cells and of everybody."""
    inner = [2, 1, 2, 2, 2, 1, 1, 1, 1, 3, 3, 3]
    rows = [{14 + n: -1, **dict.fromkeys(triple, 1)} for n, triple in enumerate(TRIPLES)]
    rows.append({SIX: -1, **dict.fromkeys((0, 1, 2, 6, 7, 8), 1)})
    rows.append({ALL: -1, **dict.fromkeys(range(12), 1)})
    system = plain([*inner, 8, 22, *[5] * 6], rows)
    assert not np.any(system.equations @ system.value)
    return system, np.arange(20) <= ALL


@pytest.fixture(scope="module")
def ends() -> dict[str, tuple[int, int]]:
    """Of the sum of six cells and of everybody, counted from all tables of one triangle, taken twice."""
    tables = np.array(
        [t for t in product(range(6), repeat=3) if max(t[0] + t[1], t[1] + t[2], t[0] + t[2]) <= 5]
    )
    three = tables.sum(axis=1)
    everybody = three + (15 - 2 * three)
    return {
        "six": (2 * int(three.min()), 2 * int(three.max())),
        "all": (2 * int(everybody.min()), 2 * int(everybody.max())),
    }


def test_what_lacks_to_an_odd_sum_leaves_a_fraction_of_half_a_unit(ends: dict[str, tuple[int, int]]) -> None:
    assert ends == {"six": (0, 14), "all": (16, 30)}, "and not 15"


@pytest.mark.parametrize("code", ["six", "all"])
def test_the_attacker_ends_where_the_last_whole_table_does(
    triangles: tuple[System, np.ndarray], ends: dict[str, tuple[int, int]], code: str
) -> None:
    system, hidden = triangles
    targets = np.array([CELLS[code]])
    found = attack(system.without_values(hidden), ~hidden, floor=0, targets=targets)
    assert (found.lower[0], found.upper[0]) == ends[code] and found.proven.all()
    assert found.cells.tolist() == targets.tolist()


@pytest.mark.parametrize("code", ["six", "all"])
@pytest.mark.parametrize("limit", [UNBOUNDED, 30])
def test_the_attacker_on_figures_does_so_too(
    triangles: tuple[System, np.ndarray], ends: dict[str, tuple[int, int]], code: str, limit: int
) -> None:
    system, hidden = triangles
    box = Box(system, np.where(hidden, 0, system.value), np.where(hidden, limit, system.value))
    found = box.intervals(np.array([CELLS[code]]))
    assert (found.lower[0], found.upper[0]) == ends[code] and found.proven.all()


def demand(code: str, reach: int, low: int, width: int) -> Demands:
    cells = np.array([CELLS[code]])
    return Demands(cells, *(np.array([number]) for number in (reach, low, width)))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("code", "reach", "low", "width", "shown"),
    [
        ("six", 14, ANY, 0, True),
        ("six", 15, ANY, 0, False),
        ("six", 0, 0, 0, True),
        ("six", 0, ANY, 14, True),
        ("six", 0, ANY, 15, False),
        ("all", 0, 16, 0, True),
        ("all", 0, 15, 0, False),
        ("all", 30, 16, 14, True),
        ("all", 0, ANY, 15, False),
    ],
)
def test_demands_are_shown_up_to_the_last_whole_table_and_no_further(
    triangles: tuple[System, np.ndarray],
    code: str,
    reach: int,
    low: int,
    width: int,
    *,
    shown: bool,
    known: bool,
) -> None:
    system, hidden = triangles
    asked = demand(code, reach, low, width)
    floor = np.zeros(system.size, dtype=np.int64)
    left = unshown(
        system.without_values(hidden), hidden, asked, floor, LATER, system.value if known else None
    )
    assert left == ([] if shown else [Unshown(0, False)])
    box = Box(system, np.where(hidden, 0, system.value), np.where(hidden, 30, system.value))
    assert box.unmet(asked) == ([] if shown else [0])
