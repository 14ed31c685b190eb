"""The parts only the overview has: headline figures and key facts."""

from __future__ import annotations

from html import escape

from dashboard import catalogue, data, findings, views
from dashboard.catalogue import Card, Fact, Page
from dashboard.i18n import Speaker, year_before
from dashboard.model import ABSENT, PERIOD_DIMENSION, Figure, Release, Table
from dashboard.state import Choice


def headlines(release: Release, page: Page, choice: Choice, say: Speaker) -> str:
    """The totals of the period, each with its change against a year before."""
    tables = [release.tables[name] for name in page.headlines if name in release.tables]
    if not tables:
        return ""
    tiles = "".join(_tile(release, table, choice, say) for table in tables)
    heading = say("headline.heading", period=_period(release, choice, say))
    return f'<section class="t-headlines"><h2>{escape(heading)}</h2><dl>{tiles}</dl></section>'


def _tile(release: Release, table: Table, choice: Choice, say: Speaker) -> str:
    now = data.single(release, table, {PERIOD_DIMENSION: choice.period})
    words = findings.change_words(now, _before(release, table, choice), say)
    key = f"headline.{table.name}"
    label = say(key) if say.has(key) else table.title.say(say.lang)
    reason = say("cell.withheld_reason")
    value = escape(say.figure(now)) if not now.withheld else _withheld_tile(say, reason)
    note = escape(reason) if now.withheld else escape(words)
    return (
        f'<div><dt>{escape(label)}</dt><dd class="t-big">{value}</dd><dd class="t-change">{note}</dd></div>'
    )


def _withheld_tile(say: Speaker, reason: str) -> str:
    symbol = f'<abbr title="{escape(reason)}">{say("cell.symbol")}</abbr>'
    word = escape(say("headline.withheld"))
    return f'<span class="t-hatched t-tile-mark">{symbol}</span> <span class="t-word">{word}</span>'


def _before(release: Release, table: Table, choice: Choice) -> Figure:
    code = year_before(choice.period)
    if code is None or release.periods is None or code not in release.periods.by_code:
        return ABSENT
    return data.single(release, table, {PERIOD_DIMENSION: code})


def facts(release: Release, page: Page, choice: Choice, say: Speaker) -> str:
    """One sentence a division, each with a link to its page."""
    items = [_fact(release, fact, choice, say) for fact in page.facts]
    told = "".join(item for item in items if item)
    heading = say("headline.facts", period=_period(release, choice, say))
    return f'<section class="t-facts"><h2>{escape(heading)}</h2><ul>{told}</ul></section>' if told else ""


def _fact(release: Release, fact: Fact, choice: Choice, say: Speaker) -> str:
    card = Card(id="fact", kind="bars", table=fact.table, dimension=fact.dimension)
    if not card.fits(release):
        return ""
    broad = Choice(choice.lang, choice.period, fact.level, choice.default_period)
    view = views.build(release, card, broad)
    target = catalogue.page(fact.page)
    hidden = say("headline.more", page=say(f"page.{fact.page}"))
    return (
        f'<li><a data-inside target="_self" href="{escape(choice.link(target.path))}">'
        f'<span class="t-fact-name">{escape(view.dimension.label.say(say.lang))}</span>'
        f'<span class="t-fact-text">{escape(findings.division(view, say))}</span>'
        f'<span class="t-fact-unit">{escape(view.table.title.say(say.lang))}</span>'
        f'<span class="t-hidden">{escape(hidden)}</span></a></li>'
    )


def _period(release: Release, choice: Choice, say: Speaker) -> str:
    node = release.periods.by_code.get(choice.period) if release.periods is not None else None
    return say.period(node) if node is not None else ""
