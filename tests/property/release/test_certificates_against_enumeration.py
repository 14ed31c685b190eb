"""The verifier against units counted one by one: it believes exactly what all thinkable tables prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from release.certificate_reading import tree, yes_no
from release.certificate_verifier import Axis, Sheet, doubts

from ...unit.disclosure.oracle import all_tables, subsets

MOST = 6
LEAVES = {"sex": "FM", "place": "abc", "semester": "123"}
SEX = {"_T": "FM", "F": "F", "M": "M"}
ZONE = {"_T": "abc", "N": "ab", "a": "a", "b": "b", "c": "c"}
OTHER = {"_T": "abc", "u": "bc", "a": "a", "b": "b", "c": "c"}
FORMS = ("_T", "x", "y", "NE")
# What each of three releases calls its total.
SEMESTERS = [
    {"_T": "1", "1": "1"},
    {"_T": "12", "1": "1", "2": "2"},
    {"_T": "123", "1": "1", "2": "2", "3": "3"},
]

TOTALS = [{"_T": codes["_T"]} for codes in SEMESTERS]

Codes = tuple[str, ...]
Dimension = Mapping[str, str] | tuple[str, ...]
Unit = Mapping[str, object]


@dataclass(frozen=True)
class Shown:
    """A table as one publication showed it: its dimensions, and which of its cells are withheld."""

    table: str
    dims: Mapping[str, Dimension]
    withheld: frozenset[Codes] = frozenset()

    def cells(self) -> list[Codes]:
        return list(product(*self.dims.values()))

    def complements(self) -> list[Codes]:
        """All numbers of units: listed cells, and those without an item."""
        names = [
            [*codes, *(f"not {code}" for code in codes[1:])] if isinstance(codes, tuple) else list(codes)
            for codes in self.dims.values()
        ]
        return list(product(*names))


def counts(shown: Shown, unit: Unit, names: Codes) -> bool:
    """Whether a unit is counted in a cell."""
    for (dim, codes), name in zip(shown.dims.items(), names, strict=True):
        has = unit[dim]
        if not isinstance(codes, tuple):
            if str(has) not in codes[name]:
                return False
        elif name != "_T" and (name.removeprefix("not ") in has) == name.startswith("not "):  # type: ignore[operator]
            return False
    return True


def units(*dims: str) -> list[Unit]:
    """Every kind of unit; of a form a unit may have several, of which NE stands alone."""
    values = [subsets(["x", "y", "NE"], True, ["NE"]) if dim == "form" else list(LEAVES[dim]) for dim in dims]
    return [dict(zip(dims, kind, strict=True)) for kind in product(*values)]


CASES: list[tuple[list[Shown], list[Unit]]] = [
    ([Shown("t", {"sex": SEX, "place": ZONE})], units("sex", "place")),
    (
        [Shown("t", {"place": ZONE}), Shown("o", {"place": OTHER}), Shown("s", {"sex": SEX})],
        units("sex", "place"),
    ),
    ([Shown("t", {"form": FORMS})], units("form")),
    ([Shown("t", {"sex": SEX, "form": FORMS})], units("sex", "form")),
    ([Shown("t", {"semester": codes}) for codes in SEMESTERS], units("semester")),
    ([Shown("t", {"semester": codes, "sex": SEX}) for codes in TOTALS], units("semester", "sex")),
    ([Shown("t", {"semester": codes, "sex": SEX}) for codes in SEMESTERS[1:]], units("semester", "sex")),
    ([Shown("t", {"semester": codes, "form": FORMS}) for codes in SEMESTERS[1:]], units("semester", "form")),
]


def persons(value: int) -> int:
    """Two units a person, as far as it goes: what is judged is not what is shown."""
    return (value + 1) // 2


@dataclass(frozen=True)
class Problem:
    """Publications, kinds of units, how many there are of each, and the policy."""

    publications: Sequence[Shown]
    kinds: Sequence[Unit]
    there: Sequence[int]
    policy: Mapping[str, object]
    judged: bool = False

    def count(self, shown: Shown, names: Codes, tables: np.ndarray) -> np.ndarray:
        return tables @ np.array([counts(shown, kind, names) for kind in self.kinds], dtype=int)

    def value(self, shown: Shown, names: Codes) -> int:
        return int(self.count(shown, names, np.array(self.there)))

    def behind(self, shown: Shown, names: Codes) -> int:
        """Persons; of a complement, the difference, at least one, no more than the units."""
        if not self.judged:
            return self.value(shown, names)
        value = self.value(shown, names)
        if not any(name.startswith("not ") for name in names):
            return persons(value)
        total = tuple("_T" if name.startswith("not ") else name for name in names)
        item = tuple(name.removeprefix("not ") for name in names)
        rest = persons(self.value(shown, total)) - persons(self.value(shown, item))
        return max(min(value, 1), min(rest, value))

    def thinkable(self) -> np.ndarray:
        """All tables of up to MOST units that agree with what is shown, one a row."""
        tables = np.array(list(all_tables(len(self.kinds), MOST)))
        for shown in self.publications:
            for names in shown.cells():
                seen, true = self.count(shown, names, tables), self.value(shown, names)
                floor = min(true, 1) if self.policy["protection"] == "count" else 0
                tables = tables[seen >= floor if names in shown.withheld else seen == true]
        return tables

    def safe(self, tables: np.ndarray) -> bool:
        """Whether tables leave every sensitive cell, increment and homogeneous group as open as asked."""
        k = int(str(self.policy["k"]))
        asked = [
            self.count(shown, names, tables)
            for shown in self.publications
            for names in shown.complements()
            if 0 < self.behind(shown, names) < k
        ]
        for one, two in combinations(self.publications, 2):
            for names in one.complements() if one.table == two.table else ():
                if 0 < self.value(two, names) - self.value(one, names) < k:
                    asked.append(self.count(two, names, tables) - self.count(one, names, tables))
        count = self.policy["protection"] == "count"
        wide = all(np.ptp(seen) >= k - 1 if count else seen.min() == 0 for seen in asked)
        return wide and all(seen.max() >= k for seen in asked) and all(self._rests(tables))

    def _rests(self, tables: np.ndarray) -> list[bool]:
        found = []
        for shown, dim in product(self.publications, self.policy["sensitive"]):  # type: ignore[call-overload]
            for names in shown.cells() if dim in shown.dims else ():
                place = list(shown.dims).index(dim)
                small = 0 < self.behind(shown, names) < int(str(self.policy["group_below"]))
                whole = names[place] == "_T" and (dim != "semester" or shown is self.publications[-1])
                for code in list(shown.dims[dim])[1:] if small and whole else ():
                    part = (*names[:place], code, *names[place + 1 :])
                    if self.value(shown, part) == self.value(shown, names):
                        rest = self.count(shown, names, tables) - self.count(shown, part, tables)
                        found.append(bool(rest.max() >= 1))
        return found

    def verified(self, tables: np.ndarray) -> bool:
        """What the verifier says when given these tables as witnesses."""
        true = self.leaves(np.array(self.there))
        rows = [
            (number, table, codes, value)
            for number, row in enumerate(tables)
            for table, leaves in self.leaves(row).items()
            for codes, value in leaves.items()
            if value != true[table][codes]
        ]
        return not doubts(self.sheets(), true, rows, self.policy)

    def leaves(self, table: np.ndarray) -> dict[str, dict[Codes, int]]:
        """The finest cells of each table."""
        found = {}
        for shown in self.publications:
            finest = {
                dim: codes if isinstance(codes, tuple) else {c: c for c in LEAVES[dim]}
                for dim, codes in shown.dims.items()
            }
            fine = Shown(shown.table, finest)
            found[shown.table] = {names: int(self.count(fine, names, table)) for names in fine.cells()}
        return found

    def sheets(self) -> list[Sheet]:
        return [
            Sheet(
                shown.table,
                {dim: axis(dim, codes) for dim, codes in shown.dims.items()},
                {c: None if c in shown.withheld else self.value(shown, c) for c in shown.cells()},
                {c: self.behind(shown, c) for c in shown.cells()},
            )
            for shown in self.publications
        ]


def axis(dim: str, codes: Dimension) -> Axis:
    if isinstance(codes, tuple):
        return yes_no(codes, True, ("NE",))
    covers = {code: frozenset(below) for code, below in codes.items()}
    return tree(covers, {leaf: frozenset(leaf) for leaf in LEAVES[dim]})


def some_of(kinds: int, least: int, most: int) -> st.SearchStrategy[list[int]]:
    """Numbers of units of each kind, so many in all."""
    chosen = st.lists(st.integers(0, kinds - 1), min_size=least, max_size=most)
    return chosen.map(lambda drawn: [drawn.count(kind) for kind in range(kinds)])


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    publications, kinds = draw(st.sampled_from(CASES))
    there = draw(some_of(len(kinds), 1, MOST - 2))
    policy = {
        "k": draw(st.integers(2, 4)),
        "protection": draw(st.sampled_from(["count", "existence"])),
        "sensitive": draw(st.sampled_from([(), ("sex",), ("place",), ("form",)])),
        "group_below": 4,
    }
    problem = Problem(publications, kinds, there, policy, judged=draw(st.booleans()))
    hidden = [
        replace(shown, withheld=frozenset(c for c in shown.cells() if draw(st.integers(0, 3))))
        for shown in publications
    ]
    return replace(problem, publications=hidden)


@settings(max_examples=1000)
@given(problem=problems())
def test_all_thinkable_tables_as_witnesses_are_believed_exactly_when_nothing_is_told(
    problem: Problem,
) -> None:
    tables = problem.thinkable()
    assume(len(tables) < 700)
    assert problem.verified(tables) == problem.safe(tables)


@settings(max_examples=600)
@given(problem=problems(), data=st.data())
def test_what_is_verified_is_safe_whatever_the_witnesses(problem: Problem, data: st.DataObject) -> None:
    tables = problem.thinkable()
    some = data.draw(st.lists(st.integers(0, len(tables) - 1), max_size=12))
    strays = data.draw(st.lists(some_of(len(problem.kinds), 0, MOST), max_size=1))
    witnesses = np.array([*tables[some].tolist(), *strays]).reshape(-1, len(problem.kinds))
    if problem.verified(witnesses):
        assert problem.safe(tables)
        assert all(stray in tables.tolist() for stray in strays), "a table that contradicts what is shown"


@settings(max_examples=600)
@given(problem=problems(), data=st.data())
def test_a_witness_of_which_one_leaf_was_changed_is_refused_unless_it_still_agrees(
    problem: Problem, data: st.DataObject
) -> None:
    tables = problem.thinkable()
    true = problem.leaves(np.array(problem.there))
    chosen = {
        name: dict(leaves)
        for name, leaves in problem.leaves(data.draw(st.sampled_from(tables.tolist()))).items()
    }
    table = data.draw(st.sampled_from(sorted(chosen)))
    codes = data.draw(st.sampled_from(sorted(chosen[table])))
    chosen[table][codes] += data.draw(st.sampled_from([-1, 1, 2]))
    rows = [
        (9, name, c, v) for name, leaves in chosen.items() for c, v in leaves.items() if v != true[name][c]
    ]
    open_policy = problem.policy | {"k": 1, "group_below": 0}
    refused = bool(doubts(problem.sheets(), true, rows, open_policy))
    assert refused == (not agrees(problem, chosen))


def agrees(problem: Problem, leaves: Mapping[str, Mapping[Codes, int]]) -> bool:
    """Whether leaves make a whole table: sums as shown, nothing negative, a cell the same in every table."""
    seen: dict[object, int] = {}
    for shown in problem.publications:
        of = leaves[shown.table]
        for names in shown.complements():
            value, true = summed(shown, of, names), problem.value(shown, names)
            floor = min(true, 1) if problem.policy["protection"] == "count" and names in shown.withheld else 0
            published = names in shown.cells() and names not in shown.withheld
            if (value != true) if published else (value < floor):
                return False
            if seen.setdefault(covered(shown, names), value) != value:
                return False
        for place, (dim, codes) in enumerate(shown.dims.items()):
            for names in shown.complements() if dim == "form" else ():
                if names[place] == "_T":
                    items = [
                        summed(shown, of, (*names[:place], code, *names[place + 1 :])) for code in codes[1:]
                    ]  # type: ignore[index]
                    total = summed(shown, of, names)
                    # Everybody has one; who has the last, NE, has no other.
                    if sum(items) < total or any(item + items[-1] > total for item in items[:-1]):
                        return False
    return True


def summed(shown: Shown, leaves: Mapping[Codes, int], names: Codes) -> int:
    for place, name in enumerate(names):
        if name.startswith("not "):
            total, item = ((*names[:place], code, *names[place + 1 :]) for code in ("_T", name[4:]))
            return summed(shown, leaves, total) - summed(shown, leaves, item)
    below = [
        (code,) if isinstance(codes, tuple) else codes[code]
        for codes, code in zip(shown.dims.values(), names, strict=True)
    ]
    return sum(leaves[codes] for codes in product(*below))


def covered(shown: Shown, names: Codes) -> object:
    """What a cell stands for, whatever the table; a dimension of which it covers all does not matter."""
    found = set()
    for (dim, codes), name in zip(shown.dims.items(), names, strict=True):
        cover = name if isinstance(codes, tuple) else codes[name]
        if cover not in ("_T", LEAVES.get(dim)):
            found.add((dim, cover))
    return frozenset(found)
