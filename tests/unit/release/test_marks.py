"""Cells that a person decided to withhold, and weights: from the policy to release, audit and certificate."""

import json

import numpy as np
import polars as pl
import pytest
from test_drafting import fixed_world, shown

from disclosure import Rules
from release import ledger
from release.certificate_reading import UNREADABLE, release_doubts
from release.errors import UserError
from release.model import Statistic
from release.policy import Mark, Weights
from release.problem import build_problem

LARGE = {
    (semester, scope): 30 + n
    for n, (semester, scope) in enumerate(
        (semester, scope)
        for semester in ("2024-S1", "2024-S2", "2025-S1", "2025-S2")
        for scope in ("INT", "EXT_SAL", "EXT_ENT", "ND")
    )
}
MARK = {"table": "victims_by_scope", "codes": {"semester": "2024-S2", "scope": "INT"}}


@pytest.fixture
def marked(home):
    """A home without a small count, where one cell is marked."""
    home.marks = (("victims_by_scope", '{ semester = "2024-S2", scope = "INT" }'),)
    home.build(fixed_world(LARGE))
    return home


def withheld(made):
    frame = shown(made, "victims_by_scope").filter(pl.col("status") == "c")
    return set(frame.select("semester", "scope").rows())


def test_a_marked_cell_is_withheld_and_cannot_be_told_from_others(marked):
    assert ("2024-S2", "INT") in withheld(marked.draft("2024-S2"))
    assert len(withheld(marked.draft("2024-S2"))) >= 4


def test_without_the_mark_everything_is_published(home):
    home.build(fixed_world(LARGE))
    assert withheld(home.draft("2024-S2")) == set()


def test_a_mark_is_audited_and_certified_and_stands_in_nothing_public(marked):
    made = marked.draft("2024-S2")
    assert made.audit()["populations"]["victims"]["sensitive"] == 1
    marked.approve(made.id)
    folder = marked.publish(made.id).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["policy"] == {"victims": {"k": 5, "protection": "count"}}
    other = {"table": "victims_by_scope", "codes": {"semester": "2024-S1"}}
    with ledger.opened(marked.connection, marked.places.ledger, marked.places.key):
        found = [
            release_doubts(folder, manifest, marked.connection, made.digest, {"victims": [mark]})
            for mark in (MARK, other)
        ]
        manifest["policy"]["victims"]["p"] = 10
        unknown = release_doubts(folder, manifest, marked.connection, made.digest)
    assert found[0] == []
    assert ("victims_by_scope", ("2024-S1", "_T")) in found[1]
    assert unknown == UNREADABLE


def test_a_mark_on_what_is_published_already_stops_the_draft(home):
    home.build(fixed_world(LARGE))
    home.released("2024-S2")
    home.marks = (("victims_by_scope", '{ scope = "INT" }'),)
    home.write_policy({"victims"})
    with pytest.raises(UserError, match="cannot_protect"):
        home.draft("2025-S1")


def problem(world, weights):
    name = "victims_by_scope"
    statistic = Statistic(world.descriptions[0], world.frames[name])
    built = build_problem(
        [statistic], world.code_lists, (), Rules(5), [Mark(name, {"scope": "INT"})], weights
    )
    return built, statistic.frame, built.system.rows(name)


def test_totals_weigh_what_the_policy_says_and_tables_more_than_others():
    built, frame, rows = problem(fixed_world(LARGE), Weights(50, 4, {"victims_by_scope": 2}))
    whole = (frame["scope"] == "_T").to_numpy()
    assert set(built.weight[rows][whole]) == {100.0}
    assert set(built.weight[rows][~whole]) == {2.0}


def test_a_mark_names_all_codes_of_the_dimensions_it_does_not_name():
    built, frame, rows = problem(fixed_world(LARGE), Weights(1, 1, {}))
    assert np.array_equal(built.marked[rows], (frame["scope"] == "INT").to_numpy())


def test_a_marked_zero_may_be_more_and_is_certified(home):
    home.marks = (("victims_by_scope", '{ semester = "2024-S2", scope = "ND" }'),)
    home.build(fixed_world(LARGE | {("2024-S2", "ND"): 0}))
    made = home.draft("2024-S2")
    assert ("2024-S2", "ND") in withheld(made)
    told = made.audit()["populations"]["victims"]["intervals"]
    found = next(i for i in told if i["codes"] == {"semester": "2024-S2", "scope": "ND"})
    assert found["low"] == 0 and (found["high"] is None or found["high"] >= 5)
