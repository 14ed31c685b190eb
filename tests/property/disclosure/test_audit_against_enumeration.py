"""What the audit says of patterns nobody proved safe, against the enumeration of all tables."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from disclosure import Pattern, Rules, System, audit, sensitive_cells
from disclosure.attackers import showing

from .test_against_enumeration import units, whole
from .worlds import CASES, fitting, names, thinkable


def open_cells(
    system: System, rules: Rules, withheld: np.ndarray, left: np.ndarray
) -> dict[tuple[str, ...], str]:
    """Every sensitive cell that is not as open as it must be, and why, over all tables left."""
    found = {}
    for cell in np.flatnonzero(sensitive_cells(system, rules)).tolist():
        low, high = left[:, cell].min(), left[:, cell].max()
        met = {
            "count": high >= rules.k and high - low >= rules.k - 1,
            "existence": high >= rules.k and low == 0,
            "width": high - low >= rules.k - 1,
        }
        if met[rules.protection]:
            continue
        name, codes = system.describe(cell)
        published = system.listed[cell] and not withheld[cell]
        why = "published" if published else "derivable" if low == high else "narrow"
        found[(name, *codes.values())] = why
    return found


@settings(max_examples=150)
@given(data=st.data())
def test_the_audit_names_exactly_the_open_cells_of_any_pattern_and_says_why(data: st.DataObject) -> None:
    """Also of one that comes with a proof of which only some tables, or none, hold."""
    case = data.draw(names())
    world, tables, kinds = CASES[case]
    counts = data.draw(units(len(kinds)))
    system = world.system(tables, kinds, counts)
    rules = Rules(data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["count", "existence", "width"])))
    hides = data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size))
    withheld = np.array(hides) & system.listed & ((system.value > 0) | (rules.protection == "existence"))
    withheld[whole(system)] = False
    floor = np.minimum(system.value, 1) * int(rules.protection == "count")
    left = fitting(system, thinkable(case, sum(counts)), withheld, floor)
    together = data.draw(st.sampled_from([showing.TOGETHER, 2]))
    every = thinkable(case, sum(counts))
    rows = data.draw(st.lists(st.integers(0, len(every) - 1), max_size=8))
    moves = every[rows] - system.value
    spoilt = data.draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, system.size - 1)), max_size=2))
    for row, cell in spoilt[: len(moves)]:
        moves[row % len(moves), cell] += 1
    pattern = Pattern(withheld, withheld, 0, sparse.csr_matrix(moves))
    with patch.multiple(showing, TOGETHER=together, APART=2):
        verdict = audit(system, pattern if data.draw(st.booleans()) else withheld, rules)
    told = {(found.table, *found.codes.values()): found.why for found in verdict.violations}
    assert told == open_cells(system, rules, withheld, left)
    assert verdict.safe == (not told)
