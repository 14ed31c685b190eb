"""The tables of the warehouse that intake writes, as the schemas declare them."""

import duckdb

import linkage
from schemas import KINDS, Column, Kind

REGISTERS = """
    create schema if not exists raw;
    create table if not exists raw.submissions (
        submission_id varchar, institution varchar, period varchar, received_at timestamp, profile varchar,
        schema_version varchar, content_digest varchar, status varchar
    );
    create table if not exists raw.submission_kinds (
        submission_id varchar, kind varchar, rows_received bigint, rows_accepted bigint, rows_rejected bigint,
        rows_warned bigint, superseded_by varchar
    );
    create table if not exists raw.files (
        submission_id varchar, file_number smallint, sha256 varchar, bytes bigint, archived_as varchar
    );
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas and tables that are not there yet."""
    connection.execute(REGISTERS)
    for kind in KINDS.values():
        connection.execute(f"create table if not exists raw.{kind.name} ({_definition(kind)})")
        _add_new_columns(connection, kind)
    linkage.prepare(connection)


def _add_new_columns(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """A table made by an earlier version gains the columns that came since, empty in its rows."""
    there = {row[0] for row in connection.execute(f"describe raw.{kind.name}").fetchall()}
    for definition in (part for column in kind.stored for part in _definitions(column)):
        if definition.split()[0] not in there:
            connection.execute(f"alter table raw.{kind.name} add column {definition}")


def _definition(kind: Kind) -> str:
    """The columns of a kind's table: where the row came from, its token, and what it says."""
    origin = (
        "submission_id varchar, file_number smallint, sheet varchar, row_number bigint, record_id varchar"
    )
    return ", ".join([origin, *(part for column in kind.stored for part in _definitions(column))])


def _definitions(column: Column) -> list[str]:
    if column.type == "date":
        return [f"{column.name} date", f"{column.name}_precision varchar"]
    if column.type == "integer":
        return [f"{column.name} {'smallint' if column.name == 'age' else 'bigint'}"]
    if column.type == "number":
        return [f"{column.name} decimal(18, 2)"]
    return [f"{column.name} {'varchar[]' if column.type == 'codes' else 'varchar'}"]
