"""The terms, divisors and limits of explanations, on equations written down one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from disclosure import Bound, Explainer, Explanation, System, Table, Term, explain, link
from disclosure.attackers.attacker import UNBOUNDED

from .equations import Row, flags, matrix
from .tables import hierarchy


def written(values: Sequence[int], rows: Sequence[Row]) -> System:
    """Cells c0, c1... that only these equations hold together; the total of the list is not among them."""
    codes = [f"c{cell}" for cell in range(len(values))]
    tree = hierarchy("list", "cell", {"_T": codes})
    frame = pl.DataFrame({"cell": ["_T", *codes], "value": [sum(values), *values]})
    system = link([Table("t", {"cell": "list"}, frame)], [tree])
    shifted = [{cell + 1: sign for cell, sign in row.items()} for row in rows]
    return replace(system, equations=matrix(shifted, system.size))


def told(
    system: System, *withheld: int, of: int | None = None, floor: int = 1
) -> list[tuple[str, int, int, dict[str, tuple[int, int]], dict[str, tuple[int, int]]]] | None:
    """Side, value, divisor, published and other terms of each bound: `{code: (multiplier, value)}`."""
    hidden = flags(system.size, *(cell + 1 for cell in withheld))
    cell = (withheld[0] if of is None else of) + 1
    found = explain(system.without_values(hidden), ~hidden, cell, floor=floor)
    if found is None:
        return None
    assert (found.table, found.codes) == ("t", {"cell": f"c{cell - 1}"})
    return [
        (bound.side, bound.value, bound.divisor, terms(bound.published), terms(bound.floors))
        for bound in found.bounds
    ]


def terms(given: Sequence[Term]) -> dict[str, tuple[int, int]]:
    assert all(term.table == "t" and term.codes == {"cell": f"c{term.cell - 1}"} for term in given)
    return {term.codes["cell"]: (term.multiplier, term.value) for term in given}


def test_an_exact_value_is_what_the_published_cells_come_to() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    assert told(system, 2) == [("exact", 5, 1, {"c0": (1, 9), "c1": (-1, 4)}, {})]


def test_each_end_has_its_own_arithmetic_and_the_floors_it_needs() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    assert told(system, 2, 1) == [
        ("least", 1, 1, {}, {"c2": (1, 1)}),
        ("most", 8, 1, {"c0": (1, 9)}, {"c1": (-1, 1)}),
    ]
    assert told(system, 0, 1) == [("least", 6, 1, {"c2": (1, 5)}, {"c1": (1, 1)})], "without an end above"


def test_a_higher_floor_is_told_as_it_is() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    assert told(system, 2, 1, floor=3) == [
        ("least", 3, 1, {}, {"c2": (1, 3)}),
        ("most", 6, 1, {"c0": (1, 9)}, {"c1": (-1, 3)}),
    ]


def test_the_constant_of_a_bound_is_all_its_terms_together() -> None:
    published = (Term(1, 2, "t", {}, 9), Term(2, -1, "t", {}, 4))
    floors = (Term(3, -3, "t", {}, 1),)
    assert Bound("most", 5, 2, published, floors).constant == 2 * 9 - 4 - 3


# 1, 3 and 3 are withheld, and a fourth cell: pairs of the first three are told, one of them with the fourth.
RING = [5, 6, 4, 1, 3, 3, 1], [{0: 1, 3: -1, 4: -1, 6: -1}, {1: 1, 4: -1, 5: -1}, {2: 1, 3: -1, 5: -1}]


def test_what_is_met_but_for_a_fraction_is_rounded_towards_the_interval() -> None:
    system = written(*RING)
    pairs = {"c0": (1, 5), "c2": (1, 4), "c1": (-1, 6)}
    least, most = told(system, 3, 4, 5, 6, floor=0) or []
    assert least == ("least", 0, 1, {}, {"c3": (1, 0)})
    assert most == ("most", 1, 2, pairs, {"c6": (-1, 0)}), "twice the cell is at most three"
    least, most = told(system, 3, 4, 5, 6, of=5, floor=0) or []
    assert least == ("least", 3, 2, {"c1": (1, 6), "c2": (1, 4), "c0": (-1, 5)}, {"c6": (1, 0)})
    assert most[:2] == ("most", 4)


def test_a_multiple_of_a_cell_is_divided_by_it() -> None:
    assert told(written([12, 4], [{0: 1, 1: -3}]), 1) == [("exact", 4, 3, {"c0": (1, 12)}, {})]
    assert told(written([3, 12], [{0: 4, 1: -1}]), 1) == [("exact", 12, 1, {"c0": (4, 3)}, {})]


def test_one_published_sum_is_told_rather_than_its_parts() -> None:
    rows = [{0: 1, 1: -1, 2: -1, 3: -1}, {4: 1, 2: -1, 3: -1}]
    system = written([14, 5, 4, 5, 9], rows)
    assert told(system, 1) == [("exact", 5, 1, {"c0": (1, 14), "c4": (-1, 9)}, {})]


@pytest.mark.parametrize(("siblings", "explained"), [(11, True), (12, False)])
def test_what_needs_more_than_a_dozen_cells_is_not_told(siblings: int, explained: bool) -> None:
    row = {0: 1, **dict.fromkeys(range(1, siblings + 2), -1)}
    system = written([2 * siblings + 3, 3, *([2] * siblings)], [row])
    assert (told(system, 1) is not None) == explained


@pytest.mark.parametrize(("steps", "explained"), [(4, True), (5, False)])
def test_a_chain_is_followed_for_five_equations(steps: int, explained: bool) -> None:
    # Withheld 0..steps, of which each two neighbours have a published sum, and the last a published equal.
    cells = steps + 1
    rows: list[Row] = [{cells + i: 1, i: -1, i + 1: -1} for i in range(steps)]
    system = written([3] * cells + [6] * steps + [3], [*rows, {2 * steps + 1: 1, steps: -1}])
    found = told(system, *range(cells))
    assert (found is not None) == explained
    if found is not None:
        signs = {f"c{cells + i}": ((-1) ** i, 6) for i in range(steps)}
        assert found == [("exact", 3, 1, {**signs, "c9": (1, 3)}, {})]


def test_equations_all_around_are_too_many_to_look_at() -> None:
    # The cell stands in 401 equations, each with a published sum and a cell of its own.
    few, many = 399, 401
    for count, explained in ((few, True), (many, False)):
        rows: list[Row] = [{1 + i: 1, 0: -1, 1 + count + i: -1} for i in range(count)]
        system = written([3, *([5] * count), *([2] * count)], rows)
        withheld = flags(system.size, 1, 1 + 1 + count)
        found = Explainer(system.without_values(withheld), ~withheld).explain(1, 3, 3)
        assert (found is not None) == explained


def test_only_the_end_below_is_told_of_a_cell_without_an_end_above() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    withheld = flags(system.size, 1, 2)
    found = Explainer(system.without_values(withheld), ~withheld).explain(1, 6, UNBOUNDED)
    assert found is not None and [bound.side for bound in found.bounds] == ["least"]


def test_an_interval_of_which_one_end_does_not_follow_is_not_told_at_all() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    withheld = flags(system.size, 2, 3)
    explainer = Explainer(system.without_values(withheld), ~withheld)
    assert isinstance(explainer.explain(3, 1, 8), Explanation)
    assert explainer.explain(3, 1, 7) is None and explainer.explain(3, 2, 8) is None


def test_a_single_value_may_need_its_two_ends() -> None:
    # Two withheld cells make two, and neither is a zero: each is one.
    system = written([2, 1, 1], [{0: 1, 1: -1, 2: -1}])
    assert told(system, 1, 2) == [
        ("least", 1, 1, {}, {"c1": (1, 1)}),
        ("most", 1, 1, {"c0": (1, 2)}, {"c2": (-1, 1)}),
    ]


def test_unlisted_cells_have_no_floor_and_are_never_published() -> None:
    system = written([9, 4, 5], [{0: 1, 1: -1, 2: -1}])
    hidden = flags(system.size, 2)
    unlisted = replace(system, listed=system.listed & ~hidden)
    found = Explainer(unlisted, np.ones(system.size, dtype=bool)).explain(2, 4, 4)
    assert found is not None and terms(found.bounds[0].published) == {"c0": (1, 9), "c2": (-1, 5)}
    both = Explainer(unlisted, ~flags(system.size, 3)).explain(3, 1, 9)
    assert both is not None and terms(both.bounds[1].floors) == {"c1": (-1, 0)}
