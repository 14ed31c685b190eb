"""Runs the dashboard as the command line does: as a process of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

READY_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(public: Path, log: Path) -> Iterator[str]:
    """The address of a running dashboard; its output goes to `log`."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "--public", str(public), "--port", str(port)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "TRATA_"))}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment, cwd=log.parent)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(address) as answer,
        ):
            if answer.read() == b"ok":
                return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"the dashboard did not start: {log.read_text('utf-8', 'replace')}")
