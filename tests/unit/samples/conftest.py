"""One history and one written set for all tests of the samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import samples
from ingest.samples import figures, history
from ingest.samples.calendar import Calendar


@pytest.fixture(scope="session")
def known() -> figures.Figures:
    return figures.load()


@pytest.fixture(scope="session")
def happened(known: figures.Figures) -> history.History:
    return history.build(known, Calendar(2020, 2025), seed=1, scale=1)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, samples.Manifest]:
    out = tmp_path_factory.mktemp("samples")
    return out, samples.generate(out, seed=1, years=1, scale=1)
