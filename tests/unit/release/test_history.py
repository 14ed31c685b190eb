"""Several releases: what was published stands, and the attacker sees all of them at once."""

import itertools

import polars as pl
import pytest
from release_home import late_record, small_world
from test_drafting import fixed_world, shown

from release import ledger
from release.errors import UserError
from release.folder import read_table

TABLE, KEYS = "victims_by_scope", ["semester", "scope"]


def table(release):
    return read_table(release.folder, TABLE, tuple(KEYS))


def test_what_was_published_stays_published_and_what_was_withheld_stays_withheld(home, one_table):
    home.build(one_table)
    releases = [table(home.released(period)) for period in ("2024-S1", "2024-S2", "2025-S1", "2025-S2")]
    for earlier, later in itertools.pairwise(releases):
        # A year and the total go on growing: only what covers the same semesters can be compared.
        closed = [s for s in earlier["semester"].unique() if "-S" in s or f"{s}-S2" in earlier["semester"]]
        both = earlier.filter(pl.col("semester").is_in(closed)).join(later, on=KEYS, suffix="_later")
        assert both["status"].to_list() == both["status_later"].to_list()
        assert both["value"].to_list() == both["value_later"].to_list()


def test_a_semester_too_small_to_be_told_is_not_told_by_two_totals(home):
    """Published apart, the totals of 2024 and of 2024-2025 would differ by the two victims of 2025-S1."""
    home.build(
        fixed_world(
            {("2024-S1", "INT"): 40, ("2024-S2", "INT"): 30, ("2025-S1", "INT"): 2, ("2025-S2", "INT"): 50}
        )
    )
    first = table(home.released("2024-S2"))
    later = table(home.released("2025-S1"))
    total = (pl.col("semester") == "_T") & (pl.col("scope") == "INT")
    assert first.filter(total)["status"].item() == "A"
    assert later.filter(total)["status"].item() == "c"


def test_the_totals_of_all_releases_together_give_no_small_semester_away(home):
    sizes = {("2024-S1", "INT"): 40, ("2024-S2", "INT"): 3, ("2025-S1", "INT"): 2, ("2025-S2", "INT"): 60}
    home.build(fixed_world(sizes))
    told = {}
    for period in ("2024-S1", "2024-S2", "2025-S1", "2025-S2"):
        frame = table(home.released(period)).filter(pl.col("scope") == "INT", pl.col("semester") == "_T")
        told[period] = frame["value"].item()
    known = [value for value in told.values() if value is not None]
    assert all(abs(a - b) not in range(1, 5) for a, b in itertools.combinations(known, 2))


def test_a_late_report_leaves_the_published_figure_and_marks_the_table(home, one_table):
    home.build(one_table)
    first = table(home.released("2024-S2"))
    home.build(late_record(one_table, "2024-S1"))
    made = home.draft("2025-S1")
    assert made.pending_revision == (TABLE,)
    later = shown(made, TABLE)
    old = pl.col("semester").is_in(["2024", "2024-S1", "2024-S2"])
    assert later.filter(old).rows() == first.filter(old).rows()


