"""`dbt build` by itself: on homes with little in them or that do not open, and what it leaves behind."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
# Only tests whose tables are all selected.
CAUTIOUS = ("--indirect-selection", "cautious")
KEY = "k3y-0f-the-warehouse-that-no-log-may-show"
SUBMISSION = {
    "submission_id": "s1",
    "institution": "ONG",
    "period": "2025-S1",
    "received_at": datetime(2025, 7, 1),
    "status": "accepted",
}
COUNT = {
    "submission_id": "s1",
    "record_id": "a1",
    "identified_on": date(2025, 1, 1),
    "identified_on_precision": "month",
    "sex": "F",
    "age_group": "Y0T17",
    "nationality": "HND",
    "scope": "EXT_ENT",
    "exploitation_forms": ["SEX", "TRAF"],
    "identification_status": "ACR",
    "victim_category": "VD",
    "victims": 12,
}
VICTIM = {
    "submission_id": "s1",
    "record_id": "v1",
    "identified_on": date(2025, 2, 1),
    "identified_on_precision": "day",
    "sex": "F",
    "nationality": "SLV",
    "scope": "INT",
    "exploitation_forms": ["SEX"],
    "identification_status": "ACR",
    "victim_category": "VD",
}


def kinds(*names: str) -> list[dict[str, object]]:
    return [{"submission_id": "s1", "kind": name} for name in names]


def test_an_empty_home_builds_with_a_zero_in_every_cell(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    home = make_home({})
    done = run_dbt(home, "build")
    assert done.returncode == 0, done.stdout
    with warehouse(home) as connection:
        cells = connection.execute(
            "select count(*), sum(value) from statistics.victims_by_sex_age"
        ).fetchone()
        semesters = connection.execute("select distinct semester from statistics.cases_by_stage").fetchall()
    assert cells == (5 * 22, 0)
    assert semesters == [("_T",)]


def test_a_build_is_complete_only_when_everything_ran_and_passed(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    home = make_home({})

    def complete() -> list[tuple[bool]]:
        with warehouse(home) as connection:
            return list(connection.execute("select complete from build.last_run").fetchall())

    assert run_dbt(home, "build").returncode == 0
    assert complete() == [(True,)]
    assert run_dbt(home, "build", *CAUTIOUS, "-s", "accepted_submissions").returncode == 0
    assert complete() == [(False,)]
    assert run_dbt(home, "build").returncode == 0
    with warehouse(home) as connection:
        connection.execute("drop table raw.victims")
    assert run_dbt(home, "build").returncode != 0
    assert complete() == [(False,)]


def test_a_code_list_with_a_new_column_is_taken_over_by_a_home_that_knew_it_without(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    home = make_home({})
    with warehouse(home) as connection:
        connection.execute("create schema reference; create table reference.sex as select 'F' as code")
    done = run_dbt(home, "seed", "-s", "sex")
    assert done.returncode == 0, done.stdout
    with warehouse(home) as connection:
        assert connection.execute("select count(*), count(label_es) from reference.sex").fetchone() == (5, 5)


def test_counts_alone_build_without_reading_what_is_sealed(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    rows = {
        "submissions": [SUBMISSION],
        "submission_kinds": kinds("victims_aggregate"),
        "victims_aggregate": [COUNT],
    }
    home = make_home(rows)
    with warehouse(home) as connection:
        connection.execute("drop schema sealed cascade")
    done = run_dbt(home, "build")
    assert done.returncode == 0, done.stdout
    with warehouse(home) as connection:
        cells = dict(
            connection.execute(
                """select exploitation_form, value from statistics.victims_by_form
                where semester = '2025-S1' and value > 0"""
            ).fetchall()
        )
    assert cells == {"_T": 12, "SEX": 12, "TRAF": 12}


def test_the_key_is_in_no_output_and_no_file_and_no_log_lies_in_the_checkout(
    make_home: Callable[..., Path], run_dbt: Run, project: Path
) -> None:
    home = make_home({})
    logs = home / "logs"
    told_all = ["--debug", "--log-level-file", "debug", "--log-path", str(logs)]
    done = run_dbt(home, *told_all, "build", *CAUTIOUS, "-s", "+accepted_submissions")
    shown = run_dbt(home, "debug")
    by_environment = run_dbt(home, "--debug", "parse", TRATA_WAREHOUSE_KEY=KEY)
    for output in (done, shown, by_environment):
        assert output.returncode == 0, output.stdout
        assert KEY not in output.stdout + output.stderr
    holding = [path for path in home.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert [path.name for path in holding] == ["warehouse.key"]
    assert (logs / "dbt.log").stat().st_size > 0
    assert not list((project / "logs").glob("*"))
    assert json.loads((home / "dbt" / "manifest.json").read_text(encoding="utf-8"))["nodes"]


@pytest.mark.parametrize(
    ("broken", "environment", "sentence"),
    [
        (lambda home: (home / "warehouse.duckdb").unlink(), {}, "Run: trata init"),
        (lambda home: (home / "keys" / "warehouse.key").unlink(), {}, "Restore it from your backup"),
        (lambda home: None, {"TRATA_WAREHOUSE_KEY": "another key"}, "The key does not open the warehouse"),
    ],
    ids=["no warehouse", "no key", "wrong key"],
)
def test_a_home_that_does_not_open_is_told_in_one_sentence(
    broken: Callable[[Path], None],
    environment: dict[str, str],
    sentence: str,
    make_home: Callable[..., Path],
    run_dbt: Run,
) -> None:
    home = make_home({})
    broken(home)
    done = run_dbt(home, "run", "-s", "semesters", **environment)
    assert done.returncode == 2
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "another key" not in done.stdout + done.stderr


def test_a_warehouse_in_use_is_told_in_one_sentence(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    home = make_home({})
    with warehouse(home):
        done = run_dbt(home, "run", "-s", "semesters", TRATA_LOCK_WAIT_SECONDS="0")
    assert done.returncode == 2
    assert "Another process holds the warehouse" in done.stdout


def test_a_unit_outside_every_known_code_fails_the_build(
    make_home: Callable[..., Path], run_dbt: Run
) -> None:
    rows = {
        "submissions": [SUBMISSION],
        "submission_kinds": kinds("victims"),
        "victims": [VICTIM | {"scope": "NEW"}],
        "person_links": [{"record_id": "v1", "person_id": 1}],
    }
    home = make_home(rows)
    done = run_dbt(home, "build", *CAUTIOUS, "-s", "+victims_by_scope", "+victims_by_sex_age")
    assert done.returncode == 1
    assert "victims_scope_is_a_leaf" in done.stdout
    lost = run_dbt(home, "run", "--select", "victims_by_scope")
    tested = run_dbt(home, "test", "--select", "victims_by_scope")
    assert lost.returncode == 0
    assert "FAIL 1 victims_by_scope_counts_every_unit" in tested.stdout
    assert "victims_by_scope_agrees_with_victims_by_sex_age" in tested.stdout


def test_a_record_of_nobody_fails_the_build(make_home: Callable[..., Path], run_dbt: Run) -> None:
    rows = {"submissions": [SUBMISSION], "submission_kinds": kinds("victims"), "victims": [VICTIM]}
    done = run_dbt(make_home(rows), "build", *CAUTIOUS, "-s", "+persons")
    assert done.returncode == 1
    assert "NOT NULL constraint failed" in done.stdout


DAMAGE = {
    "victims_by_department_totals_are_sums": "update {t} set value = value + 1 where semester = '2025-S1'",
    "victims_by_form_exploitation_form_within_total": (
        "update {t} set value = 13 where exploitation_form = 'SEX'"
    ),
    "victims_by_form_sex_exploitation_form_covers_all": (
        "update {t} set value = 0 where exploitation_form != '_T'"
    ),
    "victims_by_nationality_counts_every_unit": "update {t} set value = value * 2",
    "victims_by_nationality_agrees_with_victims_by_sex_age": "update {t} set value = value * 2",
    "victims_by_scope_has_contributors": "update {t} set contributors = 1 where value = 0",
    "victims_by_institution_type_has_every_cell_once": "delete from {t} where value = 0",
    "submissions_by_institution_has_every_cell_once": "insert into {t} from {t} limit 1",
    "cases_by_provision_has_every_cell_once": "update {t} set penal_provision = 'P99'",
}


def test_a_damaged_statistic_is_named_by_the_rule_it_breaks(
    make_home: Callable[..., Path], run_dbt: Run, warehouse: Callable[..., Any]
) -> None:
    rows = {
        "submissions": [SUBMISSION],
        "submission_kinds": kinds("victims_aggregate"),
        "victims_aggregate": [COUNT],
    }
    home = make_home(rows)
    built = run_dbt(home, "build", "--exclude-resource-type", "unit_test")
    assert built.returncode == 0, built.stdout
    with warehouse(home) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'statistics'"
        ).fetchall()
        for named, damage in DAMAGE.items():
            table = max((name for (name,) in tables if named.startswith(f"{name}_")), key=len)
            connection.execute(damage.format(t=f"statistics.{table}"))
    done = run_dbt(home, "test", "--select", *DAMAGE)
    failed = {line.split()[6] for line in done.stdout.splitlines() if " FAIL " in line}
    assert failed == set(DAMAGE)
