"""Which records are one person, against a plain Python account of the rules."""

import random
import secrets
from collections import defaultdict
from collections.abc import Iterator

import duckdb
import polars as pl
import pytest

from linkage import FIELDS, link, prepare

Tokens = tuple[str | None, str | None]  # document, name and birth


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the tables of linkage."""
    with duckdb.connect() as opened:
        prepare(opened)
        yield opened


def token(text: str) -> str:
    return f"{int.from_bytes(text.encode()):032x}"


def send(connection: duckdb.DuckDBPyConnection, *records: tuple[str, str | None, str | None]) -> None:
    """Link records given as (record, document, name and birth)."""
    rows = [
        {
            "record_id": token(record),
            "document": document and token(f"d{document}"),
            "name_birth": name and token(f"n{name}"),
        }
        for record, document, name in records
    ]
    schema = dict.fromkeys(("record_id", *FIELDS), pl.String)
    connection.begin()
    link(connection, pl.DataFrame(rows, schema), secrets.token_bytes)
    connection.commit()


def persons(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = connection.execute("from raw.person_links").fetchall()
    found = {bytes.fromhex(record).lstrip(b"\0").decode(): person for record, person in rows}
    assert len(found) == len(rows)  # one link a record
    return found


def same(connection: duckdb.DuckDBPyConnection, *records: str) -> bool:
    found = persons(connection)
    return len({found[record] for record in records}) == 1


def test_the_same_document_is_the_same_person_whatever_the_name(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    send(connection, ("a", "1", "ana"), ("b", "1", "anna"), ("c", "2", "ana"))
    assert same(connection, "a", "b")
    assert not same(connection, "a", "c")


def test_without_documents_name_and_birth_make_the_person(connection: duckdb.DuckDBPyConnection) -> None:
    send(connection, ("a", None, "ana"), ("b", None, "ana"), ("c", None, "eva"))
    assert same(connection, "a", "b")
    assert not same(connection, "a", "c")


def test_a_record_without_document_takes_the_one_document_of_its_name(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    send(connection, ("a", "1", "ana"), ("b", None, "ana"))
    assert same(connection, "a", "b")


def test_two_documents_of_one_name_leave_the_record_without_document_alone(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    send(connection, ("a", "1", "ana"), ("b", None, "ana"), ("c", "2", "ana"))
    assert len(set(persons(connection).values())) == 3


def test_a_document_that_comes_later_changes_the_link_of_earlier_records(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    send(connection, ("a", None, "ana"))
    send(connection, ("b", "1", "ana"))
    assert same(connection, "a", "b")
    send(connection, ("c", "2", "ana"))
    assert not same(connection, "a", "b")


def test_a_corrected_document_frees_the_records_that_hung_on_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    send(connection, ("a", "1", "ana"), ("b", None, "ana"))
    send(connection, ("a", "1", "eva"))
    assert not same(connection, "a", "b")


def test_records_without_any_identity_are_persons_of_their_own(connection: duckdb.DuckDBPyConnection) -> None:
    send(connection, ("a", None, None), ("b", None, None))
    assert not same(connection, "a", "b")


def test_a_person_keeps_the_number_when_a_record_is_sent_again(connection: duckdb.DuckDBPyConnection) -> None:
    records = [("a", "1", "ana"), ("b", None, "eva"), ("c", None, None)]
    send(connection, *records)
    before = persons(connection)
    send(connection, *records, ("d", "9", "lea"))
    assert {record: persons(connection)[record] for record in before} == before


def test_person_numbers_are_random_and_positive(connection: duckdb.DuckDBPyConnection) -> None:
    send(connection, *((f"r{i}", None, None) for i in range(1000)))
    numbers = list(persons(connection).values())
    assert len(set(numbers)) == 1000
    assert min(numbers) >= 0
    assert max(numbers) > 1 << 60
    assert numbers != sorted(numbers)


def account(sent: dict[str, Tokens]) -> set[frozenset[str]]:
    """The persons as groups of records, by the rules read plainly."""
    documents = defaultdict(set)
    for document, name in sent.values():
        if document and name:
            documents[name].add(document)
    groups = defaultdict(set)
    for record, (document, name) in sent.items():
        known = documents.get(name, set()) if name else set()
        key = ("d", document or (next(iter(known)) if len(known) == 1 else None))
        if key[1] is None:
            key = ("n", name) if name else ("r", record)
        groups[key].add(record)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("seed", range(25))
def test_linking_in_any_batches_gives_what_the_rules_say(
    connection: duckdb.DuckDBPyConnection, seed: int
) -> None:
    draw = random.Random(seed)
    sent: dict[str, Tokens] = {}
    for _ in range(6):
        batch = {
            f"r{draw.randrange(30)}": (
                draw.choice([None, None, "1", "2", "3"]),
                draw.choice([None, "ana", "eva", "lea", "pia"]),
            )
            for _ in range(draw.randrange(1, 10))
        }
        send(connection, *((record, *tokens) for record, tokens in batch.items()))
        sent |= batch
        groups = defaultdict(set)
        for record, person in persons(connection).items():
            groups[person].add(record)
        assert {frozenset(group) for group in groups.values()} == account(sent)


def test_several_rows_of_one_record_are_one_person(connection: duckdb.DuckDBPyConnection) -> None:
    send(connection, ("a", None, "ana"), ("a", "1", "ana"), ("b", "1", None))
    assert same(connection, "a", "b")
