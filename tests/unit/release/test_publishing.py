import json
import stat

import duckdb
import polars as pl
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from release_home import KEY, Home

import release
from release.drafts import digest_of, hashes
from release.errors import UserError
from release.files import canonical_json, sha256_of


@pytest.fixture
def drafted(home, one_table):
    home.build(one_table)
    made = home.draft("2024-S2")
    home.approve(made.id)
    return home, made


def refused(home, made, fault):
    with pytest.raises(UserError, match=fault) as caught:
        home.publish(made.id)
    assert caught.value.exit_code == 3
    assert not home.places.release(made.id).exists()


def test_a_release_folder_is_laid_out_as_designed(built):
    folder = built.released("2025-S2").folder
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = ("victims_by_scope", "victims_by_form", "submissions_by_institution")
    lists = ("semester", "scope", "exploitation_form", "institution")
    assert found == {
        "manifest.json", "manifest.sig", "public_key.pem", "public.duckdb",
        *(f"tables/{name}.csv" for name in tables),
        *(f"codelists/{name}.csv" for name in (*lists, "dimensions")),
        "exports/2025-S2-r1_es.xlsx", "exports/2025-S2-r1_en.xlsx",
        *(f"exports/csv/{name}.csv" for name in tables),
        *(f"exports/parquet/{name}.parquet" for name in tables),
    }  # fmt: skip


def test_the_manifest_tells_what_was_published_and_how(drafted):
    home, made = drafted
    published = home.publish(made.id)
    manifest = json.loads((published.folder / "manifest.json").read_text())
    assert set(manifest) == {
        "id", "period", "semesters", "published_at", "code_version", "policy", "files", "approvals", "tables"
    }  # fmt: skip
    assert manifest["semesters"] == ["2024-S1", "2024-S2"]
    assert manifest["published_at"] == "2026-02-10T18:00:00Z"
    assert manifest["policy"] == {"victims": {"k": 5, "protection": "count"}}
    assert [approval["name"] for approval in manifest["approvals"]] == ["Ana Martínez", "José Rivas"]
    assert manifest["tables"]["victims_by_scope"]["cells"] == 24
    assert manifest["tables"]["victims_by_scope"]["dimensions"] == ["semester", "scope"]


def test_the_signature_is_an_ed25519_signature_of_the_manifest(drafted):
    home, made = drafted
    folder = home.publish(made.id).folder
    key = load_pem_public_key(release.public_key_of(KEY))
    key.verify((folder / "manifest.sig").read_bytes(), (folder / "manifest.json").read_bytes())


def test_the_dashboards_database_says_the_same_as_the_tables(built):
    folder = built.released("2025-S2").folder
    with duckdb.connect(str(folder / "public.duckdb"), read_only=True) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM meta_tables ORDER BY seq").fetchall()]
        assert names == ["victims_by_form", "victims_by_scope", "submissions_by_institution"]
        for name in names:
            ours = pl.read_csv(folder / "tables" / f"{name}.csv", schema_overrides={"semester": pl.String})
            theirs = connection.execute(f"SELECT * FROM {name} ORDER BY rowid").pl()
            assert ours.rows() == theirs.rows()
        meta = dict(connection.execute("SELECT * FROM meta_release").fetchall())
        assert (meta["id"], meta["k_victims"]) == ("2025-S2-r1", "5")


def test_a_release_cannot_be_written_to(drafted):
    home, made = drafted
    folder = home.publish(made.id).folder
    for path in (folder, *folder.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o222


def test_publishing_again_changes_nothing(drafted):
    home, made = drafted
    first = home.publish(made.id)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in first.folder.rglob("*")}
    again = home.publish(made.id)
    assert (first.already, again.already) == (False, True)
    assert before == {
        path: (path.stat().st_mtime_ns, path.stat().st_size) for path in again.folder.rglob("*")
    }


@pytest.mark.parametrize(
    "path",
    [
        "public/tables/victims_by_scope.csv",
        "public/codelists/scope.csv",
        "public/public.duckdb",
        "audit.json",
    ],
)
def test_a_draft_changed_after_its_approval_is_not_published(drafted, path):
    home, made = drafted
    target = made.folder / path
    target.write_bytes(target.read_bytes() + b"\n")
    refused(home, made, "draft_changed")


def test_a_draft_with_a_file_more_is_not_published(drafted):
    home, made = drafted
    (made.public / "extra.txt").write_text("x")
    refused(home, made, "draft_changed")


def test_a_draft_with_a_file_less_is_not_published(drafted):
    home, made = drafted
    (made.public / "tables" / "victims_by_scope.csv").unlink()
    refused(home, made, "draft_changed")


def rewrite(home, made, change):
    """Change a draft and make all that is kept of it fit, as only somebody with every key could."""
    change(made)
    facts = json.loads((made.folder / "draft.json").read_text())
    facts["files"] = hashes(made.folder)
    (made.folder / "draft.json").write_bytes(canonical_json(facts))
    home.approve(made.id)
    for table in ("drafts", "cells"):
        home.connection.execute(f"UPDATE vintage.{table} SET digest = ?", [digest_of(facts)])


