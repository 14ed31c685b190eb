"""One design tried: what it shows of the original, also of cells that stand for several."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import Advice, Design, Outcome, Rules, Table, advise, link
from disclosure.advice.trial import Trials
from disclosure.solver import Polytope

from .tables import World, hierarchy

TERM = hierarchy("term", "term", {"_T": ["1", "2"], "1": ["1a", "1b"], "2": ["2a", "2b"]})
SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})
COUNTS = {"_T": 42, "1": 12, "1a": 3, "1b": 9, "2": 30, "2a": 14, "2b": 16}


def terms(counts: dict[str, int] = COUNTS, name: str = "t") -> Table:
    return Table(name, {"term": "term"}, pl.DataFrame({"term": list(counts), "value": list(counts.values())}))


def over(table: Table, **numbers: float) -> np.ndarray:
    """One number a cell, 1 where none is given."""
    system = link([table], [TERM])
    given = [numbers.get(f"t{code}", 1.0) for code in table.frame["term"]]
    found = np.ones(system.size)
    found[system.rows(table.name)] = given
    return found


def test_cells_that_stand_for_several_count_as_often_in_every_share() -> None:
    trials = Trials([terms()], [TERM], Rules(5), copies=over(terms(), t1a=3, t1b=2))
    outcome = trials.run(trials.detail.original)
    # 1a is sensitive, and 1b the only cell that can hide it: five of ten, with 9 + 18 of 141.
    assert (outcome.shown, outcome.withheld, outcome.primary, outcome.zeros_withheld) == (10, 5, 3, 0)
    assert (outcome.cells, outcome.counts, outcome.loss) == (0.5, pytest.approx(114 / 141), 0.5)
    coarse = trials.run(Design({"t": {"term": 2}}))
    assert (coarse.shown, coarse.withheld, coarse.primary, coarse.loss) == (3, 0, 0, 0.0)
    assert (coarse.cells, coarse.counts) == (0.3, pytest.approx(84 / 141))
    assert [change.codes for change in coarse.changes] == [("1", "2")] and not coarse.best
    assert 0 < coarse.entropy < outcome.entropy < 1 and coarse.bits < outcome.bits


@pytest.mark.parametrize("option", ["copies", "weight"])
def test_cells_that_stand_for_many_or_weigh_much_are_published_where_others_can_hide_a_small_one(
    option: str,
) -> None:
    dear = over(terms(), t1b=100)
    trials = Trials([terms()], [TERM], Rules(5), effort=200, **{option: dear})  # type: ignore[arg-type]
    published = trials.run(trials.detail.original).published
    assert published[dear == 100].all() and not published[over(terms(), t1a=0) == 0].any()


def test_of_nothing_everything_is_told() -> None:
    trials = Trials([terms(dict.fromkeys(COUNTS, 0))], [TERM], Rules(5))
    outcome = trials.run(trials.detail.original)
    assert (outcome.cells, outcome.counts, outcome.entropy, outcome.bits) == (1.0, 1.0, 1.0, 0.0)
    assert (outcome.shown, outcome.withheld, outcome.loss) == (0, 0, 0.0)


def test_empty_cells_that_are_withheld_are_counted_apart() -> None:
    kinds = [{"sex": sex, "form": form} for sex in "FM" for form in "xy"]
    world = World([SEX, FORM])
    table = world.table("t", {"sex": "sex", "form": "form"}, kinds, [3, 0, 9, 8])
    trials = Trials([table], [SEX, FORM], Rules(1, sensitive=("form",), group_below=5))
    outcome = trials.run(trials.detail.original)
    system = link([table], [SEX, FORM])
    hidden = ~outcome.published & (trials.shown(trials.detail.original))
    assert outcome.zeros_withheld == int(np.sum(hidden & (system.value == 0))) == 1
    assert outcome.withheld == int(np.sum(hidden & (system.value > 0))) > 0
    assert outcome.shown == 8


def test_what_is_marked_by_hand_is_so_where_a_design_shows_it() -> None:
    marked = over(terms(), t2=0) == 0
    for manual, depth, sensitive in ((marked, 2, 1), (None, 2, 0), (marked, 1, 0)):
        trials = Trials([terms()], [TERM], Rules(1), manual=manual)
        assert trials.run(Design({"t": {"term": depth}})).primary == sensitive


def test_a_design_shows_the_cells_of_its_tables_and_no_table_twice() -> None:
    short = terms({code: COUNTS[code] for code in ("_T", "1", "2")}, "short")
    trials = Trials([terms(), short], [TERM], Rules(5))
    assert trials.shown(trials.detail.original).sum() == 7
    assert trials.shown(Design({"short": {"term": 2}})).sum() == 3
    assert not trials.shown(Design({})).any()
    both = Design({"t": {"term": 2}, "short": {"term": 2}})
    assert trials.lean(both) == Design({"short": {"term": 2}}), "the one that was cut goes"
    assert trials.lean(trials.detail.original) == trials.detail.original
    assert trials.lean(Design({"t": {"term": 2}})) == Design({"t": {"term": 2}}), "no other shows it"
    assert trials.system(both).size == 3 and trials.system(trials.detail.original).size == 7


def outcome(name: str, shown: int, withheld: int, *, best: bool) -> Outcome:
    published = np.zeros(0, dtype=bool)
    return Outcome(Design({name: {}}), (), 0.5, 0.5, 0.5, 1.0, shown, withheld, 0, 0, published, best)


def test_proposed_are_the_best_that_withhold_no_more_than_is_bearable_else_those_that_withhold_least() -> (
    None
):
    much, some = outcome("much", 10, 5, best=True), outcome("some", 10, 2, best=True)
    less, beaten = outcome("less", 10, 1, best=True), outcome("beaten", 10, 0, best=False)
    advice = Advice((much, some, less, beaten), 4, 0, complete=True)
    assert advice.proposed(0.5) == (much, some, less)
    assert advice.proposed(0.2) == (some, less), "in the order of what they tell"
    assert advice.proposed(0.0) == (less, some, much)
    assert [one.loss for one in (much, less, outcome("none", 0, 0, best=True))] == [0.5, 0.1, 0.0]


def test_effort_bounds_the_linear_programmes_of_a_design() -> None:
    def solved(effort: int | None) -> int:
        before = Polytope.solved
        advise([terms()], [TERM], Rules(5), effort=effort, designs=[])
        return Polytope.solved - before

    assert solved(1) < solved(20) <= 30 < solved(None)
