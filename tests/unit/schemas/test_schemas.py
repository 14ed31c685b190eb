"""The declaration of kinds and columns holds together."""

from datetime import date

import polars as pl
import pytest

from schemas import KINDS
from schemas.codelists import DECLARABLE, age_bounds, ambiguous, codelist, fold, lookup
from schemas.validation import failures, pandera_schema

TODAY = date(2025, 11, 22)
COLUMNS = [(kind, column) for kind in KINDS.values() for column in kind.columns]
IDS = [f"{kind.name}.{column.name}" for kind, column in COLUMNS]
LISTS = sorted({column.codelist for _, column in COLUMNS if column.codelist})


@pytest.mark.parametrize(("kind", "column"), COLUMNS, ids=IDS)
def test_a_column_is_fully_declared(kind: object, column: object) -> None:
    assert column.label_es  # type: ignore[attr-defined]
    assert column.label_en  # type: ignore[attr-defined]
    assert (column.codelist is not None) == (column.type in ("code", "codes"))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "column"), COLUMNS, ids=IDS)
def test_a_number_says_what_it_counts(kind: object, column: object) -> None:
    units = {entry.code for entry in codelist("units")}
    counts = column.type in ("integer", "number")  # type: ignore[attr-defined]
    assert (column.unit in units) == counts  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_relation_is_told_at_a_column_it_asks_about(kind: object) -> None:
    for rule in kind.rules:  # type: ignore[attr-defined]
        assert rule.column in rule.needs
        if rule.severity == "rejected":
            told_at = kind.column(rule.column)  # type: ignore[attr-defined]
            assert not rule.blank or told_at.required


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_no_two_columns_go_by_the_same_title(kind: object) -> None:
    titles = [
        fold(title)
        for column in kind.columns  # type: ignore[attr-defined]
        for title in {
            fold(text) for text in (column.name, column.label_es, column.label_en, *column.synonyms)
        }
    ]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_keys_events_and_relations_name_columns_of_the_kind(kind: object) -> None:
    named = {kind.event, *kind.unique}  # type: ignore[attr-defined]
    named |= {name for rule in kind.rules for name in (rule.column, *rule.needs)}  # type: ignore[attr-defined]
    assert named <= set(kind.names)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", LISTS)
def test_a_code_is_read_as_itself_and_totals_are_not_values(name: str) -> None:
    codes = [entry.code for entry in codelist(name)]
    assert codes
    assert "_T" not in codes
    assert all(lookup(name)[fold(code)] == code for code in codes)


@pytest.mark.parametrize("name", LISTS)
def test_labels_are_read_as_their_code_unless_they_stand_for_two(name: str) -> None:
    for entry in codelist(name):
        for label in filter(None, (entry.label_es, entry.label_en)):
            assert lookup(name).get(fold(label)) == entry.code or fold(label) in ambiguous(name)


def test_only_places_are_ambiguous() -> None:
    assert [name for name in LISTS if ambiguous(name)] == ["municipalities"]
    assert "san lorenzo" in ambiguous("municipalities")


def test_the_kinds_that_may_be_declared_empty_are_the_other_kinds() -> None:
    assert set(DECLARABLE) == set(KINDS) - {"nothing"}
    assert all(KINDS[name].label_es == labels[0] for name, labels in DECLARABLE.items())


def test_age_groups_cover_every_age_of_their_branch() -> None:
    low, high = age_bounds()
    assert (low["Y0T17"], high["Y0T17"], low["Y_GE18"], high["Y_GE18"]) == (0, 17, 18, 120)
    assert (low["Y0T17_U"], high["Y0T17_U"], low["Y_GE18_U"]) == (0, 17, 18)
    assert "_U" not in low


def test_failures_name_row_column_and_rule_only() -> None:
    kind = KINDS["nothing"]
    frame = pl.DataFrame(
        {
            "declared_kind": ["cases", "secret", None],
            "declared_on": [date(2025, 1, 1), TODAY, date(2026, 1, 1)],
        }
    )
    found = failures(pandera_schema(kind, frame.columns, TODAY), frame)
    assert sorted(found.rows()) == [
        (1, "declared_kind", "unknown_code"),
        (2, "declared_kind", "required_missing"),
        (2, "declared_on", "date_in_future"),
    ]


def test_a_frame_without_fault_has_no_failures() -> None:
    kind = KINDS["nothing"]
    frame = pl.DataFrame({"declared_kind": ["cases"], "declared_on": [TODAY]})
    assert failures(pandera_schema(kind, frame.columns, TODAY), frame).is_empty()
