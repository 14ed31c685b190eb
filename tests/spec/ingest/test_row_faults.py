"""Every fault of a row: what was written, and the rule the sender is told."""

import pytest

from ...intake_home import TODAY, IntakeHome, nameless, victim

FAULTS = {
    "sex is required": ({"sex": ""}, ("sex", "required_missing")),
    "S/D is no value": ({"sex": "S/D"}, ("sex", "required_missing")),
    "a code that is not in the list": ({"sex": "Z9"}, ("sex", "unknown_code")),
    "a total is no value": ({"sex": "_T"}, ("sex", "unknown_code")),
    "one wrong code among several": (
        {"exploitation_forms": "SEX;Z9"},
        ("exploitation_forms", "unknown_code"),
    ),
    "not specified beside a form": (
        {"exploitation_forms": "SEX;NE"},
        ("exploitation_forms", "exclusive_code"),
    ),
    "a day that does not exist": ({"identified_on": "31/02/2025"}, ("identified_on", "date_impossible")),
    "a month that does not exist": ({"identified_on": "2025-13"}, ("identified_on", "date_impossible")),
    "no date at all": ({"identified_on": "ayer"}, ("identified_on", "date_format")),
    "a date to come": ({"identified_on": "23/11/2025"}, ("identified_on", "date_in_future")),
    "a date of long ago": ({"identified_on": "05/03/1925"}, ("identified_on", "date_too_early")),
    "a negative age": ({"age": "-3"}, ("age", "age_out_of_range")),
    "an age above 120": ({"age": "121"}, ("age", "age_out_of_range")),
    "an age in words": ({"age": "veinte"}, ("age", "number_format")),
    "half a year": ({"age": "20.5"}, ("age", "number_format")),
    "an age outside its group": ({"age": "20", "age_group": "Y0T17"}, ("age_group", "age_contradicts_group")),
    "explotation that ends before it begins": (
        {"exploited_from": "05/03/2024", "exploited_until": "04/03/2024"},
        ("exploited_until", "dates_reversed"),
    ),
    "a DUI": ({"scope": "04567890-3"}, ("scope", "personal_dui")),
    "a DUI within a text": ({"scope": "DUI 04567890-3 interna"}, ("scope", "personal_dui")),
    "a NIT": ({"scope": "0614-020300-101-3"}, ("scope", "personal_nit")),
    "a telephone": ({"scope": "7890-1234"}, ("scope", "personal_telephone")),
    "a telephone with the country's code": ({"scope": "+503 2222 3333"}, ("scope", "personal_telephone")),
    "a telephone where an age is asked": ({"age": "78901234"}, ("age", "personal_telephone")),
    "an e-mail": ({"scope": "ana@example.org"}, ("scope", "personal_email")),
    "a name": ({"scope": "Ana María Zelaya"}, ("scope", "personal_name")),
    "a name in capitals": ({"scope": "ANA DE LA CRUZ"}, ("scope", "personal_name")),
    "a name within a text": ({"scope": "interna, dice ana hernandez"}, ("scope", "personal_name")),
    "a name that no list knows": ({"scope": "Xochi Tzuquel"}, ("scope", "name_or_free_text")),
    "a passport": ({"scope": "ZZ00000001"}, ("scope", "personal_passport")),
    "an address": ({"scope": "Colonia Escalón, pasaje 3, casa 12"}, ("scope", "personal_address")),
    "coordinates": ({"scope": "13.692940, -89.218191"}, ("scope", "personal_coordinates")),
    "prose": ({"scope": "la llevaron " * 6}, ("scope", "name_or_free_text")),
    "a formula": ({"scope": "=A1"}, ("scope", "formula_in_cell")),
    "a formula in a name": ({"given_names": "=cmd()"}, ("given_names", "formula_in_cell")),
    "an overlong reference": ({"record_ref": "x" * 201}, ("record_ref", "text_too_long")),
    "a document type without a list entry": ({"document_type": "Z9"}, ("document_type", "unknown_code")),
}

BORN = {
    "an age that is not that of the birth date": (
        {"birth_date": "02/03/2010", "age": "25"},
        ("age", "age_contradicts_birth_date"),
    ),
    "birth after identification": (
        {"birth_date": "02/03/2025", "age": "", "document_type": "", "document_number": ""},
        None,
    ),
    "birth in a later year": (
        {
            "birth_date": "2024",
            "age": "",
            "document_type": "",
            "document_number": "",
            "identified_on": "05/03/2023",
        },
        ("birth_date", "birth_after_event"),
    ),
}


def told(home: IntakeHome, row: dict[str, str]) -> list[tuple[str, str]]:
    report = home.check(
        home.csv("a.csv", [row, nameless("ok", **dict.fromkeys(row.keys() - nameless("x").keys(), ""))])
    )
    counts = report.kinds["victims"]
    assert counts.received == counts.accepted + counts.rejected == 2
    return report.faults.filter(row=2).select("field", "rule").rows()


