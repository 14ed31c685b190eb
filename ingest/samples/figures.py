"""The yearly totals that the samples follow: published ones with their source, assumed ones marked."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples"


@dataclass(frozen=True)
class Figure:
    """One figure of one year; `basis` is `published` or `assumed`."""

    year: int
    series: str
    category: str
    value: int
    basis: str
    source: str


@dataclass(frozen=True)
class Cell:
    """Identified victims of one group and form; `police` and `prosecution`: who reported them, if known."""

    year: int
    group: str
    form: str
    persons: int
    police: bool | None
    prosecution: bool | None
    police_form: str | None


@dataclass(frozen=True)
class Figures:
    """All figures and the cells that add up to them."""

    figures: tuple[Figure, ...]
    cells: tuple[Cell, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years for which there are figures, in order."""
        return tuple(sorted({cell.year for cell in self.cells}))

    def value(self, year: int, series: str, category: str) -> int | None:
        """The figure of a year, or None where there is none."""
        return self.series(year, series).get(category)

    def series(self, year: int, series: str) -> dict[str, int]:
        """Every category of a series in a year; a year before the first figures is like the first."""
        known = max(year, self.years[0])
        return {f.category: f.value for f in self.figures if f.year == known and f.series == series}

    def cells_of(self, year: int) -> tuple[Cell, ...]:
        """The cells of a year."""
        return tuple(cell for cell in self.cells if cell.year == year)


def load(folder: Path = FOLDER) -> Figures:
    """Read `figures.csv` and `cells.csv`."""
    figures = tuple(
        Figure(int(r["year"]), r["series"], r["category"], int(r["value"]), r["basis"], r["source"])
        for r in _rows(folder / "figures.csv")
    )
    return Figures(figures, tuple(_cell(row) for row in _rows(folder / "cells.csv")))


def _cell(row: dict[str, str]) -> Cell:
    known = {"yes": True, "no": False, "": None}
    return Cell(
        year=int(row["year"]),
        group=row["group"],
        form=row["form"],
        persons=int(row["persons"]),
        police=known[row["police"]],
        prosecution=known[row["prosecution"]],
        police_form=row["police_form"] or None,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
