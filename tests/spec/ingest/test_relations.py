"""Values of one row that contradict each other: which reject it, and which only ask for a second look."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from schemas import KINDS

from ...intake_home import IntakeHome
from ...records import DAY, LATER, ROWS

Told = tuple[str, str, str] | None
MINOR = {"age": 15, "age_group": None, "birth_date": None}

CASES: dict[str, tuple[str, int, dict[str, Any], Told]] = {
    "exploited abroad and internal": (
        "victims", 0, {"exploitation_country": "GTM"}, ("scope", "scope_contradicts_country", "rejected"),
    ),
    "exploited at home and outbound": (
        "victims", 0, {"scope": "EXT_SAL"}, ("scope", "scope_contradicts_country", "rejected"),
    ),
    "exploited at home and inbound": (
        "victims", 0, {"scope": "EXT_ENT", "nationality": "HND", "document_type": "PAS"}, None,
    ),
    "in an unknown country and internal": ("victims", 0, {"exploitation_country": "_U"}, None),
    "a Salvadoran and inbound": (
        "victims", 0, {"scope": "EXT_ENT"}, ("scope", "scope_contradicts_nationality", "warned"),
    ),
    "a foreigner and outbound": (
        "victims_aggregate", 0, {"nationality": "HND"}, ("scope", "scope_contradicts_nationality", "warned"),
    ),
    "of a nationality not known and outbound": ("victims_aggregate", 0, {"nationality": "_U"}, None),
    "rescued before the exploitation": (
        "victims", 0, {"exploited_from": DAY, "exploited_until": DAY, "rescued_on": DAY - timedelta(1)},
        ("rescued_on", "dates_reversed", "rejected"),
    ),
    "a child with a DUI": (
        "victims", 0, MINOR, ("document_type", "child_with_dui", "warned"),
    ),
    "a child by group with a DUI": (
        "victims", 0, MINOR | {"age": None, "age_group": "Y0T17_U"},
        ("document_type", "child_with_dui", "warned"),
    ),
    "a child by birth date with a DUI": (
        "migration", 0, {"age": None, "age_group": None, "birth_date": date(2009, 1, 1)},
        ("document_type", "child_with_dui", "warned"),
    ),
    "a child with a minor's card": ("victims", 0, MINOR | {"document_type": "MIN"}, None),
    "an adult called a girl": ("victims", 0, {"sex": "Niña"}, ("sex", "adult_called_child", "warned")),
    "an adult by group called a boy": (
        "victims_aggregate", 0, {"sex": "niño", "age_group": "Y_GE18"},
        ("sex", "adult_called_child", "warned"),
    ),
    "a girl called a girl": (
        "victims", 0, MINOR | {"sex": "NIÑA", "document_type": None, "document_number": None}, None,
    ),
    "a municipality of another department": (
        "victims", 0, {"identification_department": "SV-SS"},
        ("identification_municipality", "municipality_elsewhere", "warned"),
    ),
    "an action in a municipality of another department": (
        "prevention", 0, {"department": "SV-SS"}, ("municipality", "municipality_elsewhere", "rejected"),
    ),
    "sentenced under Art. 54 in a circumstance of Art. 55": (
        "accused", 0, {"penal_provision": "P54", "sentence_years": 12},
        ("penal_provision", "circumstance_contradicts_sentence", "rejected"),
    ),
    "a case sentenced under Art. 54 in a circumstance of Art. 55": (
        "cases", 0, {"penal_provision": "P54"},
        ("penal_provision", "circumstance_contradicts_sentence", "rejected"),
    ),
    "charged under Art. 54 in a circumstance of Art. 55": (
        "accused", 0, {"penal_provision": "P54", "stage": "REQ", "sentence_years": None},
        ("penal_provision", "circumstance_contradicts_charge", "warned"),
    ),
    "sentenced under Art. 54 without circumstances": (
        "accused", 0, {"penal_provision": "P54", "aggravating": None, "sentence_years": 12}, None,
    ),
    "more years than the provision sets": (
        "accused", 0, {"sentence_years": Decimal("20.01")},
        ("sentence_years", "sentence_outside_penalty", "warned"),
    ),
    "all the years the provision sets": ("accused", 0, {"sentence_years": 20}, None),
    "years of prison for who is not sentenced": (
        "accused", 0, {"stage": "ABS"}, ("sentence_years", "column_out_of_place", "rejected"),
    ),
    "arrested after the stage": (
        "accused", 0, {"arrested_on": LATER + timedelta(1)}, ("stage_on", "dates_reversed", "rejected"),
    ),
    "discharged before admission": (
        "services", 0, {"ended_on": DAY - timedelta(1)}, ("ended_on", "dates_reversed", "rejected"),
    ),
    "capacity without places": (
        "shelters", 0, {"places": None}, ("shelter_item", "columns_needed", "rejected"),
    ),
    "staff in a row of places": ("shelters", 0, {"staff": 3}, ("staff", "column_out_of_place", "rejected")),
    "movement of which one figure is known": (
        "shelters", 1, {"admissions": None, "discharges": None, "present": 0}, None,
    ),
    "a foreigner repatriated as a national": (
        "migration", 0, {"nationality": "HND"}, ("outcome", "outcome_contradicts_nationality", "rejected"),
    ),
    "a permit for a Salvadoran": (
        "migration", 1, {"nationality": "SLV"}, ("outcome", "outcome_contradicts_nationality", "rejected"),
    ),
    "a temporary permit of two years": (
        "migration", 1, {"granted_months": 24}, ("granted_months", "permit_too_long", "warned"),
    ),
    "a permanent stay": ("migration", 1, {"outcome": "PERM_D", "granted_months": 24}, None),
    "a judge's closure of three days": (
        "measures", 1, {"ordered_by": "JUEZ"}, ("ordered_by", "authority_contradicts_measure", "rejected"),
    ),
    "cooperation with no country": (
        "measures", 2, {"country": None}, ("measure", "columns_needed", "rejected"),
    ),
    "an award without liability": (
        "reparations", 1, {"amount_awarded": 1}, ("amount_awarded", "award_without_liability", "rejected"),
    ),
    "more paid than awarded": (
        "reparations", 0, {"amount_paid": 3201}, ("amount_paid", "exceeds_total", "rejected"),
    ),
    "more awarded than claimed": (
        "reparations", 0, {"amount_claimed": 3000}, ("amount_awarded", "exceeds_total", "warned"),
    ),
    "paid before the judgment": (
        "reparations", 0, {"paid_on": DAY - timedelta(1)}, ("paid_on", "dates_reversed", "rejected"),
    ),
    "income with beneficiaries": (
        "funds", 0, {"beneficiaries": 3}, ("beneficiaries", "column_out_of_place", "rejected"),
    ),
    "income without an amount": (
        "funds", 0, {"amount": None}, ("flow", "columns_needed", "rejected"),
    ),
    "a fifth of the seized goods": ("funds", 0, {"amount": 200}, ("amount", "share_differs", "warned")),
    "curriculum without schools": (
        "prevention", 0, {"schools": None}, ("action_type", "columns_needed", "rejected"),
    ),
    "a team closed before its activation": (
        "teams", 0, {"closed_on": DAY - timedelta(1)}, ("closed_on", "dates_reversed", "rejected"),
    ),
    "a unit without staff": ("teams", 1, {"staff": None}, ("team_type", "columns_needed", "rejected")),
    "an indicator without what was achieved": (
        "governance", 0, {"achieved": None}, ("governance_item", "columns_needed", "rejected"),
    ),
    "more agreements kept than made": (
        "governance", 2, {"agreements_kept": 7}, ("agreements_kept", "exceeds_total", "rejected"),
    ),
}  # fmt: skip


def text(value: Any) -> str:
    if isinstance(value, tuple):
        return str(value[0])
    return ";".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize(("kind", "number", "changes", "told"), CASES.values(), ids=CASES)
def test_a_contradiction_rejects_and_a_doubt_warns(
    home: IntakeHome, kind: str, number: int, changes: dict[str, Any], told: Told
) -> None:
    row = ROWS[kind][number] | changes
    cells = {name: text(value) for name, value in row.items() if value is not None}
    report = home.check(home.csv(f"{KINDS[kind].sheet}.csv", [cells]))
    assert report.refusals == ()
    found = report.faults.select("field", "rule", "severity").rows()
    assert found == ([told] if told else [])
    counts = report.kinds[kind]
    severity = told[2] if told else ""
    assert (counts.rejected, counts.warned) == (severity == "rejected", severity == "warned")


def test_every_rule_of_every_kind_is_shown_by_a_row() -> None:
    declared = {rule.rule for kind in KINDS.values() for rule in kind.rules}
    elsewhere = {"age_contradicts_birth_date", "birth_after_event", "age_contradicts_group"}
    assert declared - elsewhere == {told[1] for *_, told in CASES.values() if told} - {"adult_called_child"}
