"""The home folder and its keys."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from trata.errors import UserError
from trata.home import FOLDERS, Home, create
from trata.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "var", Settings())


def modes_below(root: Path) -> dict[str, int]:
    return {str(path.relative_to(root)): stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*")}


def test_init_makes_every_folder_and_key_for_the_owner_only(home: Home) -> None:
    create(home)
    modes = modes_below(home.root)
    assert {name: modes[name] for name in FOLDERS} == dict.fromkeys(FOLDERS, 0o700)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    keys = {name: mode for name, mode in modes.items() if name.startswith("keys/")}
    assert len(keys) == 5
    assert set(keys.values()) == {0o600}


def test_init_again_changes_nothing(home: Home) -> None:
    create(home)
    before = {path: path.read_bytes() for path in home.folder("keys").iterdir()}
    assert create(home) == []
    assert {path: path.read_bytes() for path in home.folder("keys").iterdir()} == before


def test_two_homes_never_share_a_key(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", Settings())
    create(home)
    create(other)
    assert home.warehouse_key() != other.warehouse_key()
    assert home.linkage_key() != other.linkage_key()
    assert home.recipients() != other.recipients()


def test_a_lost_warehouse_key_is_told_and_never_replaced_beside_its_data(home: Home) -> None:
    create(home)
    home.warehouse.write_bytes(b"data under the lost key")
    key = home.folder("keys") / "warehouse.key"
    key.unlink()
    with pytest.raises(UserError) as caught:
        create(home)
    assert caught.value.message_id == "key_missing"
    assert not key.exists()


def test_a_given_recipient_leaves_no_private_key_on_the_machine(home: Home, tmp_path: Path) -> None:
    elsewhere = Home(tmp_path / "safe", Settings())
    create(elsewhere)
    create(home, elsewhere.recipients()[0])
    assert home.recipients() == elsewhere.recipients()
    assert not (home.folder("keys") / "archive.identity").exists()


def test_a_recipient_that_is_no_age_key_is_refused(home: Home) -> None:
    with pytest.raises(UserError, match="recipient_malformed"):
        create(home, "ssh-rsa AAAA")


def test_keys_of_the_environment_win_and_are_not_written(tmp_path: Path) -> None:
    settings = Settings(warehouse_key=SecretStr("from the environment"))
    home = Home(tmp_path / "var", settings)
    create(home)
    assert home.warehouse_key() == "from the environment"
    assert not (home.folder("keys") / "warehouse.key").exists()


def test_a_malformed_linkage_key_is_told_without_showing_it(home: Home) -> None:
    create(home)
    file = home.folder("keys") / "linkage.key"
    file.write_text("not hexadecimal")
    with pytest.raises(UserError) as caught:
        home.linkage_key()
    assert caught.value.message_id == "key_malformed"
    assert "not hexadecimal" not in repr(caught.value)
