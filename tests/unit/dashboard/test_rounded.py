"""A rounded figure is never shown as an exact one, and enters no calculation."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import bars, catalogue, columns, data, documents, findings, maps, tables, views
from dashboard.i18n import Speaker
from dashboard.model import WITHHELD, Figure, Release, published, rounded
from dashboard.state import Choice

BASE = 10
CARDS = [card for page in catalogue.pages() for card in page.cards if card.table.startswith("victims")]


@pytest.fixture
def victims_rounded(other_file: Callable[..., Path]) -> Path:
    """A file in which all figures of victims are rounded, as a release shows them."""
    path = other_file()
    with duckdb.connect(str(path)) as db:
        found = db.execute("SELECT name FROM meta_tables WHERE population = 'victims'").fetchall()
        for (name,) in found:
            figure = f"{BASE} * (coalesce(value, 3) // {BASE})"
            db.execute(f"UPDATE {name} SET value = {figure}, status = 'rounded:{BASE}'")
        db.execute("UPDATE meta_tables SET withheld = 0 WHERE population = 'victims'")
        facts = [("method_victims", "round"), ("base_victims", str(BASE)), ("k_victims", "5")]
        db.execute("DELETE FROM meta_release WHERE key = 'k_victims'")
        db.executemany("INSERT INTO meta_release VALUES (?, ?)", facts)
    return path


@pytest.fixture
def release(victims_rounded: Path) -> Release:
    return data.open_release(victims_rounded)


def test_a_status_that_names_no_base_counts_as_withheld() -> None:
    assert data.figure(20, "rounded:10") == rounded(20, 10)
    for status in ("rounded", "rounded:", "rounded:0", "rounded:-5", "rounded:10 ", "Rounded:10"):
        assert data.figure(20, status) == WITHHELD
    assert data.figure(None, "rounded:10") == WITHHELD


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_rounded_figure_is_marked_in_print_and_in_speech(lang: str) -> None:
    say, figure = Speaker(lang), rounded(1250, 10)
    assert say.figure(figure) == tables.cell(figure, say) == "≈1,250"
    assert say.spoken(figure) == {"es": "alrededor de 1,250", "en": "about 1,250"}[lang]
    assert say.figure(rounded(0, 10)) == "≈0"


@pytest.mark.parametrize(
    ("now", "before"), [(rounded(20, 10), rounded(10, 10)), (published(20), rounded(10, 10))]
)
def test_shares_and_changes_are_not_computed_from_rounded_figures(now: Figure, before: Figure) -> None:
    assert views.share(now, before) is views.share(before, now) is None
    assert views.change(now, before).difference is views.change(before, now).difference is None
    say = Speaker("en")
    assert findings.change_words(now, before, say) == say("finding.change_rounded")


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_tables_charts_and_files_of_a_card_mark_every_figure(card: catalogue.Card, release: Release) -> None:
    say = Speaker("es")
    view = views.build(release, card, Choice(period="2025-S2", level=3))
    cells = [unescape(c) for c in re.findall(r"<td>(.*?)</td>", tables.markup(view, say, "t"))]
    assert [c for c in cells if re.match(r"\d", c)] == []
    assert any(c.startswith("≈") for c in cells)
    rows = [line.rsplit(",", 2)[1:] for line in tables.card_csv(view, say).splitlines()[1:]]
    assert {status for value, status in rows if value} == {"rounded:10"}
    whole = tables.table_csv(release, view.table).splitlines()[1:]
    assert all(line.endswith(",rounded:10") for line in whole)
    assert not re.search(r"(?<![≈\d,])\b\d+ de \d", findings.finding(view, say))
    if view.is_trend:
        chart = columns.trend(view, say, view.shown_columns[0] if view.shown_columns else None)
    elif card.kind == "map" and maps.areas(view):
        chart = maps.choropleth(view, say)
        assert all(words.startswith("≈") for _, words in maps.legend(view, say))
    else:
        chart = bars.bars(view, say)
    over = [text for trace in chart["data"] for text in _texts(trace)]
    assert all("<b>≈" in text for text in over)
    assert not [note for note in chart["layout"]["annotations"] if "<b>0</b>" in note["text"]]


def _texts(trace: dict[str, object]) -> list[str]:
    told = trace.get("hovertext") or trace.get("text") or []
    return [told] if isinstance(told, str) else [str(text) for text in told]  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", [page.id for page in catalogue.pages()])
def test_every_page_opens_and_says_what_was_rounded(
    page: str, victims_rounded: Path, run_page: Callable[..., AppTest], markup: Callable[[AppTest], str]
) -> None:
    test = run_page(page, victims_rounded, level="3")
    assert not test.exception
    if page == "victims":
        assert "múltiplos de 10" in unescape(markup(test))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_method_and_downloads_name_method_and_base(
    lang: str, release: Release, victims_rounded: Path
) -> None:
    say = Speaker(lang)
    told = {"es": "redondeo a múltiplos de 10", "en": "rounding to multiples of 10"}[lang]
    assert told in documents.method(release, say)
    assert say("method.symbol_rounded") in unescape(documents.method(release, say))
    assert told in documents.downloads(release, victims_rounded, Choice(), say)


def test_a_division_whose_figures_are_all_rounded_to_nought_does_not_say_that_there_is_nobody(
    release: Release, victims_rounded: Path
) -> None:
    say = Speaker("en")
    card = next(card for card in CARDS if card.kind == "bars")
    view = views.build(release, card, Choice(period="2025-S2", level=1))
    object.__setattr__(view, "figures", {key: rounded(0, BASE) for key in view.figures})
    assert findings.division(view, say) == say("finding.only_rounded_zeros", base=BASE)
