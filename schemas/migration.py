"""Permits, repatriation, refuge and consular help for victims, one row an act (Art. 37, 42-45)."""

from schemas.ages import age_fits_birth_date, age_fits_group, birth_before, document_fits_age
from schemas.columns import code, day, integer
from schemas.kind import Kind
from schemas.law import outcome_fits_nationality, permit_within_a_year
from schemas.people import AGE, AGE_GROUP, IDENTITY, SEX
from schemas.relations import in_order

MIGRATION = Kind(
    name="migration",
    label_es="Medidas migratorias",
    label_en="Migration measures",
    sheet="medidas_migratorias",
    event="decided_on",
    unique=("record_ref", "outcome", "decided_on"),
    persons=True,
    columns=(
        *IDENTITY,
        SEX,
        AGE,
        AGE_GROUP,
        code(
            "nationality",
            "Nacionalidad",
            "Nationality",
            "nationality",
            required=True,
            synonyms=("pais de nacionalidad",),
        ),
        code(
            "outcome",
            "Medida migratoria",
            "Migration measure",
            "migration_outcome",
            required=True,
            synonyms=("resultado migratorio", "tipo de medida"),
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
        code(
            "other_country",
            "País de donde viene o adonde va",
            "Country come from or gone to",
            "nationality",
            synonyms=("pais de destino", "pais de procedencia"),
        ),
        integer("granted_months", "Meses otorgados", "Months granted", 1_200, "months"),
        code("cooperates", "Colabora con el proceso penal", "Cooperates in the criminal case", "yes_no"),
    ),
    rules=(
        in_order("requested_on", "decided_on"),
        age_fits_birth_date("decided_on"),
        birth_before("decided_on"),
        age_fits_group(),
        document_fits_age("decided_on"),
        outcome_fits_nationality(),
        permit_within_a_year(),
    ),
)
