"""A withheld figure is shown as withheld, everywhere, and enters no calculation."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import bars, catalogue, columns, data, maps, tables, views
from dashboard.i18n import Speaker
from dashboard.model import ABSENT, WITHHELD, Release, published
from dashboard.state import Choice

SECRET = 987654
CARDS = [card for page in catalogue.pages() for card in page.cards]


@pytest.fixture
def leaky(other_file: Callable[..., Path]) -> Path:
    """A file that breaks its format: every withheld cell carries a number."""
    path = other_file()
    with duckdb.connect(str(path)) as db:
        for (name,) in db.execute("SELECT name FROM meta_tables").fetchall():
            db.execute(f"UPDATE {name} SET value = {SECRET} WHERE status = 'c'")
    return path


@pytest.mark.parametrize("page", [page.id for page in catalogue.pages()])
def test_a_number_beside_the_status_of_withholding_never_reaches_a_page(
    page: str, leaky: Path, run_page: Callable[..., AppTest], markup: Callable[[AppTest], str]
) -> None:
    test = run_page(page, leaky, level="3")
    assert not test.exception
    shown = markup(test) + "".join(c.proto.spec + c.proto.alt for c in test.get("plotly_chart"))
    assert str(SECRET) not in shown
    assert f"{SECRET:,}" not in shown


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_number_beside_the_status_of_withholding_never_reaches_a_file(
    card: catalogue.Card, leaky: Path
) -> None:
    release, say = data.open_release(leaky), Speaker("es")
    view = views.build(release, card, Choice(period="2025-S2", level=3))
    files = [tables.card_csv(view, say), tables.table_csv(release, view.table)]
    files.append(tables.table_csv(release, view.table, say))
    assert not [text for text in files if str(SECRET) in text]


def test_a_published_status_without_a_number_counts_as_withheld() -> None:
    assert data.figure(None, "A") == WITHHELD
    assert data.figure(3, "c") == WITHHELD
    assert data.figure(3, "?") == WITHHELD
    assert data.figure(3, "A") == published(3)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_withheld_cell_is_the_symbol_with_its_reason_and_not_a_number(lang: str) -> None:
    say = Speaker(lang)
    assert tables.cell(WITHHELD, say) == f'<abbr title="{escape(say("cell.withheld_reason"))}">c</abbr>'
    assert not [character for character in say("cell.withheld_reason") if character.isdigit()]


def test_shares_and_changes_need_all_their_parts() -> None:
    assert views.share(WITHHELD, published(10)) is None
    assert views.share(published(5), WITHHELD) is None
    assert views.share(published(5), published(0)) is None
    assert views.share(published(5), published(10)) == 0.5
    assert views.change(published(5), WITHHELD).difference is None
    assert views.change(WITHHELD, published(5)).difference is None
    assert views.change(published(5), ABSENT).difference is None
    assert views.change(published(5), published(4)) == views.Change(published(4), 1, 0.25)
    assert views.change(published(5), published(0)).ratio is None


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_withheld_figure_has_a_hatched_mark_and_no_mark_tells_its_size(
    card: catalogue.Card, release: Release
) -> None:
    say = Speaker("es")
    view = views.build(release, card, Choice(period="2025-S2"))
    if card.kind == "map":
        hidden = sum(view.figure(node).withheld for node in maps.areas(view))
        assert len([t for t in maps.choropleth(view, say)["data"] if "fillpattern" in t]) == hidden > 0
        return
    parts = view.shown_columns or (None,)
    made = [columns.trend(view, say, c) for c in parts] if view.is_trend else [bars.bars(view, say)]
    sizes = [trace["y" if view.is_trend else "x"] for chart in made for trace in chart["data"][1:]]
    hidden = sum(view.figure(row, c).withheld for row in view.shown for c in parts)
    assert sum(len(s) for s in sizes) == hidden
    assert all(len(set(s)) <= 1 for s in sizes)
    assert all("pattern" in chart["data"][1]["marker"] for chart in made)


def test_a_release_with_everything_withheld_shows_no_figure_at_all(
    other_file: Callable[..., Path], run_page: Callable[..., AppTest], markup: Callable[[AppTest], str]
) -> None:
    test = run_page("overview", other_file(withhold_all=True))
    assert not test.exception
    assert markup(test).count('<span class="t-hatched t-tile-mark">') == 4
    values = [json.loads(c.proto.spec)["data"][0]["y"] for c in test.get("plotly_chart")]
    assert values == [[]]


def test_rows_keep_the_order_of_the_code_list(release: Release) -> None:
    view = views.build(release, catalogue.card("victims-form"), Choice(period="2025-S2"))  # type: ignore[arg-type]
    codes = [node.code for node in release.dimensions["exploitation_form"].nodes]
    assert [node.code for node in view.rows] == codes
    body = tables.card_csv(view, Speaker("es")).splitlines()[1:]
    assert [line.split(",")[1] for line in body] == codes
