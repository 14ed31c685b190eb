"""What the sender is told: counts, and each fault's place, rule and how to mend it; never a value."""

import io
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from ingest import messages
from ingest.vault import write_whole

NO_FAULTS = pl.DataFrame(
    schema={
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.UInt32,
        "column": pl.String,
        "field": pl.String,
        "rule": pl.String,
        "severity": pl.String,
    }
)

SHOWN = 200  # faults of each rule and column that a report spells out; the full list is in its CSV


@dataclass(frozen=True)
class Counts:
    """Rows of one kind: `accepted + rejected = received`; `warned` are among the accepted."""

    received: int
    accepted: int
    rejected: int
    warned: int


@dataclass(frozen=True)
class FileRead:
    """A file as it was received."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class TableRead:
    """How a sheet or CSV was read."""

    file: str
    sheet: str
    kind: str
    header_row: int
    encoding: str
    delimiter: str
    received: int
    skipped: int  # blank rows, totals and notes: no records


@dataclass(frozen=True)
class Report:
    """The outcome of `check`: what would be loaded, what is at fault, and where."""

    files: tuple[FileRead, ...]
    tables: tuple[TableRead, ...]
    kinds: dict[str, Counts]
    faults: pl.DataFrame = field(repr=False)  # file, sheet, row, column, field, rule, severity
    refusals: tuple[dict[str, str], ...] = ()  # whole-file faults: nothing would be loaded

    @property
    def exit_code(self) -> int:
        """0 when every row would be accepted, else 1."""
        rejected = any(counts.rejected for counts in self.kinds.values())
        return 1 if self.refusals or rejected or not self.kinds else 0

    def to_dict(self) -> dict[str, object]:
        """The report for machines; of many faults of one rule in one column the first ones."""
        return {
            "files": [asdict(file) for file in self.files],
            "tables": [asdict(table) for table in self.tables],
            "kinds": {kind: asdict(counts) for kind, counts in self.kinds.items()},
            "refusals": list(self.refusals),
            "fault_counts": _counted(self.faults),
            "faults": spelled_out(_first_of_each(self.faults)).to_dicts(),
            "exit_code": self.exit_code,
        }

    def to_text(self, lang: str) -> str:
        """The report for people: how files were read, counts, and each fault with number and first row."""
        refusals = [refusal[f"message_{lang}"] for refusal in self.refusals]
        read = [messages.render("report_read", lang, **asdict(table)) for table in self.tables]
        counts = [
            messages.render("report_kind", lang, kind=kind, **asdict(c)) for kind, c in self.kinds.items()
        ]
        texts = _texts(lang)
        faults = [
            messages.render("report_fault", lang, message=texts[row["rule"]].format(**row), **row)
            for row in _counted(self.faults)
        ]
        return "\n".join([*refusals, *read, *counts, *faults])

    def write(self, folder: Path) -> Path:
        """Write `report.json` and `faults.csv`, each whole or not at all; returns the JSON's path."""
        table = io.BytesIO()
        spelled_out(self.faults).write_csv(table, include_bom=True)
        write_whole(folder / "faults.csv", lambda file: file.write(table.getbuffer()))
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1).encode()
        path = folder / "report.json"
        write_whole(path, lambda file: file.write(text))
        return path


@dataclass(frozen=True)
class Receipt:
    """What became of a submission."""

    submission_id: str
    institution: str
    period: str
    profile: str | None
    received_at: str  # ISO 8601, UTC
    status: str  # accepted | accepted_with_rejections | rejected
    kinds: dict[str, Counts]
    files: tuple[FileRead, ...]
    superseded: tuple[str, ...]  # earlier submissions this one replaced for a kind or more
    superseded_by: tuple[str, ...]  # later ones that replaced this one meanwhile
    report: str  # path of the report for the sender
    already_known: bool

    @property
    def exit_code(self) -> int:
        """0 when every row was accepted, else 1."""
        return 0 if self.status == "accepted" else 1

    def to_dict(self) -> dict[str, object]:
        """The receipt for machines."""
        return asdict(self) | {"exit_code": self.exit_code}

    def to_text(self, lang: str) -> str:
        """The receipt for people."""
        lines = [
            messages.render(
                "receipt_known" if self.already_known else "receipt_new",
                lang,
                submission=self.submission_id,
                institution=self.institution,
                period=self.period,
                received_at=self.received_at,
                status=messages.render(f"status_{self.status}", lang),
            )
        ]
        lines += [
            messages.render("report_kind", lang, kind=kind, **asdict(c)) for kind, c in self.kinds.items()
        ]
        if self.superseded:
            lines.append(messages.render("receipt_superseded", lang, submissions=self.superseded))
        if self.superseded_by:
            lines.append(messages.render("receipt_superseded_by", lang, submissions=self.superseded_by))
        return "\n".join([*lines, messages.render("receipt_report", lang, path=self.report)])


@cache
def _texts(lang: str) -> dict[str, str]:
    """The texts of row faults, the column left open."""
    return {
        message_id.removeprefix("row_"): text[lang]
        for message_id, text in messages.catalogue().items()
        if message_id.startswith("row_")
    }


def spelled_out(faults: pl.DataFrame) -> pl.DataFrame:
    """The faults with their message in both languages, in the order of the sender's rows."""
    texts = {
        f"message_{lang}": pl.col("rule")
        .replace_strict(_texts(lang), return_dtype=pl.String)
        .str.replace("{column}", pl.col("column"), literal=True)
        for lang in ("es", "en")
    }
    return faults.sort("file", "sheet", "row", "column", "rule", maintain_order=True).with_columns(**texts)


def _first_of_each(faults: pl.DataFrame) -> pl.DataFrame:
    """The first faults of every rule in every column of every sheet."""
    return faults.filter(pl.int_range(pl.len()).over("file", "sheet", "column", "rule") < SHOWN)


def _counted(faults: pl.DataFrame) -> list[dict[str, Any]]:
    """How often each rule failed in each column."""
    keys = ["file", "sheet", "column", "rule", "severity"]
    return faults.group_by(keys).agg(count=pl.len(), row=pl.col("row").min()).sort(keys).to_dicts()
