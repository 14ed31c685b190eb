"""Plan, Policy, sessions, protocols and participation, one row a fact (Art. 7-10, 14-18, 22, 24-28, 66)."""

from schemas.columns import code, day, integer, number
from schemas.kind import Kind
from schemas.people import RECORD_REF
from schemas.relations import asks_for, at_most, only_for

GOVERNANCE = Kind(
    name="governance",
    label_es="Gobernanza",
    label_en="Governance",
    sheet="gobernanza",
    event="dated_on",
    unique=("record_ref", "governance_item", "policy_axis"),
    columns=(
        RECORD_REF,
        code(
            "governance_item",
            "Asunto",
            "Matter",
            "governance_items",
            required=True,
            synonyms=("tipo de asunto",),
        ),
        day(
            "dated_on",
            "Fecha del asunto",
            "Date of the matter",
            required=True,
            partial=True,
            synonyms=("fecha de la sesion", "fecha de medicion"),
        ),
        code("policy_axis", "Eje de la Política (Art. 25)", "Axis of the Policy (Art. 25)", "policy_axes"),
        code("responsible", "Institución responsable", "Institution in charge", "institutions"),
        code("body", "Órgano", "Body", "governing_bodies"),
        number("baseline", "Línea de base", "Baseline", 1_000_000_000, "measure"),
        number("target", "Meta", "Target", 1_000_000_000, "measure"),
        number("achieved", "Valor alcanzado", "Value achieved", 1_000_000_000, "measure"),
        number("score", "Puntaje de evaluación", "Score of the evaluation", 100, "points"),
        code("protocol_type", "Tipo de protocolo", "Type of protocol", "protocol_types"),
        integer("quantity", "Cantidad", "Quantity", 1_000_000, "items"),
        integer("agreements", "Acuerdos tomados", "Agreements made", 10_000, "agreements"),
        integer("agreements_kept", "Acuerdos cumplidos", "Agreements kept", 10_000, "agreements"),
        integer(
            "civil_society_entities",
            "Entidades de la sociedad civil participantes",
            "Entities of civil society taking part",
            10_000,
            "entities",
        ),
    ),
    rules=(
        asks_for("governance_item", ("IND",), "policy_axis"),
        asks_for("governance_item", ("IND",), "target"),
        asks_for("governance_item", ("IND",), "achieved"),
        asks_for("governance_item", ("EVAL",), "score"),
        asks_for("governance_item", ("SES", "ACU"), "body"),
        asks_for("governance_item", ("PROTO",), "protocol_type"),
        asks_for("governance_item", ("OSC",), "civil_society_entities"),
        asks_for("governance_item", ("CORR",), "quantity"),
        only_for("score", "governance_item", ("EVAL",)),
        at_most("agreements_kept", "agreements"),
    ),
)
