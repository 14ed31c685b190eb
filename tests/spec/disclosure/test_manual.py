"""Every figure that the manual of the method prints comes out of the engine, the verifier or `trata`."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from disclosure import (
    UNBOUNDED,
    Rules,
    System,
    attack,
    attack_jointly,
    audit,
    explain,
    protect,
    sensitive_cells,
    sentence,
)
from release.certificate_instances import instance_doubts
from trata.cli import app

from .manual import PAGES, Block, Example, blocks, examples, labels, prose

RESULTS = [
    pytest.param(language, place, id=f"{language}-{place}-{block.kind}-{block.name}")
    for language, page in PAGES.items()
    for place, block in enumerate(blocks(page))
    if block.kind not in ("table", "releases", "bulletin", "amounts")
]


@pytest.mark.parametrize(("language", "place"), RESULTS)
def test_the_manual_prints_what_comes_out(language: str, place: int, tmp_path: Path) -> None:
    printed = blocks(PAGES[language])
    block = printed[place]
    if block.kind == "findings":
        (bulletin,) = (other for other in printed if (other.kind, other.name) == ("bulletin", block.name))
        assert findings(bulletin, language, tmp_path) == [line for (line,) in block.rows]
        return
    example = examples(PAGES[language])[block.name]
    CHECKS[block.kind](block, example, language, tmp_path)


def test_both_languages_print_the_same_examples() -> None:
    spanish, english = (
        [(b.kind, b.name, re.findall(r"\d+", str(b.rows))) for b in blocks(page)] for page in PAGES.values()
    )
    assert spanish == english


def test_both_languages_give_the_same_figures_in_each_section() -> None:
    spanish, english = (
        [sorted(re.findall(r"\d+(?:[.,]\d+)*", part.replace(",", "."))) for part in prose(page)]
        for page in PAGES.values()
    )
    assert spanish == english


def run(*words: object) -> None:
    """A command of `trata`; anything but success fails."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output


def findings(bulletin: Block, language: str, folder: Path) -> list[str]:
    """What `trata attack` says of a file, a line a finding."""
    path, out = folder / "bulletin.csv", folder / "findings.csv"
    path.write_text("".join(",".join(row) + "\n" for row in (bulletin.heading, *bulletin.rows)))
    run("attack", path, "--out", out)
    with out.open(encoding="utf-8") as rows:
        return [f"{row['kind']}: {row[f'how_{language}']}" for row in csv.DictReader(rows)]


def check_cells(block: Block, example: Example, *_: object) -> None:
    """Rows of all tables, distinct cells, equations."""
    system = example.system
    rows = sum(len(system.rows(table)) for table in system.tables)
    assert block.rows == (tuple(map(str, (rows, system.size, system.equations.shape[0]))),)


def check_sensitive(block: Block, example: Example, _: str, folder: Path) -> None:
    """Cell and count of every sensitive cell."""
    system = example.system_in(folder)
    found = np.flatnonzero(sensitive_cells(system, Rules(block.number["k"])))
    names = labels(system)
    assert set(block.rows) == {(names[cell], str(system.value[cell])) for cell in found}


def check_attack(block: Block, example: Example, _: str, folder: Path) -> None:
    """Cell, then least and greatest count of every withheld cell in the eyes of each attacker of `as`.

    Attackers: a floor (`zeros`: 1 but for withheld zeros), `joint`, `relaxed` (`most` cells of the joint
    table), `know:` cells beside what is published. An unlisted cell may be told as well.
    """
    system = example.system_in(folder)
    names, hidden = labels(system), example.withheld(system)
    told = {cell: list(ends) for cell, *ends in block.rows}
    assert {name for name, hides in zip(names, hidden, strict=True) if hides} <= set(told)
    for view in block.options["as"].split(","):
        ends = seen_by(view, system, hidden, names, block.number.get("most"))
        for cell, printed in told.items():
            assert (printed.pop(0), printed.pop(0)) == ends.get(cell, ("–", "–")), (cell, view)
    assert not any(told.values())


