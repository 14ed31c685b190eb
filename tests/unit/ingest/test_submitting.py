"""What a submission leaves behind: rows, tokens, registers, receipts."""

import hashlib
import stat

import pytest

import ingest

from ...intake_home import IntakeHome, nameless, victim


def test_accepted_rows_are_loaded_without_their_identity(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [victim("A-1"), victim("A-2", sex="Hombre", document_number="")]))
    assert (receipt.status, receipt.exit_code, receipt.already_known) == ("accepted", 0, False)
    columns = [row[0] for row in home.all("describe raw.victims")]
    assert not {"given_names", "surnames", "birth_date", "document_number", "record_ref"} & set(columns)
    rows = home.all(
        "select row_number, sex, age, nationality, exploitation_forms from raw.victims order by 1"
    )
    assert rows == [(2, "F", 25, "SLV", ["SEX"]), (3, "M", 25, "SLV", ["SEX"])]


def test_record_ids_are_tokens_of_32_hex_characters_that_differ_by_institution(home: IntakeHome) -> None:
    file = home.csv("a.csv", [victim("A-1")])
    home.submit(file)
    home.submit(file, institution="FGR")
    ids = [row[0] for row in home.all("select record_id from raw.victims")]
    assert len(set(ids)) == 2
    assert all(len(one) == 32 and int(one, 16) for one in ids)


def test_accepted_and_rejected_are_what_was_received(home: IntakeHome) -> None:
    rows = [nameless(f"A-{i}", sex="F" if i % 3 else "Z9") for i in range(30)]
    receipt = home.submit(home.csv("a.csv", rows))
    counts = receipt.kinds["victims"]
    assert (counts.received, counts.accepted, counts.rejected) == (30, 20, 10)
    assert (receipt.status, receipt.exit_code) == ("accepted_with_rejections", 1)
    assert home.one("select count(*) from raw.victims") == 20
    registered = home.all("select rows_received, rows_accepted, rows_rejected from raw.submission_kinds")
    assert registered == [(30, 20, 10)]


def test_the_same_content_again_is_the_same_submission_whatever_the_file_is_called(home: IntakeHome) -> None:
    rows = [victim("A-1"), victim("A-2", sex="?")]
    first = home.submit(home.csv("a.csv", rows))
    before = home.fingerprint()
    again = home.submit(home.csv("b.csv", rows))
    assert again.already_known
    assert again.to_dict() | {"files": 0, "already_known": 0} == first.to_dict() | {
        "files": 0,
        "already_known": 0,
    }
    assert home.fingerprint() == before


def test_a_correction_supersedes_and_the_earlier_rows_stay_readable(home: IntakeHome) -> None:
    first = home.submit(home.csv("a.csv", [victim("A-1"), victim("A-2", document_number="")]))
    second = home.submit(home.csv("a.csv", [victim("A-1", sex="M")]))
    assert second.superseded == (first.submission_id,)
    assert home.one("select count(*) from raw.victims") == 3
    current = home.all(
        "select sex from raw.victims join raw.submission_kinds using (submission_id) "
        "where superseded_by is null"
    )
    assert current == [("M",)]
    assert home.submit(
        home.csv("a.csv", [victim("A-1"), victim("A-2", document_number="")])
    ).superseded_by == (second.submission_id,)


def test_another_semester_institution_or_kind_is_not_superseded(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [victim("A-1")]))
    home.submit(home.csv("a.csv", [victim("A-1")]), period="2024-S2")
    home.submit(home.csv("a.csv", [victim("A-1")]), institution="FGR")
    home.submit(home.csv("n.csv", [{"declared_kind": "cases", "declared_on": "01/07/2025"}]))
    assert home.all("select superseded_by from raw.submission_kinds where superseded_by is not null") == []


def test_a_submission_that_is_rejected_whole_supersedes_nothing(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [victim("A-1")]))
    receipt = home.submit(home.csv("a.csv", [victim("A-1", scope="Z9")]))
    assert (receipt.status, receipt.superseded) == ("rejected", ())
    assert home.one("select count(*) from raw.submission_kinds where superseded_by is not null") == 0


def test_several_files_are_one_submission_whose_order_does_not_matter(home: IntakeHome) -> None:
    victims = home.csv("v.csv", [victim("A-1")])
    nothing = home.csv("n.csv", [{"declared_kind": "cases", "declared_on": "01/07/2025"}])
    receipt = home.submit(victims, nothing)
    assert set(receipt.kinds) == {"victims", "nothing"}
    assert home.submit(nothing, victims).already_known
    assert home.one("select count(*) from raw.files") == 2


