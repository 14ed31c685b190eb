"""Explanations as sentences that a person can check, in Spanish and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from disclosure.attackers.explanation import Bound, Explanation, Term

Language = Literal["es", "en"]
Label = Callable[[str, str], str]

WORDS: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "exact": "exactamente",
        "least": "al menos",
        "most": "a lo sumo",
        "total": "total",
        "withheld": "retenido: al menos {value}",
        "floor": "un valor retenido es al menos {value}",
        "not_negative": "ningún recuento es negativo",
        "rest": "no son negativos: {cells}",
        "down": "redondeado hacia abajo",
        "up": "redondeado hacia arriba",
    },
    "en": {
        "exact": "exactly",
        "least": "at least",
        "most": "at most",
        "total": "total",
        "withheld": "withheld: at least {value}",
        "floor": "a withheld value is at least {value}",
        "not_negative": "no count is negative",
        "rest": "not negative: {cells}",
        "down": "rounded down",
        "up": "rounded up",
    },
}


def sentence(explanation: Explanation, language: Language, label: Label | None = None) -> str:
    """Say how a cell is pinned down: `exactly 3 = 20 (sex=total) - 17 (sex=F)`.

    Cells are named by where they differ from the explained one. label: a text for a dimension and a code.
    """
    speaker = _Speaker(explanation.codes, WORDS[language], label or (lambda _, code: code))
    return "; ".join(speaker.bound(bound) for bound in explanation.bounds)


class _Speaker:
    def __init__(self, own: Mapping[str, str], words: Mapping[str, str], label: Label) -> None:
        self._own = own
        self._words = words
        self._label = label

    def bound(self, bound: Bound) -> str:
        """One end of an interval."""
        words = self._words
        start = f"{words[bound.side]} {bound.value}"
        if not bound.published and all(term.codes == self._own for term in bound.floors):
            reason = words["floor"].format(value=bound.value) if bound.value else words["not_negative"]
            return f"{start}: {reason}"
        floors = [term for term in bound.floors if term.value]
        positive_first = sorted((*bound.published, *floors), key=lambda term: term.multiplier < 0)
        parts = [self._term(term, term in floors) for term in positive_first]
        said = f"{start} = {self._divided(''.join(parts).removeprefix(' + '), bound)}"
        rest = [f"({self._name(term)})" for term in bound.floors if not term.value]
        return f"{said}; {words['rest'].format(cells=', '.join(rest))}" if rest else said

    def _divided(self, arithmetic: str, bound: Bound) -> str:
        if bound.divisor == 1:
            return arithmetic.removeprefix(" ")
        whole = f"({arithmetic.removeprefix(' ')}) / {bound.divisor}"
        if bound.constant % bound.divisor == 0:
            return whole
        return f"{whole}, {self._words['down' if bound.side == 'most' else 'up']}"

    def _term(self, term: Term, floor: bool) -> str:
        times = "" if abs(term.multiplier) == 1 else f"{abs(term.multiplier)} × "
        known = f", {self._words['withheld'].format(value=term.value)}" if floor else ""
        sign = "+" if term.multiplier > 0 else "−"
        return f" {sign} {times}{term.value} ({self._name(term)}{known})"

    def _name(self, term: Term) -> str:
        apart = [
            name
            for name in (*self._own, *(other for other in term.codes if other not in self._own))
            if term.codes.get(name) != self._own.get(name)
        ]
        return ", ".join(
            f"{name}={self._label(name, term.codes[name]) if name in term.codes else self._words['total']}"
            for name in apart
        )
