"""Who owes what."""

from datetime import date

from ingest import status

from ...intake_home import IntakeHome, nameless


def test_without_submissions_there_is_nothing_to_tell(home: IntakeHome) -> None:
    assert status(home.connection, date(2025, 11, 22)) == []


def test_every_institution_that_ever_submitted_is_asked_for_every_semester_that_has_ended(
    home: IntakeHome,
) -> None:
    home.submit(home.csv("a.csv", [nameless("A-1"), nameless("A-2", sex="Z9")]), period="2024-S1")
    home.submit(home.csv("b.csv", [nameless("B-1")]), period="2025-S1", institution="FGR")
    told = [row.to_dict() for row in status(home.connection, date(2025, 11, 22))]
    assert [
        (row["institution"], row["period"], row["state"], row["rows"], row["rejected"]) for row in told
    ] == [
        ("FGR", "2024-S1", "missing", 0, 0),
        ("FGR", "2024-S2", "missing", 0, 0),
        ("FGR", "2025-S1", "received", 1, 0),
        ("PNC", "2024-S1", "received", 1, 1),
        ("PNC", "2024-S2", "missing", 0, 0),
        ("PNC", "2025-S1", "missing", 0, 0),
    ]


def test_a_superseded_submission_no_longer_counts(home: IntakeHome) -> None:
    home.submit(home.csv("a.csv", [nameless("A-1"), nameless("A-2")]))
    home.submit(home.csv("b.csv", [nameless("A-1")]))
    (row,) = status(home.connection, date(2025, 11, 22))
    assert row.rows == {"victims": 1}
