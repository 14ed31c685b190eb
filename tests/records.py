"""Rows of every kind as an institution means them: what is typed into a template, and what must be stored."""

from datetime import date
from decimal import Decimal
from typing import Any

Row = dict[str, Any]  # canonical: codes, lists of codes, dates, (text, first day, precision), numbers

DAY = date(2025, 3, 5)
LATER = date(2025, 4, 30)
MONTH = ("2025-03", date(2025, 3, 1), "month")
PERSON: Row = {
    "given_names": "Ana María", "surnames": "Zelaya Umaña", "birth_date": date(2000, 3, 2),
    "document_type": "DUI", "document_number": "04567890-3",
}  # fmt: skip

ROWS: dict[str, list[Row]] = {
    "victims": [
        PERSON
        | {
            "record_ref": "V-1", "sex": "F", "age": 25, "age_group": "Y24T26", "minor_presumed": "no",
            "nationality": "SLV", "identified_on": DAY, "identification_department": "SV-AH",
            "identification_municipality": "0101", "exploitation_department": "SV-AH",
            "exploitation_country": "SLV", "scope": "INT", "recruitment_country": "SLV",
            "transit_countries": ["GTM", "MEX"], "exploitation_forms": ["SEX", "TRAF"],
            "acts": ["CAP", "TRP"], "means": ["AMEN", "ENG"], "recruitment_channel": "REDES",
            "relationship": "CON", "victim_category": "VD", "identification_status": "ACR",
            "vulnerabilities": ["MUJ", "POBR"], "complaint_filed": "yes", "has_identity_document": "unknown",
            "exploited_from": ("2024", date(2024, 1, 1), "year"), "exploited_until": date(2025, 3, 4),
            "referred_by": "FGR", "rescued_on": DAY,
        },
    ],
    "victims_aggregate": [
        {
            "identified_on": MONTH, "sex": "F", "age_group": "Y0T17", "nationality": "SLV",
            "scope": "EXT_SAL",
            "exploitation_forms": ["SEX"], "identification_department": "_X", "exploitation_country": "MEX",
            "identification_status": "ACR", "victim_category": "VD", "victims": 1250,
        },
    ],
    "cases": [
        {
            "record_ref": "C-1", "stage": "CON", "stage_on": LATER, "opened_on": DAY,
            "penal_provision": "P55",
            "exploitation_forms": ["SEX"], "department": "SV-SS", "scope": "INT", "organised_crime": "no",
            "aggravating": ["AG_VULN", "AG_TIC"], "victims_count": 3, "accused_count": 2,
            "complaint_channel": "TEL",
        },
    ],
    "accused": [
        {
            "record_ref": "I-1", "stage": "CON", "stage_on": LATER, "sex": "M", "age": 41,
            "age_group": "Y39T47", "nationality": "SLV", "department": "SV-SM", "arrested_on": DAY,
            "penal_provision": "P55", "exploitation_forms": ["SEX"], "acts": ["CAP"],
            "aggravating": ["AG_FUNC"], "public_official": "yes", "sentence_years": Decimal("16.50"),
            "disqualified": "yes",
        },
    ],
    "services": [
        PERSON
        | {
            "record_ref": "S-1", "sex": "F", "age": 25, "age_group": "Y24T26", "service": "INM_TRA",
            "delivered_on": DAY, "department": "SV-SS", "victim_category": "VD", "nationality": "HND",
            "hours_waited": 6, "ended_on": LATER, "language_group": "ING",
        },
        {
            "record_ref": "S-2", "sex": "M", "age": 14, "service": "REI_EDU", "delivered_on": DAY,
            "outcome": "PROC", "restored_rights": ["EDU", "FAM"], "education_level": "BAS3",
        },
    ],
    "shelters": [
        {
            "record_ref": "A-1", "shelter_item": "CAP", "as_of": LATER, "facility_type": "ALB",
            "population_served": "NINA", "department": "SV-SS", "places": 24,
        },
        {
            "record_ref": "A-1", "shelter_item": "MOV", "as_of": LATER, "facility_type": "ALB", "sex": "F",
            "age_group": "Y12T14", "admissions": 5, "discharges": 4, "present": 17, "days_occupied": 3001,
            "days_of_stay": 412,
        },
        {
            "record_ref": "A-1", "shelter_item": "PER", "as_of": LATER, "facility_type": "ALB",
            "staff_profile": "PSI", "staff": 3,
        },
    ],
    "migration": [
        PERSON
        | {
            "record_ref": "M-1", "sex": "F", "age": 25, "age_group": "Y24T26", "nationality": "SLV",
            "outcome": "REPAT_SV", "requested_on": DAY, "decided_on": LATER, "other_country": "MEX",
        },
        {
            "record_ref": "M-2", "sex": "M", "nationality": "HND", "outcome": "PERM_T", "decided_on": LATER,
            "granted_months": 12, "cooperates": "no",
        },
    ],
    "measures": [
        {
            "record_ref": "P-1", "measure": "ANTPR", "requested_on": DAY, "decided_on": date(2025, 3, 7),
            "hours_to_decision": 40, "result": "OTOR", "department": "SV-SS", "sex": "F", "age": 15,
            "age_group": "Y15T17",
        },
        {"record_ref": "P-2", "measure": "CIERRE_F", "decided_on": DAY, "ordered_by": "FGR"},
        {"record_ref": "P-3", "measure": "COOPJ", "decided_on": DAY, "country": "GTM"},
        {"record_ref": "P-4", "measure": "ESPACIO", "decided_on": DAY, "spaces": 2},
        {
            "record_ref": "P-5", "measure": "COMISO", "decided_on": DAY,
            "seized_amount": Decimal("1234567.89"),
        },
    ],
    "reparations": [
        {
            "record_ref": "R-1", "judged_on": DAY, "civil_liability": "yes", "reparation_type": "IND",
            "final_on": date(2025, 3, 20), "amount_claimed": Decimal("5000.00"),
            "amount_awarded": Decimal("3200.75"), "amount_paid": Decimal("3000.70"), "paid_on": LATER,
            "amount_unclaimed": Decimal("200.05"),
        },
        {"record_ref": "R-2", "judged_on": DAY, "civil_liability": "no"},
    ],
    "funds": [
        {
            "flow": "COM15", "recorded_on": ("2025", date(2025, 1, 1), "year"), "amount": Decimal("150.00"),
            "seized_amount": Decimal("1000.00"),
        },
        {"flow": "ATN", "recorded_on": DAY, "beneficiaries": 7, "sex": "F", "age_group": "Y0T17"},
    ],
    "prevention": [
        {
            "record_ref": "E-1", "action_type": "CUR", "carried_out_on": DAY, "department": "SV-AH",
            "municipality": "0101", "population_groups": ["NNA", "DOC"], "persons_reached": 1200,
            "schools": 8, "education_level": "MED", "civil_society_entities": 2,
        },
    ],
    "training": [
        {
            "record_ref": "F-1", "held_on": DAY, "topics": ["LEY", "IDE"], "hours": 16,
            "trained_institution": "PNC", "profile": "POL", "sex": "F", "persons_trained": 23,
            "department": "SV-LI",
        },
    ],
    "teams": [
        {
            "record_ref": "T-1", "team_type": "ERI", "activated_on": DAY, "department": "SV-SS",
            "requested_by": "PNC", "process": "RESP", "hours_to_response": 3, "closed_on": LATER,
            "closing_report": "yes", "recommendations": 4,
        },
        {
            "record_ref": "T-2", "team_type": "UNI", "activated_on": DAY, "staff_profile": "INV", "staff": 12,
        },
    ],
    "governance": [
        {
            "record_ref": "G-1", "governance_item": "IND", "dated_on": DAY, "policy_axis": "PRE",
            "responsible": "MINED", "baseline": Decimal("10.00"), "target": Decimal("50.00"),
            "achieved": Decimal("37.25"),
        },
        {"record_ref": "G-2", "governance_item": "EVAL", "dated_on": DAY, "score": Decimal("71.50")},
        {
            "record_ref": "G-3", "governance_item": "SES", "dated_on": DAY, "body": "CN", "agreements": 6,
            "agreements_kept": 5, "quantity": 1,
        },
        {"record_ref": "G-4", "governance_item": "PROTO", "dated_on": DAY, "protocol_type": "ENTR"},
        {"record_ref": "G-5", "governance_item": "OSC", "dated_on": DAY, "civil_society_entities": 9},
    ],
    "directory": [
        {
            "record_ref": "D-1", "entity_type": "ONG", "areas": ["ALB", "LEG"],
            "departments": ["SV-SS", "SV-SM"], "permanence": "PERM", "updated_on": DAY,
        },
    ],
    "studies": [
        {
            "record_ref": "X-1", "study_type": "SOC", "themes": ["CAU", "RUT"], "published_on": MONTH,
            "factors": ["POBR", "MIGR"], "departments": ["SV-UN"],
        },
    ],
    "nothing": [{"declared_kind": "studies", "declared_on": DAY}],
}  # fmt: skip
