"""Small protection problems with all thinkable tables: what is safe is counted there, not computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np

from disclosure import Rules, System
from disclosure.arrays import Integers, Mask, Moves
from disclosure.rules import demands, sensitive_cells
from disclosure.solver import INFINITY
from disclosure.suppression.problem import Problem, pose
from disclosure.suppression.search import Proven, Search

from .equations import flags
from .oracle import every_table
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult", "old"]})
KINDS = [{"sex": s, "age": a} for s in "FM" for a in ("child", "adult", "old")]
BY = {"sex": "sex", "age": "age"}
WORLD = World([SEX, AGE])
COUNTS = {"one": (1, 3, 2, 2, 2, 2), "two": (1, 2, 2, 3, 1, 2), "none": (1, 3, 0, 0, 2, 3)}
MOST = 16


@dataclass(frozen=True)
class Small:
    """A problem and every table of up to MOST units, over all of its cells."""

    problem: Problem
    tables: Integers

    def left(self, withheld: Mask) -> Integers:
        """The tables that agree with what a pattern publishes and with the floors."""
        shown = np.all(self.tables[:, ~withheld] == self.problem.value[~withheld], axis=1)
        found = self.tables[shown]
        return found[np.all(found >= self.problem.floor, axis=1)]

    def unmet(self, withheld: Mask) -> list[int]:
        """The demands that a pattern does not meet."""
        asked, seen = self.problem.demands, self.left(withheld)[:, self.problem.demands.cells]
        return np.flatnonzero(asked.unmet(seen.min(axis=0), seen.max(axis=0))).tolist()

    def patterns(self, most: int) -> Iterator[Mask]:
        """All patterns of the cells that must be withheld and up to so many others."""
        problem = self.problem
        for count in range(most + 1):
            for more in combinations(np.flatnonzero(~problem.start & ~problem.closed).tolist(), count):
                yield problem.start | flags(problem.system.size, *more)

    def check_moves(self, withheld: Mask, moves: Moves) -> Integers:
        """Assert that moves lead to tables that a pattern leaves possible; returns these and the true one."""
        problem = self.problem
        led = np.vstack([problem.value, problem.value + moves.toarray()])
        assert not np.any(problem.system.equations @ led.T) and np.all(led >= problem.floor)
        assert np.all(led[:, ~withheld] == problem.value[~withheld])
        return led

    def check(self, proven: Proven) -> None:
        """Assert that a pattern is safe, and that its own moves are enough to show it."""
        assert not np.any(self.problem.start & ~proven.withheld)
        assert not np.any(self.problem.closed & proven.withheld)
        seen = self.check_moves(proven.withheld, proven.moves)[:, self.problem.demands.cells]
        assert not self.problem.demands.unmet(seen.min(axis=0), seen.max(axis=0)).any()
        assert self.unmet(proven.withheld) == []


def everything(case: Small) -> Proven:
    """The pattern that withholds all it can, proven."""
    return Search(case.problem, 0, INFINITY, None).first(~case.problem.closed & ~case.problem.zeros)


def weight(case: Small, withheld: Mask) -> float:
    """What a pattern weighs."""
    return float(case.problem.weight[withheld].sum())


def cell(system: System, sex: str, age: str) -> int:
    """The cell under two codes."""
    return next(c for c in range(system.size) if system.describe(c)[1] == {"sex": sex, "age": age})


@cache
def small(name: str, protection: str = "count", closed: tuple[tuple[str, str], ...] = ()) -> Small:
    """A table by sex and age in which cells of one are sensitive; weights differ from cell to cell."""
    system = WORLD.system({"t": BY}, KINDS, COUNTS[name])
    rules = Rules(2, protection)  # type: ignore[arg-type]
    _, asked = demands(system, rules)
    one = system.listed.astype(float)
    primary = sensitive_cells(system, rules)
    weight = np.random.default_rng(len(name)).uniform(1.0, 3.0, system.size)
    problem = pose(system, asked, rules, primary, np.zeros(system.size, dtype=np.int8), one, weight)
    told = flags(system.size, *(cell(system, *codes) for codes in closed))
    described = [system.describe(number)[1] for number in range(system.size)]
    counted = [[WORLD.counts(BY, kind, codes) for kind in KINDS] for codes in described]
    return Small(replace(problem, closed=told), every_table(len(KINDS), MOST) @ np.array(counted).T)
