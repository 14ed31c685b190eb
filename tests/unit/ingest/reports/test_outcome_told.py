"""Report, receipt and exit code agree on what was accepted, rejected and warned."""

import json
from pathlib import Path

import pytest

import ingest

from ....intake_home import IntakeHome, nameless

GOOD, BAD = nameless("A-1"), nameless("A-2", sex="Z9")
WARNED = nameless("A-3", document_type="DUI", document_number="12345678-1")


@pytest.mark.parametrize(
    ("rows", "status", "code", "counts"),
    [
        ([GOOD], "accepted", 0, (1, 1, 0, 0)),
        ([GOOD, WARNED], "accepted", 0, (2, 2, 0, 1)),
        ([GOOD, BAD, WARNED], "accepted_with_rejections", 1, (3, 2, 1, 1)),
        ([BAD], "rejected", 1, (1, 0, 1, 0)),
    ],
)
def test_report_and_receipt_tell_the_same_outcome(
    home: IntakeHome, rows: list[dict[str, str]], status: str, code: int, counts: tuple[int, ...]
) -> None:
    file = home.csv("a.csv", rows)
    report, receipt = home.check(file), home.submit(file)
    expected = dict(zip(("received", "accepted", "rejected", "warned"), counts, strict=True))
    for told in (report.to_dict(), receipt.to_dict(), home.submit(file).to_dict()):
        assert (told["status"], told["exit_code"], told["rows"]) == (status, code, expected)


def test_a_refused_file_is_rejected_with_exit_code_1(home: IntakeHome) -> None:
    told = home.check(home.raw("a.csv", b"")).to_dict()
    assert (told["status"], told["exit_code"]) == ("rejected", 1)


def test_a_submission_keeps_every_form_of_its_report(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [GOOD, BAD]))
    folder = home.vault.reports / receipt.submission_id
    assert {path.name for path in folder.iterdir()} == {
        "report.json", "report.html", "report.xlsx", "faults.csv"
    }  # fmt: skip
    assert Path(receipt.report).parent == folder
    assert str(folder) in receipt.to_text("es")


def test_a_refused_submission_leaves_a_report_that_says_why(home: IntakeHome) -> None:
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.csv("a.csv", [{"sexo": "F", "edad": "20"}]))
    (folder,) = home.vault.reports.iterdir()
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (told["status"], told["exit_code"]) == ("rejected", 1)
    assert caught.value.message_id in [refusal["rule"] for refusal in told["refusals"]]
    assert told["refusals"][0]["message_es"] in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("manual", ["es/instituciones.md", "en/institutions.md"])
def test_the_manual_describes_every_key_of_the_json(home: IntakeHome, manual: str) -> None:
    folder = Path(__file__).resolve().parents[4] / "docs"
    text = (folder / manual).read_text(encoding="utf-8")
    told = json.loads(json.dumps(home.check(home.csv("a.csv", [GOOD, BAD])).to_dict()))
    parts = [told, told["files"][0], told["tables"][0], told["tables"][0]["columns"][0]]
    parts += [told["fault_counts"][0], told["faults"][0]]
    assert [key for part in parts for key in part if f"`{key}`" not in text] == []
