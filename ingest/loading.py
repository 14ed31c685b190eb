"""One transaction takes a submission into the warehouse: registers, rows, tokens, links, supersession."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import polars as pl

import linkage
from ingest.grids import ROW
from ingest.outcomes import Batch
from ingest.reports import Counts, FileRead
from schemas import Column, Kind, schema_version

IDENTITY = {
    "given_names": pl.String,
    "surnames": pl.String,
    "birth_date": pl.Date,
    "birth_date_precision": pl.String,
    "document_type": pl.String,
    "document_number": pl.String,
}

ORIGIN = ("submission_id", "file_number", "sheet", "row_number", "record_id")

SUPERSEDE = """
    update raw.submission_kinds set superseded_by = $submission
    where kind = $kind and superseded_by is null and submission_id != $submission and submission_id in (
        select submission_id from raw.submissions where institution = $institution and period = $period
    )
    returning submission_id
"""


@dataclass(frozen=True)
class Submission:
    """What identifies a submission and what is registered of it."""

    id: str
    institution: str
    period: str
    profile: str | None
    content_digest: str
    received_at: datetime
    status: str
    kinds: dict[str, Counts]
    files: tuple[FileRead, ...]
    archived_as: tuple[str, ...] = field(repr=False)


def load(
    connection: duckdb.DuckDBPyConnection,
    submission: Submission,
    batches: list[Batch],
    key: linkage.TokenKey,
    random_bytes: Callable[[int], bytes],
) -> tuple[str, ...]:
    """Load everything or nothing; returns the submissions that were superseded."""
    connection.begin()
    try:
        _register(connection, submission)
        tokens = [_load_rows(connection, submission, batch, key) for batch in batches]
        persons = [frame for frame in tokens if frame is not None and frame.height]
        if persons:
            linkage.link(connection, pl.concat(persons), random_bytes)
        superseded = _supersede(connection, submission)
        connection.commit()
    except BaseException:
        _roll_back(connection)
        raise
    return superseded


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo; a database that failed for good has undone already."""
    try:
        connection.rollback()
    except duckdb.Error:
        return


def _register(connection: duckdb.DuckDBPyConnection, submission: Submission) -> None:
    connection.execute(
        "insert into raw.submissions values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            submission.id,
            submission.institution,
            submission.period,
            submission.received_at,
            submission.profile,
            schema_version,
            submission.content_digest,
            submission.status,
        ],
    )
    for kind, counts in submission.kinds.items():
        row = [submission.id, kind, counts.received, counts.accepted, counts.rejected, counts.warned]
        connection.execute("insert into raw.submission_kinds values (?, ?, ?, ?, ?, ?, null)", row)
    for number, (file, name) in enumerate(zip(submission.files, submission.archived_as, strict=True), 1):
        connection.execute(
            "insert into raw.files values (?, ?, ?, ?, ?)",
            [submission.id, number, file.sha256, file.bytes, name],
        )


def _supersede(connection: duckdb.DuckDBPyConnection, submission: Submission) -> tuple[str, ...]:
    """Replace earlier rows of the kinds that brought accepted rows; a kind all rejected replaces nothing."""
    replaced: set[str] = set()
    for kind, counts in submission.kinds.items():
        if counts.accepted:
            named = {
                "submission": submission.id,
                "kind": kind,
                "institution": submission.institution,
                "period": submission.period,
            }
            replaced |= {str(row[0]) for row in connection.execute(SUPERSEDE, named).fetchall()}
    return tuple(sorted(replaced))


def _load_rows(
    connection: duckdb.DuckDBPyConnection, submission: Submission, batch: Batch, key: linkage.TokenKey
) -> pl.DataFrame | None:
    """Load the accepted rows without their identity; returns the tokens of records about persons."""
    if not batch.rows.height:
        return None
    record_ids = key.tokens(_references(batch, submission), "record_ref")
    stored = [name for column in batch.kind.stored for name in _names(column) if name in batch.rows.columns]
    rows = batch.rows.select(ROW, record_ids.alias("record_id"), *stored)
    with ThreadPoolExecutor(1) as beside:  # DuckDB writes the rows while Python makes the tokens
        made = beside.submit(_person_tokens, batch, record_ids, key)
        connection.register("incoming_rows", rows)
        connection.execute(
            f"insert into raw.{batch.kind.name} ({', '.join([*ORIGIN, *stored])}) "
            f"select ?, ?, ?, row, record_id{_values(batch.kind, stored)} from incoming_rows",
            [submission.id, batch.file_number, batch.sheet],
        )
        connection.unregister("incoming_rows")
        return made.result()


def _person_tokens(batch: Batch, record_ids: pl.Series, key: linkage.TokenKey) -> pl.DataFrame | None:
    """The tokens of records about persons; none for other kinds."""
    if not batch.kind.persons:
        return None
    return linkage.identity_tokens(_identity(batch.rows), key).insert_column(0, record_ids.alias("record_id"))


def _names(column: Column) -> list[str]:
    return [column.name, f"{column.name}_precision"] if column.type == "date" else [column.name]


def _values(kind: Kind, present: list[str]) -> str:
    """The select list of the columns the file has."""
    several = {column.name for column in kind.stored if column.type == "codes"}
    return "".join(f", string_split({name}, ';')" if name in several else f", {name}" for name in present)


def _references(batch: Batch, submission: Submission) -> pl.Series:
    """What names a record for good: the institution's reference, else its place in the submission."""
    if "record_ref" in batch.rows.columns:
        scope = f"{submission.institution}|{batch.kind.name}|"
        reference = pl.lit(scope) + pl.col("record_ref").str.to_uppercase()
    else:
        whole = submission.period if batch.kind.persons else submission.id
        scope = f"{submission.institution}|{batch.kind.name}|row|{whole}|{batch.file_number}|{batch.sheet}|"
        reference = pl.lit(scope) + pl.col(ROW).cast(pl.String)
    return batch.rows.select(reference.alias("reference")).to_series()


def _identity(accepted: pl.DataFrame) -> pl.DataFrame:
    """The columns that tokens are made of; null where the file has none."""
    absent = {name: pl.lit(None, dtype) for name, dtype in IDENTITY.items() if name not in accepted.columns}
    return accepted.with_columns(**absent).select(*IDENTITY)
