"""How a withheld cell is pinned down, on examples done by hand and against all thinkable tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from disclosure import Hierarchy, SetDimension, System, Table, attack, link
from disclosure.attackers.explanation import Explainer, explain
from disclosure.attackers.sentences import sentence

from .oracle import subsets
from .tables import World, hierarchy

SEX = hierarchy("sex", "sex", {"_T": ["F", "M", "U"]})
AGE = hierarchy("age", "age", {"_T": ["child", "adult"]})
FORM = hierarchy("form", "form", {"_T": ["x", "y"]})


def line(tree: Hierarchy, **values: int) -> System:
    """A table of one dimension."""
    frame = pl.DataFrame({tree.dimension: list(values), "value": list(values.values())})
    return link([Table("t", {tree.dimension: tree.name}, frame)], [tree])


def cells(system: System, **codes: str) -> np.ndarray:
    """Where the cells with some codes are."""
    return np.array(
        [codes.items() <= system.describe(cell)[1].items() for cell in range(system.size)], dtype=bool
    )


def told(system: System, withheld: np.ndarray, cell: int, floor: int = 1) -> tuple[str, str]:
    explanation = explain(system.without_values(withheld), ~withheld, cell, floor=floor)
    assert explanation is not None
    return sentence(explanation, "es"), sentence(explanation, "en")


def test_a_single_withheld_cell_is_the_total_less_the_others() -> None:
    system = line(SEX, _T=20, F=17, M=3, U=0)
    withheld = cells(system, sex="M")
    assert told(system, withheld, int(np.argmax(withheld))) == (
        "exactamente 3 = 20 (sex=total) − 17 (sex=F) − 0 (sex=U)",
        "exactly 3 = 20 (sex=total) − 17 (sex=F) − 0 (sex=U)",
    )


def test_two_withheld_cells_are_hemmed_in_by_the_floor() -> None:
    system = line(SEX, _T=20, F=17, M=2, U=1)
    withheld = cells(system, sex="M") | cells(system, sex="U")
    assert told(system, withheld, int(np.argmax(withheld))) == (
        "al menos 1: un valor retenido es al menos 1; "
        "a lo sumo 2 = 20 (sex=total) − 17 (sex=F) − 1 (sex=U, retenido: al menos 1)",
        "at least 1: a withheld value is at least 1; "
        "at most 2 = 20 (sex=total) − 17 (sex=F) − 1 (sex=U, withheld: at least 1)",
    )
    assert told(system, withheld, int(np.argmax(withheld)), floor=0) == (
        "al menos 0: ningún recuento es negativo; "
        "a lo sumo 3 = 20 (sex=total) − 17 (sex=F); no son negativos: (sex=U)",
        "at least 0: no count is negative; at most 3 = 20 (sex=total) − 17 (sex=F); not negative: (sex=U)",
    )


def test_the_fewest_published_cells_are_used() -> None:
    tree = hierarchy("place", "place", {"_T": ["N", "S"], "N": ["a", "b", "c"], "S": ["d", "e"]})
    system = line(tree, _T=60, N=35, a=10, b=12, c=13, S=25, d=4, e=21)
    withheld = cells(system, place="d")
    es, _ = told(system, withheld, int(np.argmax(withheld)))
    assert es == "exactamente 4 = 25 (place=S) − 21 (place=e)"
    withheld |= cells(system, place="S")
    es, _ = told(system, withheld, int(np.argmax(cells(system, place="d"))))
    assert es == "exactamente 4 = 60 (place=total) − 35 (place=N) − 21 (place=e)"


def test_a_complement_of_a_yes_no_item_is_explained_as_well() -> None:
    forms = subsets(["x", "y"], True, [])
    world = World([FORM], [SetDimension("form", True)])
    system = world.system({"t": {"form": "form"}}, [{"form": form} for form in forms], [1, 9, 2])
    withheld = cells(system, form="y")
    none = int(np.argmax(cells(system, form="not x")))
    assert told(system, withheld, none) == (
        "exactamente 1 = 12 (form=total) − 11 (form=x)",
        "exactly 1 = 12 (form=total) − 11 (form=x)",
    )


def test_labels_may_stand_for_codes() -> None:
    system = line(SEX, _T=20, F=17, M=3, U=0)
    withheld = cells(system, sex="M")
    explanation = explain(system.without_values(withheld), ~withheld, int(np.argmax(withheld)))
    assert explanation is not None
    said = sentence(explanation, "en", lambda _, code: {"F": "women", "U": "unknown"}[code])
    assert said == "exactly 3 = 20 (sex=total) − 17 (sex=women) − 0 (sex=unknown)"


def test_twice_a_cell_is_halved() -> None:
    # a + b = 5, a + c = 4 and b + c = 7 are told, the cells and the total are not: twice a is 2.
    totals = {"g1": ("a", "b"), "g2": ("b", "c"), "g3": ("a", "c")}
    values = {"a": 1, "b": 4, "c": 3}
    hierarchies, tables = [], []
    for name, members in totals.items():
        rest = [code for code in values if code not in members]
        tree = hierarchy(name, "cell", {"_T": [name, *rest], name: list(members)})
        figures = {"_T": 8, name: sum(values[m] for m in members), **values}
        frame = pl.DataFrame({"cell": list(figures), "value": list(figures.values())})
        hierarchies.append(tree)
        tables.append(Table(name, {"cell": name}, frame))
    system = link(tables, hierarchies)
    withheld = cells(system, cell="a") | cells(system, cell="b") | cells(system, cell="c")
    withheld |= cells(system, cell="_T")
    explanation = explain(system.without_values(withheld), ~withheld, int(np.argmax(cells(system, cell="a"))))
    assert explanation is not None
    assert sentence(explanation, "en") == "exactly 1 = (5 (cell=g1) + 4 (cell=g3) − 7 (cell=g2)) / 2"


def test_what_needs_too_many_cells_is_not_explained() -> None:
    codes = [f"c{i:02}" for i in range(30)]
    tree = hierarchy("cell", "cell", {"_T": codes})
    system = line(tree, _T=60, **dict.fromkeys(codes, 2))
    withheld = cells(system, cell="c07")
    assert explain(system.without_values(withheld), ~withheld, int(np.argmax(withheld))) is None


def test_an_unbounded_cell_is_explained_at_its_low_end_only() -> None:
    system = line(SEX, _T=20, F=17, M=2, U=1)
    withheld = cells(system, sex="M") | cells(system, sex="_T")
    total = int(np.argmax(cells(system, sex="_T")))
    assert told(system, withheld, total)[1] == (
        "at least 19 = 17 (sex=F) + 1 (sex=U) + 1 (sex=M, withheld: at least 1)"
    )


def test_an_explanation_never_reads_a_withheld_value() -> None:
    system = line(SEX, _T=20, F=17, M=3, U=0)
    withheld = cells(system, sex="M")
    garbled = np.where(withheld, 900, system.value)
    before = told(system, withheld, int(np.argmax(withheld)))
    object.__setattr__(system, "value", garbled)
    explanation = Explainer(system, ~withheld).explain(int(np.argmax(withheld)), 3, 3)
    assert explanation is not None and sentence(explanation, "es") == before[0]


@pytest.mark.parametrize("lie", [(2, 2), (4, 4), (3, 9)])
def test_an_interval_that_does_not_follow_is_not_explained(lie: tuple[int, int]) -> None:
    system = line(SEX, _T=20, F=17, M=3, U=0)
    withheld = cells(system, sex="M")
    shown = system.without_values(withheld)
    assert attack(shown, ~withheld, targets=np.flatnonzero(withheld)).exact.all()
    assert Explainer(shown, ~withheld).explain(int(np.argmax(withheld)), *lie) is None
