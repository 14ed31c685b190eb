"""Measures within criminal cases, one row a measure (Art. 25 h, 29 d-f, 48 c, 55, 58-61, 63)."""

from schemas.ages import age_fits_group
from schemas.columns import code, day, dollars, integer
from schemas.kind import Kind
from schemas.law import authority_fits_measure
from schemas.people import AGE, AGE_GROUP, RECORD_REF
from schemas.places import DEPARTMENT
from schemas.relations import asks_for, in_order, only_for

CLOSURES = ("CIERRE", "CIERRE_F", "SUSP", "CIERRE_I")

MEASURES = Kind(
    name="measures",
    label_es="Medidas procesales",
    label_en="Procedural measures",
    sheet="medidas_procesales",
    event="decided_on",
    unique=("record_ref", "measure", "decided_on"),
    columns=(
        RECORD_REF,
        code(
            "measure",
            "Medida procesal",
            "Procedural measure",
            "procedural_measures",
            required=True,
            synonyms=("medida", "tipo de medida"),
        ),
        day("requested_on", "Fecha de la solicitud", "Date of the request", synonyms=("fecha solicitud",)),
        day(
            "decided_on",
            "Fecha de la medida",
            "Date of the measure",
            required=True,
            partial=True,
            synonyms=("fecha de resolucion",),
        ),
        integer(
            "hours_to_decision",
            "Horas entre solicitud y resolución",
            "Hours from request to decision",
            100_000,
            "hours",
        ),
        code("result", "Resultado", "Result", "measure_results"),
        code("ordered_by", "Autoridad que ordena", "Ordered by", "closure_authorities"),
        DEPARTMENT,
        code("sex", "Sexo", "Sex", "sex", synonyms=("genero",)),
        AGE,
        AGE_GROUP,
        code("country", "País requerido o requirente", "Country asked or asking", "nationality"),
        integer("spaces", "Espacios adecuados", "Adequate spaces", 10_000, "spaces"),
        dollars("seized_amount", "Valor de los bienes incautados", "Value of the seized assets"),
    ),
    rules=(
        in_order("requested_on", "decided_on"),
        age_fits_group(),
        authority_fits_measure(),
        asks_for("measure", ("COOPJ",), "country"),
        asks_for("measure", ("ESPACIO",), "spaces"),
        only_for("ordered_by", "measure", CLOSURES),
        only_for("spaces", "measure", ("ESPACIO",)),
        only_for("seized_amount", "measure", ("COMISO",)),
    ),
)
