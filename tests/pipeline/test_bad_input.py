"""Bad input: each with a clear error, and nothing changed or lost."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

import ingest
from ingest import messages

from ..intake_home import NOW, IntakeHome, as_csv, intake_home, nameless, victim

SECRET = "Zelaya Umaña"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[IntakeHome]:
    """A prepared home with one accepted submission in it."""
    with intake_home(tmp_path / "home") as prepared:
        prepared.submit(prepared.csv("first.csv", [victim("A-1")]), period="2024-S1")
        yield prepared


def workbook(home: IntakeHome, rows: int = 3) -> bytes:
    people = [victim(f"A-{i}") for i in range(rows)]
    return home.xlsx(
        "whole.xlsx", {"victimas": [list(people[0]), *(list(p.values()) for p in people)]}
    ).read_bytes()


def with_entry(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def damaged(content: bytes) -> bytes:
    middle = content.index(b"xl/worksheets/sheet1.xml") + 60
    return content[:middle] + bytes(40) + content[middle + 40 :]


def csv_of(*rows: dict[str, str]) -> bytes:
    return as_csv(rows).encode()


def shifted(rows: int) -> bytes:
    """Every value one column to the right of where it belongs, from `sex` on."""
    names = list(victim("A-1"))
    start = names.index("sex")
    lines = []
    for i in range(rows):
        values = list(victim(f"A-{i}").values())
        lines.append(dict(zip(names, [*values[:start], "", *values[start:-1]], strict=True)))
    return csv_of(*lines)


def swapped(rows: int) -> bytes:
    lines = []
    for i in range(rows):
        row = nameless(f"A-{i}")
        lines.append(row | {"sex": row["age"], "age": row["sex"]})
    return csv_of(*lines)


Make = Callable[[IntakeHome], tuple[str, bytes]]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

WHOLE: dict[str, tuple[Make, str]] = {
    "empty CSV": (lambda _: ("a.csv", b""), "file_empty"),
    "CSV of blanks": (lambda _: ("a.csv", b"\xef\xbb\xbf \n\n"), "file_empty"),
    "empty XLSX": (lambda _: ("a.xlsx", b""), "file_empty"),
    "header only": (lambda _: ("a.csv", csv_of(victim("x")).splitlines()[0]), "file_without_records"),
    "truncated XLSX": (lambda h: ("a.xlsx", workbook(h)[:2000]), "workbook_damaged"),
    "damaged XLSX": (lambda h: ("a.xlsx", damaged(workbook(h))), "workbook_damaged"),
    "PDF called XLSX": (lambda _: ("a.xlsx", b"%PDF-1.7 ..."), "file_content_differs"),
    "CSV called XLSX": (lambda _: ("a.xlsx", csv_of(victim("A-1"))), "file_content_differs"),
    "XLSX called CSV": (lambda h: ("a.csv", workbook(h)), "file_content_differs"),
    "other zip called XLSX": (lambda _: ("a.xlsx", with_entry(b"", "x.txt", b"x")), "file_content_differs"),
    "binary called CSV": (lambda _: ("a.csv", bytes(range(256)) * 10), "file_content_differs"),
    "word document": (lambda _: ("a.docx", b"PK\x03\x04"), "file_type_unknown"),
    "old Excel": (lambda _: ("a.xlsx", OLE), "workbook_old"),
    "password": (lambda _: ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "workbook_locked"),
    "zip bomb": (lambda h: ("a.xlsx", with_entry(workbook(h), "xl/x.xml", bytes(64 << 20))), "workbook_bomb"),
    "unknown columns": (
        lambda _: ("a.csv", csv_of(victim("A-1") | {"observaciones": SECRET})),
        "columns_unknown",
    ),
    "untitled column": (lambda _: ("a.csv", csv_of(victim("A-1") | {"": SECRET})), "columns_unknown"),
    "no header": (lambda _: ("a.csv", b"\n".join(csv_of(victim("A-1")).splitlines()[1:])), "header_missing"),
    "missing column": (
        lambda _: ("a.csv", csv_of({k: v for k, v in victim("A-1").items() if k != "scope"})),
        "columns_missing",
    ),
    "column twice": (lambda _: ("a.csv", csv_of(victim("A-1") | {"Sexo": "F"})), "columns_twice"),
    "shifted columns": (lambda _: ("a.csv", shifted(40)), "columns_shifted"),
    "swapped columns": (lambda _: ("a.csv", swapped(40)), "columns_shifted"),
    "too many fields": (lambda _: ("a.csv", csv_of(victim("A-1")) + b"," * 20 + b"\n"), "csv_ragged"),
    "open quotation mark": (lambda _: ("a.csv", csv_of(victim("A-1")) + b'"x,y\n'), "csv_quotes"),
}


@pytest.mark.parametrize(("make", "message"), WHOLE.values(), ids=WHOLE)
def test_a_file_at_fault_as_a_whole_is_refused_and_changes_nothing(
    home: IntakeHome, make: Make, message: str
) -> None:
    file = home.raw(*make(home))
    before = home.fingerprint()
    with pytest.raises(ingest.UserError) as caught:
        home.submit(file)
    error = caught.value
    assert (error.message_id, error.exit_code) == (message, 1)
    assert home.fingerprint() == before
    assert file.read_bytes() in [home.decrypted(path) for path in home.vault.archive.iterdir()]
    for lang in ("es", "en"):
        text = messages.render(error.message_id, lang, **error.params)
        assert file.name in text
        assert SECRET not in text
        assert "04567890" not in text
    assert home.check(file).exit_code == 1
    assert [refusal["rule"] for refusal in home.check(file).refusals] == [message]


def test_all_faults_of_all_files_are_told_at_once(home: IntakeHome) -> None:
    files = [
        home.raw("a.csv", b""),
        home.raw("b.xlsx", b"%PDF"),
        home.csv("c.csv", [victim("A-1") | {"x": "1"}]),
    ]
    report = home.check(*files)
    assert [refusal["rule"] for refusal in report.refusals] == [
        "file_empty",
        "file_content_differs",
        "columns_unknown",
    ]
    with pytest.raises(ingest.UserError) as caught:
        home.submit(*files)
    text = messages.render(caught.value.message_id, "es", **caught.value.params)
    assert all(name in text for name in ("a.csv", "b.xlsx", "c.csv"))


def test_one_file_at_fault_keeps_the_others_out(home: IntakeHome) -> None:
    before = home.fingerprint()
    with pytest.raises(ingest.UserError):
        home.submit(home.csv("a.csv", [victim("A-2")]), home.raw("b.csv", b""))
    assert home.fingerprint() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"institution": "XYZ"}, "institution_unknown"),
        ({"period": "2025"}, "period_unknown"),
        ({"period": "2025-S3"}, "period_unknown"),
        ({"period": "2026-S1"}, "period_in_future"),
        ({"profile": "nobody"}, "profile_unknown"),
        ({"profile": "../../etc/passwd"}, "profile_unknown"),
    ],
)
def test_an_unknown_institution_period_or_profile_is_refused_before_the_file_is_taken(
    home: IntakeHome, changes: dict[str, str], message: str
) -> None:
    before, archived = home.fingerprint(), len(list(home.vault.archive.iterdir()))
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.csv("a.csv", [victim("A-2")]), **changes)
    assert caught.value.message_id == message
    assert (home.fingerprint(), len(list(home.vault.archive.iterdir()))) == (before, archived)


def test_a_missing_file_is_told(home: IntakeHome) -> None:
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.files / "nowhere.csv")
    assert caught.value.message_id == "file_missing"


def test_ten_thousand_rejected_rows_are_counted_exactly_and_listed_in_full(home: IntakeHome) -> None:
    rows = [nameless(f"A-{i}", sex="Z9", age="-1" if i % 2 else "20") for i in range(10_000)]
    receipt = home.submit(home.csv("a.csv", rows))
    counts = receipt.kinds["victims"]
    assert (counts.received, counts.accepted, counts.rejected) == (10_000, 0, 10_000)
    assert (receipt.status, receipt.exit_code) == ("rejected", 1)
    folder = home.vault.reports / receipt.submission_id
    assert len((folder / "faults.csv").read_text(encoding="utf-8").splitlines()) == 15_001
    assert (folder / "report.json").stat().st_size < 1_000_000


def test_the_sending_of_a_duplicate_changes_nothing(home: IntakeHome) -> None:
    file = home.csv("a.csv", [victim("A-2")])
    home.submit(file)
    before = home.fingerprint()
    assert home.submit(file).already_known
    assert home.fingerprint() == before


@pytest.mark.parametrize("place", ["archive", "quarantine", "reports"])
def test_a_folder_that_cannot_be_written_loads_nothing_and_the_next_run_completes(
    home: IntakeHome, place: str
) -> None:
    folder: Path = getattr(home.vault, place)
    kept = folder.rename(folder.with_name("kept")) if folder.exists() else None
    folder.write_bytes(b"a file where a folder should be")
    file = home.csv("a.csv", [victim("A-2"), victim("A-3", sex="Z9")])
    before = home.fingerprint()
    with pytest.raises(ingest.UserError) as caught:
        home.submit(file)
    assert (caught.value.message_id, caught.value.exit_code) == ("storage_unwritable", 3)
    assert home.fingerprint() == before
    folder.unlink()
    if kept:
        kept.rename(folder)
    assert home.submit(file).kinds["victims"].accepted == 1


def test_a_failure_of_the_database_in_the_middle_leaves_the_state_before(home: IntakeHome) -> None:
    file = home.csv("a.csv", [victim("A-2")])
    before = home.fingerprint()
    home.connection.execute("alter table raw.person_links rename to elsewhere")
    with pytest.raises(ingest.UserError) as caught:
        home.submit(file)
    assert caught.value.exit_code == 4
    home.connection.execute("alter table raw.elsewhere rename to person_links")
    assert home.fingerprint() == before
    assert not home.submit(file).already_known


CHILD = """
import sys, os, pathlib
from ingest import loading, vault
sys.path.insert(0, sys.argv[1])
at, count = int(sys.argv[3]), 0
def step(*_):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), 9)
plain_replace, plain_execute = pathlib.Path.replace, None
def replace(self, target):
    step()
    done = plain_replace(self, target)
    step()
    return done
