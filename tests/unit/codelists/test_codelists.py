"""The code lists are whole, and the trees made of them agree with them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global

FOLDER = Path(__file__).resolve().parents[3] / "data" / "codelists"
LISTS = sorted(path.stem for path in FOLDER.glob("*.csv"))
TERRITORY = {"municipalities", "districts"}
TREES = {"dimensions", "hierarchies"}
# Territory codes that CLDR keeps for countries that are no more.
FORMER = {"BUR", "DDR", "FXX", "ROM", "TMP", "YMD", "ZAR"}


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree(dimension: str) -> list[dict[str, str]]:
    return [row for row in read("hierarchies") if row["dimension"] == dimension]


def children(dimension: str, parent: str) -> list[str]:
    return [row["code"] for row in tree(dimension) if row["parent"] == parent]


@pytest.mark.parametrize("name", [name for name in LISTS if name not in TREES])
def test_every_list_has_distinct_codes_with_names(name: str) -> None:
    rows = read(name)
    key = next(iter(rows[0]))
    assert all(count == 1 for count in Counter(row[key] for row in rows).values())
    for row in rows:
        assert row[key] == row[key].strip() != ""
        assert None not in row
        if name in TERRITORY:
            continue
        assert row["label_es"].strip()
        assert row["label_en"].strip()


def test_the_lists_are_plain_utf8_with_unix_ends_of_line() -> None:
    for name in LISTS:
        raw = (FOLDER / f"{name}.csv").read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in raw, name
        assert raw.endswith(b"\n"), name
        raw.decode("utf-8")


def test_nationality_holds_every_country_of_iso_3166_with_its_three_codes() -> None:
    aliases = get_global("territory_aliases")
    countries = {row["iso3"]: row for row in read("nationality") if not row["iso3"].startswith("_")}
    assert len(countries) == len({row["iso2"] for row in countries.values()}) == 249
    for iso3, row in countries.items():
        assert aliases[iso3] == [row["iso2"]]
        assert aliases[row["iso_num"]] == [row["iso2"]]
        assert row["iso2"] in Locale("es").territories
    alpha3 = {
        code for code, meant in aliases.items() if len(code) == 3 and code.isalpha() and len(meant) == 1
    }
    of_countries = {
        code for code in alpha3 - FORMER if aliases[code][0] in {r["iso2"] for r in countries.values()}
    }
    assert of_countries == set(countries)


def test_nationalities_are_published_under_the_groups_of_the_tree() -> None:
    leaves = {row["code"] for row in tree("nationality_group")} - {"_T", "EXT"}
    groups = {row["iso3"]: row["publication_group"] for row in read("nationality")}
    assert {group for code, group in groups.items() if code != "_T"} == leaves
    assert groups["_A"] == groups["_X"] == "RESTO"
    assert [code for code, group in groups.items() if group == "SV"] == ["SLV"]
    assert sorted(code for code, group in groups.items() if group == "CA4") == ["GTM", "HND", "NIC"]


@pytest.mark.parametrize(
    "dimension", [row["dimension"] for row in read("dimensions") if row["dimension"] != "semester"]
)
def test_every_tree_has_one_root_and_is_in_tree_order(dimension: str) -> None:
    rows = tree(dimension)
    assert [row["seq"] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    assert [row["code"] for row in rows if not row["parent"]] == ["_T"]

    def walk(code: str) -> list[str]:
        return [code, *(below for child in children(dimension, code) for below in walk(child))]

    assert [row["code"] for row in rows] == walk("_T")


@pytest.mark.parametrize(
    ("dimension", "name", "added"),
    [
        ("sex", "sex", set()),
        ("exploitation_form", "exploitation_forms", {"_T"}),
        ("institution_type", "institution_types", {"_T"}),
        ("institution", "institutions", {"_T"}),
        ("case_stage", "case_stage", {"_T"}),
        ("penal_provision", "penal_provisions", {"_T", "_U"}),
        ("service", "services", {"_T"}),
        ("scope", "trafficking_scope", {"_T", "EXT"}),
        ("nationality_group", "nationality_groups", set()),
        ("department", "departments", {"_T", "Z_OCC", "Z_CEN", "Z_PAR", "Z_ORI"}),
        (
            "age_group",
            "age_groups",
            {"Y0T17", "Y0T11", "Y12T17", "Y0T17_U", "Y_GE18", "Y18T29", "Y30T59", "Y_GE18_U"},
        ),
    ],
)
def test_every_tree_holds_its_list_under_the_same_names(dimension: str, name: str, added: set[str]) -> None:
    listed = {row["code"]: (row["label_es"], row["label_en"]) for row in read(name)}
    nodes = {row["code"]: (row["label_es"], row["label_en"]) for row in tree(dimension)}
    assert set(nodes) - set(listed) == added - set(listed)
    assert set(listed) <= set(nodes)
    assert all(nodes[code] == labels for code, labels in listed.items())


def test_every_flat_tree_is_flat() -> None:
    for dimension in (
        "exploitation_form",
        "institution_type",
        "institution",
        "case_stage",
        "penal_provision",
        "service",
    ):
        assert {row["parent"] for row in tree(dimension)} == {"", "_T"}


def test_departments_lie_in_their_zones_and_municipalities_in_departments() -> None:
    departments = {row["code"]: row for row in read("departments")}
    parents = {row["code"]: row["parent"] for row in tree("department")}
    assert all(parents[code] == (row["zone"] or "_T") for code, row in departments.items())
    assert sum(1 for row in departments.values() if row["zone"]) == 14
    municipalities = {row["municipality_code"]: row["department_iso"] for row in read("municipalities")}
    assert len(municipalities) == 44
    assert set(municipalities.values()) == {code for code in departments if code.startswith("SV-")}
    districts = read("districts")
    assert len(districts) == 262
    assert all(municipalities[row["municipality_code"]] == row["department_iso"] for row in districts)


def test_age_bands_partition_every_age_at_every_level() -> None:
    bands = {row["code"]: row for row in read("age_groups") if row["age_min"]}
    ages = {code: set(range(int(row["age_min"]), int(row["age_max"]) + 1)) for code, row in bands.items()}

    def covered(code: str) -> list[int]:
        below = [age for child in children("age_group", code) for age in covered(child)]
        return below or sorted(ages.get(code, set()))

    assert covered("_T") == list(range(121))
    assert covered("Y0T17") == list(range(18))
    assert covered("Y0T11") == list(range(12))
    assert covered("Y18T29") == list(range(18, 30))
    assert covered("Y30T59") == list(range(30, 60))
    parents = {row["code"]: row["parent"] for row in tree("age_group")}
    for code, row in bands.items():
        assert row["public_band"] in {code, parents[code]}


def test_every_institution_has_a_type() -> None:
    types = {row["code"]: row["institution_type"] for row in read("institutions")}
    assert set(types.values()) == {row["code"] for row in read("institution_types")}
    assert types["PNC"] == "POLICE"
    assert types["FGR"] == types["OJ"] == "PROSECUTION"
    assert types["ONG"] == types["OI"] == "NGO"


def test_a_set_names_its_exclusive_values_among_its_codes() -> None:
    for row in read("dimensions"):
        exclusive = set(filter(None, row["exclusive"].split(";")))
        assert row["kind"] in {"tree", "set"}
        assert row["covering"] == "1"
        assert exclusive <= {node["code"] for node in tree(row["dimension"])}
        assert not exclusive or row["kind"] == "set"


@pytest.mark.shared
def test_no_code_of_the_shared_lists_is_lost(shared_folder: Path) -> None:
    for path in sorted((shared_folder / "codelists").glob("*.csv")):
        if path.stem not in LISTS:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            theirs = list(csv.DictReader(file))
        key = {"departments": "iso_3166_2", "sex": "code_sdmx"}.get(path.stem, next(iter(theirs[0])))
        ours = read(path.stem)
        assert {row[key] for row in theirs} <= {next(iter(row.values())) for row in ours}, path.stem
