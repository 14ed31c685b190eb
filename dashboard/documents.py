"""The two pages of text and lists: downloads, and method and privacy."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from dashboard import files
from dashboard.i18n import Speaker
from dashboard.model import Release, Table
from dashboard.state import Choice


def _table(caption: str, headers: Iterable[str], rows: Iterable[Iterable[str]], say: Speaker) -> str:
    """A table of markup cells; the first cell of a row is its header."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in headers)
    body = ""
    for first, *rest in rows:
        body += f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
    label = escape(say("table.label", title=caption))
    return (
        f'<div class="t-scroll t-list" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _link(href: str, text: str, of: str) -> str:
    return f'<a download href="{escape(href)}">{escape(text)}<span class="t-hidden">: {escape(of)}</span></a>'


def downloads(release: Release, public_file: Path, choice: Choice, say: Speaker) -> str:
    """Every table and code list of the release, the files of its folder, and how to check them."""
    return (
        '<div class="t-text">'
        f"<h2>{escape(say('downloads.tables'))}</h2><p>{escape(say('downloads.tables_text'))}</p>"
        + _tables_list(release, choice, say)
        + f"<p>{escape(say('downloads.linked'))}</p>"
        + f"<h2>{escape(say('downloads.codelists'))}</h2><p>{escape(say('downloads.codelists_text'))}</p>"
        + _codelists_list(release, say)
        + _release_files(public_file, say)
        + f"<h2>{escape(say('downloads.verify'))}</h2>"
        + _verification(release, public_file, say)
        + "</div>"
    )


def _tables_list(release: Release, choice: Choice, say: Speaker) -> str:
    headers = [say(f"downloads.{name}") for name in ("table", "files", "cells", "withheld")]
    rows = [_table_row(table, choice, say) for table in release.tables.values()]
    return _table(say("downloads.tables"), headers, rows, say)


def _table_row(table: Table, choice: Choice, say: Speaker) -> list[str]:
    title = table.title.say(say.lang)
    key = f"population.{table.population}"
    population = say(key) if say.has(key) else table.population
    facts = [say("downloads.population", population=population), f"<code>{escape(table.name)}</code>"]
    if table.pending_revision:
        facts.append(escape(say("card.pending")))
    codes = _link(f"/data/tables/{table.name}.csv", say("downloads.codes"), title)
    labelled = _link(choice.link(f"data/labelled/{table.name}.csv"), say("downloads.labelled"), title)
    name = f"{escape(title)}<small>{' · '.join(facts)}</small>"
    withheld = say.number(table.withheld)
    if table.base is not None:
        withheld = escape(say("method.rounded", base=say.number(table.base)))
    return [name, f"{codes} {labelled}", say.number(table.cells), withheld]


def _codelists_list(release: Release, say: Speaker) -> str:
    headers = [say(f"downloads.{name}") for name in ("dimension", "entries", "files")]
    rows = [
        [
            f"{escape(d.label.say(say.lang))}<small><code>{escape(d.name)}</code></small>",
            say.number(len(d.nodes)),
            _link(f"/data/codelists/{d.name}.csv", say("downloads.codes"), d.label.say(say.lang)),
        ]
        for d in release.dimensions.values()
    ]
    return _table(say("downloads.codelists"), headers, rows, say)


def _release_files(public_file: Path, say: Speaker) -> str:
    listed = files.release_files(public_file)
    if not listed:
        return ""
    headers = [say(f"downloads.{name}") for name in ("file", "size", "hash")]
    rows = [_file_row(f, say) for f in listed]
    manifest = _link(f"/data/release/{files.MANIFEST}", files.MANIFEST, say("downloads.release"))
    signature = _link(f"/data/release/{files.SIGNATURE}", files.SIGNATURE, say("downloads.release"))
    lead = escape(say("downloads.release_text"))
    return f"<h2>{escape(say('downloads.release'))}</h2><p>{lead} {manifest} {signature}</p>" + _table(
        say("downloads.release"), headers, rows, say
    )


def _file_row(file: files.ReleaseFile, say: Speaker) -> list[str]:
    kind = say("downloads.workbook") if file.path.endswith(".xlsx") else ""
    name = f'<a download href="/data/release/{escape(file.path)}">{escape(file.path)}</a>'
    note = f"<small>{escape(kind)}</small>" if kind else ""
    return [
        name + note,
        say("downloads.bytes", n=say.number(file.size)),
        f"<code>{escape(file.sha256)}</code>",
    ]


def _verification(release: Release, public_file: Path, say: Speaker) -> str:
    if not files.release_files(public_file):
        return f"<p>{escape(say('downloads.verify_none', release=release.id))}</p>"
    steps = "".join(f"<li>{escape(say(f'downloads.verify_{n}'))}</li>" for n in (1, 2, 3))
    return f"<ol>{steps}</ol>"


def method(release: Release, say: Speaker) -> str:
    """Why values are withheld, against whom, what the symbols mean, sources, limits, and the release."""
    return (
        '<div class="t-text">'
        + _section("why", ("why_1", "why_2", "why_3"), say)
        + _thresholds(release, say)
        + _section("attackers", ("attackers_text",), say)
        + _items("ol", ("attack_1", "attack_2", "attack_3"), say)
        + f"<h2>{escape(say('method.symbol'))}</h2>"
        + _symbols(release, say)
        + f"<p>{escape(say('method.computed'))}</p>"
        + _section("limits", (), say)
        + _items("ul", ("limit_1", "limit_2", "limit_3", "limit_4"), say)
        + f"<h2>{escape(say('method.release'))}</h2>"
        + _about(release, say)
        + _section("sources", ("sources_1", "sources_2"), say)
        + "</div>"
    )


def _section(heading: str, paragraphs: Iterable[str], say: Speaker) -> str:
    told = "".join(f"<p>{escape(say(f'method.{name}'))}</p>" for name in paragraphs)
    return f"<h2>{escape(say(f'method.{heading}'))}</h2>{told}"


def _items(tag: str, names: Iterable[str], say: Speaker) -> str:
    entries = ""
    for name in names:
        first, _, rest = say(f"method.{name}").partition(". ")
        entries += f"<li><b>{escape(first)}.</b> {escape(rest)}</li>" if rest else f"<li>{escape(first)}</li>"
    return f"<{tag}>{entries}</{tag}>"


def _thresholds(release: Release, say: Speaker) -> str:
    rows = []
    for key, value in release.facts.items():
        if key.startswith("k_"):
            name = f"population.{key[2:]}"
            base = release.facts.get(f"base_{key[2:]}")
            method = say("method.withheld") if base is None else say("method.rounded", base=base)
            rows.append([escape(say(name) if say.has(name) else key[2:]), escape(value), escape(method)])
    if not rows:
        return ""
    headers = [say(f"method.{name}") for name in ("threshold_population", "threshold_k", "threshold_method")]
    return _table(say("method.threshold"), headers, rows, say)


def _symbols(release: Release, say: Speaker) -> str:
    entries = [
        (f'<span class="t-hatched t-tile-mark">{say("cell.symbol")}</span>', "symbol_c"),
        ("0", "symbol_0"),
        (say("cell.absent_symbol"), "symbol_none"),
    ]
    if any(table.base is not None for table in release.tables.values()):
        entries.insert(2, (say("cell.rounded", n=""), "symbol_rounded"))
    told = "".join(
        f"<div><dt>{mark}</dt><dd>{escape(say(f'method.{name}'))}</dd></div>" for mark, name in entries
    )
    return f'<dl class="t-symbols">{told}</dl>'


def _about(release: Release, say: Speaker) -> str:
    period = release.periods.by_code.get(release.period) if release.periods is not None else None
    entries = {
        "release_id": release.id,
        "release_period": say.period_option(period) if period is not None else release.period,
        "release_date": say.date(release.published_at),
        "release_version": release.facts.get("code_version", ""),
        "release_tables": say.number(len(release.tables)),
        "release_cells": say.number(sum(t.cells - t.withheld for t in release.tables.values())),
        "release_withheld": say.number(sum(t.withheld for t in release.tables.values())),
    }
    told = "".join(
        f"<div><dt>{escape(say(f'method.{key}'))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in entries.items()
        if value
    )
    return f'<dl class="t-about">{told}</dl>'
