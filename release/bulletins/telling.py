"""How a cell is known: the published cells that pin it down, as sentences that a person can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from release.bulletins.dimensions import Dimensions
from release.bulletins.linked import remainder_of
from release.bulletins.masks import Integers
from release.bulletins.options import UNBOUNDED
from release.bulletins.phrases import phrase
from release.bulletins.propagation import LOWER, UPPER
from release.bulletins.solving import Solved

Labelled = Callable[[int], str]


@dataclass(frozen=True)
class Term:
    """A cell, how often it is taken, which end of its interval is used, and whether both are the same."""

    cell: int
    factor: Fraction
    value: int
    side: int
    exact: bool


@dataclass(frozen=True)
class Step:
    """One bound of a cell, from one sum or from several together; `side` None: both bounds at once."""

    cell: int
    side: int | None
    bound: int
    terms: tuple[Term, ...]
    lines: tuple[int, ...]

    @property
    def limit(self) -> Fraction:
        """What the terms add up to, before it is taken to whole numbers."""
        return sum((term.factor * term.value for term in self.terms), Fraction(0))


class Teller:
    """Explains the cells of one table."""

    def __init__(self, solved: Solved, dimensions: Dimensions, rows: Integers) -> None:
        self._solved = solved
        self._dimensions = dimensions
        self._rows = rows
        self._keys = dimensions.keys.to_numpy()

    def steps(self, cell: int) -> list[Step]:
        """All steps that lead to the interval of a cell, each after those it needs."""
        found: dict[tuple[int, int, int], Step] = {}
        for side in (LOWER, UPPER):
            combined = self._solved.combined.get((cell, side))
            if combined is None:
                self._follow(cell, side, None, found)
                continue
            rest = remainder_of(self._solved.lines, cell, side, dict(combined.weights))
            terms = self._together(rest, side)
            for term in terms:
                self._follow(term.cell, term.side, None, found)
            lines = tuple(line for line, _ in combined.weights)
            found[(cell, side, -2)] = Step(cell, side, combined.bound, terms, lines)
        return _merged(list(found.values()))

    def _follow(
        self, cell: int, side: int, before: int | None, found: dict[tuple[int, int, int], Step]
    ) -> None:
        """Add the step that gave a bound, after the steps that gave what it is made of.

        Not recursive: a chain of subtractions may be longer than Python's stack.
        """
        waiting = [(cell, side, before, False)]
        while waiting:
            cell, side, before, ready = waiting.pop()
            number, bound, line = self._solved.history.last(cell, side, before)
            if line < 0 or (cell, side, number) in found:
                continue
            terms = self._single(cell, side, line, number)
            if ready:
                found[(cell, side, number)] = Step(cell, side, bound, terms, (line,))
                continue
            waiting.append((cell, side, before, True))
            waiting += [(term.cell, term.side, number, False) for term in reversed(terms)]

    def _single(self, cell: int, side: int, line: int, before: int) -> tuple[Term, ...]:
        """The other cells of a line with what was known of them before a round."""
        lines = self._solved.lines
        total, parts = int(lines.total[line]), lines.parts(line).tolist()
        if cell == total:
            return tuple(self._term(other, 1, side, before) for other in parts)
        others = (self._term(other, -1, 1 - side, before) for other in parts if other != cell)
        return (self._term(total, 1, side, before), *others)

    def _term(self, cell: int, factor: Fraction | int, side: int, before: int | None) -> Term:
        """A cell as it stands in a step: its number where shown or given by a step before, else a bound."""
        last = self._solved.history.last
        (_, value, line), (_, other, other_line) = last(cell, side, before), last(cell, 1 - side, before)
        told = line == other_line or (line >= 0 and other_line < 0)
        return Term(cell, Fraction(factor), value, side, value == other and told)

    def _together(self, rest: dict[int, Fraction], side: int) -> tuple[Term, ...]:
        ordered = sorted(rest.items(), key=lambda item: (item[1] < 0, item[0]))
        return tuple(
            self._term(cell, factor, side if factor > 0 else 1 - side, None) for cell, factor in ordered
        )

    def told(self, steps: list[Step], language: str) -> str:
        """The steps as one sentence."""
        cells = {step.cell for step in steps} | {term.cell for step in steps for term in step.terms}
        label = self._labels(cells)
        results = [self._result(step, label, language) for step in steps]
        if len(steps) > 1:
            results = [
                phrase("how_step", language, label=label(step.cell), result=result)
                for step, result in zip(steps, results, strict=True)
            ]
        return phrase("how_then", language).join(results)

    def _result(self, step: Step, label: Labelled, language: str) -> str:
        terms = self._terms(step.terms, label, language)
        name = {None: "how_result_exact", LOWER: "how_result_at_least", UPPER: "how_result_at_most"}[
            step.side
        ]
        result = phrase(name, language, terms=terms, value=step.limit)
        if step.limit != step.bound:
            result = phrase("how_rounded", language, result=result, bound=step.bound)
        if len(step.lines) > 1:
            result = phrase("how_together", language, sums=len(step.lines), result=result)
        return result

    def _terms(self, terms: Iterable[Term], label: Labelled, language: str) -> str:
        told = ""
        for term in terms:
            name = "how_term" if term.exact else ("how_at_least", "how_at_most")[term.side]
            text = phrase(name, language, label=label(term.cell), value=term.value, row=self._rows[term.cell])
            times = "" if abs(term.factor) == 1 else f"{abs(term.factor)} × "
            sign = ("− " if not told else " − ") if term.factor < 0 else (" + " if told else "")
            told += f"{sign}{times}{text}"
        return told

    def _labels(self, cells: set[int]) -> Labelled:
        """Names of cells: the codes in which these cells differ."""
        chosen = self._keys[sorted(cells)]
        differing = [name for place, name in enumerate(self._dimensions.columns) if np.ptp(chosen[:, place])]
        columns = differing or self._dimensions.columns

        def label(cell: int) -> str:
            return " / ".join(self._dimensions.code(name, cell) or "–" for name in columns)

        return label

    def denied(self, total: int, parts: Integers, lower: Integers, upper: Integers, language: str) -> str:
        """A total and its parts that contradict each other, with what can be seen of them."""
        label = self._labels({total, *parts.tolist()})

        def term(cell: int) -> Term:
            side = LOWER if upper[cell] >= UNBOUNDED else UPPER
            value = int(lower[cell] if side == LOWER else upper[cell])
            return Term(cell, Fraction(1), value, side, lower[cell] == upper[cell])

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


def _merged(steps: list[Step]) -> list[Step]:
    """A sum of known numbers gives both bounds at once: told as one step."""
    found: dict[tuple[int, tuple[int, ...], int | None], Step] = {}
    for step in steps:
        exact = all(term.exact for term in step.terms)
        whole = Step(step.cell, None, step.bound, step.terms, step.lines) if exact else step
        found.setdefault((step.cell, step.lines, whole.side), whole)
    return list(found.values())
