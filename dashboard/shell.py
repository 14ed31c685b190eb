"""What every page has: masthead, menu, filters, notes, footer."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.catalogue import Card, Page, pages
from dashboard.i18n import Speaker
from dashboard.model import Release
from dashboard.state import Choice

LONG_PAGE = 5
STYLE = Path(__file__).with_name("style.css")


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet as an element."""
    return f"<style>{STYLE.read_text('utf-8')}</style>"


def masthead(page: Page, choice: Choice, say: Speaker) -> str:
    """Skip link, name of the site, language switch and menu."""
    other = "es" if choice.lang == "en" else "en"
    switch = escape(say("site.other_language_label"))
    links = "".join(_menu_link(p, page, choice, say) for p in pages())
    return (
        f'<a class="t-skip" href="#t-content">{escape(say("site.skip"))}</a>'
        '<header class="t-mast"><div class="t-bar">'
        f'<div><a class="t-name" data-inside href="{escape(choice.link(""))}">{escape(say("site.name"))}</a>'
        f'<p class="t-strap">{escape(say("site.country"))} · {escape(say("site.strap"))}</p></div>'
        f'<a class="t-lang" lang="{other}" hreflang="{other}" aria-label="{switch}" target="_self" '
        f'href="{escape(choice.link(page.path, lang=other))}">{escape(say("site.other_language"))}</a>'
        f'</div><nav class="t-nav" aria-label="{escape(say("site.menu"))}"><ul>{links}</ul></nav></header>'
    )


def _menu_link(target: Page, current: Page, choice: Choice, say: Speaker) -> str:
    here = ' aria-current="page"' if target.id == current.id else ""
    href = escape(choice.link(target.path))
    return (
        f'<li><a data-inside target="_self" href="{href}"{here}>{escape(say("page." + target.id))}</a></li>'
    )


def heading(release: Release, page: Page, choice: Choice, say: Speaker) -> str:
    """Title and lead of a page, and what the address asked for in vain."""
    notes = [say(f"note.refused_{name}") for name in choice.refused]
    official = release.facts.get(f"notice_{say.lang}")
    banner = f'<p class="t-note t-notice">{escape(official)}</p>' if official else ""
    refused = "".join(f'<p class="t-note" role="status">{escape(note)}</p>' for note in notes)
    return (
        f'<div id="t-content" class="t-head">{banner}<h1>{escape(say("title." + page.id))}</h1>'
        f'<p class="t-lead">{escape(say("lead." + page.id))}</p>{refused}</div>'
    )


def filters(release: Release, page: Page, choice: Choice, say: Speaker) -> None:
    """The period and the level of detail; both write the address, which is read on the next run."""
    if page.headlines or any(card.kind != "trend" and card.fits(release) for card in page.cards):
        with st.container(key="filters"):
            depth = _depth(release, page)
            if depth == 1:
                _period_filter(release, choice, say)
                return
            left, right = st.columns(2, gap="medium")
            with left:
                _period_filter(release, choice, say)
            with right:
                _level_filter(choice, depth, say)


def contents(cards: list[Card], say: Speaker) -> str:
    """Links to the cards of a long page."""
    if len(cards) < LONG_PAGE:
        return ""
    links = "".join(f'<li><a href="#{card.id}">{escape(say("cards." + card.id))}</a></li>' for card in cards)
    label = escape(say("site.contents"))
    return f'<nav class="t-contents" aria-label="{label}"><p>{label}</p><ul>{links}</ul></nav>'


def _period_filter(release: Release, choice: Choice, say: Speaker) -> None:
    options = {node.code: say.period_option(node) for node in state.period_options(release)}
    if options:
        st.session_state["period"] = choice.period
        st.selectbox(
            say("filter.period"),
            list(options),
            format_func=options.__getitem__,
            key="period",
            on_change=_write_address,
            args=("period", choice.default_period),
        )


def _level_filter(choice: Choice, depth: int, say: Speaker) -> None:
    options = list(range(1, depth + 1))
    st.session_state["level"] = min(choice.level, depth)
    st.segmented_control(
        say("filter.level"),
        options,
        format_func=lambda n: (
            say(f"filter.level_{n}") if say.has(f"filter.level_{n}") else say("filter.level_n", n=n)
        ),
        key="level",
        required=True,
        on_change=_write_address,
        args=("level", state.DEFAULT_LEVEL),
    )


def _write_address(name: str, default: object) -> None:
    chosen = st.session_state[name]
    if chosen == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def _depth(release: Release, page: Page) -> int:
    """How many levels the page's cards can be told at."""
    depths = [
        release.dimensions[card.dimension].depth
        for card in page.cards
        if card.kind != "trend" and card.fits(release)
    ]
    return max(depths, default=1)


def footer(release: Release, say: Speaker) -> str:
    """Law, release, date and how to cite."""
    told = say("site.footer_release", release=release.id, date=say.date(release.published_at))
    lines = (say("site.footer_law"), told, say("site.footer_reuse"))
    return '<footer class="t-footer">' + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</footer>"
