"""The child that reads what may bring it down learns nothing that it could give away."""

import subprocess
from types import SimpleNamespace

import pytest

from ingest import apart


def test_the_child_gets_no_environment_where_keys_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRATA_KEY", "a secret")
    given: list[object] = []

    def run(command: list[str], **options: object) -> SimpleNamespace:
        given.append(options["env"])
        return SimpleNamespace(stdout=b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert apart.read_apart("xls", b"") == []
    assert given == [{}]
