"""Rounding where figures were published before, and the whole tables that prove a rounding."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from disclosure import (
    UNKNOWN,
    DisclosureError,
    NotProtectedError,
    Rules,
    System,
    audit_rounding,
    default_base,
    prove_figures,
    round_tables,
)
from disclosure.alternatives.figures import rounded_ends
from disclosure.rules import demands

from .tables import World, hierarchy

AREA = hierarchy("area", "area", {"_T": ["a", "b", "c"]})
SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
SQUARE = World([AREA, SEX])
KINDS = [{"area": a, "sex": s} for a in "abc" for s in "FM"]


def square(*counts: int) -> System:
    return SQUARE.system({"t": {"area": "area", "sex": "sex"}}, KINDS, list(counts))


def drawn(system: System, base: int, n: int, given: np.ndarray | None = None) -> np.ndarray:
    return round_tables(system, base, secret=bytes([n]) * 16, given=given).value


def test_given_figures_stay_and_the_others_go_with_them() -> None:
    random = np.random.default_rng(5)
    for n in range(40):
        system = square(*random.integers(0, 14, 6).tolist())
        before = drawn(system, 5, n)
        given = np.where(random.random(system.size) < 0.5, before, UNKNOWN)
        made = round_tables(system, 5, secret=b"another secret..", given=given)
        assert np.array_equal(made.value[given != UNKNOWN], before[given != UNKNOWN])
        assert not np.any(system.equations @ made.value)
        assert np.all(made.value % 5 == 0)
        assert made.steps == 0, "the earlier figures are themselves such a rounding"


def test_all_figures_given_leave_nothing_to_draw() -> None:
    system = square(1, 2, 3, 4, 5, 6)
    before = drawn(system, 5, 1)
    assert {tuple(drawn(system, 5, n, before)) for n in range(5)} == {tuple(before)}


def test_cells_go_further_where_given_figures_ask_for_it_but_zeros_stay() -> None:
    """a and b were rounded down, and what came since is a multiple: no adjacent total is their sum."""
    system = square(4, 0, 4, 0, 5, 0)
    given = np.full(system.size, UNKNOWN)
    cells = system.tables["t"].cells
    given[cells[1, 0]] = given[cells[2, 0]] = 0
    made = round_tables(system, 5, secret=b"x" * 16, given=given)
    assert made.steps == 1
    assert np.all(made.value[system.value == 0] == 0)
    assert not np.any(system.equations @ made.value)


def test_given_figures_that_do_not_add_up_have_no_rounding() -> None:
    system = square(4, 0, 0, 0, 0, 0)
    given = np.full(system.size, UNKNOWN)
    given[system.value > 0] = np.where(np.arange((system.value > 0).sum()) == 0, 0, 5)
    with pytest.raises(NotProtectedError):
        round_tables(system, 5, secret=b"x" * 16, given=given)
    with pytest.raises(DisclosureError):
        round_tables(system, 5, given=np.full(system.size, 4))


def test_what_is_not_listed_is_never_given() -> None:
    system = square(1, 2, 3, 4, 5, 6).with_differences([(0, 1)])
    made = round_tables(system, 5, given=np.where(system.listed, UNKNOWN, 1000))
    assert made.value[-1] < 1000


def test_the_default_base_is_the_least_multiple_of_five_above_k() -> None:
    assert [default_base(k) for k in (2, 4, 5, 9, 10)] == [5, 5, 10, 10, 15]


@pytest.mark.parametrize("jointly", [False, True])
def test_kept_tables_prove_exactly_what_the_audit_finds_safe(jointly: bool) -> None:
    random, rules = np.random.default_rng(2), Rules(3, "count", ("sex",), 9)
    verdicts = set()
    for n in range(40):
        system = square(*random.integers(0, 5, 6).tolist())
        made = round_tables(system, 4, secret=bytes([n]) * 16)
        ends = rounded_ends(system, made.value, made.near)
        verdict, moves = prove_figures(system, ends, rules, jointly=jointly)
        whole = audit_rounding(system, made, rules, jointly=jointly)
        assert bool(verdict.violations) == bool(whole.violations)
        verdicts.add(bool(verdict.violations))
        tables = np.vstack([np.zeros(system.size, dtype=int), moves.toarray()]) + system.value
        inside = np.all(
            (tables >= ends[0]) & (tables <= ends[1]) & (tables >= np.minimum(system.value, 1)), axis=1
        )
        assert inside[1:].all() and not np.any(system.equations @ tables.T)
        if not verdict.violations:
            assert met(system, rules, tables[inside])
    assert verdicts == {False, True}


def met(system: System, rules: Rules, tables: np.ndarray) -> bool:
    """Whether some tables show all demands, those of the rests of homogeneous groups too."""
    wider, asked = demands(system, rules)
    rest = wider.equations[wider.equations.shape[0] - (wider.size - system.size) :, : system.size]
    seen = np.hstack([tables, np.asarray(tables @ sparse.csr_matrix(rest).T.toarray(), dtype=int)])
    return not asked.unmet(seen.min(axis=0)[asked.cells], seen.max(axis=0)[asked.cells]).any()
