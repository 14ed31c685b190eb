import csv
import json
from dataclasses import replace
from datetime import datetime

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from make_public import make_content

import release
from release.exports import write_exports


@pytest.fixture(scope="module")
def content():
    return make_content(range(2024, 2026))


@pytest.fixture(scope="module")
def out(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    write_exports(content, folder)
    return folder


@pytest.fixture(scope="module", params=["es", "en"])
def book(request, content, out):
    workbook = openpyxl.load_workbook(out / f"{content.head.id}_{request.param}.xlsx")
    workbook.language = request.param
    return workbook


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_a_workbook_has_cover_contents_notes_and_one_sheet_a_table(book, content):
    front = {"es": ["Portada", "Contenido", "Notas"], "en": ["Cover", "Contents", "Notes"]}[book.language]
    word = {"es": "Tabla", "en": "Table"}[book.language]
    assert book.sheetnames == [*front, *(f"{word} {n}" for n in range(1, len(content.tables) + 1))]


def test_the_cover_tells_release_period_date_publisher_and_terms(book):
    said = " | ".join(texts(book.worksheets[0]))
    expected = {
        "es": ("2025-S2-r1", "10 de febrero de 2026", "Secretaría Ejecutiva", "citando la fuente"),
        "en": ("2025-S2-r1", "February 10, 2026", "Executive Secretariat", "cited"),
    }[book.language]
    assert all(piece in said for piece in expected)


def test_the_contents_link_to_every_table(book, content):
    sheet = book.worksheets[1]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {f"'{name}'!A1" for name in book.sheetnames[3:]} <= links
    titles = [sheet.cell(4 + n, 2).value for n in range(len(content.tables))]
    assert titles == [table.description.title[book.language] for table in content.tables]


def test_every_sheet_shows_every_cell_of_its_table_and_nothing_else(book, content):
    for table, sheet in zip(content.tables, book.worksheets[3:], strict=True):
        others = [name for name in table.description.dimensions if name != "semester"]
        labels = {
            name: [n.labels[book.language] for n in content.code_lists[name].nodes]
            for name in ("semester", *others)
        }
        head = [cell.value for cell in sheet[6]][len(others) :]
        assert head == labels["semester"]
        # Labels of one dimension may repeat ("Total"): rows are compared in order.
        cells = [
            ["c" if value is None else value for value in column]
            for column in (
                table.frame.filter(pl.col("semester") == code)["value"]
                for code in content.code_lists["semester"].codes
            )
        ]
        rows = table.frame.height // len(labels["semester"])
        shown = [
            [sheet.cell(7 + r, len(others) + 1 + c).value for r in range(rows)]
            for c in range(len(labels["semester"]))
        ]
        assert shown == cells


def test_withheld_values_are_explained_on_their_sheet(book, content):
    sign = {"es": "c: dato reservado", "en": "c: figure withheld"}[book.language]
    for table, sheet in zip(content.tables, book.worksheets[3:], strict=True):
        assert any(said.startswith(sign) for said in texts(sheet)) == (table.withheld > 0)


def test_tables_are_named_ranges_frozen_and_set_up_for_print(book, content):
    for table, sheet in zip(content.tables, book.worksheets[3:], strict=True):
        stub = len(table.description.dimensions) - 1
        assert table.description.name in book.defined_names
        assert sheet.freeze_panes == f"{'ABCDEF'[stub]}7"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$6:$6"
        assert "2025-S2-r1" in sheet.oddHeader.right.text
        assert not sheet.merged_cells.ranges


def test_rows_are_indented_by_their_place_in_the_tree(book):
    sheet = next(s for s in book.worksheets[3:] if s["A6"].value in ("Nacionalidad", "Nationality"))
    assert [sheet.cell(row, 1).alignment.indent for row in range(7, 13)] == [0, 1, 1, 2, 2, 1]


def test_the_document_is_dated_as_the_release(book):
    assert book.properties.created == datetime(2026, 2, 10, 15, 0)
    assert book.properties.modified == datetime(2026, 2, 10, 15, 0)
    assert book.properties.subject == "2025-S2-r1"


def test_a_revision_is_told_only_where_it_is_pending(book, content):
    sign = {"es": "Revisión pendiente", "en": "Pending revision"}[book.language]
    for table, sheet in zip(content.tables, book.worksheets[3:], strict=True):
        assert any(said.startswith(sign) for said in texts(sheet)) == table.pending_revision


def hostile(content):
    """The same release with titles and labels that a spreadsheet might take for a formula or a link."""
    first = content.tables[0]
    said = replace(first.description, title={"es": "=1+1", "en": "+1"}, note={"es": "@x & <b>", "en": "-1"})
    sex = content.code_lists["sex"]
    nodes = tuple(replace(n, labels={"es": '=HYPERLINK("http://x")', "en": "http://x"}) for n in sex.nodes)
    lists = {**content.code_lists, "sex": replace(sex, nodes=nodes)}
    return replace(content, code_lists=lists, tables=(replace(first, description=said), *content.tables[1:]))


def test_what_looks_like_a_formula_or_a_link_stays_text(content, tmp_path):
    write_exports(hostile(content), tmp_path, ["xlsx"])
    for path in tmp_path.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
            links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
            assert all(link.target is None for link in links)


def test_tidy_csv_has_codes_labels_and_the_published_values(content, out):
    for table in content.tables:
        with (out / "csv" / f"{table.description.name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert len(rows) == table.frame.height
        names = table.description.dimensions
        assert list(rows[0]) == [
            *(column for name in names for column in (name, f"{name}_es", f"{name}_en")), "value", "status"
        ]  # fmt: skip
        for row, true in zip(rows, table.frame.iter_rows(named=True), strict=True):
            value = None if row["value"] == "" else int(row["value"])
            assert (value, row["status"]) == (true["value"], true["status"])
            for name in names:
                node = content.code_lists[name].by_code[true[name]]
                assert (row[name], row[f"{name}_es"], row[f"{name}_en"]) == (
                    node.code, node.labels["es"], node.labels["en"]
                )  # fmt: skip


def test_parquet_is_typed_and_tells_what_it_is(content, out):
    for table in content.tables:
        found = pq.read_table(out / "parquet" / f"{table.description.name}.parquet")
        assert str(found.schema.field("value").type) == "int64"
        assert found.column("value").to_pylist() == table.frame["value"].to_list()
        facts = {key.decode(): value.decode() for key, value in found.schema.metadata.items()}
        assert facts["title_es"] == table.description.title["es"]
        assert json.loads(facts["dimensions"]) == list(table.description.dimensions)


def test_exports_are_the_same_bytes_every_time(content, out, tmp_path):
    write_exports(content, tmp_path)
    for path in (p for p in out.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(out)).read_bytes() == path.read_bytes()


def test_one_language_is_one_workbook_and_one_column_of_labels(content, tmp_path):
    written = write_exports(content, tmp_path, ["xlsx", "csv"], ("en",))
    assert [path.name for path in written if path.suffix == ".xlsx"] == ["2025-S2-r1_en.xlsx"]
    header = (tmp_path / "csv" / "victims_by_scope.csv").read_text().splitlines()[0]
    assert header == "semester,semester_en,scope,scope_en,value,status"


def test_an_unknown_format_names_the_known_ones(tmp_path):
    with pytest.raises(release.UserError, match="format_unknown") as caught:
        release.export(tmp_path, ["xlsx", "docx"], tmp_path / "out")
    assert (caught.value.params["format"], caught.value.params["known"]) == ("docx", "xlsx, csv, parquet")


def test_a_folder_that_cannot_be_written_to_is_told(content, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(release.UserError, match="out_unwritable"):
        write_exports(content, tmp_path / "file" / "out")


def test_an_export_of_a_release_equals_what_was_published_with_it(home, one_table, tmp_path):
    home.build(one_table)
    folder = home.released("2025-S2").folder
    for path in release.export(folder, ["xlsx", "csv", "parquet"], tmp_path):
        assert (folder / "exports" / path.relative_to(tmp_path)).read_bytes() == path.read_bytes()
