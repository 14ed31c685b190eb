"""Every page in a real browser, wide and narrow, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboard import catalogue

pytestmark = pytest.mark.heavy
PATHS = {page.id: page.path for page in catalogue.pages()}
CHARTS = {page.id: len(page.cards) for page in catalogue.pages()}
OVERFLOW = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return [document.documentElement, main].map((e) => e.scrollWidth - e.clientWidth);
}"""


class Watched:
    """A page and what went wrong while it was shown."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.outside: list[str] = []
        host = urlsplit(site).hostname
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda r: self._check(r.url, host))
        page.on("websocket", lambda socket: self._check(socket.url, host))

    def _check(self, url: str, host: str | None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != host:
            self.outside.append(url)

    def open(self, address: str, charts: int = 0) -> None:
        """Go there and wait until everything is drawn."""
        self.page.goto(address)
        self.page.wait_for_selector("footer.t-footer", timeout=60_000)
        if charts:
            self.page.locator(".js-plotly-plot .main-svg").nth(charts - 1).wait_for(timeout=60_000)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector("[data-test-script-state=notRunning]", state="attached", timeout=60_000)
        self.page.wait_for_timeout(300)


@contextmanager
def watched(browser: Browser, site: str, width: int = 1280, **options: Any) -> Iterator[Watched]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
    )
    try:
        yield Watched(context.new_page(), site)
    finally:
        context.close()


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page_id", PATHS)
def test_a_page_is_accessible_fits_and_stays_on_this_machine(
    browser: Browser, site: str, screenshots: Path, page_id: str, width: int, lang: str
) -> None:
    with watched(browser, site, width) as view:
        view.open(f"{site}/{PATHS[page_id]}?lang={lang}", CHARTS[page_id])
        assert view.page.evaluate(OVERFLOW) == [0, 0]
        height = view.page.evaluate(
            "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
        )
        view.page.set_viewport_size({"width": width, "height": min(height + 10, 16_000)})
        view.settle()
        view.page.screenshot(path=screenshots / f"{page_id}-{width}-{lang}.png")
        found = Axe().run(view.page).response
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
        assert len(found["passes"]) > 20
        assert view.page.evaluate("document.documentElement.lang") == lang
        assert view.errors == []
        assert view.outside == []


def test_the_menu_changes_the_page_without_losing_the_view(browser: Browser, site: str) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/victimas?lang=en&period=2024", 1)
        view.page.evaluate("window.stillHere = true")
        view.page.get_by_role("link", name="Justice", exact=True).click()
        view.page.get_by_role("heading", name="Cases before the courts", level=1).wait_for()
        assert view.page.url == f"{site}/justicia?lang=en&period=2024"
        assert view.page.evaluate("window.stillHere")
        assert "year 2024" in view.page.inner_text(".t-sub >> nth=0")
        view.page.go_back()
        view.page.get_by_role("heading", name="Profile of the identified victims", level=1).wait_for()
        assert view.errors == []


def test_switching_the_language_keeps_the_page_and_sets_the_documents_language(
    browser: Browser, site: str
) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/territorio?period=2024")
        view.page.get_by_role("link", name="Read this page in English").click()
        view.page.get_by_role("heading", name="Where victims are identified", level=1).wait_for()
        assert view.page.url == f"{site}/territorio?lang=en&period=2024"
        assert view.page.evaluate("document.documentElement.lang") == "en"
        assert view.page.title().startswith("Where victims are identified")


def test_choosing_a_period_writes_an_address_that_restores_it(browser: Browser, site: str) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/servicios")
        view.page.get_by_role("combobox").click()
        view.page.get_by_role("option", name="Primer semestre de 2023").click()
        view.page.wait_for_url("**/servicios?period=2023-S1")
        view.settle()
        told = view.page.inner_text(".t-sub >> nth=0")
        assert "primer semestre de 2023" in told
        view.open(view.page.url)
        assert view.page.inner_text(".t-sub >> nth=0") == told


def test_the_level_of_detail_is_in_the_address(browser: Browser, site: str) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/victimas")
        view.page.get_by_role("radio", name="Detalle").click()
        view.page.wait_for_url("**/victimas?level=3")
        view.page.get_by_role("rowheader", name="15-17 años").first.wait_for()


def test_a_bad_address_says_so_and_shows_the_latest(browser: Browser, site: str) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/victimas?period=1950-S1")
        assert "no existe en esta publicación" in view.page.inner_text(".t-note")


def test_a_cards_file_can_be_downloaded(browser: Browser, site: str, tmp_path: Path) -> None:
    with watched(browser, site, accept_downloads=True) as view:
        view.open(f"{site}/victimas")
        with view.page.expect_download() as download:
            view.page.get_by_role("link", name="Descargar CSV").first.click()
        saved = tmp_path / "card.csv"
        download.value.save_as(saved)
        assert saved.read_text("utf-8-sig").startswith("semester,sex,etiqueta,value,status")


@pytest.mark.parametrize("width", [1280, 360])
def test_hovering_a_withheld_mark_tells_the_reason(browser: Browser, site: str, width: int) -> None:
    with watched(browser, site, width) as view:
        view.open(f"{site}/victimas?level=3", 1)
        hatched = (
            view.page.locator(".st-key-card-victims-form .barlayer .trace")
            .nth(1)
            .locator(".point path")
            .first
        )
        hatched.scroll_into_view_if_needed()
        hatched.hover(force=True)
        view.page.locator(".hoverlayer .hovertext").first.wait_for(timeout=10_000)
        told = view.page.text_content(".hoverlayer .hovertext >> nth=0") or ""
        box = view.page.locator(".hoverlayer .hovertext").first.bounding_box()
        chart = view.page.locator(".st-key-card-victims-form .js-plotly-plot").bounding_box()
        assert box is not None and chart is not None
        assert chart["x"] <= box["x"] and box["x"] + box["width"] <= chart["x"] + chart["width"]
        assert "Retenido para proteger" in told


def test_the_keyboard_reaches_the_content_and_shows_where_it_is(browser: Browser, site: str) -> None:
    with watched(browser, site) as view:
        view.open(f"{site}/")
        focused = (
            "() => [document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]"
        )
        # The scrolling areas of the frame take the first stops.
        for _ in range(3):
            view.page.keyboard.press("Tab")
            if view.page.evaluate(focused)[0] == "t-skip":
                break
        assert view.page.evaluate(focused) == ["t-skip", "solid"]
        box = view.page.locator(".t-skip").bounding_box()
        assert box is not None and box["x"] >= 0