def test_new_semesters_come_from_the_build_of_the_day(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    changed = late_record(one_table, "2025-S1")
    home.build(changed)
    made = home.draft("2025-S1")
    assert made.pending_revision == ()
    cell = (pl.col("semester") == "2025-S1") & (pl.col("scope") == "INT")
    assert (
        shown(made, TABLE).filter(cell)["value"].item() == changed.frames[TABLE].filter(cell)["value"].item()
    )


def test_the_total_adds_the_published_semesters_and_the_new_ones(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    home.build(late_record(one_table, "2024-S1"))
    frame = shown(home.draft("2025-S1"), TABLE)
    everybody = frame.filter(pl.col("scope") == "_T")
    value = dict(zip(everybody["semester"], everybody["value"], strict=True))
    assert value["_T"] == value["2024-S1"] + value["2024-S2"] + value["2025-S1"]


def test_the_same_period_again_is_refused_when_the_data_changed(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    home.build(late_record(one_table, "2024-S1"))
    with pytest.raises(UserError, match="revision_refused") as caught:
        home.draft("2024-S2")
    assert (caught.value.exit_code, caught.value.params["tables"]) == (3, TABLE)


def test_the_same_period_again_with_the_same_data_is_a_second_release_of_the_same_cells(home, one_table):
    home.build(one_table)
    first = home.released("2024-S2")
    second = home.released("2024-S2")
    assert (first.id, second.id) == ("2024-S2-r1", "2024-S2-r2")
    assert table(first).equals(table(second))


def test_a_period_before_the_last_published_is_refused(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    with pytest.raises(UserError, match="period_past") as caught:
        home.draft("2024-S1")
    assert caught.value.exit_code == 3


def test_a_published_statistic_cannot_disappear(home):
    world = small_world(only=("victims_by_scope", "victims_by_nationality"))
    home.build(world)
    home.released("2024-S2")
    home.build(small_world(only=("victims_by_scope",)))
    with pytest.raises(UserError, match="statistic_vanished") as caught:
        home.draft("2025-S1")
    assert caught.value.params["model"] == "victims_by_nationality"


def test_a_new_statistic_joins_with_all_its_semesters(home):
    both = small_world(only=("victims_by_scope", "victims_by_nationality"))
    alone = small_world(only=("victims_by_scope", "victims_by_nationality"))
    alone = type(alone)(alone.code_lists, alone.descriptions[1:], alone.frames)
    home.build(alone)
    home.released("2024-S2")
    home.build(both)
    made = home.draft("2025-S1")
    assert set(made.facts["tables"]) == {"victims_by_scope", "victims_by_nationality"}


def test_a_code_that_moved_is_refused(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    home.connection.execute("UPDATE intermediate.dimension_nodes SET parent = 'EXT' WHERE code = 'ND'")
    with pytest.raises(UserError, match="code_list_changed") as caught:
        home.draft("2025-S1")
    assert caught.value.params["dimension"] == "scope"


def test_a_new_code_beside_the_old_ones_counts_nobody_in_published_semesters(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    home.connection.execute(
        "INSERT INTO intermediate.dimension_nodes VALUES ('scope', 'NEW', '_T', 99, 'Nuevo', 'New')"
    )
    home.connection.execute(
        f"INSERT INTO statistics.{TABLE} SELECT DISTINCT semester, 'NEW', 0, 0 FROM statistics.{TABLE}"
    )
    frame = shown(home.draft("2025-S1"), TABLE)
    assert frame.filter(pl.col("scope") == "NEW")["value"].to_list() == [0] * 6


def test_the_ledger_holds_what_was_published_and_no_withheld_value(home, one_table):
    home.build(one_table)
    release = home.released("2024-S2")
    with ledger.opened(home.connection, home.places.ledger, None):
        past = ledger.read_past(home.connection)
        rows = home.connection.execute(
            "SELECT count(*) FROM ledger.cells WHERE (status = 'A') = (value IS NULL)"
        ).fetchone()
    assert rows == (0,)
    assert [p.id for p in past] == [release.id]
    assert (
        past[0]
        .tables[TABLE]
        .frame.sort(KEYS)
        .equals(table(release).select(*KEYS, "value", "status").sort(KEYS))
    )


def test_a_ledger_that_contradicts_the_warehouse_stops_the_next_draft(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    with ledger.opened(home.connection, home.places.ledger, None):
        home.connection.execute("UPDATE ledger.cells SET value = value + 1 WHERE status = 'A' AND value > 0")
    with pytest.raises(UserError, match="ledger_contradicts"):
        home.draft("2025-S1")


def test_without_the_vintage_of_a_release_nothing_new_is_drafted(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    home.connection.execute("DELETE FROM vintage.releases")
    with pytest.raises(UserError, match="vintage_missing"):
        home.draft("2025-S1")
