"""Runs `trata` as its users do: as a process of its own, with a home folder of the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Done:
    """What a finished command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result printed with --json."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Trata:
    """The command line on one home folder."""

    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a command; nothing of the tester's own settings gets in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRATA_", "DBT_"))}
        return kept | {"TRATA_HOME": str(self.home), "TRATA_LANG": "en", "COLUMNS": "200"} | more

    def command(self, *arguments: str | Path) -> list[str]:
        """The command as a list for subprocess."""
        return [sys.executable, "-m", "trata", *map(str, arguments)]

    def __call__(self, *arguments: str | Path, timeout: float = 600, **environment: str) -> Done:
        """Run a command to its end, whatever its exit code."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str | Path, **environment: str) -> Done:
        """Run a command that must succeed."""
        done = self(*arguments, **environment)
        assert done.code == 0, f"{arguments[0]} ended with {done.code}:\n{done.out}\n{done.err}"
        return done

    def publish(self, period: str) -> Path:
        """Draft, approve twice and publish; returns the folder of the release."""
        drafted = self.ok("release", "draft", "--period", period, "--json").json
        for name in ("First Approver", "Second Approver"):
            self.ok("release", "approve", drafted["id"], "--as", name)
        return Path(self.ok("release", "publish", drafted["id"], "--json").json["folder"])
