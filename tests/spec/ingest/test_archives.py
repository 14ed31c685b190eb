"""Archives: each file in them is read as if sent by itself; what is not safe to unpack is refused by name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import py7zr
import pytest

from ...intake_home import IntakeHome, as_csv, nameless, victim

ROWS = [victim("A-1"), nameless("A-2", sex="Z9"), nameless("A-3")]
NOTHING = as_csv([{"declared_kind": "cases", "declared_on": "01/07/2025"}]).encode()
VICTIMS = as_csv(ROWS).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def seven_zipped(files: Mapping[str, bytes], password: str | None = None, hidden: bool = False) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=hidden) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


PACK = {".zip": zipped, ".7z": seven_zipped}
each_format = pytest.mark.parametrize("suffix", PACK)


def refused(home: IntakeHome, name: str, content: bytes) -> list[str]:
    return [refusal["rule"] for refusal in home.check(home.raw(name, content)).refusals]


@each_format
def test_the_files_of_an_archive_give_the_rows_and_counts_they_give_by_themselves(
    home: IntakeHome, suffix: str
) -> None:
    book = home.xlsx("a.xlsx", {"victimas": [list(ROWS[0]), *(list(row.values()) for row in ROWS)]})
    plain = home.submit(book, home.raw("n.csv", NOTHING))
    content = PACK[suffix]({"mes/v.csv": VICTIMS, "n.csv": NOTHING})
    packed = home.submit(home.raw(f"e{suffix}", content))
    assert packed.kinds == plain.kinds
    query = "select * exclude (submission_id, sheet) from raw.victims where submission_id = ? order by all"
    assert home.all(query, packed.submission_id) == home.all(query, plain.submission_id) != []
    places = home.all("select distinct sheet from raw.victims where submission_id = ?", packed.submission_id)
    assert places == [("mes/v.csv",)]
    assert content in [home.decrypted(path) for path in home.vault.archive.iterdir()]


@each_format
def test_rows_without_a_reference_in_two_files_of_an_archive_are_two_records(
    home: IntakeHome, suffix: str
) -> None:
    text = 'description_es="x"\ndescription_en="x"\n[[tables]]\nkind="victims"\nfile="v*"\nrecord_ref="row"\n'
    profile = str(home.raw("own.toml", text.encode()))
    rows = as_csv([{k: v for k, v in nameless("-").items() if k != "record_ref"}]).encode()
    home.submit(home.raw(f"e{suffix}", PACK[suffix]({"a/v1.csv": rows, "a/v2.csv": rows})), profile=profile)
    assert home.one("select count(distinct record_id) from raw.victims") == 2


@each_format
def test_a_fault_names_the_file_within_the_archive(home: IntakeHome, suffix: str) -> None:
    report = home.check(home.raw(f"e{suffix}", PACK[suffix]({"v.csv": VICTIMS})))
    assert report.faults.select("file", "row", "field").rows() == [(f"e{suffix}/v.csv", 3, "sex")]
    told = home.check(
        home.raw(f"e{suffix}", PACK[suffix]({"a.csv": b"", "b.pdf": b"%PDF", "v.csv": VICTIMS}))
    )
    assert [one["rule"] for one in told.refusals] == ["file_empty", "file_type_unknown"]
    assert f"e{suffix}/b.pdf" in told.refusals[1]["message_es"]


UNSAFE = {
    "a path that climbs": ({"../v.csv": VICTIMS}, "archive_names"),
    "a path that climbs as Windows writes it": ({"a\\..\\..\\v.csv": VICTIMS}, "archive_names"),
    "an absolute path": ({"/etc/v.csv": VICTIMS}, "archive_names"),
    "a drive": ({"C:v.csv": VICTIMS}, "archive_names"),
    "an archive within": ({"v.zip": zipped({"v.csv": VICTIMS})}, "archive_nested"),
    "another archive within": ({"v.7z": VICTIMS}, "archive_nested"),
    "too many files": ({f"{i}.csv": b"x" for i in range(201)}, "archive_crowded"),
    "a bomb": ({"v.csv": bytes(32 << 20)}, "archive_bomb"),
    "no file": ({}, "archive_empty"),
    "an archive under another name": ({"v.csv": zipped({"v.csv": VICTIMS})}, "file_content_differs"),
}


@pytest.mark.parametrize(("files", "rule"), UNSAFE.values(), ids=UNSAFE)
def test_a_zip_that_is_not_safe_is_refused_by_name(
    home: IntakeHome, files: dict[str, bytes], rule: str
) -> None:
    content = zipped(files) if files else zipped({"__MACOSX/._v.csv": b"x"})
    assert refused(home, "e.zip", content) == [rule]


@pytest.mark.parametrize(
    "case", ["an archive within", "too many files", "a bomb", "an archive under another name"]
)
def test_a_7z_that_is_not_safe_is_refused_by_name(home: IntakeHome, case: str) -> None:
    files, rule = UNSAFE[case]
    assert refused(home, "e.7z", seven_zipped(files)) == [rule]


def test_a_path_that_climbs_out_of_a_7z_is_refused(home: IntakeHome) -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.set_encoded_header_mode(False)
        archive.writestr(VICTIMS, "aa/v.csv")
    climbing = out.getvalue().replace("aa/v".encode("utf-16-le"), "../v".encode("utf-16-le"))
    offset, size = struct.unpack_from("<QQ", climbing, 12)
    place = struct.pack("<QQI", offset, size, zlib.crc32(climbing[32 + offset :][:size]))
    sealed = climbing[:8] + struct.pack("<I", zlib.crc32(place)) + place + climbing[32:]
    assert refused(home, "e.7z", sealed) == ["archive_names"]


def test_a_link_and_a_repeated_name_are_refused(home: IntakeHome) -> None:
    link = zipfile.ZipInfo("v.csv")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(home, "e.zip", out.getvalue()) == ["archive_names"]
    twice = zipped({"v.csv": VICTIMS, "w.csv": VICTIMS}).replace(b"w.csv", b"v.csv")
    assert refused(home, "e.zip", twice) == ["archive_names"]


def test_an_archive_with_a_password_is_refused(home: IntakeHome) -> None:
    content = bytearray(zipped({"v.csv": VICTIMS}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert refused(home, "e.zip", bytes(content)) == ["archive_locked"]
    for hidden in (False, True):
        locked = seven_zipped({"v.csv": VICTIMS}, password="s3cret", hidden=hidden)
        assert refused(home, "e.7z", locked) == ["archive_locked"]


@each_format
def test_an_archive_that_is_empty_cut_off_or_no_archive_is_refused(home: IntakeHome, suffix: str) -> None:
    content = PACK[suffix]({"v.csv": VICTIMS, "n.csv": NOTHING})
    assert refused(home, f"e{suffix}", b"") == ["file_empty"]
    assert refused(home, f"e{suffix}", VICTIMS) == ["file_content_differs"]
    for share in (0.1, 0.5, 0.9):
        assert refused(home, f"e{suffix}", content[: int(len(content) * share)]) == ["archive_damaged"]


def test_a_name_in_the_code_page_of_windows_is_read(home: IntakeHome) -> None:
    content = zipped({"v?ctimas.csv": VICTIMS}).replace(b"v?ctimas", "víctimas".encode("cp850"))
    report = home.check(home.raw("e.zip", content))
    assert report.tables[0].file == "e.zip/víctimas.csv"


@each_format
def test_a_person_in_the_name_of_a_packed_file_is_masked_and_files_stay_apart(
    home: IntakeHome, suffix: str
) -> None:
    files = {
        f"{number} Ana Mar\u00eda Zelaya.csv": as_csv([nameless(f"A-{number}")]).encode() for number in "12"
    }
    files |= {"Ana Mar\u00eda Zelaya.csv": as_csv([nameless("A-3")]).encode()}
    files |= {"Jos\u00e9 P\u00e9rez Hern\u00e1ndez.csv": as_csv([nameless("A-4")]).encode()}
    report = home.check(home.raw(f"e{suffix}", PACK[suffix](files)))
    told = [table.file for table in report.tables]
    assert len(set(told)) == len(told) == 4
    assert not any("Zelaya" in name or "Hern\u00e1ndez" in name for name in told)
