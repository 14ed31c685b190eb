"""The address holds the whole view; what it asks wrongly falls back and is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, state
from dashboard.model import Release
from dashboard.state import Choice, read_choice

Markup = Callable[[AppTest], str]


def test_an_empty_address_means_spanish_the_releases_period_and_the_usual_level(release: Release) -> None:
    choice = read_choice(release, {})
    assert (choice.lang, choice.period, choice.level, choice.refused) == ("es", "2025-S2", 2, ())
    assert choice.query() == ""


def test_an_address_restores_the_view_it_was_made_from(release: Release) -> None:
    choice = read_choice(release, {"lang": "en", "period": "2023", "level": "3"})
    assert choice.link("victimas") == "/victimas?lang=en&period=2023&level=3"
    assert choice.refused == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("lang", "fr"), ("period", "2031-S1"), ("period", "' OR 1=1"), ("level", "0"), ("level", "x"),
     ("level", "-1"), ("level", "\u0663"), ("lang", "")],
)  # fmt: skip
def test_a_bad_parameter_falls_back_and_is_named(release: Release, name: str, value: str) -> None:
    choice = read_choice(release, {name: value})
    assert choice.refused == (name,)
    assert (choice.lang, choice.period, choice.level) == ("es", "2025-S2", 2)


def test_a_page_says_which_parameter_it_refused(run_page: Callable[..., AppTest], markup: Markup) -> None:
    shown = markup(run_page("victims", period="1900"))
    assert "El período que pide la dirección no existe" in shown
    assert "segundo semestre de 2025" in shown


def test_unknown_parameters_are_ignored(run_page: Callable[..., AppTest], markup: Markup) -> None:
    assert "t-note" not in markup(run_page("victims", utm_source="x"))


def test_choosing_a_period_writes_the_address_and_changes_the_page(
    run_page: Callable[..., AppTest], markup: Markup
) -> None:
    test = run_page("victims")
    test.selectbox[0].set_value("2023-S1").run()
    assert dict(test.query_params) == {"period": "2023-S1"}
    assert "primer semestre de 2023" in markup(test)
    test.selectbox[0].set_value("2025-S2").run()
    assert dict(test.query_params) == {}


def test_the_level_of_detail_changes_the_rows(run_page: Callable[..., AppTest], markup: Markup) -> None:
    assert "15-17 años" not in markup(run_page("victims"))
    assert "15-17 años" in markup(run_page("victims", level="3"))
    assert "12-17 años" not in markup(run_page("victims", level="1"))


def test_english_is_english_throughout(run_page: Callable[..., AppTest], markup: Markup) -> None:
    shown = markup(run_page("victims", lang="en"))
    assert "Profile of the identified victims" in shown
    assert "Form of exploitation" in shown
    for spanish in ("Víctimas identificadas", "Descargar", "segundo semestre", "retenid"):
        assert spanish not in shown


def test_links_of_the_menu_keep_language_and_period(run_page: Callable[..., AppTest], markup: Markup) -> None:
    shown = markup(run_page("justice", lang="en", period="2024"))
    assert 'href="/territorio?lang=en&amp;period=2024"' in shown
    assert 'href="/justicia?lang=en&amp;period=2024" aria-current="page"' in shown
    assert 'hreflang="es"' in shown and 'href="/justicia?period=2024"' in shown


def test_periods_are_offered_latest_first_and_parts_before_their_year(release: Release) -> None:
    offered = [node.code for node in state.period_options(release)]
    assert offered[:4] == ["2025-S2", "2025-S1", "2025", "2024-S2"]
    assert offered[-1] == "_T"


def test_years_without_half_years_are_offered_once(made: object, other_file: Callable[..., Path]) -> None:
    nodes = made.semester_nodes(range(2018, 2021), ("U",))  # type: ignore[attr-defined]
    release = data.open_release(other_file(trees={"semester": nodes}, period="2020-S2"))
    assert [node.code for node in state.period_options(release)] == ["2020", "2019", "2018", "_T"]
    assert read_choice(release, {}).period == "2020"


def test_a_choice_of_defaults_has_a_plain_address() -> None:
    assert Choice(period="2025-S2", default_period="2025-S2").link("") == "/"
