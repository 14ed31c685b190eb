"""The joint table against all tables that units can make, and how much of it is reckoned with."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import Hierarchy, SetDimension
from disclosure.attackers.joining import join
from disclosure.attackers.joint import attack_jointly

from .joint_cases import AGE, CASES, FORM, HELP, PLACE, SCOPE, SEX, X, Y, case, ends, withheld_of
from .tables import hierarchy


@pytest.mark.parametrize("floor", [0, 1])
@pytest.mark.parametrize("name", CASES)
def test_intervals_are_those_of_all_tables_that_units_can_make(name: str, floor: int) -> None:
    made = CASES[name]
    system = made.system()
    for table in made.tables:
        withheld = withheld_of(made, system, table)
        least = np.minimum(system.value, floor) * withheld
        found = attack_jointly(
            system.without_values(withheld), ~withheld, floor=least, targets=np.flatnonzero(withheld)
        )
        lower, upper = ends(made, system, withheld, floor)
        assert found.complete and found.proven.all()
        assert np.array_equal(found.lower, lower[withheld]), table
        assert np.array_equal(found.upper, upper[withheld]), table


@pytest.mark.parametrize(
    ("tables", "trees"),
    [
        ("sex age, age scope, scope place", [SEX, AGE, SCOPE, PLACE]),
        ("sex age scope, sex place, sex age", [SEX, AGE, SCOPE, PLACE]),
        ("sex, age, place", [SEX, AGE, PLACE]),
        ("sex age scope, sex age, age scope, sex scope", [SEX, AGE, SCOPE]),
    ],
)
def test_tables_without_a_ring_or_with_one_that_has_all_dimensions_need_nothing(
    tables: str, trees: list[Hierarchy]
) -> None:
    kinds = {"sex": "FM", "age": ["child", "adult"], "scope": ["in", "out"], "place": "ab"}
    made = case(trees, [], tables, kinds, [("F", "child", "in", "a"), ("M", "adult", "out", "b")])
    joint = join(made.system(), np.zeros(made.system().size, dtype=bool))
    assert (joint.added, joint.complete) == (0, True)


def test_a_set_dimension_of_its_own_is_told_by_its_slack_nodes() -> None:
    made = case(
        [SEX, FORM, HELP], [SetDimension("form", True), SetDimension("help", True)], "sex form, sex help",
        {"sex": "FM", "form": [X], "help": [("p",)]}, [("F", X, ("p",))],
    )  # fmt: skip
    joint = join(made.system(), np.zeros(made.system().size, dtype=bool))
    assert (joint.added, joint.complete) == (0, True)


@pytest.mark.parametrize(("name", "least"), [("cube", 8), ("groupings", 6), ("two sets in one table", 9 * 4)])
def test_the_joint_table_is_whole_as_soon_as_it_may_have_so_many_cells(name: str, least: int) -> None:
    system = CASES[name].system()
    nothing = np.zeros(system.size, dtype=bool)
    assert join(system, nothing, most=least).complete
    short = join(system, nothing, most=least - 1)
    assert not short.complete and short.added < least


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("most", [0, 3, 8, 12])
def test_with_fewer_cells_intervals_are_wider_never_wrong(name: str, most: int) -> None:
    made = CASES[name]
    system = made.system()
    table = list(made.tables)[-1]
    withheld = withheld_of(made, system, table)
    cells = np.flatnonzero(withheld)
    shown = system.without_values(withheld)
    found = attack_jointly(shown, ~withheld, floor=0, targets=cells, most=most)
    lower, upper = ends(made, system, withheld, 0)
    assert (found.lower <= lower[cells]).all() and (found.upper >= upper[cells]).all()
    if not found.complete:
        assert np.array_equal(found.proven, found.lower == found.upper)


def test_lists_of_items_in_another_order_are_not_joined() -> None:
    turned = hierarchy("turned", "form", {"_T": ["y", "x"]})
    facts = [SetDimension("form", True)]
    kinds = {"sex": "FM", "age": ["child", "adult"], "form": [X, Y]}
    units = [("F", "child", X), ("M", "adult", Y)]
    made = case([SEX, AGE, FORM, turned], facts, "sex form, age turned", kinds, units)
    assert not join(made.system(), made.system().listed).complete


@pytest.mark.parametrize(("items", "complete"), [(8, True), (9, False)])
@pytest.mark.parametrize("names", [("form", "help"), ("help", "form")])
def test_the_sets_of_the_shorter_list_are_enumerated_while_they_are_few(
    names: tuple[str, str], items: int, complete: bool
) -> None:
    many, few = names
    long = hierarchy(many, many, {"_T": [f"f{i}" for i in range(items + 1)]})
    less = hierarchy(few, few, {"_T": [f"h{i}" for i in range(items)]})
    facts = [SetDimension(many), SetDimension(few)]
    units = {many: [("f0",)], few: [("h0",)]}
    made = case([long, less], facts, f"{many} {few}", units, [(("f0",), ("h0",))])
    assert join(made.system(), made.system().listed).complete == complete


def test_a_mask_of_the_cells_there_were_is_false_for_the_added_ones() -> None:
    system = CASES["cube"].system()
    joint = join(system, np.zeros(system.size, dtype=bool))
    mask = joint.mask(system.listed)
    assert joint.added > 0 and len(mask) == joint.system.size == system.size + joint.added
    assert np.array_equal(mask[: system.size], system.listed) and not mask[system.size :].any()
    assert mask.dtype == bool


def test_withheld_zeros_are_possible_and_published_ones_are_not() -> None:
    system = CASES["cube"].system()
    zeros = system.listed & (system.value == 0)
    assert join(system, system.listed).added < join(system, system.listed & ~zeros).added
    unlisted = CASES["exclusive code"].system()
    assert join(unlisted, np.ones(unlisted.size, dtype=bool)).added == join(unlisted, unlisted.listed).added
