"""advise(): coarser designs for tables of which too much would be withheld, by what they still tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from disclosure.advice.designs import Design, coarser
from disclosure.advice.trial import Outcome, Trials
from disclosure.arrays import Floats, Mask
from disclosure.errors import NotProtectedError
from disclosure.rules import Rules
from disclosure.tables.model import Hierarchy, SetDimension, Table


@dataclass(frozen=True)
class Advice:
    """Designs by information kept: by entropy, then counts, then cells published; the original among them.

    tried: designs given to the engine. refused: those of them for which no safe pattern could be proven.
    complete: nothing worth going on from was left untried.
    """

    outcomes: tuple[Outcome, ...]
    tried: int
    refused: int
    complete: bool

    def proposed(self, bearable: float) -> tuple[Outcome, ...]:
        """The best designs that withhold no more than a share of their cells that are not empty.

        Where there are none: the best ones, those that withhold least first.
        """
        best = [outcome for outcome in self.outcomes if outcome.best]
        within = [outcome for outcome in best if outcome.loss <= bearable]
        return tuple(within or sorted(best, key=lambda outcome: outcome.loss))


def advise(
    tables: Sequence[Table],
    hierarchies: Sequence[Hierarchy],
    rules: Rules,
    *,
    sets: Sequence[SetDimension] = (),
    designs: Iterable[Design] | None = None,
    manual: Mask | None = None,
    copies: Floats | None = None,
    weight: Floats | None = None,
    bearable: float = 0.1,
    most: int = 100,
    effort: int | None = None,
    seed: int = 0,
) -> Advice:
    """Rank coarser designs of tables by how much of the original each publishes once it is protected.

    designs: those to compare with the original; without them they are looked for: a dimension cut at a level
    or dropped, everywhere or in one table, a table left out, then the same again from the most promising of
    the best designs, until none of them withholds more than a `bearable` share of its cells that are not
    empty or `most` designs were tried. manual, copies, weight: as in `protect`, over the cells of
    `link(tables, hierarchies, sets)`. effort: linear programmes a design (by its number of cells if not
    given). The same input and seed give the same advice. Earlier releases are not reckoned with: what they
    published stays known. Raises what `link` raises.
    """
    trials = Trials(
        tables,
        hierarchies,
        rules,
        sets=sets,
        manual=manual,
        copies=copies,
        weight=weight,
        effort=effort,
        seed=seed,
    )
    search = _Search(trials)
    search.attempt(trials.detail.original)
    if designs is None:
        return search.advice(complete=search.walk(bearable, most))
    for design in designs:
        search.attempt(design)
    return search.advice(complete=True)


class _Search:
    """Designs tried so far; one that shows the same cells as another is not tried again."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self._outcomes: list[Outcome] = []
        self._seen: set[bytes] = set()

    def attempt(self, design: Design) -> None:
        """Try a design, unless it is an old one or shows nothing."""
        design = self._trials.lean(design)
        shown = self._trials.shown(design)
        if shown.tobytes() in self._seen or not shown.any():
            return
        self._seen.add(shown.tobytes())
        try:
            self._outcomes.append(self._trials.run(design))
        except NotProtectedError:
            return

    def walk(self, bearable: float, most: int) -> bool:
        """Try what is coarser, going on from what is best; whether that came to an end."""
        start: Design | None = self._trials.detail.original
        left_behind: list[Design] = []
        while start is not None:
            left_behind.append(start)
            for design in coarser(start):
                if len(self._seen) >= most:
                    return False
                self.attempt(design)
            ahead = [one for one in self._marked() if one.best and one.loss > bearable]
            ahead = [one for one in ahead if one.design not in left_behind]
            start = max(ahead, key=_promise).design if ahead else None
        return True

    def advice(self, *, complete: bool) -> Advice:
        """What was found, ranked."""
        ranked = sorted(self._marked(), key=_merits, reverse=True)
        tried = len(self._seen)
        return Advice(tuple(ranked), tried, tried - len(self._outcomes), complete)

    def _marked(self) -> list[Outcome]:
        """The outcomes, told which are best."""
        merits = np.array([_merits(one) for one in self._outcomes])
        beaten = [(np.all(merits >= own, axis=1) & np.any(merits > own, axis=1)).any() for own in merits]
        return [replace(one, best=not worse) for one, worse in zip(self._outcomes, beaten, strict=True)]


def _merits(outcome: Outcome) -> tuple[float, ...]:
    """What is kept, first what counts first, and what is not withheld."""
    shares = (outcome.entropy, outcome.counts, outcome.cells, 1 - outcome.loss)
    return tuple(round(share, 9) for share in shares)


def _promise(outcome: Outcome) -> float:
    """How much is told by what is not withheld: whether it pays to go on from here."""
    return outcome.entropy * (1 - outcome.loss)