def test_every_original_is_archived_encrypted_under_its_digest(home: IntakeHome) -> None:
    file = home.csv("a.csv", [victim("A-1")])
    home.submit(file)
    (kept,) = home.vault.archive.iterdir()
    assert kept.name == f"{hashlib.sha256(file.read_bytes()).hexdigest()}.age"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert b"Zelaya" not in kept.read_bytes()
    assert home.decrypted(kept) == file.read_bytes()


def test_a_file_that_cannot_be_read_is_archived_all_the_same(home: IntakeHome) -> None:
    with pytest.raises(ingest.UserError):
        home.submit(home.raw("a.xlsx", b"PK\x03\x04 cut off"))
    assert [home.decrypted(path) for path in home.vault.archive.iterdir()] == [b"PK\x03\x04 cut off"]


def test_rejected_rows_are_set_aside_encrypted_as_they_were_sent(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [victim("A-1"), victim("A-2", sex="Z9", document_number="")]))
    (kept,) = home.vault.quarantine.iterdir()
    text = home.decrypted(kept).decode()
    assert "Zelaya Umaña" in text
    assert "Z9" in text
    assert "sex:unknown_code" in text
    assert "A-1" not in text


def test_the_report_names_file_row_column_and_rule_and_no_value(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [victim("A-1"), victim("A-2", sex="Z9", document_number="")]))
    folder = home.vault.reports / receipt.submission_id
    table = (folder / "faults.csv").read_text(encoding="utf-8-sig")
    assert 'a.csv,"",3,sex,sex,unknown_code,rejected' in table
    for text in (table, (folder / "report.json").read_text(encoding="utf-8")):
        assert "Z9" not in text
        assert "Zelaya" not in text


def test_one_more_kind_of_record_declares_that_there_is_nothing(home: IntakeHome) -> None:
    rows = [{"declared_kind": "Casos", "declared_on": "2025-07-01"}]
    home.submit(home.csv("n.csv", rows))
    assert home.one("select declared_kind from raw.nothing") == "cases"


def test_nothing_to_report_contradicts_rows_of_the_same_submission(home: IntakeHome) -> None:
    declared = home.csv("n.csv", [{"declared_kind": "victims", "declared_on": "01/07/2025"}])
    receipt = home.submit(home.csv("a.csv", [victim("A-1")]), declared)
    assert receipt.kinds["nothing"].rejected == 1


def test_a_changed_profile_reads_the_same_file_anew(home: IntakeHome) -> None:
    head = 'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\n'
    text = head + '[tables.values.sex]\n"hembra"="F"\n'
    file = home.csv("a.csv", [victim("A-1", sex="hembra"), victim("A-2", document_number="", sex="varón")])
    profile = home.raw("own.toml", text.encode())
    assert home.submit(file, profile=str(profile)).kinds["victims"].rejected == 1
    profile.write_text(text + '"varon"="M"\n')
    corrected = home.submit(file, profile=str(profile))
    assert (corrected.kinds["victims"].rejected, corrected.already_known) == (0, False)


def test_a_weak_linkage_key_is_refused_before_anything_is_archived(home: IntakeHome) -> None:
    weak = ingest.Vault(
        home.vault.archive, home.vault.quarantine, home.vault.reports, home.vault.recipients, b"k" * 31
    )
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.csv("a.csv", [victim("A-1")]), vault=weak)
    assert (caught.value.message_id, caught.value.exit_code) == ("linkage_key_weak", 3)
    assert not home.vault.archive.exists()


@pytest.mark.parametrize("recipients", [(), ("age1notakey",)])
def test_without_valid_recipients_nothing_is_taken(home: IntakeHome, recipients: tuple[str, ...]) -> None:
    vault = ingest.Vault(
        home.vault.archive, home.vault.quarantine, home.vault.reports, recipients, home.vault.linkage_key
    )
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.csv("a.csv", [victim("A-1")]), vault=vault)
    assert caught.value.exit_code == 3
    assert list(home.folder.rglob("*.age")) == []


def test_receipts_speak_both_languages(home: IntakeHome) -> None:
    file = home.csv("a.csv", [victim("A-1"), victim("A-2", sex="?")])
    receipt = home.submit(file)
    assert "aceptado con filas rechazadas" in receipt.to_text("es")
    assert "accepted with rejected rows" in receipt.to_text("en")
    assert "nothing was changed" in home.submit(file).to_text("en")
