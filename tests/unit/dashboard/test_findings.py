"""Sentences say no more than the published figures."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dashboard import catalogue, data, findings, views
from dashboard.i18n import Speaker, year_before
from dashboard.model import ABSENT, WITHHELD, Figure, Release, published
from dashboard.state import Choice

say = Speaker("es")


def division(release: Release, figures: Mapping[str, int | None], card: str = "victims-sex") -> str:
    """What is said of a division with these figures; `None` is withheld."""
    found = catalogue.card(card)
    assert found is not None
    view = views.build(release, found, Choice(period="2025-S2"))
    made: dict[tuple[str, ...], Figure] = {
        (code,): WITHHELD if value is None else published(value) for code, value in figures.items()
    }
    total = made[("_T",)]
    changed = views.View(**{**view.__dict__, "figures": made})
    original, views.total = views.total, lambda _view: total
    try:
        return findings.division(changed, say)
    finally:
        views.total = original


def test_with_all_parts_published_the_largest_is_told_with_its_share(release: Release) -> None:
    assert (
        division(release, {"_T": 40, "F": 30, "M": 10, "_O": 0, "_U": 0}) == "Mujer: 30 de 40 (75.0\u00a0%)"
    )


def test_a_withheld_part_that_could_be_larger_forbids_calling_another_the_largest(release: Release) -> None:
    told = division(release, {"_T": 40, "F": 15, "M": None, "_O": 5, "_U": None})
    assert told == "Entre las cifras publicadas, la más alta es Mujer: 15"


def test_withheld_parts_that_cannot_be_larger_together_do_not_matter(release: Release) -> None:
    assert (
        division(release, {"_T": 40, "F": 30, "M": None, "_O": 0, "_U": None})
        == "Mujer: 30 de 40 (75.0\u00a0%)"
    )


def test_parts_that_overlap_are_never_outweighed_by_subtraction(release: Release) -> None:
    forms = {node.code: 0 for node in release.dimensions["exploitation_form"].nodes}
    told = division(release, forms | {"_T": 40, "SEX": 39, "TRAF": None}, "victims-form")  # type: ignore[arg-type]
    assert told.startswith("Entre las cifras publicadas")


def test_a_withheld_total_allows_no_share(release: Release) -> None:
    assert (
        division(release, {"_T": None, "F": 30, "M": 8, "_O": 0, "_U": 0}) == "El valor más alto es Mujer: 30"
    )


def test_ties_are_told_as_ties(release: Release) -> None:
    assert (
        division(release, {"_T": 20, "F": 10, "M": 10, "_O": 0, "_U": 0})
        == "El valor más alto es Mujer y Hombre: 10"
    )


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"_T": 0, "F": 0, "M": 0, "_O": 0, "_U": 0}, "No se registró ninguno en este período"),
        (
            {"_T": 9, "F": None, "M": None, "_O": 0, "_U": 0},
            "Las cifras publicadas son cero; las demás están retenidas",
        ),
        (
            {"_T": 9, "F": None, "M": None, "_O": None, "_U": None},
            "Todas las cifras de este desglose están retenidas",
        ),
    ],
)
def test_zeros_and_withheld_figures_are_not_taken_for_each_other(
    release: Release, figures: dict[str, int | None], told: str
) -> None:
    assert division(release, figures) == told


def test_changes_are_told_only_between_published_figures() -> None:
    assert findings.change_words(published(12), published(10), say) == "2 más que un año antes (+20.0\u00a0%)"
    assert (
        findings.change_words(published(8), published(10), say)
        == "2 menos que un año antes (\u221220.0\u00a0%)"
    )
    assert findings.change_words(published(8), published(0), say) == "8 más que un año antes"
    assert findings.change_words(published(8), published(8), say) == "igual que un año antes"
    assert findings.change_words(published(8), ABSENT, say) == "sin cifra de un año antes"
    for now, before in ((WITHHELD, published(3)), (published(3), WITHHELD)):
        told = findings.change_words(now, before, say)
        assert not any(character.isdigit() for character in told)


def test_a_year_before_is_the_same_part_of_the_year() -> None:
    assert year_before("2025-S2") == "2024-S2"
    assert year_before("2025") == "2024"
    assert year_before("_T") is None


def test_the_text_of_a_chart_tells_every_figure_and_says_withheld(release: Release) -> None:
    view = views.build(release, catalogue.card("victims-sex"), Choice(period="2025-S2"))  # type: ignore[arg-type]
    told = findings.description(view, say)
    for node in view.shown:
        assert f"{node.label.es}: {say.spoken(view.figure(node))}" in told


def test_the_text_of_a_large_chart_points_to_its_table(release: Release) -> None:
    view = views.build(release, catalogue.card("victims-form-sex"), Choice(period="2025-S2"))  # type: ignore[arg-type]
    assert "todas están en la tabla que sigue" in findings.description(view, say)


def test_years_alone_are_compared_with_years(made: object, other_file: Callable[..., Path]) -> None:
    nodes = made.semester_nodes(range(2018, 2021), ("U",))  # type: ignore[attr-defined]
    release = data.open_release(other_file(trees={"semester": nodes}, period="2020", scale=100))
    view = views.build(release, catalogue.card("victims-trend"), Choice())  # type: ignore[arg-type]
    assert [row.code for row in view.rows] == ["2018", "2019", "2020"]
    assert "un año antes" in findings.finding(view, say) and "año 2020" in findings.finding(view, say)
