"""Formats whose readers a bent file can bring down are read in a process of their own, with bounded memory.

The reader of the old Excel format ends the whole process on some damaged files; here that ends the child
only. This file is the child's program, too: it imports nothing of ours.
"""

import io
import json
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

MEMORY = 4 << 30  # bytes of address space
SECONDS = 900


@dataclass(frozen=True)
class Read:
    """A table as the child read it: what it says of itself, and its cells."""

    about: dict[str, object]
    frame: pl.DataFrame = field(repr=False)


def read_apart(reader: str, content: bytes) -> list[Read]:
    """The tables of a file by `xls`; raises ValueError where the child ended without an answer."""
    command = [sys.executable, "-P", str(Path(__file__)), reader]
    try:
        # A file may be bent on taking the child over: it gets no environment, where the keys may stand.
        done = subprocess.run(
            command, input=content, capture_output=True, check=True, timeout=SECONDS, env={}
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise ValueError("the reader ended") from None
    answer, found = io.BytesIO(done.stdout), []
    while line := answer.readline():
        about = json.loads(line)
        found.append(Read(about, pl.read_ipc_stream(io.BytesIO(answer.read(about.pop("bytes"))))))
    return found


def _tell(about: dict[str, object], frame: pl.DataFrame) -> None:
    """One table: a line of JSON, then its cells as an Arrow stream."""
    cells = io.BytesIO()
    frame.write_ipc_stream(cells)
    sys.stdout.buffer.write(json.dumps(about | {"bytes": cells.tell()}).encode() + b"\n")
    sys.stdout.buffer.write(cells.getbuffer())


def _xls(content: bytes) -> None:
    import fastexcel  # noqa: PLC0415

    reader = fastexcel.read_excel(content)
    for name in reader.sheet_names:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        offset = min((column.absolute_index for column in sheet.available_columns()), default=0)
        _tell({"name": name, "hidden": sheet.visible != "visible", "offset": offset}, sheet.to_polars())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    {"xls": _xls}[sys.argv[1]](sys.stdin.buffer.read())
