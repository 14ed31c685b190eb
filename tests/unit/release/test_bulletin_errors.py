"""A file that is no table, or a statement about it that makes no sense: what to mend, and where."""

import re
import tomllib
from pathlib import Path

import pytest
import xlsxwriter

from release import UserError, assumptions, attack_file

ROOT = Path(__file__).parents[3]
TABLE = "sex,value\nWomen,17\nMen,<5\nTotal,20\n"


def refused(path, **stated):
    with pytest.raises(UserError) as error:
        attack_file(path, path.parent / "out.csv", assumptions(**stated))
    assert error.value.exit_code == 1
    assert not (path.parent / "out.csv").exists()
    return error.value


def write(tmp_path, content, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "gone.csv").message_id == "bulletin_missing"


@pytest.mark.parametrize("content", ["", "  \n\n"])
def test_an_empty_file_is_called_empty(tmp_path, content):
    assert refused(write(tmp_path, content)).message_id == "bulletin_empty"


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x00", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken"])
def test_what_cannot_be_read_is_said_to_be_so(tmp_path, content):
    assert refused(write(tmp_path, content)).message_id == "bulletin_unreadable"


def test_a_workbook_with_a_password_is_told_apart_from_a_broken_one(tmp_path):
    content = b"\xd0\xcf\x11\xe0" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert refused(write(tmp_path, content, "t.xlsx")).message_id == "bulletin_protected"


@pytest.mark.parametrize(
    "content", ["just a sentence", "one\n1\n2\n3\n", "a,b\nx,y\nz,w\n", "a,b\n1.5,2.5\n0.5,1.5\n"]
)
def test_a_file_without_labels_or_without_counts_holds_no_table(tmp_path, content):
    assert refused(write(tmp_path, content)).message_id == "bulletin_no_table"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Uno")
        book.add_worksheet("Dos")
    error = refused(path, sheet="Tres")
    assert error.message_id == "bulletin_sheet"
    assert error.params["known"] == "Uno, Dos"
    assert refused(path).message_id == "bulletin_no_table"


def test_columns_and_totals_that_are_not_there_are_refused(tmp_path):
    path = write(tmp_path, TABLE)
    assert refused(path, value="count").message_id == "bulletin_column"
    assert refused(path, totals=["age=Total"]).message_id == "bulletin_column"
    error = refused(path, totals=["sex=Everybody"])
    assert error.message_id == "bulletin_no_such_total"
    assert "Women" not in str(error)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"masks": ["<5"]}, "bulletin_mask"),
        ({"masks": ["<5=a..b"]}, "bulletin_mask"),
        ({"masks": ["<5=4..1"]}, "bulletin_mask"),
        ({"masks": ["=1..4"]}, "bulletin_mask"),
        ({"totals": ["sex"]}, "bulletin_total"),
        ({"totals": ["=Total"]}, "bulletin_total"),
        ({"zeros": "perhaps"}, "bulletin_option"),
        ({"rounding": "down"}, "bulletin_option"),
        ({"rounded": 0}, "bulletin_option"),
        ({"k": 0}, "bulletin_option"),
        ({"belief": 0.0}, "bulletin_option"),
    ],
)
def test_statements_that_make_no_sense_are_refused_before_anything_is_read(stated, expected):
    with pytest.raises(UserError) as error:
        assumptions(**stated)
    assert error.value.message_id == expected


def test_every_phrase_of_an_explanation_is_used():
    texts = tomllib.loads((ROOT / "data/messages/bulletins.toml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "release/bulletins").glob("*.py"))
    assert set(texts) == set(re.findall(r'"(how_\w{3,})"', code))
    assert all(set(said) == {"es", "en"} for said in texts.values())
    assert all(
        re.findall(r"{\w+}", said["es"]) == re.findall(r"{\w+}", said["en"]) for said in texts.values()
    )
