import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# The doors of the disclosure engine have their texts in disclosure.toml.
DOORS = (
    "policy.py",
    "instances.py",
    "instance_files.py",
    "attack_files.py",
    "figures.py",
    "protected_files.py",
)
SOURCES = sorted(path for path in (ROOT / "release").rglob("*.py") if path.name not in DOORS)
RAISED = re.compile(
    r'(?:forbidden|\w*Error|Fault)\(\s*"([a-z0-9_]+)"((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*)\)'
)


def toml(name):
    return tomllib.loads((ROOT / "data" / "messages" / name).read_text(encoding="utf-8"))


def fields(said):
    return {name for _, name, _, _ in string.Formatter().parse(said) if name}


def raised():
    """Message ids in the code, with the names of the parameters given there."""
    found = {}
    for source in SOURCES:
        for identifier, rest in RAISED.findall(source.read_text(encoding="utf-8")):
            given = set(re.findall(r"(\w+)=", rest)) - {"exit_code"}
            found.setdefault(identifier, []).append(given)
    return found


def test_every_error_has_a_text_and_every_text_an_error():
    others = {"verify_untrusted_key"}
    assert set(raised()) | others == set(toml("release.toml"))


@pytest.mark.parametrize("name", ["release.toml", "workbook.toml"])
def test_every_text_stands_in_both_languages_with_the_same_fields(name):
    for identifier, said in toml(name).items():
        assert set(said) == {"es", "en"}, identifier
        assert said["es"].strip(), identifier
        assert fields(said["es"]) == fields(said["en"]), identifier


def test_every_field_of_a_text_is_given_where_the_error_is_raised():
    texts = toml("release.toml")
    for identifier, places in raised().items():
        wanted = fields(texts[identifier]["es"])
        if identifier.startswith("verify_"):
            assert wanted <= {"path"}
            continue
        for given in places:
            assert wanted <= given, identifier


def test_every_text_of_the_workbook_is_used():
    code = "".join(source.read_text(encoding="utf-8") for source in SOURCES)
    built = ("notes_policy_", "population_")
    unused = [i for i in toml("workbook.toml") if f'"{i}"' not in code and not i.startswith(built)]
    assert unused == []
