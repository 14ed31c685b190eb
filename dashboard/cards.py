"""A card on the page: statement, chart, table, download, notes, unit and source."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import bars, charts, columns, findings, maps, tables, views
from dashboard.catalogue import Card
from dashboard.i18n import Speaker
from dashboard.model import Node, Release
from dashboard.state import Choice
from dashboard.views import View

COMPACT_ROWS = 22


def show(release: Release, card: Card, choice: Choice, say: Speaker) -> None:
    """Put one card on the page."""
    view = views.build(release, card, choice)
    title = caption(view, say)
    with st.container(key=f"card-{card.id}"):
        st.html(_head(view, say, title))
        if not view.columns and len(view.rows) <= COMPACT_ROWS:
            left, right = st.columns([5, 4], gap="medium")
            with left:
                _chart(view, say)
            right.html(tables.markup(view, say, title))
        else:
            _chart(view, say)
            summary = escape(say("table.show", rows=say.number(len(view.rows))))
            table = tables.markup(view, say, title)
            st.html(f"<details class='t-more'><summary>{summary}</summary>{table}</details>")
        st.html(_foot(view, choice, say))


def caption(view: View, say: Speaker) -> str:
    """What a card's table shows, in full: subject, division, period."""
    key = "caption." + view.card.id
    subject = say(key) if say.has(key) else view.table.title.say(say.lang)
    return subject if view.period is None else f"{subject}, {say.period(view.period)}"


def _head(view: View, say: Speaker, title: str) -> str:
    heading = say("cards." + view.card.id) if say.has("cards." + view.card.id) else title
    return (
        f'<div class="t-card-head"><p class="t-kicker">{escape(heading)}</p>'
        f'<h2 id="{view.card.id}">{escape(findings.finding(view, say))}</h2>'
        f'<p class="t-sub">{escape(title)}</p></div>'
    )


def _chart(view: View, say: Speaker) -> None:
    if view.card.kind == "map" and maps.areas(view):
        _plot(view, maps.choropleth(view, say), say)
        st.html(_legend(view, say))
    elif view.is_trend:
        _panels(view, say)
    else:
        _plot(view, bars.bars(view, say), say)


def _panels(view: View, say: Speaker) -> None:
    if not view.columns:
        _plot(view, columns.trend(view, say), say)
        return
    top = charts.nice_top(view, view.rows, view.shown_columns)
    for start in range(0, len(view.shown_columns), 2):
        for column, place in zip(
            view.shown_columns[start : start + 2], st.columns(2, gap="medium"), strict=False
        ):
            with place:
                st.html(f'<h3 class="t-panel">{escape(column.label.say(say.lang))}</h3>')
                _plot(view, columns.trend(view, say, column, top), say, column)


def _plot(view: View, chart: charts.Chart, say: Speaker, column: Node | None = None) -> None:
    st.plotly_chart(
        chart,
        theme=None,
        config=charts.CONFIG,
        key=f"chart-{view.card.id}" + (f"-{view.shown_columns.index(column)}" if column else ""),
        alt=findings.description(view, say, column),
    )


def _legend(view: View, say: Speaker) -> str:
    items = "".join(
        f'<li><span class="t-swatch t-hatched"></span>{escape(words)}</li>'
        if colour == "withheld"
        else f'<li><span class="t-swatch" style="background:{colour}"></span>{escape(words)}</li>'
        for colour, words in maps.legend(view, say)
    )
    return f'<ul class="t-legend">{items}</ul>'


def _foot(view: View, choice: Choice, say: Speaker) -> str:
    symbol = (
        f'<p class="t-key"><span class="t-swatch t-hatched"></span>{escape(say("cell.withheld_legend"))}</p>'
    )
    source = say(
        "card.source",
        site=say("site.name"),
        release=view.release.id,
        date=say.date(view.release.published_at),
    )
    unit = view.table.unit.say(say.lang)
    told = " ".join([*_notes(view, say), say("card.unit", unit=unit) if unit else "", source])
    return (
        '<div class="t-foot"><div>'
        + (symbol if view.withheld and not (view.card.kind == "map" and maps.areas(view)) else "")
        + f"<p>{escape(told)}</p></div>"
        + f'<a class="t-button" download href="{escape(download_link(view, choice))}">'
        + f'{escape(say("card.download"))}<span class="t-hidden">: {escape(caption(view, say))}</span>'
        + "</a></div>"
    )


def download_link(view: View, choice: Choice) -> str:
    """Where the rows of a card can be had as CSV."""
    return choice.link(f"data/cards/{view.card.id}.csv")


def _notes(view: View, say: Speaker) -> list[str]:
    notes = [view.table.note.say(say.lang)]
    if view.withheld:
        count = len(view.rows) * max(len(view.columns), 1)
        notes.append(say("card.withheld", hidden=say.number(view.withheld), all=say.number(count)))
    if view.table.base is not None:
        notes.append(say("card.rounded", base=say.number(view.table.base)))
    if "set" in {view.dimension.kind, view.by.kind if view.by else ""}:
        notes.append(say("card.set_note"))
    if view.card.kind == "map" and maps.areas(view) and (off := maps.without_shape(view)):
        told = "; ".join(f"{node.label.say(say.lang)}: {say.spoken(view.figure(node))}" for node in off)
        notes.append(say("card.off_map", list=told))
    if view.table.pending_revision:
        notes.append(say("card.pending"))
    return [note for note in notes if note]
