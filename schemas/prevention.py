"""Prevention, one row an action in a place (Art. 23, 26, 28)."""

from schemas.columns import code, codes, day, integer
from schemas.kind import Kind
from schemas.people import RECORD_REF
from schemas.places import DEPARTMENT, MUNICIPALITY
from schemas.relations import asks_for, lies_in

PREVENTION = Kind(
    name="prevention",
    label_es="Prevención",
    label_en="Prevention",
    sheet="prevencion",
    event="carried_out_on",
    unique=("record_ref", "action_type", "municipality", "department"),
    columns=(
        RECORD_REF,
        code(
            "action_type",
            "Tipo de acción",
            "Type of action",
            "prevention_actions_art26",
            required=True,
            synonyms=("accion", "actividad"),
        ),
        day(
            "carried_out_on",
            "Fecha de la acción",
            "Date of the action",
            required=True,
            partial=True,
            synonyms=("fecha de la actividad",),
        ),
        DEPARTMENT,
        MUNICIPALITY,
        codes("population_groups", "Población meta", "Groups addressed", "population_groups"),
        integer("persons_reached", "Personas alcanzadas", "Persons reached", 10_000_000, "persons"),
        integer("schools", "Centros educativos con contenido", "Schools with the content", 10_000, "schools"),
        code("education_level", "Nivel educativo", "Level of education", "education_levels"),
        integer(
            "civil_society_entities",
            "Entidades de la sociedad civil participantes",
            "Entities of civil society taking part",
            10_000,
            "entities",
        ),
    ),
    rules=(lies_in("municipality", "department", "rejected"), asks_for("action_type", ("CUR",), "schools")),
)
