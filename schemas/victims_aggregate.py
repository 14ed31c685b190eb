"""Counts of victims, for an institution that may not hand over records."""

from schemas.columns import code, codes, day, integer
from schemas.kind import Kind
from schemas.law import scope_fits_country, scope_fits_nationality

VICTIMS_AGGREGATE = Kind(
    name="victims_aggregate",
    label_es="Víctimas (conteos)",
    label_en="Victims (counts)",
    sheet="victimas_conteos",
    event="identified_on",
    columns=(
        day(
            "identified_on",
            "Fecha de identificación",
            "Date of identification",
            required=True,
            partial=True,
            synonyms=("mes", "periodo"),
        ),
        code("sex", "Sexo", "Sex", "sex", required=True, synonyms=("genero",)),
        code(
            "age_group",
            "Grupo de edad",
            "Age group",
            "age_group",
            required=True,
            synonyms=("rango de edad", "grupo etario"),
        ),
        code("nationality", "Nacionalidad", "Nationality", "nationality", required=True),
        code("scope", "Ámbito de la trata", "Scope of trafficking", "trafficking_scope", required=True),
        codes(
            "exploitation_forms",
            "Formas de explotación",
            "Forms of exploitation",
            "exploitation_forms",
            required=True,
            exclusive=("NE",),
            synonyms=("modalidad", "tipo de explotacion", "finalidad"),
        ),
        code(
            "identification_department",
            "Departamento de identificación",
            "Department of identification",
            "departments",
            synonyms=("departamento", "depto"),
        ),
        code("exploitation_country", "País de explotación", "Country of exploitation", "nationality"),
        code(
            "identification_status",
            "Estado de la identificación",
            "Identification status",
            "identification_status",
            required=True,
        ),
        code("victim_category", "Categoría de víctima", "Victim category", "victim_category", required=True),
        integer(
            "victims",
            "Número de víctimas",
            "Number of victims",
            100_000,
            "persons",
            required=True,
            synonyms=("cantidad", "cantidad de victimas", "numero", "conteo"),
        ),
    ),
    rules=(scope_fits_country(), scope_fits_nationality()),
)