def seen_by(
    view: str, system: System, hidden: np.ndarray, names: list[str], most: int | None
) -> dict[str, tuple[str, str]]:
    """The interval of every cell that an attacker does not know."""
    unknown = hidden & ~np.isin(names, [cell.replace("+", " ") for cell in view.split(":")[1:]])
    floor = {"0": 0, "zeros": np.minimum(system.value, 1)}.get(view, 1)
    seen = system.without_values(unknown)
    if view in ("joint", "relaxed"):
        limit = {} if view == "joint" or most is None else {"most": most}
        found = attack_jointly(seen, ~unknown, floor=floor, **limit)
        assert found.complete == (view == "joint")
    else:
        found = attack(seen, ~unknown, floor=floor)
    return {
        names[cell]: (str(low), "" if high == UNBOUNDED else str(high))
        for cell, low, high in zip(found.cells, found.lower, found.upper, strict=True)
    }


def check_protect(block: Block, example: Example, _: str, folder: Path) -> None:
    """Policy, k, cells sensitive and withheld, lower bound, gap; the pattern in brackets is as small."""
    system = example.system_in(folder / "system")
    for policy, k, *figures in block.rows:
        rules = rules_of(block, k=int(k), protection=policy)
        if example.is_folder and not rules.sensitive:
            out = folder / f"{policy}-{k}"
            run("protect", example.write(folder / "instance"), "--out", out, "--k", k, "--policy", policy)
            summary = json.loads((out / "summary.json").read_text())
            withheld, bound = summary["primary"] + summary["secondary"], summary["lower_bound"]
            assert summary["gap"] == round((withheld - bound) / withheld, 4)
        else:
            pattern = protect(system, rules)
            assert audit(system, pattern, rules).safe
            withheld, bound = int(pattern.withheld.sum()), pattern.lower_bound
        sensitive, gap = sensitive_cells(system, rules).sum(), (withheld - bound) / withheld
        assert figures == [f"{figure:g}" for figure in (sensitive, withheld, bound, gap)]
        if "shown" in block.options:
            shown = example.withheld(system)
            assert audit(system, shown, rules).safe
            assert shown.sum() == withheld


def check_patterns(block: Block, example: Example, *_: object) -> None:
    """Floor, patterns that can be chosen, how many are safe, and the fewest cells of a safe one."""
    for floor, *counts in block.rows:
        tried, safe = all_patterns(example.name, block.number["k"], int(floor))
        assert counts == [str(n) for n in (tried, len(safe), min(len(cells) for cells in safe))]


def check_cuts(block: Block, example: Example, *_: object) -> None:
    """Cells of which every safe pattern withholds one, in the order in which `bound` counts them."""
    _, safe = all_patterns(example.name, block.number["k"], 1)
    for row in block.rows:
        assert all(pattern & set(row) for pattern in safe), row


def check_bound(block: Block, example: Example, language: str, _: Path) -> None:
    """Number of inequalities, the bound that they give, cells withheld, gap."""
    system, names = example.system, labels(example.system)
    (cuts,) = (b.rows for b in blocks(PAGES[language]) if (b.kind, b.name) == ("cuts", block.name))
    certain = {names[cell] for cell in np.flatnonzero(sensitive_cells(system, rules_of(block)))}
    _, safe = all_patterns(example.name, block.number["k"], 1)
    withheld = min(map(len, safe))
    for row in block.rows:
        asked = [set(cut) for cut in cuts[: int(row[0])]]
        choice = sorted(set().union(*asked))
        chosen = (set(np.array(choice)[list(bits)]) for bits in product([False, True], repeat=len(choice)))
        bound = len(certain) + min(len(some) for some in chosen if all(some & cut for cut in asked))
        gap = str(round((withheld - bound) / withheld, 4))
        assert row[1:3] == (str(bound), str(withheld))
        assert float(row[3].replace(",", ".")) == float(gap)


