"""No certificate, no publication; and the verifier is small, strict and on its own."""

import ast
import json
import shutil
from pathlib import Path

import pytest
from release_home import small_world

import release
from release import certificate_verifier, ledger, vintage
from release.certificate_reading import UNREADABLE, release_doubts

ROOT = Path(__file__).parents[3] / "release"
READING = ("certificate_verifier.py", "certificate_reading.py", "certificate_instances.py")
TABLE = "tables/victims_by_scope.csv"


@pytest.fixture
def drafted(home, one_table):
    home.build(one_table)
    made = home.draft("2024-S2")
    home.approve(made.id)
    return home, made


def doubts(home, folder, change=lambda manifest: None, release_id="2024-S2-r1"):
    """What the verifier says of a folder by its manifest, altered or not."""
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    with ledger.opened(home.connection, home.places.ledger, home.places.key):
        digest = vintage.digest_of_release(home.connection, release_id)
        return release_doubts(folder, manifest, home.connection, digest)


def writable(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o700)
    return copy


def code_lines(source):
    """Lines of a module that are code: neither empty, nor comment, nor docstring."""
    documented = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            documented |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(source.splitlines(), 1)
    return sum(n not in documented and line.strip() != "" and line.strip()[0] != "#" for n, line in lines)


def test_the_verifier_has_less_than_a_hundred_lines():
    assert code_lines((ROOT / READING[0]).read_text()) < 100


@pytest.mark.parametrize("name", READING)
def test_the_verifier_and_its_reading_import_nothing_of_the_engine(name):
    tree = ast.parse((ROOT / name).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    foreign = {module for module in imported if module.split(".")[0] in ("release", "disclosure", "trata")}
    assert foreign <= {"release.certificate_verifier", "release.certificate_reading"}
    assert {module.split(".")[0] for module in imported - foreign} <= {
        "__future__", "collections", "csv", "duckdb", "itertools", "json", "math", "operator", "pathlib",
        "typing",
    }  # fmt: skip


def test_the_certificate_of_a_release_proves_it(drafted):
    home, made = drafted
    folder = home.publish(made.id).folder
    assert doubts(home, folder) == []
    assert release.check_certificate(folder, connection=home.connection, places=home.places) == []


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM certificate.leaves",
        "DELETE FROM certificate.leaves WHERE statistic = 'victims_by_scope' AND witness > 0",
        "UPDATE certificate.leaves SET value = value + 1 WHERE witness = 1",
        "UPDATE certificate.leaves SET value = -1",
        "UPDATE certificate.leaves SET digest = 'another draft'",
        "UPDATE certificate.leaves SET codes = ['2024-S1', 'nowhere']",
        "UPDATE certificate.leaves SET value = NULL",
        "UPDATE certificate.leaves SET population = 'cases'",
        "DROP TABLE certificate.leaves",
    ],
)
def test_without_a_certificate_that_proves_them_tables_are_not_published(drafted, change):
    home, made = drafted
    home.connection.execute(change)
    with pytest.raises(release.UserError, match="certificate_proves_not") as caught:
        home.publish(made.id)
    assert caught.value.exit_code == 3
    assert not home.places.release(made.id).exists()
    assert "cells" in caught.value.params
    assert set(caught.value.params) == {"table", "cells", "codes"}


def test_each_row_of_a_certificate_matters(drafted):
    """A leaf other than told makes some sum another one, for its semester's total is published."""
    home, made = drafted
    folder = home.publish(made.id).folder
    rows = home.connection.execute("SELECT witness, codes FROM certificate.leaves").fetchall()
    assert len(rows) > 3
    for witness, codes in rows:
        where = "WHERE witness = ? AND codes = ?"
        home.connection.execute(f"UPDATE certificate.leaves SET value = value + 1 {where}", [witness, codes])
        assert doubts(home, folder) != []
        home.connection.execute(f"UPDATE certificate.leaves SET value = value - 1 {where}", [witness, codes])
    assert doubts(home, folder) == []


def test_another_published_value_is_not_proven(drafted, tmp_path):
    home, made = drafted
    folder = writable(home.publish(made.id).folder, tmp_path)
    lines = (folder / TABLE).read_text().splitlines()
    shown = [n for n, line in enumerate(lines) if line.endswith(",A")]
    for n in shown:
        codes, scope, value, _ = lines[n].split(",")
        changed = [*lines[:n], f"{codes},{scope},{int(value) + 1},A", *lines[n + 1 :]]
        (folder / TABLE).write_text("\n".join(changed) + "\n")
        assert ("victims_by_scope", (codes, scope)) in doubts(home, folder)


