"""The template: what it shows, and that a filled one is accepted without a profile."""

from pathlib import Path

import openpyxl
import pytest

import ingest
from schemas import KINDS, schema_version
from schemas.codelists import codelist

from ...intake_home import IntakeHome, nameless

FILLED: dict[str, dict[str, str]] = {
    "victims": nameless("A-1"),
    "victims_aggregate": {
        "identified_on": "2025-03", "sex": "Mujer", "age_group": "0-17 años (niñez y adolescencia)",
        "nationality": "El Salvador", "scope": "Interna",
        "exploitation_forms": "Explotación sexual;Trabajo forzado",
        "identification_status": "ACR", "victim_category": "VD", "victims": "4",
    },
    "cases": {"record_ref": "C-1", "stage": "DEN", "stage_on": "05/03/2025", "opened_on": "05/03/2025"},
    "services": {
        "record_ref": "S-1", "sex": "F", "service": "Asesoría jurídica", "delivered_on": "05/03/2025",
    },
    "nothing": {"declared_kind": "Casos", "declared_on": "05/07/2025"},
}  # fmt: skip


@pytest.mark.parametrize("kind", FILLED)
def test_a_template_filled_by_text_is_accepted_without_a_profile(home: IntakeHome, kind: str) -> None:
    path = ingest.write_template(kind, home.files / "t.xlsx", institution="PNC")
    book = openpyxl.load_workbook(path)
    sheet = book[KINDS[kind].sheet]
    for position, column in enumerate(KINDS[kind].columns, 1):
        sheet.cell(2, position, FILLED[kind].get(column.name))
    book.save(path)
    report = home.check(path)
    assert report.refusals == ()
    assert report.faults.rows() == []
    assert report.kinds[kind].accepted == 1


def test_an_empty_template_has_no_records(home: IntakeHome) -> None:
    path = ingest.write_template("victims", home.files / "t.xlsx")
    assert [refusal["rule"] for refusal in home.check(path).refusals] == ["file_without_records"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_column_has_its_drop_down_and_every_date_and_number_its_check(
    kind: str, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(ingest.write_template(kind, tmp_path / "t.xlsx"))
    sheet = book[KINDS[kind].sheet]
    rules = {str(rule.sqref).split(":")[0][:-1]: rule for rule in sheet.data_validations.dataValidation}
    for position, column in enumerate(KINDS[kind].columns, 1):
        rule = rules.get(openpyxl.utils.get_column_letter(position))
        if column.type == "text":
            assert rule is None
            continue
        assert rule is not None, column.name
        if column.type == "code":
            name, cells = rule.formula1.split("!")
            offered = [cell.value for (cell,) in book[name][cells.replace("$", "")]]
            assert offered == [entry.label_es for entry in codelist(column.codelist or "")]
        if column.type == "integer":
            assert (rule.type, rule.formula2) == ("whole", str(column.maximum))


def test_the_guide_explains_every_column_and_names_institution_and_version(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(ingest.write_template("victims", tmp_path / "t.xlsx", institution="PNC"))
    text = [str(cell.value) for row in book["Instrucciones"].iter_rows() for cell in row if cell.value]
    assert {column.label_es for column in KINDS["victims"].columns} <= {
        line.removesuffix(" *") for line in text
    }
    assert any("Policía Nacional Civil" in line for line in text)
    assert any(schema_version in line for line in text)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "x"}, "kind_unknown"),
        ({"institution": "x"}, "institution_unknown"),
        ({"out": "t.csv"}, "template_extension"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, given: dict[str, str], message: str) -> None:
    asked = {"kind": "victims", "out": "t.xlsx", "institution": "PNC"} | given
    with pytest.raises(ingest.UserError) as caught:
        ingest.write_template(asked["kind"], tmp_path / asked["out"], institution=asked["institution"])
    assert caught.value.message_id == message
