"""Certificates of the public instances, and what releases give away when each is protected by itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from disclosure import attack
from release.attack_files import read_pattern
from release.certificate_instances import instance_doubts
from release.instance_files import Instance, read_instance
from release.instances import protect_folder

pytestmark = pytest.mark.shared

# instance, n = k - 1
INSTANCES = [
    ("iss135_singletons", 2),
    ("sdct_problemdata", 0),
    ("sdct_testproblem", 3),
    ("sdct_testproblem", 10),
    ("sdct_vignette", 4),
    ("sdct_vignette", 9),
    ("ssb_d1", 2),
    ("ssb_d1", 4),
    ("ssb_d2", 2),
    ("ssb_d2", 4),
    ("ssb_d2_tenth", 2),
    ("ssb_d2_tenth", 4),
    ("ssb_d3_single", 2),
    ("ssb_d3_single", 4),
    ("ssb_example1", 1),
    ("ssb_example1", 2),
    ("ssb_example1", 4),
    ("ssb_mun_accidents", 2),
    ("ssb_mun_accidents", 4),
    ("tau_testW_size_region", 2),
    ("tau_testW_size_region", 4),
    ("tau_testW_size_region", 9),
    ("rta_linked4", 2),
]


@pytest.mark.parametrize("policy", ["count", "existence"])
@pytest.mark.parametrize(("name", "n"), INSTANCES)
def test_the_certificate_of_a_public_instance_is_verified_and_no_other_pattern_is(
    shared_folder: Path, tmp_path: Path, name: str, n: int, policy: str
) -> None:
    folder, rules = shared_folder / "instances" / name, {"k": n + 1, "protection": policy}
    protect_folder(folder, tmp_path, k=n + 1, policy=policy, method="quick")
    assert instance_doubts(folder, tmp_path, rules) == []
    pattern = (tmp_path / "pattern.csv").read_text()
    (tmp_path / "pattern.csv").write_text(pattern.replace("primary", "published", 1))
    assert bool(instance_doubts(folder, tmp_path, rules)) == ("primary" in pattern)
    (tmp_path / "pattern.csv").write_text(pattern)
    proof = (tmp_path / "certificate.csv").read_text().splitlines()
    (tmp_path / "certificate.csv").write_text(proof[0] + "\n")
    assert bool(instance_doubts(folder, tmp_path, rules)) == ("primary" in pattern)


def increments(instance: Instance, withheld: np.ndarray) -> dict[bool, tuple[int, int, int]]:
    """How many small increments there are, how many are known exactly, how many are narrow.

    By whether they are from one release to the next one.
    """
    system = instance.system
    small = np.flatnonzero(~system.listed & (system.value > 0) & (system.value < 5))
    next_one = np.array(["increment" in system.describe(int(cell))[1]["batch"] for cell in small])
    found = attack(system.without_values(withheld), ~withheld, targets=small)
    narrow = found.narrower_than(4) | (found.upper < 5)
    return {
        kind: tuple(int(mask[next_one == kind].sum()) for mask in (small > 0, found.exact, narrow))  # type: ignore[misc]
        for kind in (True, False)
    }


def test_releases_protected_with_their_history_give_no_small_increment_away(
    shared_folder: Path, tmp_path: Path
) -> None:
    folder = shared_folder / "instances" / "gen_releases"
    summary = protect_folder(folder, tmp_path, k=5, method="quick")
    instance = read_instance(folder)
    found = increments(instance, read_pattern(tmp_path / "pattern.csv", instance))
    assert found[True] == (250, 0, 0)
    assert found[False] == (260, 0, 0)
    assert summary["primary"] + summary["secondary"] <= 390


def test_the_same_releases_each_protected_by_itself_give_most_of_them_away(
    shared_folder: Path, tmp_path: Path
) -> None:
    source = shared_folder / "instances" / "gen_releases"
    described = json.loads((source / "instance.json").read_text())
    patterns = []
    for release in described["releases"]:
        folder = tmp_path / release["id"]
        folder.mkdir()
        counts = pl.read_csv(source / "cells.csv", schema_overrides={"batch": pl.String})
        counts = counts.filter(pl.col("batch").is_in(release["batches"]))
        counts.group_by("dept", "form").agg(pl.col("freq").sum()).write_csv(folder / "cells.csv")
        (folder / "hierarchies.json").write_text((source / "hierarchies.json").read_text())
        by = {"dept": "dept", "form": "form"}
        alone = {"dims": ["dept", "form"], "tables": [{"id": release["id"], "by": by}]}
        (folder / "instance.json").write_text(json.dumps(alone))
        protect_folder(folder, folder / "out", k=5)
        patterns.append(pl.read_csv(folder / "out" / "pattern.csv", infer_schema=False))
    together = pl.concat(patterns).with_columns(batch=pl.lit(None, pl.String))
    together.select("table", "dept", "form", "batch", "status").write_csv(tmp_path / "pattern.csv")
    instance = read_instance(source)
    total, exact, narrow = increments(instance, read_pattern(tmp_path / "pattern.csv", instance))[True]
    # With the patterns of the field's tools it is 181 of 250.
    assert total == 250
    assert exact >= 160
    assert narrow >= 200
