"""Which records are one person: by document, else by name and birth date; SQL over tokens only.

A record's key is its document token; without a document, the one document that goes with its name-and-birth
token; without such a one, the name-and-birth token; else the record's own. Tokens of different fields never
meet, so a key needs no tag. A key keeps its person for good.
"""

from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl

from linkage.identity import FIELDS

# Tokens are 128 bits: `uuid` is what DuckDB keeps and compares as such.
TABLES = f"""
    create schema if not exists raw;
    create schema if not exists sealed;
    create table if not exists sealed.record_tokens (
        record_id uuid, {", ".join(f"{field} uuid" for field in FIELDS)}
    );
    create table if not exists sealed.person_keys (key uuid, person_id bigint);
    create table if not exists raw.person_links (record_id varchar, person_id bigint);
"""

# A record sent again brings its tokens anew; the bearers of its name, then and now, may have other keys.
CHANGES = f"""
    create or replace temp table changed as
        select record_id::uuid as record_id, {", ".join(f"{field}::uuid as {field}" for field in FIELDS)}
        from incoming_tokens;
    create or replace temp table replaced as
        select * from sealed.record_tokens semi join changed using (record_id);
    delete from sealed.record_tokens where record_id in (select record_id from replaced);
    create or replace temp table open_records as
        select record_id, name_birth from changed where document is null
        union all
        select record_id, name_birth from sealed.record_tokens
        where document is null and (
            name_birth in (select name_birth from changed where name_birth is not null)
            or name_birth in (select name_birth from replaced where name_birth is not null)
        );
    insert into sealed.record_tokens select * from changed;
"""

KEYS = """
    create or replace temp table one_document as
        select name_birth, min(document) as document from sealed.record_tokens
        semi join open_records using (name_birth)
        where document is not null
        group by name_birth having min(document) = max(document);
    create or replace temp table keyed as
        select record_id, document as key from changed where document is not null
        union all
        select open_records.record_id,
            coalesce(one_document.document, open_records.name_birth, open_records.record_id) as key
        from open_records left join one_document using (name_birth);
    create or replace temp table new_keys as
        select distinct key from keyed anti join sealed.person_keys using (key);
"""

# Records already linked are open or replaced ones; the others have no link to take back.
LINKS = """
    insert into sealed.person_keys select key, person_id from new_keys positional join drawn_ids;
    create or replace temp table relinked as
        select replace(record_id::varchar, '-', '') as record_id, person_id
        from keyed join sealed.person_keys using (key);
    delete from raw.person_links where record_id in (select record_id from relinked);
    insert into raw.person_links select * from relinked;
"""

TEMPORARY = ("changed", "replaced", "open_records", "one_document", "keyed", "new_keys", "relinked")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the sealed tables and `raw.person_links` where they are not there yet."""
    connection.execute(TABLES)


def link(
    connection: duckdb.DuckDBPyConnection, tokens: pl.DataFrame, random_bytes: Callable[[int], bytes]
) -> None:
    """Take in tokens of records (`record_id` and `FIELDS`) and link them, in the caller's transaction."""
    connection.register("incoming_tokens", _one_row_a_record(tokens))
    connection.execute(CHANGES)
    connection.unregister("incoming_tokens")
    connection.execute(KEYS)
    (drawn,) = connection.execute("select count(*) from new_keys").fetchone() or (0,)
    connection.register("drawn_ids", _person_ids(drawn, random_bytes))
    connection.execute(LINKS)
    connection.unregister("drawn_ids")
    for name in TEMPORARY:
        connection.execute(f"drop table {name}")


def _one_row_a_record(tokens: pl.DataFrame) -> pl.DataFrame:
    """Several rows of one record (services) tell of one person; the fullest token of each field is kept."""
    if tokens["record_id"].is_unique().all():
        return tokens
    return tokens.group_by("record_id").agg(pl.col(FIELDS).max())


def _person_ids(number: int, random_bytes: Callable[[int], bytes]) -> pl.DataFrame:
    """Random numbers of 63 bits; two equal ones among millions are as likely as 1 in 10^6."""
    drawn = np.frombuffer(random_bytes(8 * number), dtype=np.uint64) >> np.uint64(1)
    return pl.DataFrame({"person_id": drawn.astype(np.int64)})
