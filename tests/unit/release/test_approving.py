import pytest
from release_home import NOON

import release
from release.errors import UserError


@pytest.fixture
def drafted(home, one_table):
    home.build(one_table)
    return home, home.draft("2024-S1")


@pytest.mark.parametrize(
    "second", ["Ana", " ANA ", "ana", "A\u200bna", "\uff21\uff4e\uff41", "Ana\u00a0", "\tana\n"]
)
def test_one_person_cannot_approve_twice_however_the_name_is_written(drafted, second):
    home, made = drafted
    home.approve(made.id, "Ana")
    with pytest.raises(UserError, match="approver_same") as caught:
        home.approve(made.id, second)
    assert caught.value.exit_code == 3


def test_accents_composed_or_not_make_the_same_name(drafted):
    home, made = drafted
    home.approve(made.id, "Jos\u00e9 Rivas")
    with pytest.raises(UserError, match="approver_same"):
        home.approve(made.id, "Jose\u0301  RIVAS")


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\x00"])
def test_nobody_cannot_approve(drafted, name):
    home, made = drafted
    with pytest.raises(UserError, match="approver_nameless"):
        home.approve(made.id, name)


def test_two_people_are_enough(drafted):
    home, made = drafted
    home.approve(made.id, "Ana", "José")
    assert [approval["name"] for approval in home.publish(made.id).manifest["approvals"]] == ["Ana", "José"]


@pytest.mark.parametrize("names", [(), ("Ana",)])
def test_fewer_than_two_approvals_publish_nothing(drafted, names):
    home, made = drafted
    for name in names:
        home.approve(made.id, name)
    with pytest.raises(UserError, match="approvals_missing") as caught:
        home.publish(made.id)
    assert caught.value.exit_code == 3
    assert list(home.places.releases.iterdir()) == []


def test_approvals_of_a_former_draft_do_not_count_for_a_new_one(drafted):
    home, made = drafted
    home.approve(made.id, "Ana", "José")
    again = home.draft("2024-S1", code_version="0.2.0")
    assert again.id == made.id
    with pytest.raises(UserError, match="approvals_missing"):
        home.publish(made.id)


def test_approvals_copied_from_a_former_draft_do_not_count(drafted):
    home, made = drafted
    home.approve(made.id, "Ana", "José")
    kept = (made.folder / "approvals.json").read_bytes()
    again = home.draft("2024-S1", code_version="0.2.0")
    (again.folder / "approvals.json").write_bytes(kept)
    with pytest.raises(UserError, match="approvals_missing"):
        home.publish(made.id)


def test_a_draft_that_does_not_exist_cannot_be_approved(home):
    with pytest.raises(UserError, match="draft_unknown"):
        home.approve("2024-S1-r1")


@pytest.mark.parametrize("release_id", ["../x", "2024-S1", "2024-S1-r0", "", "2024-S1-r1/.."])
def test_what_is_no_release_id_is_refused_before_any_file_is_touched(home, release_id):
    with pytest.raises(UserError, match="release_id_malformed"):
        release.approve(release_id, "Ana", places=home.places, now=NOON)


def test_a_published_release_needs_no_more_approvals(drafted):
    home, made = drafted
    home.approve(made.id, "Ana", "José")
    home.publish(made.id)
    with pytest.raises(UserError, match="already_published"):
        home.approve(made.id, "Eva")
