"""Simulated kills: the run stops dead at every step in turn; the next run must complete or start over."""

import shutil

import pytest

import release
from release import ledger

STEPS = (
    "completing", "staging", "auditing", "certifying", "exporting", "signing",
    "publishing", "entering", "vintage", "ledger", "done",
)  # fmt: skip
PUBLISHED_FROM = STEPS.index("entering")


class Killed(BaseException):
    """Not an error that anything may catch and go on from."""


def stop_at(step):
    def progress(reached):
        if reached == step:
            raise Killed(step)

    return progress


@pytest.fixture
def approved(home, one_table):
    home.build(one_table)
    made = home.draft("2024-S2")
    home.approve(made.id)
    return home, made.id


def books(home):
    with ledger.opened(home.connection, home.places.ledger, home.places.key):
        entered = ledger.releases(home.connection)
    stood = home.connection.execute("SELECT release_id FROM vintage.releases").fetchall()
    return [row[0] for row in entered], [row[0] for row in stood]


def test_the_steps_are_those_told(approved):
    home, release_id = approved
    told = []
    home.publish(release_id, progress=told.append)
    assert tuple(told) == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_the_state_before_or_after_and_the_next_run_completes(approved, step):
    home, release_id = approved
    with pytest.raises(Killed):
        home.publish(release_id, progress=stop_at(step))
    folder = home.places.release(release_id)
    assert folder.exists() == (STEPS.index(step) >= PUBLISHED_FROM)
    if folder.exists():
        assert release.verify(folder).valid
    published = home.publish(release_id)
    assert release.verify(published.folder).valid
    assert books(home) == ([release_id], [release_id])
    assert [path.name for path in home.places.releases.iterdir()] == [release_id]


@pytest.mark.parametrize("step", STEPS)
def test_after_a_kill_at_any_step_the_next_period_can_be_drafted(approved, step):
    home, release_id = approved
    with pytest.raises(Killed):
        home.publish(release_id, progress=stop_at(step))
    made = home.draft("2025-S1")
    published = STEPS.index(step) >= PUBLISHED_FROM
    assert made.facts["after"] == (release_id if published else None)


def test_a_half_made_ledger_is_made_anew(approved):
    home, release_id = approved
    home.places.ledger.unlink()
    (home.folder / ".ledger.duckdb.new").write_bytes(b"half")
    home.publish(release_id)
    assert books(home)[0] == [release_id]


def test_a_release_folder_that_nobody_here_made_stops_everything(approved, tmp_path):
    home, release_id = approved
    folder = home.publish(release_id).folder
    shutil.copytree(folder, home.places.releases / "2025-S1-r1")
    with pytest.raises(release.UserError) as caught:
        home.draft("2025-S1")
    assert (caught.value.message_id, caught.value.exit_code) == ("draft_unknown", 3)


def test_a_release_folder_changed_before_it_was_entered_is_not_entered(approved):
    home, release_id = approved
    with pytest.raises(Killed):
        home.publish(release_id, progress=stop_at("entering"))
    table = home.places.release(release_id) / "tables" / "victims_by_scope.csv"
    table.chmod(0o600)
    table.write_text("semester,scope,value,status\n")
    with pytest.raises(release.UserError, match="release_not_intact"):
        home.draft("2025-S1")