def check_certificate(block: Block, example: Example, _: str, folder: Path) -> None:
    """Withheld cells in the true table and others; with each alone the verifier doubts cells of `doubts`."""
    system = example.system
    names, hidden = labels(system), example.withheld(system)
    true = {names[cell]: str(system.value[cell]) for cell in np.flatnonzero(hidden)}
    assert {row[0]: row[1] for row in block.rows} == true
    example.write(folder)
    dims = example.blocks[0].options["by"].split("+")
    pattern = [["table", *dims, "status"]]
    for cell, hides in enumerate(hidden):
        codes = system.describe(cell)[1]
        pattern.append(["T", *(codes[dim] for dim in dims), "secondary" if hides else "published"])
    write(folder / "pattern.csv", pattern)
    for column, doubted in enumerate(block.options["doubts"].split(","), 2):
        proof = [["1", "T", *row[0].split(" "), row[column]] for row in block.rows]
        write(folder / "certificate.csv", [["witness", "table", *dims, "value"], *proof])
        found = instance_doubts(folder, folder, {"k": block.number["k"], "protection": "count"})
        cells = {"+".join(code for code in codes if code != "_T") for _, codes in found}
        assert cells == {doubted} - {"none"}


def check_why(block: Block, example: Example, language: str, folder: Path) -> None:
    """Cell and the sentence that says how it is pinned down."""
    system = example.system_in(folder)
    names, hidden = labels(system), example.withheld(system)
    for (line,) in block.rows:
        cell, told = line.split(": ", 1)
        found = explain(
            system.without_values(hidden), ~hidden, names.index(cell), floor=block.number["floor"]
        )
        assert found is not None
        assert sentence(found, "es" if language == "es" else "en") == told


def rules_of(block: Block, k: int | None = None, protection: str = "count") -> Rules:
    """The rules that a block's options state."""
    return Rules(
        k=block.number["k"] if k is None else k,
        protection="existence" if protection == "existence" else "count",
        sensitive=tuple(filter(None, [block.options.get("sensitive")])),
        group_below=block.number.get("group_below", 0),
    )


@cache
def all_patterns(name: str, k: int, floor: int) -> tuple[int, list[set[str]]]:
    """All ways to withhold cells that are not zero, and those that leave every sensitive cell safe."""
    system = examples(PAGES["es"])[name].system
    primary, names = sensitive_cells(system, Rules(k)), labels(system)
    choice, targets = np.flatnonzero(~primary & (system.value > 0)), np.flatnonzero(primary)
    safe = []
    for bits in product([False, True], repeat=len(choice)):
        hidden = primary.copy()
        hidden[choice[list(bits)]] = True
        if is_safe(system, hidden, targets, k, floor):
            safe.append({names[cell] for cell in np.flatnonzero(hidden)})
    return 2 ** len(choice), safe


def is_safe(system: System, hidden: np.ndarray, targets: np.ndarray, k: int, floor: int) -> bool:
    """Whether the attacker's intervals reach k and are k - 1 wide."""
    found = attack(system.without_values(hidden), ~hidden, floor=floor, targets=targets)
    return bool(np.all(found.upper >= k) and not found.narrower_than(k - 1).any())


def write(path: Path, rows: list[list[str]]) -> None:
    """A CSV file."""
    path.write_text("".join(",".join(row) + "\n" for row in rows))


def check_designs(block: Block, example: Example, language: str, folder: Path) -> None:
    """Each design in words, cells withheld and not empty, per cent of cells, counts and bits published."""
    run("advise", example.write(folder / "in"), "--out", folder, "--k", block.number["k"])
    with (folder / "advice.csv").open(encoding="utf-8") as rows:
        told = list(csv.DictReader(rows))
    shares = ("cells_share", "counts_share", "entropy_share")
    assert block.rows == tuple(
        (
            row[f"change_{language}"],
            row["withheld"],
            row["non_empty"],
            *(f"{100 * float(row[share]):.0f}" for share in shares),
        )
        for row in told
    )


CHECKS = {
    "cells": check_cells,
    "sensitive": check_sensitive,
    "attack": check_attack,
    "protect": check_protect,
    "patterns": check_patterns,
    "cuts": check_cuts,
    "bound": check_bound,
    "certificate": check_certificate,
    "why": check_why,
    "designs": check_designs,
}
