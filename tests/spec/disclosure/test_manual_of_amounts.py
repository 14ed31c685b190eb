"""What the manual prints of amounts of money is what the engine asks of such cells."""

from __future__ import annotations

import polars as pl
import pytest

from disclosure import Hierarchy, Node, Rules, Table, link
from disclosure.rules import demands

from .manual import PAGES, blocks

PLACES = Hierarchy("place", "place", (Node("_T", None), Node("a", "_T"), Node("b", "_T")))
# Beside the cell stand so many small gifts that neither total nor neighbour is sensitive.
MANY = 1_000_000


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_prints_the_ends_that_are_asked_of_amounts(language: str) -> None:
    (block,) = (block for block in blocks(PAGES[language]) if block.kind == "amounts")
    k = int(block.options["threshold"])
    rules = [_rules(k, *told.split("+")) for told in block.options["rules"].split(",")]
    for amount, contributors, biggest, *ends in block.rows:
        largest = [int(part) for part in biggest.split()]
        asked = [_ends(int(amount), int(contributors), largest, each) for each in rules]
        assert ends == [end for pair in asked for end in pair]


def _rules(k: int, name: str, *numbers: str) -> Rules:
    first, *rest = map(int, numbers)
    return Rules(k, p=first) if name == "p" else Rules(k, dominance=(first, *rest))


def _ends(amount: int, contributors: int, largest: list[int], rules: Rules) -> tuple[str, str]:
    """Reach and low of a cell; empty where it is not sensitive."""
    rows = [
        ("_T", amount + MANY, contributors + MANY, None if len(largest) < contributors else [*largest, 1]),
        ("a", amount, contributors, largest),
        ("b", MANY, MANY, [1]),
    ]
    schema = {"place": pl.String, "value": pl.Int64, "contributors": pl.Int64, "largest": pl.List(pl.Int64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    system = link([Table("t", {"place": "place"}, frame)], [PLACES])
    _, asked = demands(system, rules)
    own = asked.cells == system.rows("t")[1]
    return next(
        ((str(reach), str(low)) for reach, low in zip(asked.reach[own], asked.low[own], strict=True)),
        ("", ""),
    )
