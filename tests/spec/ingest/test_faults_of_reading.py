"""Faults of reading as the shared list of data faults numbers them, each on a file that shows it."""

from datetime import date

import pytest

from ...intake_home import IntakeHome, as_csv, nameless

HEAD = 'description_es = "x"\ndescription_en = "x"\n[[tables]]\nkind = "victims"\n'


def test_f01_a_header_of_three_rows_is_joined_from_its_merged_cells(home: IntakeHome) -> None:
    rows = [
        ["Registro", "Persona", None, None, "Hecho", None],
        [None, "Datos", None, "Origen", "Cuándo", "Qué"],
        ["Número", "Sexo", "Edad", "País", "Fecha", "Forma"],
        ["R-1", "Mujer", 25, "SLV", date(2025, 3, 5), "SEX"],
    ]
    profile = HEAD + (
        'header_rows = 3\n[tables.columns]\n"Registro / Número" = "record_ref"\n'
        '"Persona / Datos / Sexo" = "sex"\n"Persona / Datos / Edad" = "age"\n'
        '"Persona / Origen / País" = "nationality"\n'
        '"Hecho / Cuándo / Fecha" = "identified_on"\n"Hecho / Qué / Forma" = "exploitation_forms"\n'
        '[tables.constants]\nscope = "INT"\nvictim_category = "VD"\nidentification_status = "ACR"\n'
    )
    home.submit(home.xlsx("a.xlsx", {"Hoja": rows}), profile=str(home.raw("p.toml", profile.encode())))
    assert home.all("select row_number, sex, age, identified_on from raw.victims") == [
        (4, "F", 25, date(2025, 3, 5))
    ]


def test_f03_a_record_wrapped_whole_in_one_field_is_rejected_and_counted(home: IntakeHome) -> None:
    lines = as_csv([nameless("A-1"), nameless("A-2"), nameless("A-3")]).splitlines()
    lines[2] = '"' + lines[2].replace('"', '""') + '"'
    counts = home.submit(home.raw("a.csv", "\n".join(lines).encode())).kinds["victims"]
    assert (counts.received, counts.accepted, counts.rejected) == (3, 2, 1)


def test_f16_several_values_may_be_joined_by_semicolons_and_line_breaks(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [nameless("A-1", exploitation_forms="SEX;\nTRAF;\r\n")]))
    assert home.one("select exploitation_forms from raw.victims") == ["SEX", "TRAF"]


@pytest.mark.parametrize("held", ["YYYY-MM-DD", "dd/mm/aaaa", "00/00/0000"])
def test_f18_a_placeholder_is_no_date(home: IntakeHome, held: str) -> None:
    report = home.check(home.csv("a.csv", [nameless("A-1", identified_on=held), nameless("A-2")]))
    assert report.faults.select("row", "field").rows() == [(2, "identified_on")]


US = "08/24/2024 12:00:00 AM"


def test_f19_the_order_of_day_and_month_is_the_profiles_never_a_guess(home: IntakeHome) -> None:
    file = home.csv("a.csv", [nameless("A-1", identified_on=US), nameless("A-2", identified_on="05/03/2025")])
    profile = home.raw("p.toml", (HEAD + 'date_formats = ["%m/%d/%Y"]\n').encode())
    home.submit(file, profile=str(profile))
    stored = home.all("select identified_on from raw.victims order by row_number")
    assert stored == [(date(2024, 8, 24),), (date(2025, 5, 3),)]
    assert home.check(file).faults.select("row", "rule").rows() == [(2, "date_impossible")]


def test_f20_serial_dates_and_written_ones_are_the_same_day(home: IntakeHome) -> None:
    written = ["05/03/2024", "45356", "2024-03-05", "5 de marzo de 2024", "05-03-2024"]
    home.submit(home.csv("a.csv", [nameless(f"A-{i}", identified_on=text) for i, text in enumerate(written)]))
    assert home.all("select distinct identified_on from raw.victims") == [(date(2024, 3, 5),)]


@pytest.mark.parametrize("delimiter", [";", "^"])
def test_f26_windows_files_with_semicolons_or_carets_are_read_and_told(
    home: IntakeHome, delimiter: str
) -> None:
    rows = [nameless("A-1", nationality="México"), nameless("A-2", nationality="Panamá")]
    (table,) = home.check(home.csv("a.csv", rows, "cp1252", delimiter=delimiter)).tables
    assert (table.encoding, table.delimiter, table.received) == ("cp1252", delimiter, 2)


@pytest.mark.parametrize("held", ["  Costa  Rica ", "Costa\nRica", "Costa\u00a0Rica"])
def test_f28_spaces_and_line_breaks_within_a_cell_do_not_change_its_value(
    home: IntakeHome, held: str
) -> None:
    home.submit(home.csv("a.csv", [nameless("A-1", nationality=held)]))
    assert home.one("select nationality from raw.victims") == "CRI"