pathlib.Path.replace = replace
from tests.intake_home import IntakeHome, intake_home
class Watched:
    def __init__(self, connection):
        self._connection = connection
    def __getattr__(self, name):
        found = getattr(self._connection, name)
        if name not in ("execute", "begin", "commit"):
            return found
        def call(*given):
            step()
            done = found(*given)
            step()
            return done
        return call
with intake_home(pathlib.Path(sys.argv[2])) as home:
    home.vault = __import__("ingest").Vault(
        home.vault.archive, home.vault.quarantine, home.vault.reports, (sys.argv[4],), home.vault.linkage_key
    )
    home.submit(*map(pathlib.Path, sys.argv[5:]), connection=Watched(home.connection))
print("steps", count)
"""


def test_a_kill_leaves_the_state_before_or_after_and_the_next_run_completes(
    tmp_path: Path,
) -> None:
    project = Path(ingest.__file__).parents[1]
    with intake_home(tmp_path / "model") as model:
        rows = [victim("A-1"), victim("A-2", document_number="", sex="Z9")]
        file = model.csv("a.csv", rows)
        key = str(model.identity.to_public())
        model.submit(file)
        after = {name: len(content) for name, content in model.fingerprint().items()}
    script = tmp_path / "child.py"
    script.write_text(CHILD)

    def run(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(script), str(project), str(folder), str(at), key, str(file)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(project)},
        )

    whole = run(tmp_path / "whole", 0)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout.rsplit("steps", 1)[1])
    assert steps > 20
    for number, at in enumerate(
        sorted({1, 2, steps // 4, steps // 3, steps // 2, steps * 3 // 4, steps - 2, steps - 1, steps})
    ):
        folder = tmp_path / f"killed{number}"
        assert run(folder, at).returncode == -9
        for path in folder.rglob("*"):
            assert not path.is_file() or b"Zelaya" not in path.read_bytes()
        with intake_home(folder) as killed:
            sizes = {name: len(content) for name, content in killed.fingerprint().items()}
            assert sizes in (dict.fromkeys(sizes, 0), after)
            receipt = killed.submit(file)
            assert receipt.kinds["victims"].accepted == 1
            assert {name: len(content) for name, content in killed.fingerprint().items()} == after


def test_a_second_run_finds_the_warehouse_held(home: IntakeHome) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom trata.errors import UserError\n"
        "from trata.warehouse import open_warehouse\n"
        "try:\n    open_warehouse(Path(sys.argv[2]), 'a key for tests only', wait_seconds=0.3).__enter__()\n"
        "except UserError as error:\n    print(error.message_id)\n"
    )
    project = Path(ingest.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script, str(project), str(home.folder / "warehouse.duckdb")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "warehouse_locked"


def test_errors_carry_no_trace_of_what_was_inside(home: IntakeHome, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        try:
            raise duckdb.ConversionException(f"Could not convert string '{SECRET}'")
        except duckdb.Error as error:
            raise ValueError(SECRET) from error

    monkeypatch.setattr("ingest.submission.validate", fail)
    with pytest.raises(ingest.UserError) as caught:
        home.submit(home.csv("a.csv", [victim("A-2")]))
    error = caught.value
    assert (error.message_id, error.exit_code, error.params["error"]) == ("failed_inside", 4, "ValueError")
    assert error.__cause__ is None
    assert error.__context__ is None
    assert SECRET not in repr(error) + str(error)
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(Path(trace.tb_frame.f_code.co_filename).parent.name)
        trace = trace.tb_next
    assert "ingest" in frames
    assert frames.count("ingest") == 1


def test_the_clock_is_the_callers(home: IntakeHome) -> None:
    receipt = home.submit(home.csv("a.csv", [victim("A-2")]), now=NOW.replace(year=2026))
    assert receipt.received_at == "2026-11-22T12:00:00Z"
