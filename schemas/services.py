"""Services delivered to persons, one row a service (Art. 31-35, 40)."""

from schemas.columns import code, day
from schemas.kind import Kind
from schemas.people import AGE, AGE_GROUP, IDENTITY, SEX
from schemas.relations import age_fits_birth_date, age_fits_group, birth_before

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
        code("department", "Departamento", "Department", "departments", synonyms=("depto",)),
    ),
    rules=(age_fits_birth_date("delivered_on"), birth_before("delivered_on"), age_fits_group()),
)
