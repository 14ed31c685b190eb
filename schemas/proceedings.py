"""Columns of criminal proceedings: of cases and of the persons accused in them (Art. 54-56)."""

from schemas.columns import Column, code, codes, day

STAGE_ON: Column = day(
    "stage_on",
    "Fecha de la etapa",
    "Date of the stage",
    required=True,
    partial=True,
    synonyms=("fecha etapa",),
)

PENAL_PROVISION: Column = code(
    "penal_provision",
    "Disposición penal",
    "Penal provision",
    "penal_provisions",
    synonyms=("delito", "tipo penal", "articulo"),
)

EXPLOITATION_FORMS: Column = codes(
    "exploitation_forms",
    "Formas de explotación",
    "Forms of exploitation",
    "exploitation_forms",
    exclusive=("NE",),
    synonyms=("modalidad", "tipo de explotacion", "finalidad"),
)

AGGRAVATING: Column = codes(
    "aggravating",
    "Agravantes (Art. 55)",
    "Aggravating (Art. 55)",
    "aggravating_art55",
    synonyms=("agravantes",),
)
