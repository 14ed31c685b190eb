"""The whole default set of samples goes through intake as the manifest says."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyrage
import pytest

import ingest
from ingest import samples
from trata.warehouse import open_warehouse

# Persons counted beyond the true number: a record without a document finds no partner by exact tokens alone
# when the name is spelt in another way or the birth date is missing.
MOST_TOO_MANY = 0.15


@dataclass(frozen=True)
class Loaded:
    """A warehouse with the set in it, the manifest and what each submission came to."""

    connection: duckdb.DuckDBPyConnection
    manifest: samples.Manifest
    receipts: list[ingest.Receipt]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    out, home = tmp_path_factory.mktemp("set"), tmp_path_factory.mktemp("home")
    manifest = samples.generate(out, seed=1, years=6, scale=1)
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    vault = ingest.Vault(
        home / "archive", home / "quarantine", home / "reports", (recipient,), bytes(range(32))
    )
    with open_warehouse(home / "warehouse.duckdb", "k" * 32, wait_seconds=0, create=True) as connection:
        ingest.prepare(connection)
        receipts = [_submit(each, out, connection, vault) for each in manifest.submissions]
        yield Loaded(connection, manifest, receipts)


def _submit(
    each: samples.Submission, out: Path, connection: duckdb.DuckDBPyConnection, vault: ingest.Vault
) -> ingest.Receipt:
    return ingest.submit(
        [out / name for name in each.files],
        institution=each.institution,
        period=each.period,
        profile=each.profile,
        connection=connection,
        vault=vault,
        now=dt.datetime.fromisoformat(f"{each.sent_on}T12:00:00+00:00"),
    )


def test_every_submission_is_accepted_and_rejected_to_the_row(loaded: Loaded) -> None:
    differing = []
    for each, receipt in zip(loaded.manifest.submissions, loaded.receipts, strict=True):
        told = {e.kind: (e.received, e.accepted, e.rejected) for e in each.expected}
        found = {kind: (c.received, c.accepted, c.rejected) for kind, c in receipt.kinds.items()}
        if told != found:
            differing.append((each.institution, each.period, told, found))
    assert not differing


def test_every_planted_fault_is_told_in_its_column(loaded: Loaded) -> None:
    for each, receipt in zip(loaded.manifest.submissions, loaded.receipts, strict=True):
        planted = Counter[str]()
        for expected in each.expected:
            for fault, count in expected.faults.items():
                planted[fault.split(":")[0]] += count
        told = json.loads(Path(receipt.report).read_text(encoding="utf-8"))["faults"]
        found = Counter(fault["field"] for fault in told if fault["severity"] == "rejected")
        assert not planted - found, (each.institution, each.period)  # one fault may show in a second column


def test_the_corrections_supersede_what_they_correct(loaded: Loaded) -> None:
    corrections = [s for s in loaded.manifest.submissions if s.corrects]
    assert [(s.institution, s.period) for s in corrections] == [("PNC", "2021-S2"), ("FGR", "2025-S1")]
    for each in corrections:
        kinds = loaded.connection.execute(
            "select count(*) filter (superseded_by is null), count(*) from raw.submission_kinds"
            " join raw.submissions using (submission_id) where institution = ? and period = ?",
            [each.institution, each.period],
        ).fetchone()
        assert kinds == (2, 4), each


def test_the_persons_of_a_year_are_nearly_as_many_as_published(loaded: Loaded) -> None:
    found = _per_year(
        loaded, "victims", "identified_on", "identification_status = 'ACR' and victim_category = 'VD'"
    )
    for truth in loaded.manifest.truth:
        true = truth.identified - truth.identified_in_counts
        assert true <= found[truth.year] <= true * (1 + MOST_TOO_MANY), truth.year


def test_the_persons_attended_in_a_year_are_nearly_as_many_as_published(loaded: Loaded) -> None:
    found = _per_year(loaded, "services", "delivered_on", "true")
    for truth in loaded.manifest.truth:
        assert truth.assisted <= found[truth.year] <= truth.assisted * (1 + MOST_TOO_MANY), truth.year


def test_the_counts_of_the_consulates_make_up_the_rest(loaded: Loaded) -> None:
    counted = loaded.connection.execute(
        "select year(identified_on), sum(victims) from raw.victims_aggregate"
        " where identification_status = 'ACR' and victim_category = 'VD' group by all"
    ).fetchall()
    expected = {t.year: t.identified_in_counts for t in loaded.manifest.truth if t.identified_in_counts}
    assert dict(counted) == expected


def test_the_cases_investigated_in_a_year_are_those_published(loaded: Loaded) -> None:
    found = dict(
        loaded.connection.execute(
            "select year(stage_on), count(distinct record_id) from raw.cases join raw.submission_kinds k"
            " on k.submission_id = cases.submission_id and k.kind = 'cases'"
            " where superseded_by is null and stage = 'DIL' group by all"
        ).fetchall()
    )
    assert found == {truth.year: truth.cases_investigated for truth in loaded.manifest.truth}


def _per_year(loaded: Loaded, kind: str, date: str, condition: str) -> dict[int, int]:
    rows = loaded.connection.execute(
        f"select year({date}), count(distinct person_id) from raw.{kind} as records"
        " join raw.person_links using (record_id)"
        f" join raw.submission_kinds k on k.submission_id = records.submission_id and k.kind = '{kind}'"
        f" where superseded_by is null and {condition} group by all"
    ).fetchall()
    return dict(rows)
