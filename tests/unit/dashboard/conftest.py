"""Public files of several kinds, and a way to run a page without a browser."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.model import Release

BROWSER = Path(__file__).parents[2] / "browser"


def loaded(name: str) -> ModuleType:
    """A helper of the browser tests, which these tests share."""
    spec = importlib.util.spec_from_file_location(name, BROWSER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The generator of public files."""
    return loaded("public_release")


@pytest.fixture(scope="session")
def runner() -> ModuleType:
    """The starter of the dashboard."""
    return loaded("served")


@pytest.fixture(scope="session")
def public_file(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of twelve half-years."""
    path: Path = made.write_public_file(tmp_path_factory.mktemp("release") / "public.duckdb")
    return path


@pytest.fixture(scope="session")
def release(public_file: Path) -> Release:
    return data.open_release(public_file)


@pytest.fixture
def other_file(made: ModuleType, tmp_path: Path) -> Callable[..., Path]:
    """Makes a file with options of its own."""

    def make(**options: object) -> Path:
        path: Path = made.write_public_file(tmp_path / "public.duckdb", made.Options(**options))
        return path

    return make


def _one_page(page_id: str) -> None:
    import os  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from dashboard import app, catalogue, data, state  # noqa: PLC0415
    from dashboard.i18n import Speaker  # noqa: PLC0415

    public = Path(os.environ["TRATA_PUBLIC"])
    release = data.open_release(public)
    choice = state.read_choice(release, st.query_params.to_dict())
    app.show(catalogue.page(page_id), release, public, choice, Speaker(choice.lang))


@pytest.fixture
def run_page(public_file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Runs one page with the given address."""

    def run(page_id: str, file: Path = public_file, **query: str) -> AppTest:
        monkeypatch.setenv("TRATA_PUBLIC", str(file))
        test = AppTest.from_function(_one_page, args=(page_id,), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        return test.run()

    return run


@pytest.fixture
def markup() -> Callable[[AppTest], str]:
    """All markup of a page that was run."""

    def read(test: AppTest) -> str:
        return "\n".join(element.proto.body for element in test.get("html"))

    return read