def test_every_withheld_cell_once_published_is_not_proven(drafted, tmp_path):
    home, made = drafted
    folder = writable(home.publish(made.id).folder, tmp_path)
    true = {
        tuple(codes): value
        for codes, value in home.connection.execute("SELECT codes, value FROM vintage.cells").fetchall()
    }
    lines = (folder / TABLE).read_text().splitlines()
    small = 0
    for n, line in enumerate(lines):
        semester, scope, _, status = line.split(",")
        if status == "c" and true[semester, scope] < 5:
            small += 1
            changed = [*lines[:n], f"{semester},{scope},{true[semester, scope]},A", *lines[n + 1 :]]
            (folder / TABLE).write_text("\n".join(changed) + "\n")
            assert ("victims_by_scope", (semester, scope)) in doubts(home, folder)
    assert small > 0


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["policy"]["victims"].update(k=200),
        lambda m: m["policy"]["victims"].update(protection="existence"),
        lambda m: m["policy"]["victims"].pop("k"),
        lambda m: m["tables"]["victims_by_scope"].update(dimensions=["scope"]),
        lambda m: m["tables"].update(more={"population": "victims", "dimensions": ["scope"]}),
    ],
)
def test_another_policy_or_other_tables_are_not_proven(drafted, change):
    home, made = drafted
    folder = home.publish(made.id).folder
    home.connection.execute("UPDATE certificate.leaves SET value = 1 WHERE value = 0")
    assert doubts(home, folder, change) != []


@pytest.mark.parametrize("path", [TABLE, "codelists/scope.csv", "codelists/dimensions.csv"])
def test_what_cannot_be_read_is_not_proven(drafted, tmp_path, path):
    home, made = drafted
    folder = writable(home.publish(made.id).folder, tmp_path)
    text = (folder / path).read_text()
    for broken in ("\n".join(text.splitlines()[:-1]), text.replace(",", ";"), text.replace("e", "?")):
        (folder / path).write_text(broken)
        assert doubts(home, folder) != []
    (folder / path).unlink()
    assert doubts(home, folder) == UNREADABLE


def test_a_certificate_reckons_with_every_earlier_release(home, one_table):
    home.build(one_table)
    home.released("2024-S2")
    folder = home.released("2025-S2").folder
    assert doubts(home, folder, release_id="2025-S2-r1") == []
    with ledger.opened(home.connection, home.places.ledger, home.places.key):
        home.connection.execute(
            "UPDATE ledger.cells SET status = 'A', value = 3 WHERE release_id = '2024-S2-r1' AND status = 'c'"
        )
    assert doubts(home, folder, release_id="2025-S2-r1") != []


def test_an_earlier_release_is_verified_as_of_its_time(home, one_table):
    home.build(one_table)
    first = home.released("2024-S2").folder
    home.released("2025-S2")
    assert release.check_certificate(first, connection=home.connection, places=home.places) == []


def test_elsewhere_the_certificate_is_not_at_hand(drafted, tmp_path):
    home, made = drafted
    folder = home.publish(made.id).folder
    other = writable(folder, tmp_path)
    manifest = (other / "manifest.json").read_text()
    (other / "manifest.json").write_text(manifest.replace("2024-S2-r1", "2031-S2-r1"))
    check = {"connection": home.connection, "places": home.places}
    assert release.check_certificate(other, **check) is None
    (other / "manifest.json").write_text(manifest + "\n")
    assert release.check_certificate(other, **check) is None
    shutil.move(home.places.ledger, tmp_path / "ledger")
    assert release.check_certificate(folder, **check) is None
    assert not home.places.ledger.exists()


def test_a_new_draft_replaces_the_certificate_of_the_one_before(home):
    home.build(small_world(seed=3, only=("victims_by_scope",)))
    first = home.draft("2024-S2")
    home.build(small_world(seed=4, only=("victims_by_scope",)))
    second = home.draft("2024-S2")
    kept = home.connection.execute("SELECT DISTINCT digest FROM certificate.leaves").fetchall()
    assert first.digest != second.digest
    assert kept == [(second.digest,)]


def test_a_draft_of_which_the_proof_falls_short_is_not_made(home, one_table, monkeypatch):
    home.build(one_table)
    monkeypatch.setattr(certificate_verifier, "_persons", lambda *_: 1.0)
    with pytest.raises(release.UserError, match="certificate_proves_not"):
        home.draft("2024-S2")
    assert list(home.places.drafts.glob("2*")) == []
