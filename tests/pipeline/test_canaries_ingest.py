"""500 persons who exist nowhere go through the intake; nothing of them leaves the encrypted stores."""

import base64
import contextlib
import hashlib
import io
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

import ingest
from ingest import messages

from ..canaries import leaks, people, row
from ..intake_home import IntakeHome, as_csv, intake_home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[IntakeHome]:
    """A prepared home."""
    with intake_home(tmp_path / "home") as prepared:
        yield prepared


def refused(act: object) -> str:
    """The text of everything an error says and carries."""
    try:
        act()  # type: ignore[operator]
    except ingest.UserError as error:
        shown = io.StringIO()
        traceback.TracebackException.from_exception(error, capture_locals=False).print(file=shown)
        texts = [messages.render(error.message_id, lang, **error.params) for lang in ("es", "en")]
        return "\n".join([shown.getvalue(), repr(error), str(error), *texts])
    pytest.fail("should have been refused")


def test_nothing_of_five_hundred_persons_is_found_outside_the_encrypted_stores(
    home: IntakeHome, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    persons = people()
    rows = [row(person, number) for number, person in enumerate(persons)]
    names = list(rows[0])
    said: list[str] = []
    with structlog.testing.capture_logs() as events:
        receipts = [
            home.submit(home.csv("a.csv", rows[:200])),
            home.submit(home.csv("b.csv", rows[200:300], "cp1252", delimiter=";"), institution="FGR"),
            home.submit(home.csv("c.csv", rows[300:350], "utf-16"), institution="PGR"),
            home.submit(
                home.xlsx("d.xlsx", {"victimas": [names, *(list(one.values()) for one in rows[350:])]}),
                institution="DGME",
            ),
            home.submit(home.csv("e.csv", rows[:190])),
        ]
        said += [
            receipt.to_text(lang) + str(receipt.to_dict()) for receipt in receipts for lang in ("es", "en")
        ]
        said.append(str(home.check(home.csv("f.csv", rows)).to_dict()))
        said.append(home.check(home.csv("f.csv", rows)).to_text("es"))
        bare = as_csv(rows).split("\n", 1)[1]
        said.append(refused(lambda: home.submit(home.raw("g.csv", bare.encode()))))
        said.append(refused(lambda: home.submit(home.raw("h.csv", as_csv(rows).encode() + b'"'))))
        said.append(refused(lambda: home.submit(home.raw("i.csv", as_csv(rows).encode() + b"," * 30))))
        free = [one | {"observaciones": person["prose"]} for one, person in zip(rows, persons, strict=True)]
        said.append(refused(lambda: home.submit(home.csv("j.csv", free))))
        swapped = [one | {"sex": one["given_names"], "scope": one["surnames"]} for one in rows]
        said.append(refused(lambda: home.submit(home.csv("k.csv", swapped))))
    rejected = sum(receipt.kinds["victims"].rejected for receipt in receipts)
    assert rejected == sum(1 for number in (*range(500), *range(190)) if number % 5 == 0)
    home.connection.execute("checkpoint")

    readable = [
        p for p in home.folder.rglob("*") if p.is_file() and p.suffix != ".age" and "warehouse" not in p.name
    ]
    assert {path.name for path in readable} >= {"report.json", "faults.csv"}
    output = capfd.readouterr()
    extra = {
        "said": "\n".join(said).encode(),
        "events": str(events).encode(),
        "logged": caplog.text.encode(),
        "out": output.out.encode(),
        "err": output.err.encode(),
    }
    assert len(events) >= 5
    assert leaks(readable, extra, persons) == []

    stores = [p for p in home.folder.rglob("*") if p.is_file() and p not in readable]
    assert {path.suffix for path in stores} >= {".age", ".duckdb"}
    assert leaks(stores, {}, persons) == []  # not even there in the clear

    tables = {name: repr(content).encode() for name, content in home.fingerprint().items()}
    assert leaks([], tables, persons) == []  # nor to whoever holds the warehouse's key


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    persons = people()[:3]
    name = persons[1]["surnames"].split()[0]
    for number, content in enumerate(
        (
            name.encode(),
            name.upper().encode("utf-16"),
            hashlib.sha256(name.encode()).hexdigest().encode(),
            base64.b64encode(f"xy{name}z".encode()),
            persons[2]["document_number"].replace("-", "").encode(),
        )
    ):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(b"some other text " + content + b" and more")
        assert leaks([path], {}, persons) == [str(path)], content
    assert leaks([], {"clean": b"nothing of them here"}, persons) == []


def test_no_temporary_file_is_made_while_a_submission_is_taken(
    home: IntakeHome, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "POLARS_TEMP_DIR"):
        monkeypatch.setenv(variable, str(elsewhere))
    opened: list[str] = []
    plain = io.open

    def watched(file: object, mode: str = "r", *rest: object, **named: object) -> object:
        if any(sign in mode for sign in "wax+"):
            opened.append(str(file))
        return plain(file, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watched)
    rows = [row(person, number) for number, person in enumerate(people()[:50])]
    file = home.xlsx("a.xlsx", {"victimas": [list(rows[0]), *(list(one.values()) for one in rows)]})
    opened.clear()
    with contextlib.suppress(ingest.UserError):
        home.submit(file)
    assert list(elsewhere.rglob("*")) == []
    assert opened == []  # what is written goes through `write_whole`, encrypted but for the report
