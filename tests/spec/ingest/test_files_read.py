"""Files as they come: encodings, delimiters, headers, profiles; what is read and which rows are told."""

from datetime import date

import pytest

from ...intake_home import IntakeHome, as_csv, nameless, victim

ROWS = [victim("A-1", surnames="Peña Núñez"), nameless("A-2", sex="Z9")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_and_told(home: IntakeHome, encoding: str, delimiter: str) -> None:
    rows = ROWS if encoding.startswith("utf") else [*ROWS, nameless("A-3", given_names="\u00ed\u00f1")]
    report = home.check(home.csv("a.csv", rows, encoding, delimiter=delimiter))
    (table,) = report.tables
    told = "cp1252" if encoding == "latin-1" else encoding
    assert (table.encoding, table.delimiter) == (told, delimiter)
    assert report.faults.select("row", "field").rows() == [(3, "sex")]


def test_bytes_that_windows_does_not_know_are_latin_1(home: IntakeHome) -> None:
    content = (
        as_csv([victim("A-1", surnames="Pe\u00f1a")]).encode("latin-1").replace(b"Zelaya", b"Zela\x81ya")
    )
    report = home.check(home.raw("a.csv", content.replace(b"Ana", b"An\x81")))
    assert report.tables[0].encoding == "latin-1"


def test_the_same_person_in_two_encodings_gets_the_same_tokens(home: IntakeHome) -> None:
    row = [victim("A-1", surnames="Peña Núñez")]
    home.submit(home.csv("a.csv", row, "utf-16"))
    home.submit(home.csv("a.csv", row, "cp1252"), institution="FGR")
    assert home.one("select count(distinct (document, name_birth, surnames)) from sealed.record_tokens") == 1


def test_title_rows_and_blank_rows_do_not_move_the_row_numbers(home: IntakeHome) -> None:
    lines = as_csv([nameless("A-1"), nameless("A-2", sex="Z9")]).splitlines()
    text = "\n".join(["Informe del semestre", "", lines[0], lines[1], "", "," * 13, lines[2], ""])
    report = home.check(home.raw("a.csv", text.encode()))
    assert report.tables[0].header_row == 3
    assert (report.tables[0].received, report.faults["row"].to_list()) == (2, [7])


def test_a_line_break_within_a_cell_does_not_move_the_row_numbers(home: IntakeHome) -> None:
    rows = [nameless("A-1", given_names="Ana\nMaría"), nameless("A-2", sex="Z9")]
    assert home.check(home.csv("a.csv", rows)).faults["row"].to_list() == [3]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_endings_are_read(home: IntakeHome, ending: str) -> None:
    text = as_csv([nameless("A-1"), nameless("A-2", sex="Z9")]).replace("\n", ending)
    assert home.check(home.raw("a.csv", text.encode())).faults["row"].to_list() == [3]


def test_titles_may_be_labels_or_synonyms_in_any_spelling(home: IntakeHome) -> None:
    titles = {
        "sex": "SEXO *",
        "nationality": "país de origen",
        "identified_on": "Fecha Ident.",
        "scope": "Ámbito",
    }
    row = {titles.get(name, name): value for name, value in nameless("A-1").items()}
    assert home.check(home.csv("a.csv", [row])).kinds["victims"].accepted == 1


def test_a_workbook_has_a_sheet_a_kind(home: IntakeHome) -> None:
    people = [list(nameless("A-1")), list(nameless("A-1").values())]
    nothing = [["declared_kind", "declared_on"], ["cases", date(2025, 7, 1)]]
    receipt = home.submit(home.xlsx("a.xlsx", {"Hoja1": people, "sin_datos": nothing}))
    assert {kind: counts.accepted for kind, counts in receipt.kinds.items()} == {"victims": 1, "nothing": 1}
    assert home.one("select declared_on from raw.nothing") == date(2025, 7, 1)


def test_real_dates_serial_numbers_and_numbers_of_a_workbook_are_read(home: IntakeHome) -> None:
    names = list(nameless("A-1"))
    rows = []
    for ref, when in (("A-1", date(2025, 3, 5)), ("A-2", 45721), ("A-3", "05/03/2025")):
        row = nameless(ref) | {"identified_on": when, "age": 25.0}
        rows.append(list(row.values()))
    home.submit(home.xlsx("a.xlsx", {"victimas": [[], [], [None, *names], *([None, *row] for row in rows)]}))
    stored = home.all("select row_number, sheet, age, identified_on from raw.victims order by 1")
    assert stored == [(4 + i, "victimas", 25, date(2025, 3, 5)) for i in range(3)]


def test_a_formula_is_a_fault_of_its_row_even_where_its_result_would_do(home: IntakeHome) -> None:
    names = list(nameless("A-1"))
    good, bad = list(nameless("A-1").values()), list((nameless("A-2") | {"age": "=20+5"}).values())
    report = home.check(home.xlsx("a.xlsx", {"victimas": [names, good, bad]}))
    assert report.faults.select("sheet", "row", "field", "rule").rows() == [
        ("victimas", 3, "age", "formula_in_cell")
    ]


def test_a_code_list_cell_may_hold_an_excel_error_and_is_then_a_fault(home: IntakeHome) -> None:
    names = list(nameless("A-1"))
    row = list((nameless("A-1") | {"scope": "#N/A"}).values())
    report = home.check(home.xlsx("a.xlsx", {"victimas": [names, row]}))
    assert report.faults.select("row", "field").rows() == [(2, "scope")]


PROFILE = """
description_es = "x"
description_en = "x"
[[tables]]
kind = "victims"
sheet = "Detalle*"
header_row = 3
header_rows = 2
skip_rows = ["^total", "^fuente", "^subtotal \\\\w+"]
missing = ["", "ninguno"]
ignore = ["No."]
date_formats = ["%m/%d/%Y"]
[tables.columns]
"Registro" = "record_ref"
"Persona / Sexo" = "sex"
"Persona / País" = "nationality"
"Hecho / Fecha" = "identified_on"
"Hecho / Menor" = "minor_presumed"
[tables.constants]
scope = "INT"
victim_category = "VD"
[tables.defaults]
exploitation_forms = "NE"
identification_status = "PEND"
[tables.values.sex]
"hembra" = "F"
[tables.values.nationality]
"" = "_U"
"ninguno" = "_A"
[[tables.flags]]
column = "Hecho / Sexual"
equals = "X"
sets = "exploitation_forms"
code = "SEX"
[[tables.flags]]
column = "Hecho / Laboral"
equals = "X"
sets = "exploitation_forms"
code = "TRAF"
"""

SHEET = [
    ["Reporte", None, None, None, None, None, None, None],
    [],
    ["No.", "Registro", "Persona", None, "Hecho", None, None, None],
    [None, None, "Sexo", "País", "Fecha", "Menor", "Sexual", "Laboral"],
    [1, "R-1", "HEMBRA", "México", "03/25/2025", "Sí", "x", "X"],
    ["Subtotal marzo", None, None, None, 1, None, None, None],
    [2, "R-2", "Hombre", "Ninguno", "03/25/2025", "ninguno", None, None],
    [3, "R-3", "Hembra", None, "25/03/2025", None, None, "X"],
    [4, None, None, None, None, None, None, None],
    ["TOTAL", None, None, None, 3, None, None, None],
    ["Fuente: registro propio", None, None, None, None, None, None, None],
]


def test_a_profile_reads_an_institutions_own_workbook(home: IntakeHome) -> None:
    file = home.xlsx("a.xlsx", {"Portada": [["PNC"]], "Detalle 2025": SHEET})
    profile = home.raw("own.toml", PROFILE.encode())
    receipt = home.submit(file, profile=str(profile))
    counts = receipt.kinds["victims"]
    assert (counts.received, counts.accepted) == (3, 2)
    stored = home.all(
        "select row_number, sex, nationality, identified_on, minor_presumed, exploitation_forms, scope, "
        "identification_status from raw.victims order by 1"
    )
    day = date(2025, 3, 25)
    assert stored == [
        (5, "F", "MEX", day, "yes", ["SEX", "TRAF"], "INT", "PEND"),
        (7, "M", "_A", day, None, ["NE"], "INT", "PEND"),
    ]
    faults = home.check(file, profile=str(profile)).faults
    assert faults.select("row", "column", "rule").rows() == [(8, "Hecho / Fecha", "date_impossible")]


def test_a_profile_whose_columns_are_not_there_is_told(home: IntakeHome) -> None:
    file = home.xlsx("a.xlsx", {"Detalle 2025": SHEET})
    profile = home.raw("own.toml", PROFILE.replace("Persona / País", "Persona / Origen").encode())
    (refusal,) = home.check(file, profile=str(profile)).refusals
    assert refusal["rule"] == "profile_columns_missing"
    assert "Persona / Origen" in refusal["message_es"]


def test_records_without_a_reference_may_be_named_by_their_row(home: IntakeHome) -> None:
    text = 'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\nrecord_ref="row"\n'
    rows = [{k: v for k, v in nameless("-").items() if k != "record_ref"}] * 3
    profile = str(home.raw("own.toml", text.encode()))
    home.submit(home.csv("a.csv", rows), profile=profile)
    home.submit(home.csv("a.csv", rows), profile=profile, period="2024-S2")
    assert home.one("select count(distinct record_id) from raw.victims") == 6


def test_columns_that_a_profile_does_not_name_are_ignored_only_where_it_says_so(home: IntakeHome) -> None:
    base = 'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\n'
    file = home.csv("a.csv", [nameless("A-1") | {"observaciones": "Ana Zelaya, 7890-1234"}])
    strict = home.check(file, profile=str(home.raw("p.toml", base.encode())))
    assert [refusal["rule"] for refusal in strict.refusals] == ["columns_unknown"]
    lax = str(home.raw("p.toml", (base + 'unknown_columns="ignore"\n').encode()))
    assert home.check(file, profile=lax).kinds["victims"].accepted == 1
