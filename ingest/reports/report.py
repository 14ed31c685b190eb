"""What the sender is told: counts, and each fault's place, rule and how to mend it; never a value."""

import io
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from ingest import messages
from ingest.reports.counts import Counts, FileRead, TableRead, status_of, summed
from ingest.reports.findings import NO_FAULTS, first_of_each, gathered, inert, spelled_out
from ingest.reports.page import page
from ingest.reports.sheets import Sheet
from ingest.reports.workbook import workbook
from ingest.vault import write_whole

VERSION = 1  # of the JSON's shape, which the manual for institutions describes
LANG = "es"  # of the workbook and the page


@dataclass(frozen=True)
class Report:
    """The outcome of `check`: what would be loaded, what is at fault, and where."""

    files: tuple[FileRead, ...]
    sheets: tuple[Sheet, ...]
    kinds: dict[str, Counts]
    refusals: tuple[dict[str, str], ...] = ()  # whole-file faults: nothing would be loaded

    @property
    def tables(self) -> tuple[TableRead, ...]:
        """How every sheet or CSV was read."""
        return tuple(sheet.table for sheet in self.sheets)

    @cached_property
    def faults(self) -> pl.DataFrame:
        """Every fault: file, sheet, row, column, field, rule, severity."""
        return pl.concat([NO_FAULTS, *(sheet.faults for sheet in self.sheets)])

    @cached_property
    def lines(self) -> pl.DataFrame:
        """What there is to mend, gathered and numbered; see `gathered`."""
        placed = [
            sheet.faults.with_columns(table=pl.lit(number, pl.UInt32))
            for number, sheet in enumerate(self.sheets)
        ]
        return gathered(pl.concat([NO_FAULTS.with_columns(table=pl.lit(0, pl.UInt32)), *placed]))

    @property
    def rows(self) -> Counts:
        """The rows of all kinds together."""
        return summed(self.kinds.values())

    @property
    def status(self) -> str:
        """`accepted`, `accepted_with_rejections` or `rejected`; the last also where a file is refused."""
        return "rejected" if self.refusals or not self.kinds else status_of(self.kinds)

    @property
    def exit_code(self) -> int:
        """0 when every row would be accepted, else 1."""
        return 0 if self.status == "accepted" else 1

    def to_dict(self) -> dict[str, object]:
        """The report for machines; of many faults of one rule in one column the first ones."""
        return {
            "version": VERSION,
            "status": self.status,
            "rows": asdict(self.rows),
            "files": [asdict(file) for file in self.files],
            "tables": [asdict(table) for table in self.tables],
            "kinds": {kind: asdict(counts) for kind, counts in self.kinds.items()},
            "refusals": list(self.refusals),
            "fault_counts": self.lines.drop("table", "rows").to_dicts(),
            "faults": spelled_out(first_of_each(self.faults)).to_dicts(),
            "exit_code": self.exit_code,
        }

    def to_text(self, lang: str) -> str:
        """The report for people: how files were read, counts, and each fault with number and first row."""
        status = messages.render(f"status_{self.status}", lang)
        refusals = [refusal[f"message_{lang}"] for refusal in self.refusals]
        read = [messages.render("report_read", lang, **asdict(table)) for table in self.tables]
        counts = [
            messages.render("report_kind", lang, kind=kind, **asdict(c)) for kind, c in self.kinds.items()
        ]
        faults = [
            messages.render("report_fault", lang, message=line[f"message_{lang}"], **line)
            for line in self.lines.drop("rows").iter_rows(named=True)
        ]
        told = messages.render("report_status", lang, status=status)
        return "\n".join([told, *refusals, *read, *counts, *faults])

    def write(self, folder: Path) -> Path:
        """Write `report.xlsx`, `.html` and `.json` and `faults.csv`, each whole; returns the JSON's path.

        Raises `UserError` when the folder cannot be written.
        """
        table = io.BytesIO()
        told = spelled_out(self.faults).with_columns(inert(pl.col("file", "sheet", "column")))
        told.write_csv(table, include_bom=True)
        contents = {
            "faults.csv": table.getvalue(),
            "report.xlsx": workbook(self, LANG),
            "report.html": page(self, LANG).encode(),
            "report.json": json.dumps(self.to_dict(), ensure_ascii=False, indent=1).encode(),
        }
        for name, content in contents.items():
            write_whole(folder / name, lambda file, content=content: file.write(content))  # type: ignore[misc]
        return folder / "report.json"
