"""Any bytes under any name that is read end in a report: rows told, or a refusal by its message."""

import io
import zipfile
from datetime import date
from pathlib import Path

import py7zr
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from ingest.compound import OLE

from ...intake_home import as_csv, victim

SUFFIXES = [".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip", ".7z"]
STARTS = [b"", OLE, b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c\x00\x04", b"\xff\xfe", b"record_ref;sex\n", b"%PDF"]
VICTIMS = as_csv([victim("A-1")]).encode()


def told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    report = ingest.check([path], profile=None, today=date(2025, 11, 22))
    assert report.refusals or report.kinds
    assert all(refusal["message_es"] for refusal in report.refusals)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(suffix=st.sampled_from(SUFFIXES), start=st.sampled_from(STARTS), rest=st.binary(max_size=2_000))
def test_any_bytes_under_any_name_end_in_a_report(
    folder: Path, suffix: str, start: bytes, rest: bytes
) -> None:
    told(folder / f"a{suffix}", start + rest)


def archives() -> dict[str, bytes]:
    zipped, seven = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v.csv", VICTIMS)
    with py7zr.SevenZipFile(seven, "w") as packed:
        packed.writestr(VICTIMS, "v.csv")
    return {".zip": zipped.getvalue(), ".7z": seven.getvalue()}


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    suffix=st.sampled_from([".zip", ".7z"]),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
)
def test_an_archive_changed_anywhere_ends_in_a_report(
    folder: Path, suffix: str, changes: list[tuple[float, int]]
) -> None:
    content = bytearray(archives()[suffix])
    for share, byte in changes:
        content[int(share * len(content))] = byte
    told(folder / f"b{suffix}", bytes(content))
