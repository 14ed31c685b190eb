"""Protection of the public instances, judged by a formulation of our own with another solver's interface."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from disclosure import Rules, System, audit, protect
from release.instance_files import read_instance
from release.instances import attack_folder, protect_folder

pytestmark = pytest.mark.shared

# instance, n = k - 1, and how many withheld cells are still good: the published optimum, or the best known
# to us, and a margin where the search is cut short here (cells counted once where several codes name them).
INSTANCES = [
    ("iss135_singletons", 2, 11),
    ("sdct_problemdata", 0, 10),
    ("sdct_testproblem", 3, 4),
    ("sdct_testproblem", 10, 4),
    ("sdct_vignette", 4, 0),
    ("sdct_vignette", 9, 28),
    ("ssb_d1", 2, 6),
    ("ssb_d1", 4, 8),
    ("ssb_d2", 2, 19),
    ("ssb_d2", 4, 33),
    ("ssb_d2_tenth", 2, 82),
    ("ssb_d2_tenth", 4, 89),
    ("ssb_example1", 1, 17),
    ("ssb_example1", 2, 17),
    ("ssb_example1", 4, 31),
    ("ssb_mun_accidents", 2, 11),
    ("ssb_mun_accidents", 4, 15),
    ("tau_testW_size_region", 2, 17),
    ("tau_testW_size_region", 4, 21),
    ("tau_testW_size_region", 9, 25),
    ("rta_linked4", 2, 196),
    ("rta_linked4", 4, 237),
    ("ssb_d3_single", 2, 356),
    ("ssb_d3_single", 4, 450),
]


def extreme(system: System, withheld: np.ndarray, cell: int, sign: int, floor: int = 1) -> float:
    """Largest (or smallest) count of a cell, by branch and bound on all cells at once.

    floor: what is known of a withheld cell (1 under K1, 0 under K0).
    """
    hidden = withheld & system.listed
    low = np.where(system.listed, np.where(hidden, floor, system.value), 0)
    high = np.where(system.listed & ~hidden, system.value, np.inf)
    cost = np.zeros(system.size)
    cost[cell] = -sign
    found = milp(
        cost,
        constraints=LinearConstraint(system.equations, 0, 0),
        integrality=np.ones(system.size),
        bounds=Bounds(low, high),
    )
    if found.status == 3 or "unbounded" in found.message.lower():
        return np.inf * sign
    assert found.success, found.message
    return float(round(found.x[cell]))


@pytest.mark.parametrize(("name", "n", "most"), INSTANCES)
def test_every_sensitive_cell_of_a_public_instance_is_safe_under_the_floor_of_one(
    shared_folder: Path, name: str, n: int, most: int
) -> None:
    instance = read_instance(shared_folder / "instances" / name)
    system, k = instance.system, n + 1
    pattern = protect(system, Rules(k), manual=instance.manual, time_limit=3.0)
    assert audit(system, pattern, Rules(k), manual=instance.manual).safe
    sensitive = np.flatnonzero(system.listed & (system.value > 0) & (system.value < k))
    assert pattern.withheld[sensitive].all()
    chosen = np.random.default_rng(1).permutation(sensitive)[:25]
    for cell in chosen.tolist():
        top = extreme(system, pattern.withheld, cell, 1)
        assert top >= k
        assert top - extreme(system, pattern.withheld, cell, -1) >= k - 1
    assert pattern.withheld.sum() <= most


@pytest.mark.parametrize(("name", "n"), [entry[:2] for entry in INSTANCES])
def test_where_existence_is_protected_every_sensitive_cell_may_be_nobody_or_many(
    shared_folder: Path, name: str, n: int
) -> None:
    instance = read_instance(shared_folder / "instances" / name)
    system, rules = instance.system, Rules(n + 1, "existence")
    pattern = protect(system, rules, manual=instance.manual, rounds=0)
    sensitive = np.flatnonzero(system.listed & (system.value > 0) & (system.value <= n))
    assert pattern.withheld[sensitive].all()
    for cell in np.random.default_rng(1).permutation(sensitive)[:25].tolist():
        assert extreme(system, pattern.withheld, cell, -1, floor=0) == 0
        assert extreme(system, pattern.withheld, cell, 1, floor=0) >= n + 1


def test_releases_protected_together_hide_the_small_increments(shared_folder: Path) -> None:
    instance = read_instance(shared_folder / "instances" / "gen_releases")
    system, rules = instance.system, Rules(5)
    increments = ~system.listed & (system.value > 0) & (system.value < 5)
    pattern = protect(system, rules, time_limit=5.0, rounds=0)
    assert increments.sum() > 100
    for cell in np.random.default_rng(1).permutation(np.flatnonzero(increments))[:5].tolist():
        top = extreme(system, pattern.withheld, cell, 1)
        assert top >= 5
        assert top - extreme(system, pattern.withheld, cell, -1) >= 4


def test_a_corrupted_withheld_truth_does_not_change_the_attack(shared_folder: Path, tmp_path: Path) -> None:
    """Another whole table that agrees with everything published is, to the attacker, the same input."""
    folder = shared_folder / "instances" / "ssb_mun_accidents"
    protect_folder(folder, tmp_path, k=3)
    instance = read_instance(folder)
    pattern = protect(instance.system, Rules(3))
    other = tmp_path / "other"
    other.mkdir()
    for name in ("instance.json", "hierarchies.json"):
        (other / name).write_text((folder / name).read_text())
    codes = instance.tables[0].codes
    values = (instance.system.value + pattern.moves[0].toarray()[0])[instance.tables[0].cells]
    leaves = [not {"_T"} & set(row) for row in codes.rows()]
    lines = [
        f"{mun},{inj},{value}"
        for (mun, inj), value, leaf in zip(codes.rows(), values.tolist(), leaves, strict=True)
        if leaf and value
    ]
    (other / "cells.csv").write_text("mun,inj,freq\n" + "\n".join(lines) + "\n")
    assert (other / "cells.csv").read_text() != (folder / "cells.csv").read_text()
    for source, out in ((folder, "a.csv"), (other, "b.csv")):
        attack_folder(source, tmp_path / out, pattern=tmp_path / "pattern.csv", k=3)
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
