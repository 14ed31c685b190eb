"""Reports for the sender, safe to mail: a marked workbook, a page and JSON; and receipts."""

from ingest.reports.counts import ColumnRead, Counts, FileRead, TableRead
from ingest.reports.receipt import Receipt
from ingest.reports.report import Report
from ingest.reports.sheets import Sheet, sheet_of

__all__ = [
    "ColumnRead",
    "Counts",
    "FileRead",
    "Receipt",
    "Report",
    "Sheet",
    "TableRead",
    "sheet_of",
]
