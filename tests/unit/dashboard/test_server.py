"""What the server answers besides the pages themselves."""

import csv
import io
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from dashboard import catalogue


@dataclass
class Answer:
    status: int
    headers: Message
    text: str


@pytest.fixture(scope="module")
def own_file(public_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "public.duckdb"
    path.write_bytes(public_file.read_bytes())
    return path


@pytest.fixture(scope="module")
def get(
    own_file: Path, runner: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Answer]]:
    """Asks the running server for an address."""
    with runner.served(own_file, tmp_path_factory.mktemp("log") / "log") as site:

        def ask(path: str) -> Answer:
            try:
                with urllib.request.urlopen(site + path) as answer:
                    return Answer(answer.status, answer.headers, answer.read().decode("utf-8"))
            except urllib.error.HTTPError as error:
                return Answer(error.code, error.headers, error.read().decode("utf-8"))

        yield ask


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_health_answers_ok_and_fails_while_the_file_is_gone(
    get: Callable[..., Answer], own_file: Path
) -> None:
    assert get("/healthz").text == "ok"
    away = own_file.rename(own_file.with_name("away"))
    try:
        assert get("/healthz").status == 503
    finally:
        away.rename(own_file)
    assert get("/healthz").status == 200


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("page", catalogue.pages(), ids=lambda page: page.id)
def test_every_page_is_a_document_in_its_language(
    get: Callable[..., Answer], page: catalogue.Page, lang: str
) -> None:
    answer = get(f"/{page.path}?lang={lang}")
    assert answer.status == 200
    assert f'<html lang="{lang}">' in answer.text
    assert "<title>Streamlit</title>" not in answer.text
    assert 'name="description"' in answer.text


def test_an_unknown_language_gives_a_spanish_document(get: Callable[..., Answer]) -> None:
    assert '<html lang="es">' in get("/?lang=%22%3E%3Cscript%3E").text


def test_every_answer_carries_the_security_headers(get: Callable[..., Answer]) -> None:
    for path in ("/", "/healthz", "/robots.txt", "/nowhere", "/data/tables/victims_by_form.csv"):
        headers = get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe-eval" not in policy
        assert "script-src 'self' 'sha256-" in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_unknown_addresses_say_where_to_go(get: Callable[..., Answer]) -> None:
    for path in ("/nowhere", "/data/tables/none.csv", "/data/cards/none.csv", "/data/release/manifest.json",
                 "/assets/none.js", "/data/codelists/none.csv", "/data/labelled/none.csv"):  # fmt: skip
        answer = get(path)
        assert answer.status == 404, path
        assert "Esta página no existe" in answer.text and 'href="/descargas"' in answer.text
    assert "This page does not exist" in get("/nowhere?lang=en").text


def test_a_path_cannot_leave_the_folders(get: Callable[..., Answer]) -> None:
    for path in ("/assets/..%2Fapp.py", "/data/release/..%2F..%2Fetc%2Fpasswd", "/data/tables/..%2Fx.csv"):
        assert get(path).status in {400, 404}


def test_a_downloaded_table_equals_the_file(get: Callable[..., Answer], public_file: Path) -> None:
    got = rows(get("/data/tables/victims_by_sex_age.csv").text)
    with duckdb.connect(str(public_file), read_only=True) as db:
        kept = db.execute("SELECT * FROM victims_by_sex_age ORDER BY rowid").fetchall()
    assert [tuple(row.values()) for row in got] == [
        tuple("" if v is None else str(v) for v in row) for row in kept
    ]


def test_a_labelled_table_names_every_code(get: Callable[..., Answer]) -> None:
    answer = get("/data/labelled/victims_by_department.csv?lang=en")
    assert answer.text.startswith("\ufeff")
    got = rows(answer.text)
    assert {"department": "SV-SS", "Department": "San Salvador"}.items() <= next(
        row for row in got if row["department"] == "SV-SS"
    ).items()


def test_a_code_list_can_be_downloaded_in_its_order(get: Callable[..., Answer]) -> None:
    got = rows(get("/data/codelists/sex.csv").text)
    assert [row["code"] for row in got] == ["_T", "F", "M", "_O", "_U"]
    assert set(got[0]) == {"code", "parent", "label_es", "label_en"}


def test_a_card_downloads_the_view_of_its_address(get: Callable[..., Answer]) -> None:
    answer = get("/data/cards/victims-age.csv?period=2024&level=1&lang=en")
    got = rows(answer.text)
    assert {row["semester"] for row in got} == {"2024"}
    assert [row["age_group"] for row in got] == ["_T", "Y0T17", "Y_GE18", "_U"]
    assert "victims-age_2024_en.csv" in answer.headers["content-disposition"]


def test_every_card_of_every_page_can_be_downloaded(get: Callable[..., Answer]) -> None:
    for page in catalogue.pages():
        for card in page.cards:
            got = rows(get(f"/data/cards/{card.id}.csv").text)
            assert got and all((row["value"] == "") == (row["status"] != "A") for row in got), card.id


def test_robots_may_read_pages_but_need_not_read_downloads(get: Callable[..., Answer]) -> None:
    assert "Disallow: /data/" in get("/robots.txt").text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "Falta el archivo público"),
        (["--public", "none.duckdb"], 1, "No existe el archivo público none.duckdb"),
        (["--public", "none.duckdb", "--lang", "en"], 1, "The public file none.duckdb does not exist"),
    ],
)
def test_a_start_that_cannot_work_ends_with_a_sentence(
    arguments: list[str], code: int, told: str, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        check=False,
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == code
    assert told in ended.stderr and "Traceback" not in ended.stderr


def test_a_taken_port_is_told(
    get: Callable[..., Answer], own_file: Path, runner: ModuleType, tmp_path: Path
) -> None:
    with runner.served(own_file, tmp_path / "log") as site:
        port = site.rpartition(":")[2]
        command = [sys.executable, "-m", "dashboard", "--public", str(own_file), "--port", port]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 3
    assert port in ended.stderr and "Traceback" not in ended.stderr
