"""What the warehouse knows of a submission that comes again."""

from pathlib import Path

import duckdb

from ingest.reports import Counts, FileRead, Receipt


def known_receipt(
    connection: duckdb.DuckDBPyConnection, submission_id: str, files: tuple[FileRead, ...], reports: Path
) -> Receipt | None:
    """The receipt of a submission that is already there; none when it is new."""
    found = connection.execute(
        "select institution, period, profile, received_at, status from raw.submissions "
        "where submission_id = ?",
        [submission_id],
    ).fetchone()
    if found is None:
        return None
    institution, period, profile, received_at, status = found
    rows = connection.execute(
        "select kind, rows_received, rows_accepted, rows_rejected, rows_warned, superseded_by "
        "from raw.submission_kinds where submission_id = ? order by rowid",
        [submission_id],
    ).fetchall()
    replaced = connection.execute(
        "select distinct submission_id from raw.submission_kinds where superseded_by = ? order by all",
        [submission_id],
    ).fetchall()
    return Receipt(
        submission_id=submission_id,
        institution=institution,
        period=period,
        profile=profile,
        received_at=f"{received_at.isoformat(timespec='seconds')}Z",
        status=status,
        kinds={kind: Counts(*counts) for kind, *counts, _ in rows},
        files=files,
        superseded=tuple(row[0] for row in replaced),
        superseded_by=tuple(sorted({row[5] for row in rows if row[5]})),
        report=str(reports / submission_id / "report.json"),
        already_known=True,
    )
