import json
from dataclasses import replace

import pytest
from release_home import dbt_manifest, small_world

from release.catalogue import read_descriptions
from release.errors import UserError
from release.reading import read_code_lists, read_statistic

TABLE = "statistics.victims_by_scope"


def read(home, name="victims_by_scope"):
    lists = read_code_lists(home.connection)
    said = read_descriptions(home.places.manifest, populations=("victims", "submissions"), dimensions=lists)
    return read_statistic(home.connection, next(d for d in said if d.name == name), lists)


def refused(home):
    with pytest.raises(UserError) as caught:
        read(home)
    return caught.value


def test_rows_come_in_code_list_order_whatever_their_order_in_the_warehouse(built):
    frame = read(built).frame
    assert frame["semester"].unique(maintain_order=True).to_list()[:4] == ["_T", "2024", "2024-S1", "2024-S2"]
    assert frame["scope"].head(6).to_list() == ["_T", "INT", "EXT", "EXT_SAL", "EXT_ENT", "ND"]


def test_every_statistic_is_read_as_it_was_counted(built):
    world = small_world()
    for name, frame in world.frames.items():
        assert read(built, name).frame.sort(frame.columns).equals(frame.sort(frame.columns))


def test_set_dimensions_keep_what_the_seed_says_of_them(built):
    form = read_code_lists(built.connection)["exploitation_form"]
    assert (form.kind, form.covering, form.exclusive) == ("set", True, ("NE",))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (f"DELETE FROM {TABLE} WHERE scope = 'ND' AND semester = '2024'", "cells_differ"),
        (f"INSERT INTO {TABLE} SELECT * FROM {TABLE} LIMIT 1", "cells_differ"),
        (f"UPDATE {TABLE} SET scope = 'XYZ' WHERE scope = 'ND'", "cells_differ"),
        (f"UPDATE {TABLE} SET scope = NULL WHERE scope = 'ND' AND semester = '2024'", "cells_differ"),
        (f"UPDATE {TABLE} SET value = NULL WHERE scope = 'ND'", "counts_impossible"),
        (f"UPDATE {TABLE} SET contributors = -1 WHERE scope = 'ND'", "counts_impossible"),
        (f"UPDATE {TABLE} SET contributors = value + 1", "counts_impossible"),
        (f"UPDATE {TABLE} SET contributors = 0", "counts_impossible"),
        (f"ALTER TABLE {TABLE} DROP contributors", "columns_differ"),
        (f"ALTER TABLE {TABLE} ADD COLUMN name VARCHAR", "columns_differ"),
        (f"DROP TABLE {TABLE}", "statistic_not_built"),
        ("UPDATE intermediate.dimension_nodes SET parent = 'XYZ' WHERE code = 'INT'", "code_list_broken"),
        ("UPDATE reference.dimensions SET kind = 'bag' WHERE dimension = 'scope'", "code_list_broken"),
        ("DROP TABLE intermediate.dimension_nodes", "warehouse_not_built"),
    ],
)
def test_a_table_that_is_not_a_full_and_possible_count_is_refused(built, change, fault):
    built.connection.execute(change)
    assert refused(built).message_id == fault


@pytest.mark.parametrize("key", ["title_es", "note_en", "unit_es", "articles", "indicators", "population"])
def test_a_statistic_described_in_part_is_refused_by_name_and_key(built, key):
    built.places.manifest.write_text(json.dumps(dbt_manifest(small_world(), **{key: None})))
    fault = refused(built)
    assert (fault.message_id, fault.params["keys"]) == ("meta_incomplete", key)
    assert fault.params["model"] in small_world().frames


def test_an_unknown_population_names_the_model_and_the_known_ones(built):
    built.places.manifest.write_text(json.dumps(dbt_manifest(small_world(), population="tourists")))
    fault = refused(built)
    assert fault.message_id == "population_unknown"
    assert fault.params["known"] == "victims, submissions"
    assert fault.params["model"] in small_world().frames


def test_an_unknown_dimension_names_the_model_and_the_known_ones(built):
    built.places.manifest.write_text(json.dumps(dbt_manifest(small_world(), dimensions=["semester", "shoe"])))
    fault = refused(built)
    assert (fault.message_id, fault.params["dimension"]) == ("dimension_unknown", "shoe")
    assert "scope" in fault.params["known"]


def test_a_statistic_without_semesters_is_refused(built):
    built.places.manifest.write_text(json.dumps(dbt_manifest(small_world(), dimensions=["scope"])))
    assert refused(built).message_id == "semester_missing"


def test_statistics_that_are_not_for_publication_are_left_out(built):
    world = small_world()
    manifest = dbt_manifest(world, publish=False)
    built.places.manifest.write_text(json.dumps(manifest))
    assert read_descriptions(built.places.manifest, populations=("victims",), dimensions=("semester",)) == ()


def test_models_outside_the_statistics_folder_are_no_statistics(built):
    manifest = dbt_manifest(replace(small_world()))
    for node in manifest["nodes"].values():
        node["schema"] = "intermediate"
    built.places.manifest.write_text(json.dumps(manifest))
    assert read_descriptions(built.places.manifest, populations=("victims",), dimensions=("semester",)) == ()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_broken_dbt_manifest_is_told_as_such(built, content):
    built.places.manifest.write_text(content)
    assert refused(built).message_id == "manifest_unreadable"
