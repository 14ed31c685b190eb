"""What the guard finds in a text, and what it leaves alone."""

import csv
from pathlib import Path

import polars as pl
import pytest

from ingest.personal import RULES, masked, personal
from schemas import KINDS, Column, Kind
from schemas.columns import day, identity

from ...intake_home import IntakeHome, nameless

FOUND = {
    "personal_dui": (
        "04567890-3",
        "DUI 04567890-3 interna",
        "dui04567890-3",
        "045678903",
        "con 4567890-3, sin su cero",
        "04567890 – 3",
        "04567890\u20113",
        "04567890-4",  # a typing error is somebody's all the same
    ),
    "personal_nit": ("0614-020300-101-3", "0614-050707-104-8", "su NIT es 06140507071048 y"),
    "personal_passport": (
        "A12345678", "ZZ00000001", "pasaporte G 1234567", "0801-1990-12345", "001-010190-0001A",
    ),
    "personal_telephone": (
        "7890-1234", "llamar al 7890 1234.", "+503 2222 3333", "(503)22223333", "78901234", "tel. 2222-3333",
        "+1 (202) 555-0123", "+52 55 1234 5678", "0050378901234", "202-555-0123", "9876-5432",
    ),
    "personal_email": (
        "ana@example.org", "a: <ana.z@example.com.sv>", "ana [at] example.org",
        "ana arroba example punto com",
    ),
    "personal_address": (
        "Colonia Escalón, pasaje 3, casa 12", "Calle Arce, San Salvador", "5a Avenida Norte",
        "4ª calle poniente", "Av. Las Magnolias #12", "col. miramonte poligono b #4",
        "Km 12½ carretera a Sonsonate",
        "carretera al puerto km 14", "Barrio El Calvario", "BARRIO EL CALVARIO", "casa n.º 12",
        "reside en la colonia zacamil edificio 12",
    ),
    "personal_coordinates": (
        "13.692940, -89.218191", "13°41'34\" N", "la finca 13.6929° N", "13,692940; -89,218191",
    ),
    "personal_name": (
        "Ana María Zelaya", "ANA DE LA CRUZ", "ana hernandez", "la víctima Flores Hernández dijo",
        "J. Pérez García", "Hernández López, María", "María José de la Cruz y Flores", "Blanca Rosa Flores",
        "Rosa Flores",
        "Sra. Flores", "juan_perez", "Mercedes Umaña Hernández", "Jose\u0301 Pe\u0301rez",
    ),
}  # fmt: skip

CLEAN = (
    "San Salvador", "Santa Ana, San Miguel y La Paz", "San José Villanueva", "Santiago de María",
    "Mercedes Umaña", "Rosario de Mora", "Paz y Esperanza", "Flores", "María", "Cruz Roja",
    "niñez en situación de calle",
    "atención residencial para víctimas", "pasaje aéreo", "colonia penal", "Plan 2024-2026", "20250315",
    "2025-03-05 10:00:00", "15 de marzo de 2025", "ISSN 2345-6789", "https://example.org/documents/22345678.pdf",
    "10.1016/j.example.2020.104567", "Universidad Centroamericana José Simeón Cañas", "1,250.00", "12500000",
    "Informe No. 123456", "Decreto 824, Diario Oficial 213, tomo 405", "penas máximas y cortes de justicia",
    "Casa de acogida", "12 km", "Enero - Junio 2025", "EXT_SAL;INT", "Julio de 2025", "123456789012",
)  # fmt: skip


def rule(text: str) -> str | None:
    found = personal(pl.Series([text]))
    return found["rule"].item() if found.height else None


EXAMPLES = [(kind, text) for kind, texts in FOUND.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_each_kind_is_found_under_its_own_rule(kind: str, text: str) -> None:
    assert rule(text) == kind


def test_there_is_an_example_of_every_rule() -> None:
    assert set(FOUND) == set(RULES)


@pytest.mark.parametrize("text", CLEAN)
def test_places_words_years_and_citations_raise_no_alarm(text: str) -> None:
    assert rule(text) is None


def test_no_value_of_any_code_list_raises_an_alarm(project: Path) -> None:
    values: set[str] = set()
    for path in (project / "data" / "codelists").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            values |= {value for row in csv.DictReader(file) for value in row.values() if value}
    assert len(values) > 1_000
    assert personal(pl.Series(sorted(values))).rows() == []


def test_only_the_texts_at_fault_come_back_each_once() -> None:
    texts = pl.Series(["04567890-3", "San Miguel", "04567890-3", None, ""])
    assert personal(texts).rows() == [("04567890-3", "personal_dui")]


def test_a_number_of_another_length_or_check_digit_is_no_bare_document() -> None:
    assert rule("expediente 145678903 cerrado") is None
    assert rule("expediente 045678903 cerrado") == "personal_dui"
    assert rule("folio 06140507071040 cerrado") is None


def test_what_is_shown_of_a_name_of_a_file_holds_no_person() -> None:
    assert masked("victimas_María_Hernández 04567890-3") == "victimas_-_- ----------"
    assert masked("victimas_ana@example.org") == "victimas_-.org"
    assert masked("victimas 2025-S1") == "victimas 2025-S1"


REMARKS = Kind(
    name="remarks",
    label_es="Notas",
    label_en="Remarks",
    sheet="notas",
    event="noted_on",
    columns=(
        Column("remark", "text", "Nota", "Remark"),
        identity("surnames", "Apellidos", "Surnames"),
        day("noted_on", "Fecha", "Date"),
    ),
)


def test_a_column_of_text_that_is_not_of_identity_is_searched_and_one_of_identity_is_not(
    home: IntakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, REMARKS.name, REMARKS)
    rows = [
        {"remark": "jornada en San Miguel", "surnames": "Flores Hernández", "noted_on": "05/03/2025"},
        {"remark": "con Ana Zelaya", "surnames": "Ruiz Pérez", "noted_on": "05/03/2025"},
        {"remark": "", "surnames": "Cruz López", "noted_on": "Ana Zelaya"},
    ]
    assert home.check(home.csv("notas.csv", rows)).faults.select("row", "field", "rule").rows() == [
        (3, "remark", "personal_name"),
        (4, "noted_on", "personal_name"),
    ]


def test_a_person_in_the_name_of_a_file_stands_neither_in_the_report_nor_in_what_is_told(
    home: IntakeHome,
) -> None:
    path = home.csv("victimas Ana Zelaya 04567890-3.csv", [nameless("A-1", scope="Z9")])
    report = home.check(path)
    assert [file.name for file in report.files] == ["victimas - - ----------.csv"]
    assert report.faults["file"].unique().to_list() == [report.files[0].name]
    assert "Zelaya" not in str(report.to_dict())
    assert "04567890" not in str(report.to_dict())


def test_a_person_in_the_name_of_a_sheet_is_masked(home: IntakeHome) -> None:
    row = nameless("A-1")
    path = home.xlsx("a.xlsx", {"Ana Zelaya": [list(row), list(row.values())]})
    assert [table.sheet for table in home.check(path).tables] == ["- -"]
    home.submit(path)
    assert home.all("select sheet from raw.victims") == [("- -",)]


def test_a_person_in_a_title_that_no_column_has_is_not_told(home: IntakeHome) -> None:
    path = home.csv("a.csv", [nameless("A-1") | {"Ana Zelaya": "x", "Color": "x"}])
    (refusal,) = home.check(path).refusals
    assert "Zelaya" not in str(refusal)
    assert "Color" in str(refusal)
