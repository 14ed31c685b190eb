"""The policy file is read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure import Rules
from release.policy import PolicyError, read_policy

ROOT = Path(__file__).resolve().parents[3]
POPULATIONS = ["victims", "cases", "case_openings", "services", "submissions"]
DIMENSIONS = ["exploitation_form", "service", "sex"]


def written(folder: Path, text: str) -> Path:
    path = folder / "disclosure.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_policy_of_the_project_covers_all_populations() -> None:
    policy = read_policy(
        ROOT / "data" / "policy" / "disclosure.toml", populations=POPULATIONS, dimensions=DIMENSIONS
    )
    assert policy["victims"].rules == Rules(5, "count", ("exploitation_form",), 10)
    assert policy["cases"].rules == Rules(5)
    assert policy["submissions"].rules is None
    assert policy["victims"].as_dict() == {
        "k": 5, "protection": "count", "sensitive": ["exploitation_form"], "group_below": 10,
    }  # fmt: skip
    assert policy["submissions"].as_dict() == {"protection": "open"}


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
    ],
)
def test_every_doubt_about_the_policy_is_an_error_that_names_the_place(
    tmp_path: Path, text: str, message: str, where: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(written(tmp_path, text), populations=["victims"], dimensions=["sex"])
    assert caught.value.message_id == message
    assert where in caught.value.params.values()


def test_a_missing_policy_file_is_an_error() -> None:
    with pytest.raises(PolicyError, match="policy_unreadable"):
        read_policy(Path("nowhere.toml"), populations=[], dimensions=[])
