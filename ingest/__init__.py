"""A file becomes accepted rows, rejected rows and a receipt; identity is sealed off here."""

from ingest import messages
from ingest.errors import UserError
from ingest.reports import Receipt, Report
from ingest.status import StatusRow, status
from ingest.submission import check, submit
from ingest.tables import prepare
from ingest.template import write_template
from ingest.vault import Vault

__all__ = [
    "Receipt",
    "Report",
    "StatusRow",
    "UserError",
    "Vault",
    "check",
    "messages",
    "prepare",
    "status",
    "submit",
    "write_template",
]
