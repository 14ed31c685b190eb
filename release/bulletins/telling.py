"""How a cell is known, as a sentence that a person can check with the published table in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from release.bulletins.dimensions import Dimensions
from release.bulletins.masks import Integers, Values
from release.bulletins.options import UNBOUNDED
from release.bulletins.phrases import phrase
from release.bulletins.propagation import LOWER, UPPER
from release.bulletins.steps import Step, Term

Labelled = Callable[[int], str]
_TOLD: Final = 12


class Teller:
    """Finds the words for the cells of one table."""

    def __init__(self, dimensions: Dimensions, rows: Integers) -> None:
        self._rows: list[int] = rows.tolist()
        self._columns = [
            (dimensions.labels[name], dimensions.keys[name].to_list()) for name in dimensions.columns
        ]

    def told(self, steps: list[Step], whole: bool, language: str) -> str:
        """The steps as one sentence; of a long chain the last ones."""
        whole, steps = whole and len(steps) <= _TOLD, steps[-_TOLD:]
        cells = {step.cell for step in steps} | {term.cell for step in steps for term in step.terms}
        label = self._labels(cells)
        results = [self._result(step, label, language) for step in steps]
        if len(steps) > 1:
            results = [
                phrase("how_step", language, label=label(step.cell), result=result)
                for step, result in zip(steps, results, strict=True)
            ]
        told = phrase("how_then", language).join(results)
        return told if whole else phrase("how_after", language, told=told)

    def denied(self, total: int, parts: Integers, values: Values, language: str) -> str:
        """A total and its parts that contradict each other, with what can be seen of them."""
        lower, upper = values.lower, values.upper
        label = self._labels({total, *parts.tolist()})

        def term(cell: int) -> Term:
            side, shown = LOWER if upper[cell] >= UNBOUNDED else UPPER, bool(lower[cell] == upper[cell])
            return Term(cell, 1, int((upper if side else lower)[cell]), side, shown, shown)

        told = {
            "total": self._terms([term(total)], label, language),
            "terms": self._terms([term(cell) for cell in parts.tolist()], label, language),
        }
        least, greatest = int(lower[parts].sum()), int(upper[parts].sum())
        if lower[total] <= greatest and least <= upper[total]:
            return phrase("how_not_together", language, **told)
        if greatest >= UNBOUNDED:
            return phrase("how_not_more", language, least=least, **told)
        if least == greatest:
            return phrase("how_not_equal", language, sum=least, **told)
        return phrase("how_not_possible", language, least=least, greatest=greatest, **told)

    def _result(self, step: Step, label: Labelled, language: str) -> str:
        terms, limit = self._terms(step.terms, label, language), step.limit
        name = {None: "how_result_exact", LOWER: "how_result_at_least", UPPER: "how_result_at_most"}[
            step.side
        ]
        result = phrase(name, language, terms=terms, value=limit)
        if limit != step.bound:
            result = phrase("how_rounded", language, result=result, bound=step.bound)
        if len(step.lines) > 1:
            result = phrase("how_together", language, sums=len(step.lines), result=result)
        return result

    def _terms(self, terms: Iterable[Term], label: Labelled, language: str) -> str:
        told = ""
        for term in terms:
            times = "" if abs(term.factor) == 1 else f"{abs(term.factor)} × "
            sign = ("− " if not told else " − ") if term.factor < 0 else (" + " if told else "")
            told += f"{sign}{times}{self._term(term, label, language)}"
        return told

    def _term(self, term: Term, label: Labelled, language: str) -> str:
        if term.pooled:
            return phrase("how_pooled", language, count=term.pooled, value=term.value)
        name = "how_term" if term.exact else ("how_at_least", "how_at_most")[term.side]
        return phrase(name, language, label=label(term.cell), value=term.value, row=self._rows[term.cell])

    def _labels(self, cells: set[int]) -> Labelled:
        """Names of cells: the codes in which these cells differ."""
        named = [cell for cell in cells if cell >= 0]
        differing = [
            (labels, codes) for labels, codes in self._columns if len({codes[cell] for cell in named}) > 1
        ]
        columns = differing or self._columns

        def label(cell: int) -> str:
            return " / ".join(labels[codes[cell]] or "–" for labels, codes in columns)

        return label
