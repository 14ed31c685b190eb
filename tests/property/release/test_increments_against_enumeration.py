"""What cumulative releases grew by, between any two of them, against units counted one by one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from release.instances import protect_folder

from .test_certificates_against_enumeration import MOST, SEMESTERS, SEX, Problem, Shown, some_of, units

KINDS = units("sex", "semester")
RELEASES = [Shown("t", {"sex": SEX, "semester": {"_T": codes["_T"]}}) for codes in SEMESTERS]


def instance(folder: Path, there: Sequence[int]) -> Path:
    """The folder of three releases of women and men, each with one more batch."""
    described = {
        "dims": ["sex", "batch"],
        "releases": [
            {"id": f"R{number}", "table": ["sex"], "batches": list(codes["_T"])}
            for number, codes in enumerate(SEMESTERS)
        ],
    }
    (folder / "instance.json").write_text(json.dumps(described))
    nodes = [["@", "Total"], ["@@", "F"], ["@@", "M"]]
    (folder / "hierarchies.json").write_text(json.dumps({"sex": {"dim": "sex", "nodes": nodes}}))
    rows = [f"{kind['sex']},{kind['semester']},{n}" for kind, n in zip(KINDS, there, strict=True) if n]
    (folder / "cells.csv").write_text("\n".join(["sex,batch,freq", *rows]) + "\n")
    return folder


@settings(max_examples=150)
@given(
    there=some_of(len(KINDS), 1, MOST - 2),
    k=st.integers(2, 4),
    protection=st.sampled_from(["count", "existence"]),
)
def test_no_increment_between_any_two_releases_is_told(there: list[int], k: int, protection: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = instance(Path(scratch), there)
        protect_folder(folder, folder, k=k, policy=protection, method="quick")
        pattern = pl.read_csv(folder / "pattern.csv", infer_schema=False)
    hidden = []
    for number, shown in enumerate(RELEASES):
        rows = pattern.filter((pl.col("table") == f"R{number}") & (pl.col("status") != "published"))
        hidden.append(replace(shown, withheld=frozenset((sex, "_T") for sex in rows["sex"])))
    policy = {"k": k, "protection": protection, "sensitive": (), "group_below": 0}
    problem = Problem(hidden, KINDS, there, policy)
    if k + sum(there) <= MOST or ("_T", "_T") not in hidden[-1].withheld:
        assert problem.safe(problem.thinkable())
