"""Semesters in time: which ones a release of some period covers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from release.errors import UserError
from release.model import SEMESTER, TOTAL, CodeList, Node, Texts

_PERIOD = re.compile(r"(\d{4})-S([12])")
_LEAF = re.compile(r"(\d{4})-(S1|S2|U)")
_WITHIN_YEAR = {"S1": 1, "S2": 2, "U": 2}  # what is only known by its year waits until the year is over


def parse_period(period: str) -> tuple[int, int]:
    """Return (year, half) of a period such as `2025-S1`."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise UserError("period_malformed", period=period)
    return int(found[1]), int(found[2])


def leaf_moment(leaf: str) -> tuple[int, int]:
    """Return the (year, half) with whose end a leaf of the semester tree is complete."""
    found = _LEAF.fullmatch(leaf)
    if found is None:
        raise UserError("semester_unknown", code=leaf)
    return int(found[1]), _WITHIN_YEAR[found[2]]


def leaves_until(semesters: CodeList, period: str) -> tuple[str, ...]:
    """Return the leaves that are complete at the end of a period, in code-list order."""
    end = parse_period(period)
    return tuple(leaf for leaf in semesters.leaves if leaf != TOTAL and leaf_moment(leaf) <= end)


def cut(semesters: CodeList, period: str, unfinished: Texts) -> CodeList:
    """Return the semester tree as it stood at the end of a period; a year then unfinished says so."""
    kept = set(leaves_until(semesters, period))
    above = {code for leaf in kept for code in semesters.path(leaf)}
    year, half = parse_period(period)
    nodes = []
    for node in semesters.nodes:
        if node.code not in above:
            continue
        partial = half == 1 and node.code == str(year)
        nodes.append(_relabelled(node, unfinished) if partial else node)
    return replace(semesters, dimension=SEMESTER, nodes=tuple(nodes))


def _relabelled(node: Node, unfinished: Texts) -> Node:
    labels = {language: text.format(label=node.labels[language]) for language, text in unfinished.items()}
    return replace(node, labels=labels)


def iso_utc(moment: datetime) -> str:
    """Return a moment as `2026-02-10T15:00:00Z`; one without a time zone is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
