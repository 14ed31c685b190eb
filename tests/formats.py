"""The same table of text written in each format that the intake reads, by programs other than the intake."""

import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

Rows = Sequence[Sequence[object]]


def converted(soffice: str, source: Path, suffix: str) -> Path:
    """A workbook converted by LibreOffice, beside it."""
    profile = (source.parent / "office").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix[1:]]
    command += ["--outdir", str(source.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return source.with_suffix(suffix)


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """An XLSX workbook with its sheets; a date becomes a real date in the Spanish manner."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            if isinstance(cell.value, date):
                cell.number_format = "DD/MM/YYYY"
    book.save(path)
    return path
