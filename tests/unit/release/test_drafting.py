import itertools
from dataclasses import replace

import polars as pl
import pytest
from release_home import small_world
from release_world import World, count, make_world, semester_list

from release.errors import UserError
from release.folder import read_table


def shown(made, name, dimensions=("semester", "scope")):
    return read_table(made.public, name, dimensions)


def fixed_world(counts: dict[tuple[str, str], int], years=range(2024, 2026)) -> World:
    """A world in which so many victims of a scope were identified in a semester."""
    world = make_world(years, 0, only=("victims_by_scope",))
    records = [{"semester": [s], "scope": [c]} for (s, c), n in counts.items() for _ in range(n)]
    frame = count(records, ("semester", "scope"), world.code_lists)
    return replace(world, frames={"victims_by_scope": frame})


@pytest.mark.parametrize("period", ["2024-S1", "2024-S2", "2025-S1", "2025-S2"])
def test_every_published_value_is_an_independent_count_of_the_records(home, period):
    leaves = ("INT", "EXT_SAL", "EXT_ENT", "ND")
    semesters = ("2024-S1", "2024-S2", "2025-S1", "2025-S2")
    sizes = dict(
        zip(itertools.product(semesters, leaves), itertools.cycle((23, 2, 11, 0, 7, 9, 31)), strict=False)
    )
    home.build(fixed_world(sizes))
    frame = shown(home.draft(period), "victims_by_scope")
    inside = {"EXT": ("EXT_SAL", "EXT_ENT"), "_T": leaves} | {leaf: (leaf,) for leaf in leaves}
    for semester, scope, value, status in frame.iter_rows():
        true = sum(
            n
            for (when, what), n in sizes.items()
            if when <= period and (semester == "_T" or when.startswith(semester)) and what in inside[scope]
        )
        assert value == true if status == "A" else true > 0
        assert status == "c" or not 0 < true < 5


def test_a_release_holds_every_cell_of_its_cross_product(built):
    made = built.draft("2025-S1")
    frame = shown(made, "victims_by_form", ("semester", "exploitation_form"))
    semesters = ("_T", "2024", "2024-S1", "2024-S2", "2025", "2025-S1")
    forms = ("_T", "SEX", "TRAF", "MEND", "MATR", "NE")
    assert frame.select("semester", "exploitation_form").rows() == list(itertools.product(semesters, forms))


def test_tables_without_persons_are_published_in_full(built):
    made = built.draft("2025-S2")
    frame = shown(made, "submissions_by_institution", ("semester", "institution"))
    world = small_world()
    true = world.frames["submissions_by_institution"]
    joined = frame.join(true, on=["semester", "institution"], suffix="_true")
    assert frame["status"].unique().to_list() == ["A"]
    assert joined.height == true.height == joined.filter(pl.col("value") == pl.col("value_true")).height


def test_a_statistic_without_a_single_record_is_published_as_zeros(home):
    home.build(fixed_world({}))
    frame = shown(home.draft("2025-S2"), "victims_by_scope")
    assert frame.select(pl.col("value").sum(), (pl.col("status") == "A").all()).row(0) == (0, True)


def test_a_statistic_withheld_wholly_is_published_as_such(home):
    home.build(fixed_world({("2024-S1", "INT"): 2, ("2024-S1", "ND"): 1}))
    made = home.draft("2024-S1")
    frame = shown(made, "victims_by_scope")
    assert frame.filter(pl.col("scope") == "_T")["status"].unique().to_list() == ["c"]
    assert frame.filter(pl.col("status") == "c")["value"].null_count() == made.withheld
    home.approve(made.id)
    assert home.publish(made.id).manifest["tables"]["victims_by_scope"]["withheld"] == made.withheld


def test_a_first_release_of_one_semester_has_that_semester_its_year_and_the_total(home):
    home.build(fixed_world({("2024-S1", "INT"): 20}))
    frame = shown(home.draft("2024-S1"), "victims_by_scope")
    assert frame["semester"].unique(maintain_order=True).to_list() == ["_T", "2024", "2024-S1"]
    assert frame.filter(pl.col("scope") == "INT")["value"].to_list() == [20, 20, 20]


def test_a_statistic_of_semesters_alone_is_a_release_too(home):
    world = make_world(range(2024, 2025), 0, only=("victims_by_scope",))
    said = replace(world.descriptions[0], dimensions=("semester",))
    frame = pl.DataFrame({"semester": ["_T", "2024", "2024-S1", "2024-S2"], "value": [30, 30, 10, 20]})
    frame = frame.with_columns(contributors=pl.col("value"))
    home.build(replace(world, descriptions=(said,), frames={said.name: frame}))
    release = home.released("2024-S2")
    assert read_table(release.folder, said.name, ("semester",))["value"].to_list() == [30, 30, 10, 20]


