"""The tables of noise and of rounding in the manual are what the method makes, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from disclosure import noise_table
from release.certificate_reading import tree
from release.certificate_verifier import Sheet, doubts

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_noise_of_the_manual_is_what_the_method_makes(language: str) -> None:
    page = (DOCS / language / "disclosure.md").read_text(encoding="utf-8")
    told = re.search(r"`k` = 3 \(`D` = (\d+), `V` = ([\d.]+), `s` = (\d+)\)", page.replace("\n", " "))
    assert told
    table = noise_table(int(told[1]), float(told[2]), int(told[3]))
    rows = re.findall(r"^\| \d+(?: o más| or more)? ((?:\| [\d.]+ ){8})\|$", page, re.MULTILINE)
    printed = np.array([[float(number) for number in row.split("|")[1:]] for row in rows])
    assert np.allclose(printed[:, :-1], table.probabilities, atol=0.0006)
    assert np.allclose(printed[:, -1], table.variances(), atol=0.006)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_witness_of_the_rounded_example_proves_it_and_no_nearer_one_does(language: str) -> None:
    page = (DOCS / language / "disclosure.md").read_text(encoding="utf-8")
    options = re.search(r"`k` = (\d+) .{1,3} `b` = (\d+):\n", page)
    assert options
    policy = {"k": int(options[1]), "base": int(options[2]), "protection": "count"}
    rows = re.findall(r"^\| (A|B|total) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    true, shown, witness = ({row[0]: int(row[n]) for row in rows} for n in (1, 2, 3))
    assert all(column["A"] + column["B"] == column["total"] for column in (true, shown, witness))
    covers = {"A": frozenset("a"), "B": frozenset("b"), "total": frozenset("ab")}
    axis = tree(covers, {"A": frozenset("a"), "B": frozenset("b")})
    cells = {(name,): value for name, value in true.items()}
    sheet = Sheet("T", {"group": axis}, {(name,): value for name, value in shown.items()}, cells)
    leaves = {(name,): true[name] for name in "AB"}

    def doubted(a: int, b: int) -> list[tuple[str, tuple[str, ...]]]:
        return doubts([sheet], {"T": leaves}, [(1, "T", ("A",), a), (1, "T", ("B",), b)], policy)

    assert doubted(witness["A"], witness["B"]) == []
    assert doubted(witness["A"] - 1, witness["B"]) == [("T", ("A",))]
    assert doubted(10, 7) == [("T", ("A",))], "a base away"
