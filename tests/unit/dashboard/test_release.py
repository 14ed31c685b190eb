"""Releases of every shape: absent tables, other countries, one period, files that are none of ours."""

import importlib.util
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import catalogue, data, files, maps, views
from dashboard.errors import UserError
from dashboard.model import Release
from dashboard.state import Choice

Markup = Callable[[AppTest], str]
PAGES = [page.id for page in catalogue.pages()]
ABROAD = [
    ("_T", None, "Total", "Total"),
    ("MX-CMX", "_T", "Ciudad de México", "Mexico City"),
    ("MX-JAL", "_T", "Jalisco", "Jalisco"),
]
STRANGE = {
    "strange_table": (("semester", "sex"), "strange", ("cosas", "things"), "Tabla <script>", "Table <script>")
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_without_any_table(
    page: str, other_file: Callable[..., Path], run_page: Callable[..., AppTest], markup: Markup
) -> None:
    test = run_page(page, other_file(only=set()))
    assert not test.exception
    assert "<h1>" in markup(test)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_with_other_places_large_numbers_and_years_alone(
    page: str, made: object, other_file: Callable[..., Path], run_page: Callable[..., AppTest]
) -> None:
    years = made.semester_nodes(range(2002, 2005), ("U",))  # type: ignore[attr-defined]
    path = other_file(trees={"semester": years, "department": ABROAD}, scale=100_000, period="2004-U")
    assert not run_page(page, path).exception


def test_places_unknown_to_the_geometry_are_drawn_as_bars(other_file: Callable[..., Path]) -> None:
    release = data.open_release(other_file(trees={"department": ABROAD}))
    view = views.build(release, catalogue.card("victims-map"), Choice(period="2025-S2"))  # type: ignore[arg-type]
    assert maps.areas(view) == {}


def test_a_table_no_page_names_can_be_downloaded(
    other_file: Callable[..., Path], run_page: Callable[..., AppTest], markup: Markup
) -> None:
    shown = markup(run_page("downloads", other_file(extra=STRANGE)))
    assert 'href="/data/tables/strange_table.csv"' in shown
    assert "Tabla &lt;script&gt;" in shown and "<script>" not in shown


def test_a_table_awaiting_revision_says_so(
    other_file: Callable[..., Path], run_page: Callable[..., AppTest], markup: Markup
) -> None:
    path = other_file(pending={"cases_by_stage"})
    assert "pendiente de revisión" in markup(run_page("justice", path))


def test_a_notice_of_the_release_stands_on_every_page(
    other_file: Callable[..., Path], run_page: Callable[..., AppTest], markup: Markup
) -> None:
    path = other_file(meta={"notice_es": "Datos de muestra", "notice_en": "Sample data"})
    assert "Sample data" in markup(run_page("victims", path, lang="en"))


def test_the_map_has_all_departments_in_iso_codes_with_outer_rings_counter_clockwise() -> None:
    shapes = maps.shapes()
    assert len(shapes) == 14 and all(code.startswith("SV-") for code in shapes)
    for rings in shapes.values():
        for ring in rings:
            assert ring[0] == ring[-1]
            assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_the_committed_geometry_is_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location(
        "convert", maps.GEOMETRY.with_name("topojson_to_geojson.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source = json.loads(maps.GEOMETRY.with_name("departments.topo.json").read_text("utf-8"))
    assert module.convert(source) == json.loads(maps.GEOMETRY.read_text("utf-8"))


def test_zones_colour_all_their_departments(release: Release) -> None:
    view = views.build(release, catalogue.card("victims-map"), Choice(period="2025-S2", level=1))  # type: ignore[arg-type]
    assert {node.code: len(codes) for node, codes in maps.areas(view).items()} == {
        "Z_OCC": 3, "Z_CEN": 4, "Z_PAR": 3, "Z_ORI": 4,
    }  # fmt: skip
    assert {node.code for node in maps.without_shape(view)} == {"_X", "_U"}


@pytest.mark.parametrize("values", [[], [0, 0], [1], [5, 5, 5], [1, 2, 3, 4, 5, 6, 7, 100], [7, 7, 8, 0]])
def test_every_positive_value_falls_into_one_class(values: list[int]) -> None:
    bounds = maps.class_bounds(values)
    assert bounds == sorted(set(bounds)) and len(bounds) <= 4
    assert all(0 <= maps.class_of(value, bounds) < len(bounds) for value in values if value > 0)


def test_a_missing_a_broken_and_a_foreign_file_are_told_apart(tmp_path: Path) -> None:
    broken, foreign = tmp_path / "broken.duckdb", tmp_path / "foreign.duckdb"
    broken.write_bytes(b"no database" * 1000)
    duckdb.connect(str(foreign)).close()
    expected = {
        tmp_path / "none.duckdb": "public_file_missing",
        broken: "public_file_unreadable",
        foreign: "public_file_not_ours",
    }
    for path, message_id in expected.items():
        with pytest.raises(UserError) as caught:
            data.open_release(path)
        assert caught.value.message_id == message_id


def test_the_public_file_is_opened_for_reading_only(release: Release) -> None:
    with pytest.raises(duckdb.Error):
        data._connections[release.key].cursor().execute("CREATE TABLE x (y INTEGER)")


def test_two_releases_with_one_id_are_not_mixed_up(made: object, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.duckdb", "b.duckdb")]
    for seed, path in enumerate(paths):
        made.write_public_file(path, made.Options(seed=seed))  # type: ignore[attr-defined]
    first, second = (data.open_release(path) for path in paths)
    assert first.id == second.id
    table = first.tables["victims_by_form"]
    read = [data.figures(r, table, ("exploitation_form",), {"semester": "2025"}) for r in (first, second)]
    assert read[0] != read[1]


def test_only_files_the_manifest_names_are_found_beside_the_public_one(
    public_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    (folder / "exports").mkdir(parents=True)
    public = folder / "public.duckdb"
    public.write_bytes(public_file.read_bytes())
    for name in ("exports/tables.xlsx", "secret.txt", "manifest.sig"):
        (folder / name).write_text(name)
    (tmp_path / "outside.txt").write_text("outside")
    listed = {
        name: {"sha256": "0", "size": 1} for name in ("exports/tables.xlsx", "gone.csv", "../outside.txt")
    }
    assert files.release_files(public) == ()
    (folder / "manifest.json").write_text(json.dumps({"files": listed}))
    assert [f.path for f in files.release_files(public)] == ["exports/tables.xlsx"]
    assert files.find(public, "exports/tables.xlsx") is not None
    assert files.find(public, "manifest.sig") is not None
    for name in ("secret.txt", "gone.csv", "../outside.txt"):
        assert files.find(public, name) is None


def test_the_files_of_a_release_folder_are_offered_with_their_digests(
    public_file: Path, tmp_path: Path, run_page: Callable[..., AppTest], markup: Markup
) -> None:
    public = tmp_path / "public.duckdb"
    public.write_bytes(public_file.read_bytes())
    listed = {"public.duckdb": {"sha256": "ab" * 32, "size": 1250}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": listed}))
    shown = markup(run_page("downloads", public))
    assert "ab" * 32 in shown and "1,250 bytes" in shown
    assert 'href="/data/release/public.duckdb"' in shown and "Get-FileHash" in shown
    assert "Libro de Excel" not in shown
