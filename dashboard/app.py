"""The script Streamlit runs for every visitor: reads the address, then builds the page it names."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import cards, data, documents, overview, shell, state
from dashboard.catalogue import Page, pages
from dashboard.errors import UserError
from dashboard.i18n import Speaker
from dashboard.model import Release
from dashboard.state import Choice

LOG = logging.getLogger(__name__)


def put(markup: str) -> None:
    """Put markup on the page, if there is any."""
    if markup:
        st.html(markup)


def show(page: Page, release: Release, public_file: Path, choice: Choice, say: Speaker) -> None:
    """Everything on one page, from top to bottom."""
    put(shell.masthead(page, choice, say))
    put(shell.heading(release, page, choice, say))
    if page.id == "downloads":
        put(documents.downloads(release, public_file, choice, say))
    elif page.id == "method":
        put(documents.method(release, say))
    fitting = [card for card in page.cards if card.fits(release)]
    shell.filters(release, page, choice, say)
    put(shell.contents(fitting, say))
    put(overview.headlines(release, page, choice, say))
    for card in fitting:
        cards.show(release, card, choice, say)
    if page.cards and not fitting:
        put(f'<p class="t-note">{escape(say("card.missing"))}</p>')
    put(overview.facts(release, page, choice, say))
    put(shell.footer(release, say))


def apologise(say: Speaker, reason: str = "") -> None:
    """Say that the page failed and what to do."""
    told = "".join(f"<p>{escape(line)}</p>" for line in (reason, say("errors.retry")) if line)
    put(f'<div class="t-head" role="alert"><h2>{escape(say("errors.heading"))}</h2>{told}</div>')


def runner(
    page: Page, release: Release, public_file: Path, choice: Choice, say: Speaker
) -> Callable[[], None]:
    """The page as the function without arguments that Streamlit wants."""

    def run() -> None:
        try:
            show(page, release, public_file, choice, say)
        except Exception:
            LOG.exception("page %s failed", page.id)
            apologise(say)

    run.__name__ = page.id
    return run


def main() -> None:
    """Open the release, read the address, run the page."""
    public_file = Path(os.environ["TRATA_PUBLIC"])
    st.html(shell.style())
    try:
        release = data.open_release(public_file)
    except UserError as error:
        say = Speaker("en" if st.query_params.get("lang") == "en" else "es")
        LOG.error("%s", error)
        apologise(say, say(f"errors.{error.message_id}", **error.params))
        return
    choice = state.read_choice(release, st.query_params.to_dict())
    say = Speaker(choice.lang)
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    entries = [
        st.Page(
            runner(page, release, public_file, choice, say),
            title=f"{say('title.' + page.id)} · {say('site.short')}",
            url_path=page.path,
            default=not page.path,
        )
        for page in pages()
    ]
    st.navigation(entries, position="hidden").run()


if __name__ == "__main__":
    main()
