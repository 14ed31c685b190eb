"""The common refinement of margins, on tables done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import System
from disclosure.attackers.margins import Cross, cross

from .margin_cases import linked, margin_of


@pytest.fixture(scope="module")
def system() -> System:
    return linked()


def test_the_refinement_of_two_groupings_keeps_apart_what_either_keeps_apart(system: System) -> None:
    whole = cross([margin_of(system, "zones"), margin_of(system, "other")])
    # zones tells N = {a, c} from S = {b, d}; other tells every leaf.
    assert whole.dimensions == ("place", "sex") and whole.shape == (4, 2)
    assert len(set(whole.groups["place"].tolist())) == 4
    alone = cross([margin_of(system, "zones")])
    assert alone.shape == (2, 2) and alone.size == 4.0
    place = alone.groups["place"].tolist()
    assert place[0] == place[2] != place[1] == place[3]


def test_the_refinement_has_a_set_dimension_by_total_and_items(system: System) -> None:
    whole = cross([margin_of(system, "form"), margin_of(system, "zones")])
    assert whole.dimensions == ("form", "place", "sex") and whole.shape == (4, 2, 2)
    assert list(whole.items) == ["form"] and sorted(whole.groups) == ["place", "sex"]
    assert whole.size == 16.0 and isinstance(whole.size, float)


def test_a_margin_is_the_whole_when_it_has_all_dimensions_as_finely_grouped(system: System) -> None:
    full, zones, other = (margin_of(system, name) for name in ("full", "zones", "other"))
    assert cross([full, zones]).is_of(full)
    assert not cross([full, zones]).is_of(zones), "not as fine"
    assert not cross([full, other]).is_of(other), "a dimension less"
    assert not cross([other]).is_of(full), "a dimension more"


def test_every_place_of_the_refinement_has_its_place_in_each_margin(system: System) -> None:
    zones, full, form = (margin_of(system, name) for name in ("zones", "full", "form"))
    whole = cross([zones, full, form])
    for margin in (zones, full):
        places = whole.places(margin)
        assert sorted(places) == ["place", "sex"]
        for name in ("place", "sex"):
            assert np.array_equal(places[name][whole.groups[name]], margin.groups[name])
    assert whole.places(form)["form"].tolist() == [0, 1, 2, 3]
    assert sorted(whole.places(form)) == ["form", "sex"]


def test_a_combination_is_alive_that_no_margin_knows_to_be_zero(system: System) -> None:
    zones = margin_of(system, "zones", int(margin_of(system, "zones").cells[0, 1]))
    full = margin_of(system, "full", int(margin_of(system, "full").cells[0, 1]))
    whole = cross([zones, full])
    alive = whole.alive([zones, full])
    dead = {
        (leaf, sex)
        for leaf, place in zip("abcd", whole.groups["place"].tolist(), strict=True)
        for sex, at in (("F", 0), ("M", 1))
        if not alive[place, at]
    }
    # No man in the zone N = {a, c}, no woman in the leaf c.
    assert dead == {("a", "M"), ("c", "M"), ("c", "F")}
    assert whole.alive([]).all() and whole.alive([]).shape == whole.shape


def test_the_size_of_a_refinement_may_be_astronomic() -> None:
    assert Cross(("a", "b"), {}, {}, (2**40, 2**40)).size == 2.0**80
