"""What can go wrong at the edge of the system, as sentences a person can act on."""

from __future__ import annotations

import errno
from typing import Protocol, runtime_checkable

INPUT_AT_FAULT = 1
WRONG_USAGE = 2
STATE_FORBIDS = 3
INTERNAL = 4


@runtime_checkable
class Tellable(Protocol):
    """What every part's user errors have in common; the parts may not import one another."""

    message_id: str
    params: dict[str, object]
    exit_code: int


class UserError(Exception):
    """An error that the person at the command line can mend; the text stands in data/messages/trata.toml."""

    def __init__(self, message_id: str, *, exit_code: int = STATE_FORBIDS, **params: object) -> None:
        super().__init__(message_id, params)
        self.message_id = message_id
        self.params = params
        self.exit_code = exit_code


def from_operating_system(error: OSError) -> UserError:
    """Tell a full disk and a missing permission as what they are; other system errors keep their name."""
    where = str(error.filename or "")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError("disk_full", where=where)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return UserError("not_writable", where=where)
    if error.errno == errno.ENOENT:
        return UserError("path_missing", exit_code=INPUT_AT_FAULT, where=where)
    return UserError("system_error", where=where, code=errno.errorcode.get(error.errno or 0, "?"))
