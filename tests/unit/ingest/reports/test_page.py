"""The page: whole in one file, without scripts, told to screen readers as what it is."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from ingest.reports.findings import ranges

from ....intake_home import IntakeHome, nameless

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """What a page consists of; fails on an element that is not closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def outline(home: IntakeHome, tmp_path: Path) -> Outline:
    rows = [nameless(f"A-{number}", sex="Z9" if number in (2, 3, 4, 7) else "F") for number in range(1, 9)]
    home.check(home.csv("a.csv", rows)).write(tmp_path / "report")
    return Outline((tmp_path / "report" / "report.html").read_text(encoding="utf-8"))


def test_the_page_has_its_language_one_main_heading_and_a_header_for_every_column(outline: Outline) -> None:
    assert outline.all("html") == [{"lang": "es"}]
    assert [len(outline.all(tag)) for tag in ("h1", "main", "title")] == [1, 1, 1]
    assert len(outline.all("h2")) == len(outline.all("table")) == 3
    assert all(header["scope"] == "col" for header in outline.all("th"))
    ids = [heading["id"] for heading in outline.all("h2")]
    assert [table["aria-labelledby"] for table in outline.all("table")] == ids
    assert len(set(ids)) == len(ids)


def test_the_page_loads_nothing_and_runs_nothing(outline: Outline) -> None:
    assert outline.all("script") == outline.all("link") == outline.all("img") == []
    assert not [
        a for _, a in outline.found if {"src", "href", "style"} & set(a) or any(k[:2] == "on" for k in a)
    ]
    policies = [meta["content"] for meta in outline.all("meta") if meta.get("http-equiv")]
    assert policies
    assert str(policies[0]).startswith("default-src 'none'")


def test_the_page_tells_counts_rows_and_what_to_mend(outline: Outline) -> None:
    assert "Resultado: aceptado con filas rechazadas" in outline.text
    assert "3–5, 8" in outline.text
    assert any(text.startswith("El valor de «sex» no está en su lista") for text in outline.text)


def test_row_numbers_are_told_as_runs_up_to_a_limit() -> None:
    assert ranges([3, 5, 6, 7, 9], 9) == ("3, 5–7, 9", 0)
    assert ranges([3, 5, 6, 7, 9, 11], 2) == ("3, 5–7", 2)
    assert ranges([], 2) == ("", 0)


def test_a_file_without_faults_has_a_page_that_says_so(home: IntakeHome, tmp_path: Path) -> None:
    home.check(home.csv("a.csv", [nameless("A-1")])).write(tmp_path / "report")
    page = Outline((tmp_path / "report" / "report.html").read_text(encoding="utf-8"))
    assert "No hay nada que corregir." in page.text
