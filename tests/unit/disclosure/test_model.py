"""Hierarchies are trees whose parents come first."""

from __future__ import annotations

import pytest

from disclosure import Hierarchy, Node, UnusableTableError


def test_children_stand_under_their_parent_in_order_and_leaves_have_none() -> None:
    tree = Hierarchy(
        "h", "d", (Node("_T", None), Node("N", "_T"), Node("a", "N"), Node("b", "N"), Node("S", "_T"))
    )
    assert tree.root == "_T"
    assert tree.children() == {"_T": ["N", "S"], "N": ["a", "b"], "a": [], "b": [], "S": []}


@pytest.mark.parametrize(
    ("nodes", "codes"),
    [
        ((), ()),
        ((Node("_T", None), Node("a", "_T"), Node("a", "_T")), ("a",)),
        ((Node("_T", None), Node("b", "a"), Node("a", "_T")), ("b",)),
        ((Node("_T", None), Node("b", None)), ("b",)),
        ((Node("a", "_T"), Node("_T", None)), ("a",)),
        ((Node("_T", "_T"),), ("_T",)),
    ],
)
def test_what_is_no_tree_with_parents_first_is_refused_by_name_and_code(
    nodes: tuple[Node, ...], codes: tuple[str, ...]
) -> None:
    with pytest.raises(UnusableTableError) as caught:
        Hierarchy("h", "d", nodes)
    assert (caught.value.reason, caught.value.table, caught.value.codes) == (
        "hierarchy_not_a_tree",
        "h",
        codes,
    )