@pytest.mark.parametrize(("changes", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_by_column_and_rule(
    home: IntakeHome, changes: dict[str, str], fault: tuple[str, str]
) -> None:
    assert told(home, nameless("A-1", **changes)) == [fault]


@pytest.mark.parametrize(("changes", "fault"), BORN.values(), ids=BORN)
def test_birth_date_and_age_agree(
    home: IntakeHome, changes: dict[str, str], fault: tuple[str, str] | None
) -> None:
    assert told(home, victim("A-1", **changes)) == ([fault] if fault else [])


READ = {
    "codes": ({"sex": "F"}, ("sex", "F")),
    "codes in lower case": ({"nationality": "slv"}, ("nationality", "SLV")),
    "Spanish labels": ({"sex": "MUJER"}, ("sex", "F")),
    "English labels": ({"sex": "female"}, ("sex", "F")),
    "labels without their accents": ({"nationality": "MEXICO"}, ("nationality", "MEX")),
    "adjectives of nationality": ({"nationality": "Hondureña"}, ("nationality", "HND")),
    "departments by name": (
        {"identification_department": "la union"},
        ("identification_department", "SV-UN"),
    ),
    "a department's number": ({"identification_department": "14"}, ("identification_department", "SV-UN")),
    "municipalities of today": (
        {"identification_municipality": "0101"},
        ("identification_municipality", "0101"),
    ),
    "municipalities of before 2024": (
        {"identification_municipality": "Apaneca"},
        ("identification_municipality", "0101"),
    ),
    "several values": ({"means": "Engaño; AMEN;engaño"}, ("means", ["ENG", "AMEN"])),
    "ages as spreadsheets write them": ({"age": "25.0"}, ("age", 25)),
    "no value": ({"age": "S/D"}, ("age", None)),
    "yes": ({"complaint_filed": "Sí"}, ("complaint_filed", "yes")),
    "dates by month": ({"identified_on": "2025-03"}, ("identified_on_precision", "month")),
    "dates by year": ({"identified_on": "2025"}, ("identified_on_precision", "year")),
    "dates in words": ({"identified_on": "5 de marzo de 2025"}, ("identified_on_precision", "day")),
    "today": ({"identified_on": TODAY.strftime("%d/%m/%Y")}, ("identified_on", TODAY)),
}


@pytest.mark.parametrize(("changes", "stored"), READ.values(), ids=READ)
def test_a_value_is_understood(home: IntakeHome, changes: dict[str, str], stored: tuple[str, object]) -> None:
    home.submit(home.csv("a.csv", [nameless("A-1", **changes)]))
    column, value = stored
    assert home.one(f"select {column} from raw.victims") == value


def test_a_place_that_could_be_two_is_no_code(home: IntakeHome) -> None:
    assert told(home, nameless("A-1", identification_municipality="San Lorenzo")) == [
        ("identification_municipality", "ambiguous_code")
    ]


def test_the_second_row_with_a_reference_is_a_fault_and_the_first_is_not(home: IntakeHome) -> None:
    report = home.check(home.csv("a.csv", [nameless("A-1"), nameless("A-1"), nameless("A-2")]))
    assert report.faults.select("row", "field", "rule").rows() == [(3, "record_ref", "repeated")]


def test_a_reference_repeats_across_the_files_of_a_submission(home: IntakeHome) -> None:
    first, second = home.csv("a.csv", [nameless("A-1")]), home.csv("b.csv", [nameless("A-1", sex="M")])
    assert home.check(first, second).faults.select("file", "rule").rows() == [("b.csv", "repeated")]


def test_a_row_that_is_at_fault_does_not_make_its_correction_a_repetition(home: IntakeHome) -> None:
    report = home.check(home.csv("a.csv", [nameless("A-1", sex="Z9"), nameless("A-1")]))
    assert report.faults.select("row", "rule").rows() == [(2, "unknown_code")]


def test_a_case_may_stand_in_several_rows_by_stage_but_once_in_each(home: IntakeHome) -> None:
    stages = ("DEN", "REQ", "DEN")
    rows = [
        {"record_ref": "C-1", "stage": stage, "stage_on": "05/03/2025", "opened_on": "04/03/2025"}
        for stage in stages
    ]
    report = home.check(home.csv("c.csv", rows))
    assert report.faults.select("row", "rule").rows() == [(4, "repeated")]


def test_a_bad_check_digit_is_a_note_and_the_row_is_loaded(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [victim("A-1", document_number="04567890-4")]))
    counts = receipt.kinds["victims"]
    assert (counts.accepted, counts.rejected, counts.warned) == (1, 0, 1)
    assert home.one("select document from sealed.record_tokens") is None


def test_a_date_after_the_semester_is_a_note(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [nameless("A-1", identified_on="05/08/2025")]))
    assert (receipt.kinds["victims"].accepted, receipt.kinds["victims"].warned) == (1, 1)


def test_counts_with_thousands_separators_are_numbers_and_absurd_ones_are_faults(home: IntakeHome) -> None:
    row = {
        "identified_on": "2025-03", "sex": "F", "age_group": "Y0T17", "nationality": "SLV", "scope": "INT",
        "exploitation_forms": "SEX", "identification_status": "ACR", "victim_category": "VD",
        "victims": "1,250",
    }  # fmt: skip
    home.submit(home.csv("a.csv", [row, row | {"victims": "6,112,019"}]))
    assert home.all("select victims from raw.victims_aggregate") == [(1250,)]
