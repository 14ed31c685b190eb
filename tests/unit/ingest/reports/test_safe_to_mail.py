"""Whatever a file holds, nothing of it is in a report but the titles of its columns, and nothing can run."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import ingest
from schemas import KINDS

from ....canaries import leaks, people
from ....intake_home import IntakeHome, victim

Opened = Callable[[ingest.Report], openpyxl.Workbook]


def everything(folder: Path) -> dict[str, bytes]:
    """All bytes of all files of a report, workbooks unpacked."""
    found: dict[str, bytes] = {}
    for path in folder.iterdir():
        found[path.name] = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                found |= {f"{path.name}/{name}": archive.read(name) for name in archive.namelist()}
    return found


def test_no_personal_value_put_into_any_column_is_anywhere_in_the_report(
    home: IntakeHome, tmp_path: Path
) -> None:
    persons = people()[:60]
    columns = [column.name for column in KINDS["victims"].columns]
    rows = []
    for number, person in enumerate(persons):
        identity = {
            name: person[name] for name in ("given_names", "surnames", "birth_date", "document_number")
        }
        row = dict.fromkeys(columns, "") | victim(person["record_ref"], **identity)
        spoilt = columns[number % len(columns)]
        row[spoilt] = person[("surnames", "document_number", "telephone", "prose", "record_ref")[number % 5]]
        rows.append(row)
    report = home.check(home.csv("a.csv", rows))
    assert report.refusals == ()
    assert report.faults["field"].n_unique() > len(columns) // 2
    report.write(tmp_path / "report")
    files = everything(tmp_path / "report")
    assert {"report.xlsx", "report.html", "report.json", "faults.csv"} < set(files)
    assert leaks([], files, persons) == []


def test_no_value_comes_back_even_of_a_cell_without_a_fault(home: IntakeHome, tmp_path: Path) -> None:
    row = victim("A-1", age="37", nationality="Honduras", identified_on="17/03/2025", sex="Hombre")
    home.check(home.csv("a.csv", [row, row | {"scope": "zzyx-99"}])).write(tmp_path / "report")
    files = everything(tmp_path / "report")
    for value in (b"Honduras", b"HND", b"17/03/2025", b"2025-03-17", b"Hombre", b"zzyx-99"):
        assert not [name for name, content in files.items() if value.lower() in content.lower()], value


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_text_that_would_be_a_formula_comes_out_as_text(
    home: IntakeHome, opened: Opened, tmp_path: Path, sign: str
) -> None:
    danger = f"{sign}cmd|' /C calc'!A0"
    titles = {"sex": f"{sign}Sexo", "scope": f"{sign}Ámbito de la trata"}
    row = {titles.get(name, name): value for name, value in victim("A-1", sex=danger, scope=danger).items()}
    report = home.check(home.csv(f"{sign}1+1.csv", [row]))
    book = opened(report)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert titles["sex"] in [cell.value for cell in cells]
    for name, content in everything(tmp_path / "report").items():
        assert b"C calc" not in content, name
        if name.endswith(".xml"):
            assert not re.search(rb"<f[ >]", content), name
    text = (tmp_path / "report" / "faults.csv").read_text(encoding="utf-8-sig")
    for line in csv.reader(io.StringIO(text)):
        assert not [cell for cell in line if cell.startswith(sign)]
    assert f"'{sign}Sexo" in text


def test_titles_that_are_markup_are_shown_as_they_are(home: IntakeHome, tmp_path: Path) -> None:
    row = {("<script>Sexo</script>" if k == "sex" else k): v for k, v in victim("A-1", sex="Z9").items()}
    profile = home.raw(
        "own.toml",
        b'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\n'
        b'[tables.columns]\n"<script>Sexo</script>"="sex"\n',
    )
    home.check(home.csv("a.csv", [row]), profile=str(profile)).write(tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;Sexo" in page
    assert "<script" not in page
