"""Rounding in the policy: what may be said, and what does not go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure import Rules
from release.policy import PolicyError, base_of, read_policy, rules_of

CATALOGUE = {"victims": {"t": ["sex"]}}
CODES = {"sex": ("_T", "F", "M")}
DEFAULTS = """[defaults]
k = 5
protection = "count"
weight_total = 1
weight_part = 1
{more}
[populations.victims]
"""


def read(folder: Path, entry: str, defaults: str = ""):
    path = folder / "policy.toml"
    path.write_text(DEFAULTS.format(more=defaults) + entry, encoding="utf-8")
    return read_policy(path, catalogue=CATALOGUE, codes=CODES)["victims"]


@pytest.mark.parametrize(
    ("entry", "base"),
    [
        ("", None),
        ('method = "withhold"', None),
        ('method = "round"', 10),
        ('method = "round"\nbase = 6', 6),
        ('method = "round"\nk = 12', 15),
        ('method = "round"\nsensitive = ["sex"]\ngroup_below = 9', 10),
    ],
)
def test_a_population_is_rounded_to_its_base_or_to_the_least_that_can_protect_k(tmp_path, entry, base):
    found = read(tmp_path, entry)
    told = found.as_dict()
    assert found.base == base == base_of(told)
    assert (told.get("method"), told.get("base")) == (None if base is None else "round", base)
    assert rules_of(told) == found.rules


def test_what_a_manifest_tells_is_the_policy(tmp_path):
    assert read(tmp_path, 'method = "round"').as_dict() == {
        "k": 5,
        "protection": "count",
        "method": "round",
        "base": 10,
    }
    assert rules_of({"k": 5, "protection": "count", "method": "round", "base": 10}) == Rules(5)


@pytest.mark.parametrize(
    ("entry", "fault", "key"),
    [
        ('method = "cell_key"', "policy_value", "method"),
        ("method = 3", "policy_value", "method"),
        ('metod = "round"', "policy_key_unknown", "metod"),
        ("base = 10", "policy_method", "base"),
        ('method = "withhold"\nbase = 10', "policy_method", "base"),
        ('method = "round"\nprotection = "open"', "policy_method", "protection"),
        ('method = "round"\nprotection = "existence"', "policy_method", "protection"),
        ('method = "round"\np = 10', "policy_method", "p"),
        ('method = "round"\ndominance = [1, 80]', "policy_method", "dominance"),
        ('method = "round"\n[populations.victims.tables.t]\nwithhold = [{ sex = "F" }]', "policy_method",
         "tables.t.withhold"),
        ('method = "round"\nbase = 5', "policy_base", "base"),
        ('method = "round"\nbase = 10.0', "policy_base", "base"),
        ('method = "round"\nbase = true', "policy_base", "base"),
        ('method = "round"\nbase = "10"', "policy_base", "base"),
    ],
)  # fmt: skip
def test_what_rounding_cannot_honour_is_an_error_that_names_it(tmp_path, entry, fault, key):
    with pytest.raises(PolicyError, match=fault) as caught:
        read(tmp_path, entry)
    assert caught.value.params["key"] == f"populations.victims.{key}"


@pytest.mark.parametrize("line", ['method = "round"', "base = 10"])
def test_the_method_is_chosen_for_a_population_and_not_for_all(tmp_path, line):
    with pytest.raises(PolicyError, match="policy_key_unknown"):
        read(tmp_path, "", line)


def test_rules_of_money_in_the_defaults_do_not_go_with_rounding_either(tmp_path):
    with pytest.raises(PolicyError, match="policy_method"):
        read(tmp_path, 'method = "round"', "p = 10")
