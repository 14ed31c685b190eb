"""Every message raised exists in both languages with the same fields, and none is unused."""

import re
import string
import tomllib
from pathlib import Path

import ingest
from ingest import messages
from ingest.errors import UserError, refused
from schemas import KINDS

PROJECT = Path(ingest.__file__).parents[1]
OWN = {
    message_id: texts
    for name in ("ingest", "reports")
    for message_id, texts in tomllib.loads(
        (PROJECT / "data" / "messages" / f"{name}.toml").read_text(encoding="utf-8")
    ).items()
}
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("ingest", "schemas", "linkage")
    for path in (PROJECT / folder).rglob("*.py")
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_fields() -> None:
    for message_id, texts in OWN.items():
        assert set(texts) == {"es", "en"}, message_id
        assert fields(texts["es"]) == fields(texts["en"]), message_id
        assert texts["es"] != texts["en"], message_id


def test_no_message_id_stands_in_two_files() -> None:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in messages.FOLDER.glob("*.toml")]
    assert len(messages.catalogue()) == sum(map(len, files))


def test_every_error_raised_has_its_text_and_gives_its_fields() -> None:
    raised = re.findall(r'UserError\(\s*"(\w+)"((?:[^()]|\([^()]*\))*)\)', CODE)
    raised += [("workbook_locked", ", file=1"), ("workbook_old", ", file=1")]
    assert len(raised) > 25
    for message_id, given in raised:
        told = set(re.findall(r"(\w+)=", given)) | ({"file", "sheet", "row"} if "**where" in given else set())
        assert fields(OWN[message_id]["es"]) <= told, message_id


def test_every_rule_of_a_row_has_its_text_with_the_column_only() -> None:
    rules = {text.removeprefix("row_") for text in OWN if text.startswith("row_")}
    for rule in rules:
        assert f'"{rule}"' in CODE, rule
        assert fields(OWN[f"row_{rule}"]["es"]) <= {"column"}, rule
    named = {rule.rule for kind in KINDS.values() for rule in kind.rules}
    named |= {column.range_rule for kind in KINDS.values() for column in kind.columns}
    named |= set(re.findall(r'error="(\w+)"', CODE)) | set(
        re.findall(r'pl\.lit\("(date_\w+|number_\w+)"\)', CODE)
    )
    assert named <= rules


def test_no_message_is_unused() -> None:
    for message_id in OWN:
        made = re.sub(r"^(row|status|template|report_mark|report_legend|report)_", "", message_id)
        named = re.search(rf"""["']({message_id}|{made})["']""", CODE)
        assert named or made in ("date_partial",), message_id


def test_errors_within_an_error_are_told_in_its_language_one_a_line() -> None:
    whole = refused([UserError("file_empty", file="a.csv"), UserError("file_missing", file="b.csv")])
    lines = messages.render(whole.message_id, "en", **whole.params).splitlines()
    assert lines[1:] == [
        messages.render("file_empty", "en", file="a.csv"),
        messages.render("file_missing", "en", file="b.csv"),
    ]


def test_a_single_fault_speaks_for_itself() -> None:
    assert refused([UserError("file_empty", file="a.csv")]).message_id == "file_empty"
