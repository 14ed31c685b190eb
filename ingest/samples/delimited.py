"""CSV files: UTF-8 as the template has it, or an old system's Latin-1 with semicolons, a total and notes."""

from __future__ import annotations

from pathlib import Path

from ingest.samples.dress import Table, written


def write_template(path: Path, table: Table) -> None:
    """The template as CSV: UTF-8, commas, one row of headings."""
    headed = written(table).rename({item.name: item.heading for item in table.dress.fields})
    headed.write_csv(path)


def write_export(path: Path, table: Table, notes: list[str]) -> None:
    """An export in Latin-1 with semicolons; a total and notes stand below the rows."""
    headed = written(table).rename({item.name: item.heading for item in table.dress.fields})
    blank = ";" * (headed.width - 1)
    foot = [blank, f"TOTAL;{table.rows.height}" + ";" * (headed.width - 2), *(note + blank for note in notes)]
    text = headed.write_csv(separator=";", line_terminator="\r\n") + "\r\n".join(foot) + "\r\n"
    path.write_bytes(text.encode("latin-1"))
