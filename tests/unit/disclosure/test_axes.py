"""The nodes of one dimension in one table, what must add up along them, and what is refused."""

from __future__ import annotations

import pytest

from disclosure import Hierarchy, Node, UnusableTableError
from disclosure.tables.axes import Axis, DimensionKeys, Relation, leaf_sets, tree_axis

from .tables import hierarchy

ZONE = hierarchy("zone", "place", {"_T": ["N", "S"], "N": ["a"], "S": ["b", "c"]})
# A semester as released first, and its two later versions: each is the earlier one and what came in late.
CHAIN = Hierarchy(
    "chain",
    "batch",
    (
        Node("R3", None),
        Node("R2", "R3"),
        Node("new3", "R3", listed=False),
        Node("R1", "R2"),
        Node("new2", "R2", listed=False),
    ),
)


def tree(which: Hierarchy, *codes: str, keys: DimensionKeys | None = None) -> Axis:
    return tree_axis("t", which, codes, keys or DimensionKeys())


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


def test_a_node_covers_the_leaves_below_it_and_a_leaf_itself() -> None:
    assert leaf_sets(ZONE) == {
        "_T": {"a", "b", "c"}, "N": {"a"}, "a": {"a"}, "S": {"b", "c"}, "b": {"b"}, "c": {"c"},
    }  # fmt: skip


def test_a_tree_axis_has_the_codes_of_the_table_in_the_order_of_the_hierarchy() -> None:
    axis = tree(ZONE, "c", "b", "S", "a", "N", "_T")
    assert (axis.dimension, axis.codes) == ("place", ("_T", "N", "a", "S", "b", "c"))
    assert axis.size == 6 and axis.listed.all() and axis.countable.all()
    assert not axis.several_valued and axis.facts is None
    assert [axis.codes[node] for node in axis.top] == ["N", "S"]
    assert dict(zip(axis.codes, axis.covers, strict=True)) == leaf_sets(ZONE)


def test_the_largest_parts_stand_below_an_only_child_that_is_the_whole() -> None:
    nested = hierarchy("h", "d", {"_T": ["W"], "W": ["a", "b"], "b": ["c", "d"]})
    axis = tree(nested, "_T", "W", "a", "b", "c", "d")
    assert [axis.codes[node] for node in axis.top] == ["a", "b"]


def test_parents_are_the_sum_of_their_children_and_an_only_child_is_its_parent() -> None:
    axis = tree(ZONE, "_T", "N", "a", "S", "b", "c")
    assert told(axis, axis.relations) == [{"_T": 1, "N": -1, "S": -1}, {"S": 1, "b": -1, "c": -1}]
    assert [relation.nodes[0] for relation in axis.relations] == [0, 3], "the first node is the defined one"
    assert axis.derivations == ()
    keys = dict(zip(axis.codes, axis.keys.tolist(), strict=True))
    assert keys["N"] == keys["a"] and len(set(keys.values())) == 5


def test_the_same_leaves_have_the_same_key_in_every_table_and_all_leaves_have_key_zero() -> None:
    other = hierarchy("other", "place", {"_T": ["u", "v"], "u": ["a", "b"], "v": ["c"]})
    keys = DimensionKeys()
    first = tree(ZONE, "_T", "N", "S", keys=keys)
    second = tree(other, "_T", "u", "v", "a", "b", "c", keys=keys)
    one, two = (dict(zip(axis.codes, axis.keys.tolist(), strict=True)) for axis in (first, second))
    assert one["_T"] == two["_T"] == 0
    assert one["N"] == two["a"] and two["v"] == two["c"]
    assert len({*one.values(), *two.values()}) == len({"T", "N=a", "S", "u", "v=c", "b"})


def test_groupings_of_other_leaves_are_refused_by_table_and_hierarchy() -> None:
    keys = DimensionKeys()
    tree(ZONE, "_T", "N", "S", keys=keys)
    short = hierarchy("short", "place", {"_T": ["a", "b"]})
    given = ("t", short, ["_T", "a", "b"], keys)
    assert refusal(tree_axis, *given) == ("groupings_of_different_leaves", "t", ("short",))


@pytest.mark.parametrize(
    ("codes", "reason", "absent"),
    [
        (["N", "S"], "total_missing", ("_T",)),
        (["_T", "N"], "codes_missing", ("S",)),
        (["_T", "N", "S", "b"], "codes_missing", ("c",)),
        (["_T", "a", "b", "c"], "codes_missing", ("N",)),
    ],
)
def test_a_table_without_a_full_upper_part_of_the_tree_is_refused_by_what_is_absent(
    codes: list[str], reason: str, absent: tuple[str, ...]
) -> None:
    assert refusal(tree, ZONE, *codes) == (reason, "t", absent)


def test_an_unlisted_node_is_its_parent_less_its_siblings() -> None:
    axis = tree(CHAIN, "R3", "R2", "R1")
    assert axis.codes == ("R3", "R2", "new3", "R1", "new2")
    assert axis.listed.tolist() == [True, True, False, True, False] and axis.countable.all()
    assert told(axis, axis.derivations) == [{"new3": 1, "R3": -1, "R2": 1}, {"new2": 1, "R2": -1, "R1": 1}]
    assert [axis.codes[relation.nodes[0]] for relation in axis.derivations] == ["new3", "new2"]
    assert told(axis, axis.relations) == [{"R3": 1, "R2": -1, "new3": -1}, {"R2": 1, "R1": -1, "new2": -1}]


def test_unlisted_nodes_come_with_their_listed_siblings_only() -> None:
    assert tree(CHAIN, "R3", "R2").codes == ("R3", "R2", "new3")
    assert tree(CHAIN, "R3").codes == ("R3",)


def test_an_unlisted_node_is_told_from_all_of_its_siblings() -> None:
    wide = Hierarchy(
        "wide", "d", (Node("_T", None), Node("a", "_T"), Node("b", "_T"), Node("h", "_T", False))
    )
    axis = tree(wide, "_T", "a", "b")
    assert told(axis, axis.derivations) == [{"h": 1, "_T": -1, "a": 1, "b": 1}]


def test_an_unlisted_node_deep_in_the_tree_is_told_as_well() -> None:
    nodes = (Node("_T", None), Node("N", "_T"), Node("S", "_T"), Node("s", "S"), Node("h", "S", listed=False))
    axis = tree(Hierarchy("deep", "d", nodes), "_T", "N", "S", "s")
    assert told(axis, axis.derivations) == [{"h": 1, "S": -1, "s": 1}]


@pytest.mark.parametrize(
    ("nodes", "hidden"),
    [
        ([Node("_T", None), Node("a", "_T"), Node("h", "_T", False), Node("i", "_T", False)], ("h", "i")),
        ([Node("_T", None, False), Node("a", "_T"), Node("b", "_T")], ("_T",)),
    ],
)
def test_unlisted_nodes_that_nothing_determines_are_refused(
    nodes: list[Node], hidden: tuple[str, ...]
) -> None:
    which = Hierarchy("h", "d", tuple(nodes))
    codes = [node.code for node in nodes if node.listed or node.parent is None]
    assert refusal(tree, which, *codes) == ("unlisted_nodes_undetermined", "t", hidden)
