"""Sentences computed from published figures, and the words that stand for a chart."""

from __future__ import annotations

from dashboard import views
from dashboard.i18n import Speaker
from dashboard.model import Figure, Node, rounded
from dashboard.views import View

SPOKEN_FIGURES = 24


def finding(view: View, say: Speaker) -> str:
    """The main statement of a card."""
    return _trend_finding(view, say) if view.is_trend else division(view, say)


def change_words(now: Figure, before: Figure, say: Speaker) -> str:
    """How a figure compares with a year before, or why that cannot be told."""
    if now.withheld or before.withheld:
        return say("finding.change_withheld")
    if now.base is not None or before.base is not None:
        return say("finding.change_rounded")
    change = views.change(now, before)
    if change.difference is None:
        return say("finding.change_unknown")
    if change.difference == 0:
        return say("finding.change_none")
    key = "finding.change_more" if change.difference > 0 else "finding.change_less"
    words = say(key, n=say.number(abs(change.difference)))
    return words if change.ratio is None else f"{words} ({say.percent(change.ratio, signed=True)})"


def _trend_finding(view: View, say: Speaker) -> str:
    if view.columns:
        told = [_latest_of_panel(view, column, say) for column in view.shown_columns]
        known = [words for words in told if words]
        if known:
            return say("finding.latest_of", period=say.period(view.rows[-1]), list="; ".join(known[:3]))
        return say("finding.nothing_published")
    last = view.rows[-1]
    now = view.figure(last)
    if now.value is None:
        return say("finding.latest_withheld", period=say.period(last))
    words = change_words(now, views.before_of(view, last), say)
    return say("finding.latest", period=say.period(last), n=_counted(view, now, say), change=words)


def _counted(view: View, figure: Figure, say: Speaker) -> str:
    """A number with its unit; the unit is a plural, so one stands without."""
    unit = view.table.unit.say(say.lang)
    number = say.figure(figure)
    return f"{number} {unit[:1].lower()}{unit[1:]}" if unit and figure.value != 1 else number


def _latest_of_panel(view: View, column: Node, say: Speaker) -> str:
    figure = view.figure(view.rows[-1], column)
    return "" if figure.value is None else f"{column.label.say(say.lang)}, {say.figure(figure)}"


def division(view: View, say: Speaker) -> str:
    """Which part is the largest, as far as published figures tell."""
    root = view.columns[0] if view.columns else None
    parts = [(node, view.figure(node, root)) for node in view.shown]
    known = [(node, figure.value) for node, figure in parts if figure.value is not None]
    if not known:
        return say("finding.nothing_published")
    if view.table.base is not None:
        return _rounded_division(known, view.table.base, say)
    return _exact_division(view, known, len(parts), say)


def _exact_division(view: View, known: list[tuple[Node, int]], parts: int, say: Speaker) -> str:
    largest = max(value for _, value in known)
    leaders = [node.label.say(say.lang) for node, value in known if value == largest]
    if largest == 0:
        return say("finding.no_cases" if len(known) == parts else "finding.only_zeros")
    if len(leaders) > 2:
        return say("finding.several_largest", n=say.number(largest), count=len(leaders))
    name = say("finding.and").join(leaders)
    whole = views.total(view)
    if len(known) < parts and not _beats_the_withheld(view, largest, sum(value for _, value in known), whole):
        return say("finding.largest_published", name=name, n=say.number(largest))
    ratio = views.share(Figure(largest, "published"), whole)
    if ratio is None or len(leaders) > 1:
        return say("finding.largest", name=name, n=say.number(largest))
    return say(
        "finding.largest_share",
        name=name,
        n=say.number(largest),
        total=say.figure(whole),
        share=say.percent(ratio),
    )


def _rounded_division(known: list[tuple[Node, int]], base: int, say: Speaker) -> str:
    """The same of rounded figures, of which it is not certain which is the largest."""
    largest = max(value for _, value in known)
    leaders = [node.label.say(say.lang) for node, value in known if value == largest]
    if largest == 0:
        return say("finding.only_rounded_zeros", base=base)
    n = say.figure(rounded(largest, base))
    if len(leaders) > 2:
        return say("finding.several_largest", n=n, count=len(leaders))
    return say("finding.largest_published", name=say("finding.and").join(leaders), n=n)


def _beats_the_withheld(view: View, largest: int, told: int, whole: Figure) -> bool:
    """Whether no withheld part can be as large, because all of them together are not."""
    if view.dimension.kind == "set" or whole.value is None:
        return False
    return largest > whole.value - told


def description(view: View, say: Speaker, column: Node | None = None) -> str:
    """The text alternative of a chart: what it shows, then its figures or where they stand."""
    place = f", {say.period(view.period)}" if view.period is not None else ""
    what = f"{view.table.title.say(say.lang)}, {view.dimension.label.say(say.lang).lower()}{place}"
    head = f"{say('alt.' + view.card.kind)} {what}."
    columns: tuple[Node | None, ...] = (column,) if column else view.shown_columns or (None,)
    cells = [(row, col) for row in view.shown for col in columns]
    if len(cells) > SPOKEN_FIGURES:
        hidden = sum(view.figure(r, c).withheld for r, c in cells)
        return f"{head} {say('alt.see_table', count=say.number(len(cells)), hidden=say.number(hidden))}"
    told = "; ".join(f"{_cell_name(r, c, say)}: {say.spoken(view.figure(r, c))}" for r, c in cells)
    return f"{head} {told}."


def _cell_name(row: Node, column: Node | None, say: Speaker) -> str:
    name = row.label.say(say.lang)
    return name if column is None else f"{name}, {column.label.say(say.lang)}"
