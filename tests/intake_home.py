"""A home with an encrypted warehouse and a vault, and the small files that tests of the intake send to it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyrage
import xlsxwriter

import ingest
from trata.warehouse import open_warehouse

NOW = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
WAREHOUSE_KEY = "a key for tests only"
LINKAGE_KEY = bytes(range(7, 39))

VICTIM = {
    "record_ref": "A-1",
    "given_names": "Ana María",
    "surnames": "Zelaya Umaña",
    "birth_date": "02/03/2000",
    "document_type": "DUI",
    "document_number": "04567890-3",
    "sex": "F",
    "age": "25",
    "nationality": "SLV",
    "identified_on": "05/03/2025",
    "scope": "INT",
    "exploitation_forms": "SEX",
    "victim_category": "VD",
    "identification_status": "ACR",
}


def victim(ref: str, **changes: str) -> dict[str, str]:
    """A row of `victims` that is accepted, but for the changes."""
    return VICTIM | {"record_ref": ref} | changes


def nameless(ref: str, **changes: str) -> dict[str, str]:
    """A row of `victims` without identity other than its reference."""
    blank = dict.fromkeys(("given_names", "surnames", "birth_date", "document_type", "document_number"), "")
    return victim(ref, **blank) | changes


def as_csv(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    """Rows as CSV text; the first one names the columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class IntakeHome:
    """Folders, keys and an open connection."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.files = folder.parent / "sent"
        self.files.mkdir(exist_ok=True)
        self.connection = connection
        self.identity = pyrage.x25519.Identity.generate()
        self.vault = ingest.Vault(
            folder / "archive",
            folder / "quarantine",
            folder / "reports",
            (str(self.identity.to_public()),),
            LINKAGE_KEY,
        )

    def csv(self, name: str, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8", **how: str) -> Path:
        """Write rows as a CSV file to send."""
        return self.raw(name, as_csv(rows, **how).encode(encoding))

    def raw(self, name: str, content: bytes) -> Path:
        """Write bytes as a file to send."""
        path = self.files / name
        path.write_bytes(content)
        return path

    def xlsx(self, name: str, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
        """Write a workbook to send; text that begins with `=` becomes a formula, dates real dates."""
        path = self.files / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for position, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(number, position, datetime(cell.year, cell.month, cell.day))
                        elif cell is not None:
                            sheet.write(number, position, cell)
        return path

    def submit(self, *files: Path, **changes: Any) -> ingest.Receipt:
        """Submit as PNC for 2025-S1 unless changed."""
        given: dict[str, Any] = {
            "institution": "PNC",
            "period": "2025-S1",
            "profile": None,
            "connection": self.connection,
            "vault": self.vault,
            "now": NOW,
        }
        return ingest.submit(files, **(given | changes))

    def check(self, *files: Path, profile: str | None = None) -> ingest.Report:
        """Check files as of the tests' day."""
        return ingest.check(files, profile=profile, today=TODAY)

    def all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query, list(values)).fetchall()

    def one(self, query: str, *values: object) -> Any:
        """The one value of a query."""
        ((value,),) = self.all(query, *values)
        return value

    def decrypted(self, path: Path) -> bytes:
        """What an encrypted file holds."""
        return bytes(pyrage.decrypt(path.read_bytes(), [self.identity]))

    def fingerprint(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that stands in the intake's tables."""
        names = self.all(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_catalog = 'warehouse' and table_schema in ('raw', 'sealed') order by 1"
        )
        return {name: sorted(self.all(f"from {name}"), key=repr) for (name,) in names}


@contextmanager
def intake_home(folder: Path) -> Iterator[IntakeHome]:
    """A prepared home in a folder of its own."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "warehouse.duckdb"
    with open_warehouse(file, WAREHOUSE_KEY, wait_seconds=5, create=True) as connection:
        ingest.prepare(connection)
        yield IntakeHome(folder, connection)