def test_disclosure_judges_by_the_persons_behind_a_cell_not_by_its_units(home):
    world = fixed_world({("2024-S1", "INT"): 40, ("2024-S1", "EXT_SAL"): 30})
    few = pl.when(pl.col("scope") == "INT").then(pl.min_horizontal("contributors", 3))
    frame = world.frames["victims_by_scope"].with_columns(contributors=few.otherwise(pl.col("contributors")))
    home.build(replace(world, frames={"victims_by_scope": frame}))
    shown_frame = shown(home.draft("2024-S1"), "victims_by_scope")
    assert shown_frame.filter(pl.col("scope") == "INT")["status"].unique().to_list() == ["c"]


def test_a_semester_known_by_its_year_only_enters_when_the_year_is_over(home):
    world = fixed_world({("2024-S1", "INT"): 10, ("2024-S2", "INT"): 20, ("2025-S1", "INT"): 30})
    lists = world.code_lists | {"semester": semester_list(range(2024, 2026), unknown=(2024, 2025))}
    records = [
        {"semester": [s], "scope": ["INT"]}
        for s, n in {"2024-S1": 10, "2024-S2": 20, "2024-U": 7, "2025-S1": 30, "2025-U": 9}.items()
        for _ in range(n)
    ]
    frame = count(records, ("semester", "scope"), lists)
    home.build(replace(world, code_lists=lists, frames={"victims_by_scope": frame}))
    total = pl.col("scope") == "_T"
    first = shown(home.draft("2024-S1"), "victims_by_scope").filter(total)
    assert dict(zip(first["semester"], first["value"], strict=True)) == {"_T": 10, "2024": 10, "2024-S1": 10}
    later = shown(home.draft("2025-S1"), "victims_by_scope").filter(total)
    assert dict(zip(later["semester"], later["value"], strict=True)) == {
        "_T": 67, "2024": 37, "2024-S1": 10, "2024-S2": 20, "2024-U": 7, "2025": 30, "2025-S1": 30,
    }  # fmt: skip


def test_a_period_without_data_is_refused(built):
    with pytest.raises(UserError, match="no_semester_yet") as caught:
        built.draft("2026-S1")
    assert caught.value.exit_code == 3


def test_semesters_that_do_not_add_up_are_refused(built):
    built.connection.execute(
        "UPDATE statistics.victims_by_scope SET value = value + 1 WHERE semester = '2024'"
    )
    with pytest.raises(UserError, match="semesters_do_not_add"):
        built.draft("2025-S2")


def test_tables_of_one_population_that_contradict_each_other_are_refused(built):
    more = "value = value + 1, contributors = contributors + 1"
    where = "semester IN ('2024-S1', '2024', '_T') AND scope IN ('_T', 'INT')"
    built.connection.execute(f"UPDATE statistics.victims_by_scope SET {more} WHERE {where}")
    with pytest.raises(UserError, match="tables_inconsistent"):
        built.draft("2025-S2")


def test_nothing_marked_for_publication_is_refused(built):
    manifest = built.places.manifest
    manifest.write_text(manifest.read_text().replace('"publish": true', '"publish": false'))
    with pytest.raises(UserError, match="nothing_to_publish"):
        built.draft("2025-S2")


def test_drafting_again_replaces_the_draft_and_its_figures(built):
    first = built.draft("2024-S1")
    second = built.draft("2024-S1", code_version="0.2.0")
    assert (first.id, first.digest != second.digest) == (second.id, True)
    digests = built.connection.execute("SELECT DISTINCT digest FROM vintage.cells").fetchall()
    assert digests == [(second.digest,)]


def test_the_audit_of_a_draft_tells_intervals_and_no_true_value(home):
    home.build(fixed_world({("2024-S1", "INT"): 3, ("2024-S1", "EXT_SAL"): 77, ("2024-S1", "ND"): 44}))
    facts = home.draft("2024-S1").audit()["populations"]["victims"]
    assert facts["open"] == []
    assert facts["sensitive"] >= 1
    for interval in facts["intervals"]:
        assert set(interval) == {"table", "codes", "low", "high"}
        assert interval["high"] is None or interval["high"] > interval["low"]
    sensitive = [i for i in facts["intervals"] if i["codes"].get("scope") == "INT"]
    assert all(i["high"] is None or i["high"] >= 5 for i in sensitive)
    assert sensitive


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE build.last_run SET complete = false", "build_incomplete"),
        ("DELETE FROM build.last_run", "build_incomplete"),
        ("DROP TABLE build.last_run", "warehouse_not_built"),
    ],
)
def test_nothing_is_drafted_from_a_build_that_did_not_end_well(built, change, fault):
    built.connection.execute(change)
    with pytest.raises(UserError, match=fault) as caught:
        built.draft("2025-S2")
    assert caught.value.exit_code == 3
