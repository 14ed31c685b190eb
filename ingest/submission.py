"""The facade's two main acts: check files, and submit them."""

import hashlib
import io
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import structlog

import linkage
from ingest import messages, profiles
from ingest.errors import UserError, refused
from ingest.grids import ROW
from ingest.known import known_receipt
from ingest.loading import Submission, load
from ingest.outcomes import REJECTED, Outcome
from ingest.periods import reportable
from ingest.profiles import Profile
from ingest.reading import Table, read
from ingest.reports import Counts, FileRead, Receipt, Report, sheet_of
from ingest.sealing import sealed
from ingest.source import Limits, Source, take
from ingest.validation import repeats, validate
from ingest.vault import Vault
from schemas.codelists import codelist

LIMITS = Limits()


@sealed
def check(files: Sequence[Path], *, profile: str | None, today: date) -> Report:
    """Validate files without loading anything; whole-file faults are in the report's `refusals`."""
    read_by = profiles.load(profile) if profile else None
    sources = _taken(files)
    try:
        return _report(_seen(sources), _outcomes(read(sources, read_by, LIMITS), today, None))
    except UserError as error:
        if error.exit_code != 1:
            raise
        return _refusal(_seen(sources), error)


@sealed
def submit(
    files: Sequence[Path],
    *,
    institution: str,
    period: str,
    profile: str | None,
    connection: duckdb.DuckDBPyConnection,
    vault: Vault,
    now: datetime,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Receipt:
    """Archive, validate and load one submission, whole or not at all.

    Raises `UserError` on a whole-file fault, which leaves a report all the same; `now` is in UTC or carries
    its time zone.
    """
    now = now.astimezone(UTC) if now.tzinfo else now
    semester = reportable(period, now.date())
    _known_institution(institution)
    read_by = profiles.load(profile) if profile else None
    key = _token_key(vault)
    sources = _taken(files)
    archived = tuple(vault.keep(source.content, source.digest) for source in sources)
    content_digest, submission_id = _identify(sources, institution, period, read_by)
    seen = _seen(sources)
    log = structlog.get_logger().bind(submission=submission_id)
    known = known_receipt(connection, submission_id, seen, vault.reports)
    if known is not None:
        log.info("submission_known")
        return known
    try:
        tables = read(sources, read_by, LIMITS)
        del sources  # archived; the memory is needed
        outcomes = _outcomes(tables, now.date(), semester.ends)
    except UserError as error:
        _refusal(seen, error).write(vault.reports / submission_id)
        raise
    report = _report(seen, outcomes)
    _set_aside(outcomes, vault, submission_id)
    report.write(vault.reports / submission_id)
    batches = [outcome.accepted() for outcome in outcomes]
    del tables, outcomes
    submission = Submission(
        id=submission_id,
        institution=institution,
        period=period,
        profile=read_by.name if read_by else None,
        content_digest=content_digest,
        received_at=now.replace(tzinfo=None),
        status=report.status,
        kinds=report.kinds,
        files=seen,
        archived_as=archived,
    )
    superseded = load(connection, submission, batches, key, random_bytes)
    log.info(
        "submission_loaded", status=submission.status, rows=sum(c.accepted for c in report.kinds.values())
    )
    return Receipt(
        submission_id=submission_id,
        institution=institution,
        period=period,
        profile=submission.profile,
        received_at=f"{submission.received_at.isoformat(timespec='seconds')}Z",
        status=submission.status,
        kinds=report.kinds,
        files=seen,
        superseded=superseded,
        superseded_by=(),
        report=str(vault.reports / submission_id / "report.json"),
        already_known=False,
    )


def _taken(files: Sequence[Path]) -> list[Source]:
    """All files in memory; every one that cannot be taken is told."""
    if not files:
        raise UserError("files_missing")
    sources, faults = [], []
    for path in files:
        try:
            sources.append(take(Path(path), LIMITS))
        except UserError as error:
            faults.append(error)
    if faults:
        raise refused(faults)
    return sources


def _known_institution(institution: str) -> None:
    known = [entry.code for entry in codelist("institutions")]
    if institution not in known:
        raise UserError("institution_unknown", institution=institution, known=known)


def _token_key(vault: Vault) -> linkage.TokenKey:
    try:
        return linkage.TokenKey(vault.linkage_key)
    except linkage.WeakKeyError:
        raise UserError("linkage_key_weak", exit_code=3) from None


def _identify(
    sources: list[Source], institution: str, period: str, profile: Profile | None
) -> tuple[str, str]:
    """The digest of what was sent and how it is read, and the id, the same whenever it is sent."""
    parts = [*sorted(source.digest for source in sources), profile.digest if profile else ""]
    content = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    whole = "\n".join([institution, period, profile.name if profile else "", content])
    return content, f"{institution}-{period}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


def _outcomes(tables: list[Table], today: date, period_ends: date | None) -> list[Outcome]:
    """Everything validated; whole-file faults of all tables are told at once."""
    outcomes: list[Outcome] = []
    faults: list[UserError] = []
    for table in tables:
        try:
            outcomes.append(validate(table, today, period_ends))
        except UserError as error:
            faults.append(error)
    if faults:
        raise refused(faults)
    return repeats(outcomes)


def _counts(outcomes: list[Outcome]) -> dict[str, Counts]:
    kinds: dict[str, Counts] = {}
    for outcome in outcomes:
        before = kinds.get(outcome.table.kind.name, Counts(0, 0, 0, 0))
        rejected, received = outcome.rejected.height, outcome.values.height
        kinds[outcome.table.kind.name] = Counts(
            before.received + received,
            before.accepted + received - rejected,
            before.rejected + rejected,
            before.warned + outcome.warned,
        )
    return kinds


def _seen(sources: list[Source]) -> tuple[FileRead, ...]:
    return tuple(FileRead(source.name, source.digest, len(source.content)) for source in sources)


def _report(files: tuple[FileRead, ...], outcomes: list[Outcome]) -> Report:
    return Report(files, tuple(map(sheet_of, outcomes)), _counts(outcomes))


def _refusal(files: tuple[FileRead, ...], error: UserError) -> Report:
    """The report on files of which nothing would be loaded."""
    faults = error.params["faults"] if error.message_id == "submission_refused" else (error,)
    told = tuple(
        {
            "rule": fault.message_id,
            "message_es": messages.render(fault.message_id, "es", **fault.params),
            "message_en": messages.render(fault.message_id, "en", **fault.params),
        }
        for fault in faults  # type: ignore[attr-defined]
    )
    return Report(files, (), {}, told)


def _set_aside(outcomes: list[Outcome], vault: Vault, submission_id: str) -> None:
    """Rejected rows as they were sent, with their rules, encrypted."""
    for number, outcome in enumerate(outcomes, 1):
        rules = (
            outcome.faults.filter(pl.col("severity") == REJECTED)
            .group_by("index")
            .agg(rules=(pl.col("column") + ":" + pl.col("rule")).str.join(" "))
            .sort("index")
        )
        if not rules.height:
            continue
        rows = outcome.table.raw.with_columns(pl.col(ROW))[rules["index"]].with_columns(rules["rules"])
        content = io.BytesIO()
        rows.write_csv(content)
        vault.set_aside(content.getvalue(), f"{submission_id}.{number}.csv")
