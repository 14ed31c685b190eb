"""Files that hold one secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def make_key_file(file: Path, text: str) -> bool:
    """Write a key so that it is whole or absent, never readable by others, never overwritten.

    Returns whether it was written: another run may have been first, and its key is the one that counts.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, file)  # unlike a renaming, refused where there is a file already
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
