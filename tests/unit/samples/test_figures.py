"""The figures are the published ones, and the cells add up to them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest.samples.figures import Figures

GROUPS = {
    "girls": {"girls"},
    "boys": {"boys"},
    "women": {"women"},
    "men": {"men"},
    "children": {"girls", "boys"},
}


def matches(category: str, group: str, form: str) -> bool:
    if category == "total":
        return True
    *forms, last = category.split(" ")
    if last in GROUPS:
        return group in GROUPS[last] and (not forms or form == forms[0])
    return form == last


def test_the_cells_add_up_to_every_figure_of_victims(known: Figures) -> None:
    for figure in known.figures:
        if figure.series == "victims":
            cells = known.cells_of(figure.year)
            added = sum(c.persons for c in cells if matches(figure.category, c.group, c.form))
            assert added == figure.value, (figure.year, figure.category)


def test_the_cells_of_2022_add_up_to_police_and_prosecution_and_their_overlap(known: Figures) -> None:
    cells = known.cells_of(2022)
    police = sum(c.persons for c in cells if c.police)
    prosecution = sum(c.persons for c in cells if c.prosecution)
    assert police == known.value(2022, "victims_police", "total") == 29
    assert prosecution == known.value(2022, "victims_prosecution", "total") == 31
    assert police + prosecution - sum(c.persons for c in cells if c.police and c.prosecution) == 39


def test_every_published_figure_names_its_source_and_every_other_one_is_marked_as_assumed(
    known: Figures,
) -> None:
    for figure in known.figures:
        assert figure.basis in ("published", "assumed")
        assert figure.source or figure.basis == "assumed", figure
    assert all(f.basis == "assumed" for f in known.figures if f.year >= 2024)


def test_every_year_has_all_the_figures_the_generator_needs(known: Figures) -> None:
    for year in known.years:
        for series, category in (
            ("victims", "total"),
            ("assisted", "total"),
            ("cases", "investigated"),
            ("accused", "suspects"),
            ("accused", "convicted"),
        ):
            assert known.value(year, series, category) is not None, (year, series)


@pytest.mark.shared
def test_the_yearly_totals_are_those_of_the_published_list(known: Figures, shared_folder: Path) -> None:
    with (shared_folder / "data" / "slv_published_figures.csv").open(encoding="utf-8", newline="") as file:
        published = [
            (int(row["year"]), int(row["value"]))
            for row in csv.DictReader(file)
            if row["indicator"] == "victims" and row["dimension"].startswith("Total")
        ]
    carried = [(year, value) for year, value in published if year in known.years]
    assert len(carried) == 9
    assert all(known.value(year, "victims", "total") == value for year, value in carried)
