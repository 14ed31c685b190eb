"""The steps that lead to what is known of a cell: which bound follows from which, in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from release.bulletins.linked import remainder_of
from release.bulletins.masks import Values
from release.bulletins.propagation import LOWER, UPPER
from release.bulletins.solving import Solved

MOST_STEPS: Final = 50
_FEW_PARTS: Final = 12


@dataclass(frozen=True)
class Term:
    """A cell, how often it is taken, which end of its interval is used, and whether both are the same.

    `shown`: the number stands in the file. `pooled` above zero: not one cell but so many shown ones together.
    """

    cell: int
    factor: Fraction | int
    value: int
    side: int
    exact: bool
    shown: bool
    pooled: int = 0


@dataclass(frozen=True)
class Step:
    """One bound of a cell, from one sum or from several together; `side` None: both bounds at once."""

    cell: int
    side: int | None
    bound: int
    terms: tuple[Term, ...]
    lines: tuple[int, ...]

    @property
    def limit(self) -> Fraction | int:
        """What the terms add up to, before it is taken to whole numbers."""
        return sum(term.factor * term.value for term in self.terms)


class Steps:
    """All steps of one table."""

    def __init__(self, solved: Solved, values: Values) -> None:
        self._solved = solved
        self._shown = values.lower == values.upper
        self._value = values.lower
        self._known: dict[tuple[int, int, int], Step] = {}

    def of(self, cell: int) -> tuple[list[Step], bool]:
        """The steps to the interval of a cell, each after those it needs, and whether these are all.

        Of very long chains only those nearest to the cell are followed.
        """
        combined: list[Step] = []
        wanted: list[tuple[int, int, int | None]] = []
        for side in (LOWER, UPPER):
            found = self._solved.combined.get((cell, side))
            if found is None:
                wanted.append((cell, side, None))
                continue
            rest = remainder_of(self._solved.lines, cell, side, dict(found.weights))
            terms = self._together(rest, side)
            wanted += [(term.cell, term.side, None) for term in terms]
            combined.append(Step(cell, side, found.bound, terms, tuple(line for line, _ in found.weights)))
        steps, whole = self._follow(wanted)
        return _merged([*steps, *combined]), whole

    def _follow(self, wanted: list[tuple[int, int, int | None]]) -> tuple[list[Step], bool]:
        """What gave these bounds, and what gave that, nearest first; told in the order it was learnt."""
        found: dict[tuple[int, int, int], Step] = {}
        waiting = deque(wanted)
        while waiting and len(found) <= 2 * MOST_STEPS:
            cell, side, before = waiting.popleft()
            number, bound, line = self._solved.history.last(cell, side, before)
            key = (number, cell, side)
            if line < 0 or key in found:
                continue
            if key not in self._known:
                self._known[key] = Step(cell, side, bound, self._single(cell, side, line, number), (line,))
            found[key] = self._known[key]
            waiting += [(term.cell, term.side, number) for term in found[key].terms if not term.shown]
        return [found[key] for key in sorted(found)], not waiting

    def _single(self, cell: int, side: int, line: int, before: int) -> tuple[Term, ...]:
        """The other cells of a line with what was known of them before a round."""
        lines = self._solved.lines
        total, parts = int(lines.total[line]), lines.parts(line)
        if cell == total:
            return self._parts(parts, 1, side, before)
        others = self._parts(parts[parts != cell], -1, 1 - side, before)
        return (self._term(total, 1, side, before), *others)

    def _parts(
        self, parts: np.ndarray[tuple[int], np.dtype[np.int64]], factor: int, side: int, before: int
    ) -> tuple[Term, ...]:
        """One term a part; the published ones of a long sum are taken together."""
        pooled: tuple[Term, ...] = ()
        if len(parts) > _FEW_PARTS:
            shown = parts[self._shown[parts]]
            pooled = (Term(-1, factor, int(self._value[shown].sum()), side, True, True, len(shown)),)
            parts = parts[~self._shown[parts]]
        return (*pooled, *(self._term(part, factor, side, before) for part in parts.tolist()))

    def _together(self, rest: dict[int, Fraction], side: int) -> tuple[Term, ...]:
        ordered = sorted(rest.items(), key=lambda item: (item[1] < 0, item[0]))
        return tuple(
            self._term(cell, factor, side if factor > 0 else 1 - side, None) for cell, factor in ordered
        )

    def _term(self, cell: int, factor: Fraction | int, side: int, before: int | None) -> Term:
        """A cell as it stands in a step: its number where shown or given by a step before, else a bound."""
        if self._shown[cell]:
            return Term(cell, factor, int(self._value[cell]), side, True, True)
        last = self._solved.history.last
        (_, value, line), (_, other, other_line) = last(cell, side, before), last(cell, 1 - side, before)
        told = line == other_line or (line >= 0 and other_line < 0)
        return Term(cell, factor, value, side, value == other and told, False)


def _merged(steps: list[Step]) -> list[Step]:
    """A sum of known numbers gives both bounds at once: told as one step."""
    found: dict[tuple[int, tuple[int, ...], int | None], Step] = {}
    for step in steps:
        exact = all(term.exact for term in step.terms)
        whole = Step(step.cell, None, step.bound, step.terms, step.lines) if exact else step
        found.setdefault((step.cell, step.lines, whole.side), whole)
    return list(found.values())
