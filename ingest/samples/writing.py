"""Parcels become files in the dress of their sender, and entries of the manifest."""

from __future__ import annotations

from pathlib import Path

from ingest.samples import delimited, workbooks
from ingest.samples.calendar import Calendar
from ingest.samples.dress import Table
from ingest.samples.manifest import Expected, Submission
from ingest.samples.parcels import Parcel
from schemas.codelists import codelist

_NOTES = ["Nota: cifras preliminares, sujetas a revisión.", "Fuente: registros administrativos propios."]
_HALVES = {"1": "ENERO - JUNIO", "2": "JULIO - DICIEMBRE"}


def write(parcel: Parcel, calendar: Calendar, out: Path) -> Submission:
    """Write the files of a parcel; a correction stands in a folder of its own."""
    period = calendar.periods[parcel.semester]
    folder = out / period / (parcel.institution.code + ("-correccion" if parcel.corrects else ""))
    folder.mkdir(parents=True, exist_ok=True)
    paths = _files(parcel, period, folder)
    return Submission(
        institution=parcel.institution.code,
        period=period,
        sent_on=parcel.sent_on.isoformat(),
        files=tuple(path.relative_to(out).as_posix() for path in paths),
        profile=parcel.profile,
        corrects=parcel.corrects,
        expected=tuple(_expected(table) for table in parcel.tables),
    )


def _files(parcel: Parcel, period: str, folder: Path) -> list[Path]:
    books = [table for table in parcel.tables if table.dress.book]
    paths = []
    if books:
        paths.append(_book(parcel, books, period, folder))
    for table in parcel.tables:
        if not table.dress.book:
            path = folder / f"{table.dress.title}_{period}.csv"
            if parcel.profile:
                delimited.write_export(path, table, _NOTES)
            else:
                delimited.write_template(path, table)
            paths.append(path)
    return paths


def _book(parcel: Parcel, tables: list[Table], period: str, folder: Path) -> Path:
    code = parcel.institution.code
    if not parcel.profile:
        declared = all(table.dress.kind == "nothing" for table in tables)
        path = folder / f"{'sin_datos' if declared else 'plantilla'}_{code}_{period}.xlsx"
        workbooks.write_template(path, tables, parcel.sent_on)
        return path
    path = folder / f"reporte_{code}_{period}.xlsx"
    workbooks.write_report(path, tables, _titles(code, period), _NOTES, parcel.sent_on)
    return path


def _titles(code: str, period: str) -> list[str]:
    label = next(entry.label_es for entry in codelist("institutions") if entry.code == code)
    return [
        "REPÚBLICA DE EL SALVADOR",
        label.upper(),
        "REPORTE SEMESTRAL SOBRE TRATA DE PERSONAS",
        f"PERÍODO: {_HALVES[period[-1]]} {period[:4]}",
    ]


def _expected(table: Table) -> Expected:
    received, rejected = table.rows.height, table.faults.rows
    return Expected(table.dress.kind, received, received - rejected, rejected, table.faults.told)
