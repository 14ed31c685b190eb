"""Every text exists in both languages with the same fields, and none is unused."""

import re
import string
from pathlib import Path

import pytest

import dashboard
from dashboard import catalogue
from dashboard.i18n import Speaker
from dashboard.i18n import catalogue as texts

FOLDER = Path(dashboard.__file__).parent
COMPUTED = ("page.", "title.", "lead.", "cards.", "caption.", "population.", "headline.", "filter.level_",
            "period.", "note.refused_", "alt.", "errors.", "method.", "downloads.")  # fmt: skip


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_fields() -> None:
    es, en = texts("es"), texts("en")
    assert set(es) == set(en)
    assert [key for key in es if fields(es[key]) != fields(en[key])] == []


def test_no_text_is_empty_and_none_is_left_untranslated() -> None:
    es, en = texts("es"), texts("en")
    same = {key for key in es if es[key] == en[key]}
    assert all(es.values()) and all(en.values())
    assert same <= {"site.country", "cell.symbol", "cell.rounded", "cell.absent_symbol", "downloads.codes",
                    "downloads.hash", "downloads.bytes"}  # fmt: skip


def test_every_text_is_used_and_every_one_used_exists() -> None:
    code = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    used = set(re.findall(r"(?:say|self)\(\s*[\"']([a-z_]+\.[a-zA-Z0-9_-]+)[\"']", code))
    used |= set(re.findall(r"[\"'](finding\.[a-z_]+)[\"']", code))
    assert used <= set(texts("es"))
    assert {key for key in texts("es") if not key.startswith(COMPUTED)} - used == set()
    parts = {
        key.split(".", 1)[1] for key in texts("es") if key.startswith(("method.", "downloads.", "errors."))
    }
    unused = {part for part in parts if part not in code and not re.fullmatch(r"verify_\d", part)}
    assert unused == set()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_page_and_card_has_its_titles(lang: str) -> None:
    say = Speaker(lang)
    for page in catalogue.pages():
        assert say.has(f"page.{page.id}") and say.has(f"title.{page.id}") and say.has(f"lead.{page.id}")
        for card in page.cards:
            assert say.has(f"cards.{card.id}") and say.has(f"caption.{card.id}")


def test_ids_and_paths_are_unique() -> None:
    pages = catalogue.pages()
    cards = [card.id for page in pages for card in page.cards]
    assert len({page.path for page in pages}) == len({page.id for page in pages}) == len(pages)
    assert len(set(cards)) == len(cards)


def test_numbers_and_dates_follow_the_country() -> None:
    es, en = Speaker("es"), Speaker("en")
    assert es.number(1250.5) == en.number(1250.5) == "1,250.5"
    assert es.date("2026-02-03T10:00:00Z") == "3 de febrero de 2026"
    assert en.date("2026-02-03T10:00:00Z") == "3 February 2026"
    assert es.date("soon") == "soon"
    assert es.percent(-0.125, signed=True) == "\u221212.5\u00a0%"
