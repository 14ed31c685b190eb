"""Columns that records about persons share."""

from schemas.columns import EARLIEST_BIRTH, Column, code, day, identity, integer

RECORD_REF = identity(
    "record_ref",
    "Referencia del registro",
    "Record reference",
    required=True,
    synonyms=(
        "referencia",
        "expediente",
        "numero de expediente",
        "no expediente",
        "codigo de registro",
        "id",
    ),
)

IDENTITY: tuple[Column, ...] = (
    RECORD_REF,
    identity("given_names", "Nombres", "Given names", synonyms=("nombre", "nombres de la victima")),
    identity("surnames", "Apellidos", "Surnames", synonyms=("apellido", "apellidos de la victima")),
    day(
        "birth_date",
        "Fecha de nacimiento",
        "Date of birth",
        identity=True,
        partial=True,
        earliest=EARLIEST_BIRTH,
        synonyms=("fecha nac", "nacimiento", "fecha de nac"),
    ),
    code(
        "document_type",
        "Tipo de documento",
        "Document type",
        "document_types",
        identity=True,
        synonyms=("tipo documento", "clase de documento"),
    ),
    identity(
        "document_number",
        "Número de documento",
        "Document number",
        synonyms=("documento", "dui", "no de documento", "num documento"),
    ),
)

SEX = code("sex", "Sexo", "Sex", "sex", required=True, synonyms=("genero", "sexo de la victima"))

AGE = integer(
    "age",
    "Edad",
    "Age",
    120,
    "years",
    range_rule="age_out_of_range",
    synonyms=("edad en anos", "anos cumplidos"),
)

AGE_GROUP = code(
    "age_group",
    "Grupo de edad",
    "Age group",
    "age_group",
    synonyms=("rango de edad", "rango edad", "grupo etario"),
)
