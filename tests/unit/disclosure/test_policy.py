"""The policy file is read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure import Rules
from release.policy import Mark, PolicyError, Weights, marks_of, read_policy, rules_of

ROOT = Path(__file__).resolve().parents[3]
POPULATIONS = ["victims", "cases", "case_openings", "services", "submissions"]
CODES = {"exploitation_form": ["_T"], "service": ["_T"], "sex": ["_T", "F", "M"]}
VICTIMS = {"victims": {"by_sex": ("sex",)}}
WEIGHTS = "weight_total = 100\nweight_part = 4\n"
SOUND = f"[defaults]\nk = 5\nprotection = 'count'\n{WEIGHTS}[populations.victims]\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "disclosure.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_policy_of_the_project_covers_all_populations() -> None:
    path = ROOT / "data" / "policy" / "disclosure.toml"
    policy = read_policy(path, catalogue={name: {} for name in POPULATIONS}, codes=CODES)
    assert policy["victims"].rules == Rules(5, "count", ("exploitation_form",), 10)
    assert policy["cases"].rules == Rules(5)
    assert policy["submissions"].rules is None
    assert policy["victims"].as_dict() == {
        "k": 5, "protection": "count", "sensitive": ["exploitation_form"], "group_below": 10,
    }  # fmt: skip
    assert policy["submissions"].as_dict() == {"protection": "open"}
    assert policy["victims"].weights == Weights(100, 4, {})
    assert policy["victims"].marks == ()


def test_rules_for_amounts_are_read_and_told_and_read_again(tmp_path: Path) -> None:
    asked = "[populations.victims]\np = 15\ncoalition = 2\ndominance = [2, 85]\n"
    path = written(tmp_path, SOUND.replace("[populations.victims]\n", asked))
    found = read_policy(path, catalogue=VICTIMS, codes=CODES)["victims"]
    assert found.rules == Rules(5, p=15, coalition=2, dominance=(2, 85))
    assert found.as_dict() == {
        "k": 5, "protection": "count", "p": 15, "coalition": 2, "dominance": [2, 85],
    }  # fmt: skip
    assert rules_of(found.as_dict()) == found.rules
    assert rules_of({"protection": "open"}) is None


def test_marks_and_weights_are_read_and_no_manifest_tells_the_marks(tmp_path: Path) -> None:
    more = "[populations.victims.tables.by_sex]\nweight = 2.5\nwithhold = [{ sex = 'F' }]\n"
    found = read_policy(written(tmp_path, SOUND + more), catalogue=VICTIMS, codes=CODES)["victims"]
    assert found.weights == Weights(100, 4, {"by_sex": 2.5})
    assert found.marks == (Mark("by_sex", {"sex": "F"}),)
    assert marks_of([mark.as_dict() for mark in found.marks]) == found.marks
    assert found.as_dict() == {"k": 5, "protection": "count"}


TABLE = "populations.victims.tables.by_sex"


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("p = 0", "policy_value", "populations.victims.p"),
        ("p = 101", "policy_value", "populations.victims.p"),
        ("p = 12.5", "policy_value", "populations.victims.p"),
        ("coalition = 0", "policy_value", "populations.victims.coalition"),
        ("dominance = 80", "policy_value", "populations.victims.dominance"),
        ("dominance = [2]", "policy_value", "populations.victims.dominance"),
        ("dominance = [0, 80]", "policy_value", "populations.victims.dominance"),
        ("dominance = [2, 100]", "policy_value", "populations.victims.dominance"),
        ("weight_total = 0", "policy_value", "populations.victims.weight_total"),
        ("weight_part = 'much'", "policy_value", "populations.victims.weight_part"),
        ("weight_part = inf", "policy_value", "populations.victims.weight_part"),
        ("tables = 3", "policy_value", "populations.victims.tables"),
        ("[populations.victims.tables.by_age]", "policy_key_unknown", "populations.victims.tables.by_age"),
        (f"[{TABLE}]\nwieght = 2", "policy_key_unknown", f"{TABLE}.wieght"),
        (f"[{TABLE}]\nweight = true", "policy_value", f"{TABLE}.weight"),
        (f"[{TABLE}]\nwithhold = 'F'", "policy_value", f"{TABLE}.withhold"),
        (f"[{TABLE}]\nwithhold = [{{}}]", "policy_value", f"{TABLE}.withhold"),
        (f"[{TABLE}]\nwithhold = [{{ age = 'F' }}]", "policy_key_unknown", f"{TABLE}.withhold.age"),
        (f"[{TABLE}]\nwithhold = [{{ sex = 'X' }}]", "policy_key_unknown", f"{TABLE}.withhold.sex.X"),
    ],
)
def test_every_doubt_about_a_population_names_its_key(
    tmp_path: Path, text: str, message: str, where: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(written(tmp_path, f"{SOUND}{text}\n"), catalogue=VICTIMS, codes=CODES)
    assert caught.value.message_id == message
    assert caught.value.params["key"] == where


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("[populations.victims]\nk = 5\nprotect = 1\n", "policy_key_unknown", "populations.victims.protect"),
        ("[populations.victim]\n", "policy_key_unknown", "populations.victim"),
        ("[default]\n", "policy_key_unknown", "default"),
        ("[defaults]\nsensitive = []\n", "policy_key_unknown", "defaults.sensitive"),
        ("[defaults]\nk = 5\nprotection = 'count'\n", "policy_population_missing", "victims"),
        ("[populations.victims]\nprotection = 'count'\n", "policy_value", "populations.victims.k"),
        ("[populations.victims]\nk = 1\nprotection = 'count'\n", "policy_value", "populations.victims.k"),
        ("[populations.victims]\nk = true\nprotection = 'count'\n", "policy_value", "populations.victims.k"),
        ("[populations.victims]\nk = 5\n", "policy_value", "populations.victims.protection"),
        (
            "[populations.victims]\nk = 5\nprotection = 'width'\n",
            "policy_value",
            "populations.victims.protection",
        ),
        (
            "[populations.victims]\nk = 5\nprotection = 'none'\n",
            "policy_value",
            "populations.victims.protection",
        ),
        (
            "[populations.victims]\nk = 5\nprotection = 'count'\nsensitive = ['form']\ngroup_below = 5\n",
            "policy_key_unknown",
            "populations.victims.sensitive.form",
        ),
        (
            "[populations.victims]\nk = 5\nprotection = 'count'\nsensitive = ['sex']\n",
            "policy_value",
            "populations.victims.group_below",
        ),
        ("[populations", "policy_unreadable", "disclosure.toml"),
        (
            "[populations.victims]\nk = 5\nprotection = 'count'\nweight_part = 4\n",
            "policy_value",
            "populations.victims.weight_total",
        ),
    ],
)
def test_every_doubt_about_the_policy_is_an_error_that_names_the_place(
    tmp_path: Path, text: str, message: str, where: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(written(tmp_path, text), catalogue={"victims": {}}, codes={"sex": ["_T"]})
    assert caught.value.message_id == message
    assert where in caught.value.params.values()


def test_a_missing_policy_file_is_an_error() -> None:
    with pytest.raises(PolicyError, match="policy_unreadable"):
        read_policy(Path("nowhere.toml"), catalogue={}, codes={})
