"""Services delivered to persons, one row a service (Art. 31-35, 40)."""

from schemas.ages import age_fits_birth_date, age_fits_group, birth_before, document_fits_age
from schemas.columns import code, codes, day, integer
from schemas.kind import Kind
from schemas.people import AGE, AGE_GROUP, IDENTITY, SEX
from schemas.places import DEPARTMENT
from schemas.relations import in_order, only_for

SERVICES = Kind(
    name="services",
    label_es="Servicios",
    label_en="Services",
    sheet="servicios",
    event="delivered_on",
    unique=("record_ref", "service", "delivered_on"),
    persons=True,
    columns=(
        *IDENTITY,
        SEX,
        AGE,
        AGE_GROUP,
        code(
            "service",
            "Servicio",
            "Service",
            "services",
            required=True,
            synonyms=("tipo de servicio", "atencion brindada", "tipo de atencion"),
        ),
        day(
            "delivered_on",
            "Fecha del servicio",
            "Date of service",
            required=True,
            partial=True,
            synonyms=("fecha de atencion", "fecha servicio"),
        ),
        DEPARTMENT,
        code(
            "victim_category",
            "Categoría de la persona atendida",
            "Category of the person attended",
            "victim_category",
            synonyms=("tipo de victima", "categoria"),
        ),
        code("nationality", "Nacionalidad", "Nationality", "nationality", synonyms=("pais de nacionalidad",)),
        integer(
            "hours_waited",
            "Horas desde el rescate o la solicitud",
            "Hours since the rescue or request",
            100_000,
            "hours",
        ),
        day("ended_on", "Fecha de fin o egreso", "Date of end or discharge", synonyms=("fecha de egreso",)),
        code(
            "outcome",
            "Resultado de la reintegración",
            "Outcome of the reintegration",
            "reintegration_outcomes",
        ),
        codes(
            "restored_rights",
            "Derechos restituidos (Art. 3 g)",
            "Rights restored (Art. 3 g)",
            "restored_rights",
            exclusive=("NING",),
        ),
        code("education_level", "Nivel educativo", "Level of education", "education_levels"),
        code("language_group", "Grupo de lenguas", "Group of languages", "language_groups"),
    ),
    rules=(
        age_fits_birth_date("delivered_on"),
        birth_before("delivered_on"),
        age_fits_group(),
        document_fits_age("delivered_on"),
        in_order("delivered_on", "ended_on"),
        only_for("language_group", "service", ("INM_TRA",)),
    ),
)
