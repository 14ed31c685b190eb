import json
import os
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from release_home import KEY

import release
from release.files import canonical_json, remove_tree

TABLE = "tables/victims_by_scope.csv"


@pytest.fixture
def folder(home, one_table, tmp_path):
    """A copy of a release that a test may do anything to."""
    home.build(one_table)
    published = home.released("2024-S1").folder
    copy = tmp_path / "copy"
    shutil.copytree(published, copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o700)
    yield copy
    remove_tree(published)


def faults(folder, **options):
    return [(fault.message_id, fault.path) for fault in release.verify(folder, **options).faults]


def forge(folder, change, *, sign=False):
    """Rewrite the manifest; `sign` also signs it, with a key of the forger's."""
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    written = canonical_json(manifest)
    (folder / "manifest.json").write_bytes(written)
    if sign:
        forger = release.new_signing_key()
        key = release.signing.load_signing_key(forger)
        assert isinstance(key, Ed25519PrivateKey)
        (folder / "public_key.pem").write_bytes(release.public_key_of(forger))
        about = {"sha256": release.files.sha256_of(folder / "public_key.pem")}
        manifest["files"]["public_key.pem"] |= about
        written = canonical_json(manifest)
        (folder / "manifest.json").write_bytes(written)
        (folder / "manifest.sig").write_bytes(key.sign(written))


def test_an_untouched_release_is_valid(folder):
    verdict = release.verify(folder, release.public_key_of(KEY))
    assert (verdict.valid, verdict.trusted, verdict.exit_code, verdict.warnings) == (True, True, 0, ())
    assert verdict.release_id == "2024-S1-r1"


def test_the_folders_own_key_proves_integrity_only(folder):
    verdict = release.verify(folder)
    assert (verdict.valid, verdict.trusted, verdict.warnings) == (True, False, ("verify_untrusted_key",))


def test_a_changed_digit_is_found(folder):
    path = folder / TABLE
    path.write_bytes(path.read_bytes().replace(b"A\n", b"c\n", 1))
    assert faults(folder) == [("verify_changed", TABLE)]
    assert release.verify(folder).exit_code == 3


def test_a_file_that_grew_is_found(folder):
    path = folder / TABLE
    path.write_bytes(path.read_bytes() + b"\n")
    assert faults(folder) == [("verify_size", TABLE)]


def test_a_missing_file_is_found(folder):
    (folder / TABLE).unlink()
    assert faults(folder) == [("verify_missing", TABLE)]


@pytest.mark.parametrize("name", ["extra.csv", "tables/extra.csv", ".hidden", "new/deep/file"])
def test_an_extra_file_is_found(folder, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x")
    assert faults(folder) == [("verify_extra", name)]


def test_a_link_in_place_of_a_file_is_found(folder, tmp_path):
    target = tmp_path / "elsewhere.csv"
    target.write_bytes((folder / TABLE).read_bytes())
    (folder / TABLE).unlink()
    (folder / TABLE).symlink_to(target)
    assert faults(folder) == [("verify_not_a_file", TABLE)]


def test_an_extra_link_to_a_folder_is_found(folder, tmp_path):
    (folder / "more").symlink_to(tmp_path, target_is_directory=True)
    assert faults(folder) == [("verify_extra", "more")]


def test_a_pipe_in_place_of_a_file_is_found_without_waiting_for_it(folder):
    (folder / TABLE).unlink()
    os.mkfifo(folder / TABLE)
    assert faults(folder) == [("verify_not_a_file", TABLE)]


def test_a_changed_manifest_breaks_the_signature(folder):
    forge(folder, lambda manifest: manifest.update(published_at="2020-01-01T00:00:00Z"))
    assert faults(folder) == [("verify_signature_wrong", "manifest.sig")]


def test_a_table_changed_together_with_its_hash_breaks_the_signature(folder):
    path = folder / TABLE
    path.write_bytes(path.read_bytes().replace(b"A\n", b"c\n", 1))
    forge(folder, lambda m: m["files"][TABLE].update(sha256=release.files.sha256_of(path)))
    assert faults(folder) == [("verify_signature_wrong", "manifest.sig")]


def test_a_release_signed_anew_by_somebody_else_fails_against_the_trusted_key(folder):
    forge(folder, lambda manifest: manifest.update(published_at="2020-01-01T00:00:00Z"), sign=True)
    assert release.verify(folder).valid
    assert faults(folder, public_key=release.public_key_of(KEY)) == [
        ("verify_signature_wrong", "manifest.sig")
    ]


@pytest.mark.parametrize("key", [b"", b"x", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_an_unreadable_trusted_key_verifies_nothing(folder, key):
    assert faults(folder, public_key=key) == [("verify_signature_wrong", "manifest.sig")]


@pytest.mark.parametrize("signature", [b"", b"x" * 64, b"x" * 65])
def test_a_false_signature_is_found(folder, signature):
    (folder / "manifest.sig").write_bytes(signature)
    assert faults(folder) == [("verify_signature_wrong", "manifest.sig")]


def test_a_missing_signature_is_found(folder):
    (folder / "manifest.sig").unlink()
    assert faults(folder) == [("verify_signature_missing", "manifest.sig")]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"id": "x", "files": {"a": {}}}', '{"id": 1, "files": 2}']
)
def test_a_broken_manifest_is_no_release(folder, content):
    (folder / "manifest.json").write_text(content)
    assert faults(folder) == [("verify_manifest_unreadable", "manifest.json")]


def test_a_folder_that_is_not_there_is_no_release(tmp_path):
    assert faults(tmp_path / "nothing") == [("verify_manifest_unreadable", "manifest.json")]


def test_a_manifest_may_not_point_outside_its_folder(folder):
    outside = folder.parent / "outside.txt"
    outside.write_text("x")
    about = {"sha256": release.files.sha256_of(outside), "size": 1}
    forge(folder, lambda manifest: manifest["files"].update({"../outside.txt": about}), sign=True)
    assert faults(folder) == [("verify_missing", "../outside.txt")]


def test_a_manifest_written_otherwise_than_we_write_it_is_found(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert ("verify_manifest_not_canonical", "manifest.json") in faults(folder)


def test_changed_releases_are_not_exported(folder, tmp_path):
    (folder / TABLE).write_text("x")
    with pytest.raises(release.UserError, match="release_not_intact") as caught:
        release.export(folder, ["csv"], tmp_path / "out")
    assert caught.value.exit_code == 3
    assert not (tmp_path / "out").exists()
