"""What was generated, and what intake must make of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "manifest.json"


@dataclass(frozen=True)
class Expected:
    """Rows of one kind in a submission; `faults` counts the rejected ones by column and what is wrong."""

    kind: str
    received: int
    accepted: int
    rejected: int
    faults: dict[str, int]


@dataclass(frozen=True)
class Submission:
    """One submission: submit its files together, in the order of the manifest."""

    institution: str
    period: str
    sent_on: str
    files: tuple[str, ...]
    profile: str | None
    corrects: bool
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Truth:
    """What is true of a year once all submissions are in: distinct persons, whatever the records say."""

    year: int
    identified: int  # accredited direct victims
    identified_in_counts: int  # those of them whom a consulate counts without a record
    assisted: int
    cases_investigated: int


@dataclass(frozen=True)
class Manifest:
    """Everything that was generated, in the order in which it is sent."""

    seed: int
    scale: int
    periods: tuple[str, ...]
    submissions: tuple[Submission, ...]
    truth: tuple[Truth, ...]

    def write(self, folder: Path) -> Path:
        """Write `manifest.json`; it is the last file of a set, so a set that has it is whole."""
        path = folder / FILE
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path


def read(folder: Path) -> Manifest:
    """The manifest of a generated set."""
    found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    submissions = tuple(
        Submission(
            **{
                **each,
                "files": tuple(each["files"]),
                "expected": tuple(Expected(**expected) for expected in each["expected"]),
            }
        )
        for each in found["submissions"]
    )
    truth = tuple(Truth(**each) for each in found["truth"])
    return Manifest(found["seed"], found["scale"], tuple(found["periods"]), submissions, truth)
