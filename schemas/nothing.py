"""The declaration that an institution has nothing to report on a kind."""

from schemas.columns import code, day
from schemas.kind import Kind

NOTHING = Kind(
    name="nothing",
    label_es="Sin datos que informar",
    label_en="Nothing to report",
    sheet="sin_datos",
    event="declared_on",
    unique=("declared_kind",),
    columns=(
        code(
            "declared_kind",
            "Tipo de registro sin datos",
            "Kind without data",
            "kinds",
            required=True,
            synonyms=("tipo de registro",),
        ),
        day(
            "declared_on",
            "Fecha de la declaración",
            "Date of declaration",
            required=True,
            synonyms=("fecha declaracion",),
        ),
    ),
)
