"""The nodes of a several-valued dimension, and which are refused."""

from __future__ import annotations

import pytest

from disclosure import Hierarchy, Node, SetDimension, UnusableTableError
from disclosure.tables.axes import Axis, DimensionKeys, Relation, set_axis

from .tables import hierarchy

FORM = hierarchy("form", "form", {"_T": ["x", "y", "NE"]})


def items(facts: SetDimension, *codes: str, which: Hierarchy = FORM) -> Axis:
    return set_axis("t", which, facts, codes or [node.code for node in which.nodes], DimensionKeys())


def told(axis: Axis, relations: tuple[Relation, ...]) -> list[dict[str, int]]:
    """Relations by code."""
    return [
        {axis.codes[n]: c for n, c in zip(relation.nodes, relation.coefficients, strict=True)}
        for relation in relations
    ]


def refusal(make: object, *given: object, **named: object) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(UnusableTableError) as caught:
        make(*given, **named)  # type: ignore[operator]
    return caught.value.reason, caught.value.table, caught.value.codes


def test_a_set_axis_has_complements_what_exceeds_one_item_each_and_what_no_item_of_its_own_explains() -> None:
    axis = items(SetDimension("form", True, ("NE",)))
    listed, complements = ("_T", "x", "y", "NE"), ("not x", "not y", "not NE")
    assert axis.codes == (*listed, *complements, "excess", "rest x", "rest y")
    assert [c for c, mark in zip(axis.codes, axis.listed, strict=True) if mark] == list(listed)
    assert [c for c, mark in zip(axis.codes, axis.countable, strict=True) if mark] == [*listed, *complements]
    assert told(axis, axis.relations) == [
        {"not x": 1, "_T": -1, "x": 1},
        {"not y": 1, "_T": -1, "y": 1},
        {"not NE": 1, "_T": -1, "NE": 1},
        {"excess": 1, "x": -1, "y": -1, "NE": -1, "_T": 1},
        {"rest x": 1, "not x": -1, "NE": 1},
        {"rest y": 1, "not y": -1, "NE": 1},
    ]
    assert all(
        axis.codes[relation.nodes[0]] == next(iter(told(axis, (relation,))[0])) for relation in axis.relations
    )
    assert axis.derivations == axis.relations
    assert [axis.codes[node] for node in axis.top] == ["x", "y", "NE"]
    assert axis.several_valued and axis.dimension == "form" and axis.covers == ()


def test_a_unit_without_any_item_leaves_no_excess_to_reckon_with() -> None:
    assert items(SetDimension("form")).codes == ("_T", "x", "y", "NE", "not x", "not y", "not NE")


def test_two_codes_that_stand_alone_exclude_each_other() -> None:
    axis = items(SetDimension("form", False, ("y", "NE")))
    rests = told(axis, axis.relations)[3:]
    assert rests == [
        {"rest x": 1, "not x": -1, "y": 1, "NE": 1},
        {"rest y": 1, "not y": -1, "NE": 1},
        {"rest NE": 1, "not NE": -1, "y": 1},
    ]


def test_nodes_of_a_set_dimension_are_the_same_in_every_table_whatever_the_order_of_items() -> None:
    keys = DimensionKeys()
    turned = hierarchy("turned", "form", {"_T": ["NE", "y", "x"]})
    facts = SetDimension("form", True, ("NE",))
    axes = [set_axis("t", which, facts, ["_T", "x", "y", "NE"], keys) for which in (FORM, turned)]
    one, two = (dict(zip(axis.codes, axis.keys.tolist(), strict=True)) for axis in axes)
    assert one == two and one["_T"] == 0
    assert len(set(one.values())) == len(one)


def test_set_dimensions_must_be_flat_lists_of_listed_items() -> None:
    facts = SetDimension("form")
    nested = hierarchy("nested", "form", {"_T": ["x"], "x": ["y"]})
    assert refusal(items, facts, which=nested) == ("set_dimension_not_flat", "t", ("nested",))
    for first, second in ((True, False), (False, True)):
        nodes = (Node("_T", None), Node("x", "_T", first), Node("y", "_T", second))
        hidden = Hierarchy("hidden", "form", nodes)
        assert refusal(items, facts, which=hidden) == ("set_dimension_not_flat", "t", ("hidden",))


@pytest.mark.parametrize(
    ("exclusive", "codes", "missing"),
    [
        ((), ["_T", "x"], ("NE", "y")),
        ((), ["x", "y", "NE"], ("_T",)),
        (("other", "NE"), ["_T", "x", "y", "NE"], ("other",)),
        (("other",), ["_T", "x", "y"], ("NE",)),
    ],
)
def test_a_set_dimension_needs_its_total_every_item_and_known_exclusive_codes(
    exclusive: tuple[str, ...], codes: list[str], missing: tuple[str, ...]
) -> None:
    facts = SetDimension("form", False, exclusive)
    assert refusal(items, facts, *codes) == ("codes_missing", "t", missing)
