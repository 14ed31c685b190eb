"""The files: the same for the same seed, written as their institutions write, told in the manifest."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from ingest import profiles, samples
from ingest.samples import faults, institutions
from ingest.samples.draw import generator
from ingest.samples.dress import template
from ingest.samples.manifest import Manifest

Written = tuple[Path, Manifest]


def content(path: Path) -> object:
    """The bytes of a file, of a workbook those of its parts: machines may pack them differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: (entry.date_time, archive.read(entry)) for entry in archive.infolist()}


def tree(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def test_one_seed_always_gives_the_same_bytes(written: Written, tmp_path: Path) -> None:
    out, manifest = written
    assert samples.generate(tmp_path, seed=1, years=1, scale=1) == manifest
    first, second = tree(out), tree(tmp_path)
    assert list(first) == list(second) or set(first) == set(second)
    assert all(first[name].read_bytes() == second[name].read_bytes() for name in first)


def test_another_seed_gives_other_persons(written: Written, tmp_path: Path) -> None:
    out, manifest = written
    other = samples.generate(tmp_path, seed=2, years=1, scale=1)
    assert [truth.identified for truth in other.truth] == [truth.identified for truth in manifest.truth]
    name = "2025-S1/FGR/victimas_2025-S1.csv"
    assert (out / name).read_bytes() != (tmp_path / name).read_bytes()


def test_the_committed_set_is_what_the_generator_makes(written: Written, project: Path) -> None:
    committed, made = tree(project / "data" / "samples" / "submissions"), tree(written[0])
    assert set(committed) == set(made)
    assert [name for name in made if content(made[name]) != content(committed[name])] == []


def test_the_committed_set_is_small(project: Path) -> None:
    files = tree(project / "data" / "samples")
    assert sum(path.stat().st_size for path in files.values()) < 1_000_000


def test_the_manifest_can_be_read_back_and_names_every_file(written: Written) -> None:
    out, manifest = written
    assert samples.read(out) == manifest
    named = {name for submission in manifest.submissions for name in submission.files}
    assert named | {samples.FILE} == set(tree(out))


def test_submissions_stand_in_the_order_of_sending_and_a_correction_after_what_it_corrects(
    written: Written,
) -> None:
    submissions = written[1].submissions
    assert [s.sent_on for s in submissions] == sorted(s.sent_on for s in submissions)
    (correction,) = [s for s in submissions if s.corrects]
    earlier = [
        s for s in submissions if (s.institution, s.period) == (correction.institution, correction.period)
    ]
    assert earlier[-1] is correction
    assert len(earlier) == 2
    received = [sum(e.received for e in each.expected) for each in earlier]
    assert received[0] < received[1]
    assert sum(e.rejected for e in earlier[0].expected) > 0 == sum(e.rejected for e in correction.expected)


def test_all_eight_institutions_send_every_semester(tmp_path: Path) -> None:
    manifest = samples.generate(tmp_path, seed=3, years=4, scale=1)
    assert manifest.periods[0] == "2022-S1"
    for period in manifest.periods:
        child = "ISNA" if period < "2023" else "CONAPINA"
        senders = {s.institution for s in manifest.submissions if s.period == period}
        assert senders == {"PNC", "FGR", "DGME", child, "ISDEMU", "PGR", "MRREE", "ONG"}
    kinds = {e.kind for s in manifest.submissions for e in s.expected}
    assert kinds == {"victims", "victims_aggregate", "cases", "services", "nothing"}


def test_rows_are_accepted_or_rejected_and_every_rejected_one_has_its_fault(written: Written) -> None:
    told = set()
    for submission in written[1].submissions:
        for expected in submission.expected:
            assert expected.received == expected.accepted + expected.rejected
            assert sum(expected.faults.values()) == expected.rejected
            told |= {f"{expected.kind} {fault}" for fault in expected.faults}
    assert len(told) >= 6


def test_faults_spare_the_records_that_carry_the_figures() -> None:
    rows = pl.DataFrame(
        {"identified_on": ["x"] * 100, "sex": ["F"] * 100, "anchor": [i % 2 == 0 for i in range(100)]}
    )
    planted = faults.plant(rows, template("victims"), generator(1, "test"), share=0.9)
    spoilt = [row for cells in planted.cells.values() for row in cells]
    assert planted.rows == len(spoilt) == len(set(spoilt)) == 50
    assert all(row % 2 for row in spoilt)
    assert faults.plant(rows.with_columns(anchor=True), template("victims"), generator(1, "test")).rows == 0


def test_the_book_of_the_police_has_titles_merged_headings_a_total_and_notes(written: Written) -> None:
    book = openpyxl.load_workbook(written[0] / "2025-S1/PNC/reporte_PNC_2025-S1.xlsx")
    assert book.sheetnames == ["VICTIMAS", "DENUNCIAS"]
    sheet = book["VICTIMAS"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:T1", "A6:A8", "C6:K6", "C7:E7"} <= merged
    assert sheet["A2"].value == "POLICÍA NACIONAL CIVIL (UNIDAD ESPECIALIZADA)"
    assert sheet["A4"].value == "PERÍODO: ENERO - JUNIO 2025"
    assert [sheet[place].value for place in ("C6", "C7", "C8")] == [
        "DATOS DE LA VICTIMA",
        "IDENTIDAD",
        "NOMBRES",
    ]
    column = [cell.value for cell in sheet["B"]]
    total = column.index("TOTAL")
    expected = next(s for s in written[1].submissions if s.institution == "PNC" and s.period == "2025-S1")
    assert sheet.cell(total + 1, 3).value == expected.expected[0].received
    assert sheet.cell(sheet.max_row, 1).value.startswith("Fuente:")
    assert None in column[8:total], "a blank row stands between blocks"
    births = [cell.value for cell in sheet["E"][8:total] if cell.value not in (None, "S/D")]
    assert all(dt.datetime.strptime(text, "%d/%m/%Y") for text in births)
    written_names = [cell.value for cell in sheet["C"][8:total] if cell.value]
    assert all(name == name.upper() and not set(name) & set("ÁÉÍÓÚ") for name in written_names)


def test_the_headings_of_every_book_stand_where_its_profile_says(written: Written) -> None:
    for name, path in (
        ("pnc", "2025-S2/PNC/reporte_PNC_2025-S2.xlsx"),
        ("conapina", "2025-S1/CONAPINA/reporte_CONAPINA_2025-S1.xlsx"),
    ):
        book = openpyxl.load_workbook(written[0] / path)
        for table in profiles.load(name).tables:
            sheet = book[table.sheet]
            leaves = {heading.split(" / ")[-1] for heading in table.columns}
            rows = range(table.header_row, table.header_row + table.header_rows)
            there = {cell.value for row in rows for cell in sheet[row]}
            assert leaves <= there
            assert sheet.cell(table.header_row - 1, 1).value is None


def test_the_export_of_the_prosecution_is_latin_1_with_semicolons_and_a_foot(written: Written) -> None:
    raw = (written[0] / "2025-S1/FGR/victimas_2025-S1.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = raw.decode("latin-1").split("\r\n")
    assert lines[0].startswith("REF_FISCAL_VICTIMA;NOMBRES;APELLIDOS")
    assert "NULL" in lines[1]
    assert lines[-4].startswith("TOTAL;")
    assert len({line.count(";") for line in lines[:1] + lines[-5:-1]}) == 1


def test_filled_templates_have_real_dates_and_numbers(written: Written) -> None:
    book = openpyxl.load_workbook(written[0] / "2025-S2/DGME/plantilla_DGME_2025-S2.xlsx")
    sheet = book["victimas"]
    headings = [cell.value for cell in sheet[1]]
    column = headings.index("Fecha de identificación *") + 1
    assert isinstance(sheet.cell(2, column).value, dt.datetime)
    assert isinstance(sheet.cell(2, headings.index("Edad") + 1).value, int)


def test_a_book_that_would_be_too_long_is_sent_as_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.samples.parcels.BOOK_ROWS", 10)
    manifest = samples.generate(tmp_path, seed=1, years=1, scale=1)
    police = [s for s in manifest.submissions if s.institution == "PNC"]
    assert all(s.profile is None and all(name.endswith(".csv") for name in s.files) for s in police)
    prosecution = [s for s in manifest.submissions if s.institution == "FGR"]
    assert all(s.profile == "fgr" for s in prosecution)


def test_more_years_than_there_are_figures_for_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="years: 1 to 11"):
        samples.generate(tmp_path / "out", seed=1, years=samples.most_years() + 1, scale=1)
    assert not (tmp_path / "out").exists()


def test_every_profile_reads_the_kinds_that_its_institution_sends() -> None:
    for institution in institutions.INSTITUTIONS:
        if institution.profile:
            kinds = {table.kind for table in profiles.load(institution.profile).tables}
            assert kinds == set(institution.kinds)
