"""The report for senders in a real browser: readable on a phone and to everybody, and alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import ingest

from ..intake_home import TODAY, as_csv, nameless

pytestmark = pytest.mark.heavy
WIDTHS = (1280, 360)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page on a file with a long name and faults of both severities."""
    folder = tmp_path_factory.mktemp("report")
    file = folder / "registros_de_víctimas_del_primer_semestre_de_2025_versión_final.csv"
    rows = [nameless(f"A-{number}", sex="Z9" if number % 3 else "F") for number in range(200)]
    rows.append(nameless("B-1", document_type="DUI", document_number="12345678-1", age="300"))
    file.write_text(as_csv(rows), encoding="utf-8")
    ingest.check([file], profile=None, today=TODAY).write(folder / "report")
    return folder / "report" / "report.html"


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    """The page, opened from disk, axe let in past its own policy."""
    with browser.new_context(viewport={"width": request.param, "height": 900}, bypass_csp=True) as context:
        opened = context.new_page()
        opened.goto(report.as_uri())
        yield opened


def test_axe_finds_nothing_on_the_page(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_is_never_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_page_asks_for_nothing_but_itself(browser: Browser, report: Path) -> None:
    asked: list[str] = []
    with browser.new_context() as context:
        opened = context.new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(report.as_uri())
    assert asked == [report.as_uri()]


def test_every_row_is_told_as_one_with_its_headings_on_a_phone(browser: Browser, report: Path) -> None:
    with browser.new_context(viewport={"width": 360, "height": 900}) as context:
        opened = context.new_page()
        opened.goto(report.as_uri())
        tables = opened.get_by_role("table")
        assert tables.count() == 3
        to_mend = opened.get_by_role("table", name="Qué corregir")
        assert to_mend.get_by_role("row").count() == 1 + 3
        assert to_mend.get_by_role("columnheader").count() == 7
