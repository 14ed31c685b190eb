"""Response teams, working groups and specialised units, one row each (Art. 11, 12, 19, 20)."""

from schemas.columns import code, day, integer
from schemas.kind import Kind
from schemas.people import RECORD_REF
from schemas.places import DEPARTMENT
from schemas.relations import asks_for, in_order, only_for

TEAMS = Kind(
    name="teams",
    label_es="Equipos y unidades",
    label_en="Teams and units",
    sheet="equipos_y_unidades",
    event="activated_on",
    unique=("record_ref", "process"),
    columns=(
        RECORD_REF,
        code(
            "team_type",
            "Tipo de equipo",
            "Type of team",
            "team_types",
            required=True,
            synonyms=("equipo", "tipo de equipo o unidad"),
        ),
        day(
            "activated_on",
            "Fecha de activación",
            "Date of activation",
            required=True,
            partial=True,
            synonyms=("fecha activacion", "fecha de inicio del proceso"),
        ),
        DEPARTMENT,
        code(
            "requested_by",
            "Institución que solicita",
            "Requested by",
            "institutions",
            synonyms=("institucion requirente",),
        ),
        code("process", "Proceso a cargo", "Process in charge of", "team_processes"),
        integer(
            "hours_to_response",
            "Horas hasta la primera atención",
            "Hours to the first care",
            100_000,
            "hours",
        ),
        day("closed_on", "Fecha de cierre", "Date of closure", synonyms=("fecha cierre",)),
        code("closing_report", "Informe de cierre", "Closing report", "yes_no"),
        integer("recommendations", "Recomendaciones", "Recommendations", 1_000, "recommendations"),
        code("staff_profile", "Perfil del personal", "Profile of the staff", "staff_profiles"),
        integer("staff", "Número de personal", "Number of staff", 10_000, "persons"),
    ),
    rules=(
        in_order("activated_on", "closed_on"),
        asks_for("team_type", ("UNI",), "staff"),
        only_for("closing_report", "team_type", ("ERI", "GT")),
        only_for("recommendations", "team_type", ("ERI", "GT")),
    ),
)