def with_audit(made, change):
    audit = json.loads((made.folder / "audit.json").read_text())
    change(audit)
    (made.folder / "audit.json").write_text(json.dumps(audit))


def uncover(made, value):
    """Show every withheld cell with a value, in both forms of the table."""
    with duckdb.connect(str(made.public / "public.duckdb")) as connection:
        connection.execute(f"UPDATE victims_by_scope SET value = {value}, status = 'A' WHERE status = 'c'")
        frame = connection.execute("SELECT * FROM victims_by_scope ORDER BY rowid").pl()
    frame.write_csv(made.public / "tables" / "victims_by_scope.csv")


def test_a_draft_rewritten_with_fitting_hashes_loses_its_approvals(drafted):
    home, made = drafted
    with_audit(made, lambda audit: audit.clear())
    facts = json.loads((made.folder / "draft.json").read_text()) | {"files": hashes(made.folder)}
    (made.folder / "draft.json").write_bytes(canonical_json(facts))
    refused(home, made, "approvals_missing")
    home.approve(made.id)
    refused(home, made, "draft_outdated")


def test_tables_other_than_the_audited_ones_are_not_published(drafted):
    home, made = drafted
    rewrite(home, made, lambda m: uncover(m, 2))
    refused(home, made, "audit_of_other_tables")


def test_a_finding_of_the_audit_stops_the_publication(drafted):
    home, made = drafted
    found = {"table": "victims_by_scope", "codes": {}, "why": "narrow"}
    change = lambda audit: audit["populations"]["victims"].update(open=[found])  # noqa: E731
    rewrite(home, made, lambda m: with_audit(m, change))
    refused(home, made, "audit_failed")


def test_the_attack_is_run_again_on_the_files_to_be_published(drafted):
    home, made = drafted
    true = "(SELECT any_value(v.value) FROM cells v WHERE v.codes = [semester, scope])"
    cells = home.connection.execute("SELECT codes, value FROM vintage.cells").pl()

    def change(made):
        with duckdb.connect(str(made.public / "public.duckdb")) as connection:
            connection.register("cells", cells.to_arrow())
            connection.execute(f"UPDATE victims_by_scope SET value = {true}, status = 'A' WHERE status = 'c'")
            frame = connection.execute("SELECT * FROM victims_by_scope ORDER BY rowid").pl()
        path = made.public / "tables" / "victims_by_scope.csv"
        frame.write_csv(path)
        with_audit(made, lambda audit: audit["tables"].update(victims_by_scope=sha256_of(path)))

    rewrite(home, made, change)
    refused(home, made, "audit_failed")


def test_a_value_that_is_not_the_true_one_is_not_published(drafted):
    home, made = drafted

    def change(made):
        uncover(made, 77)
        path = made.public / "tables" / "victims_by_scope.csv"
        with_audit(made, lambda audit: audit["tables"].update(victims_by_scope=sha256_of(path)))

    rewrite(home, made, change)
    refused(home, made, "table_not_as_drafted")


def test_a_draft_older_than_the_last_release_is_refused(home, one_table):
    home.build(one_table)
    older = home.draft("2024-S1")
    home.approve(older.id)
    home.released("2024-S2")
    refused(home, older, "draft_outdated")


def test_a_rebuild_after_the_draft_does_not_change_what_is_published(drafted, one_table):
    home, made = drafted
    approved = (made.public / "tables" / "victims_by_scope.csv").read_bytes()
    home.connection.execute("UPDATE statistics.victims_by_scope SET value = 0, contributors = 0")
    folder = home.publish(made.id).folder
    assert (folder / "tables" / "victims_by_scope.csv").read_bytes() == approved


@pytest.mark.parametrize("key", [b"", b"not a key", release.public_key_of(KEY)])
def test_without_a_signing_key_nothing_is_published(drafted, key):
    home, made = drafted
    with pytest.raises(UserError, match="signing_key_unusable"):
        home.publish(made.id, signing_key=key)
    assert not home.places.release(made.id).exists()


def test_the_same_figures_time_and_key_give_the_same_bytes(tmp_path, one_table):
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        for below in ("drafts", "releases"):
            (folder / below).mkdir(parents=True)
        with duckdb.connect() as connection:
            home = Home(folder, connection)
            home.build(one_table)
            published = home.released("2025-S1").folder
            contents.append(
                {
                    p.relative_to(published).as_posix(): p.read_bytes()
                    for p in published.rglob("*")
                    if p.is_file()
                }
            )
    differing = {name for name, content in contents[0].items() if contents[1][name] != content}
    # DuckDB writes an identifier of its own into every new file; the manifest tells its hash.
    assert differing <= {"public.duckdb", "manifest.json", "manifest.sig"}


def test_nothing_of_a_release_is_readable_by_way_of_a_link(drafted):
    home, made = drafted
    folder = home.publish(made.id).folder
    assert not any(path.is_symlink() for path in folder.rglob("*"))
