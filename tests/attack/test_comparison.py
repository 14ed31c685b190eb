"""The weaker demand of other tools, for comparison: its published optima, and whom it leaves open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from release.instance_files import InstanceError
from release.instances import protect_folder

pytestmark = pytest.mark.shared

# instance, n = k - 1, the published optimum of "width"
OPTIMA = [
    ("sdct_vignette", 9, 28),
    ("ssb_d1", 2, 4),
    ("ssb_d1", 4, 8),
    ("ssb_d2", 4, 24),
    ("ssb_d2_tenth", 2, 57),
    ("ssb_d2_tenth", 4, 77),
    ("ssb_d3_single", 2, 238),
    ("ssb_example1", 2, 12),
    ("ssb_example1", 4, 25),
    ("ssb_mun_accidents", 2, 8),
    ("ssb_mun_accidents", 4, 14),
    ("tau_testW_size_region", 4, 17),
    ("tau_testW_size_region", 9, 24),
]


@pytest.mark.parametrize(("name", "n", "optimum"), OPTIMA)
def test_the_weaker_demand_reaches_the_published_optimum_and_is_marked_unsafe(
    shared_folder: Path, tmp_path: Path, name: str, n: int, optimum: int
) -> None:
    (tmp_path / "certificate.csv").write_text("of an earlier run\n")
    folder = shared_folder / "instances" / name
    summary = protect_folder(folder, tmp_path, k=n + 1, method="width")
    assert summary["primary"] + summary["secondary"] == optimum
    assert summary["lower_bound"] <= optimum
    assert summary["attackers_survived"] == []
    assert summary == json.loads((tmp_path / "summary.json").read_text())
    assert summary["for_publishing"] is False
    assert "no es seguro publicarlo" in summary["notice_es"]
    assert "not safe to publish" in summary["notice_en"]
    assert not (tmp_path / "certificate.csv").exists()


def test_what_the_weaker_demand_leaves_open_is_counted(shared_folder: Path, tmp_path: Path) -> None:
    """Two withheld in each of two rows and columns: with the floor of one, sums of small cells tell most."""
    folder = shared_folder / "instances" / "ssb_mun_accidents"
    summary = protect_folder(folder, tmp_path, k=3, method="width")
    assert summary["left_open"]["sensitive"] == 6
    assert 0 < summary["left_open"]["exact"] <= summary["left_open"]["narrow"] <= 6
    assert f"{summary['left_open']['narrow']} of 6 sensitive" in summary["notice_en"]


def test_the_weaker_demand_is_no_policy_and_has_no_weaker_one(shared_folder: Path, tmp_path: Path) -> None:
    folder = shared_folder / "instances" / "ssb_d1"
    with pytest.raises(InstanceError):
        protect_folder(folder, tmp_path, k=3, policy="width")
    with pytest.raises(InstanceError):
        protect_folder(folder, tmp_path, k=3, policy="existence", method="width")
