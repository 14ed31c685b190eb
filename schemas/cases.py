"""Criminal cases, one row a case and procedural stage it reached (Art. 11, 12, 54-56)."""

from schemas.columns import code, codes, day, integer
from schemas.kind import Kind
from schemas.law import provision_fits_circumstance, sentence_fits_circumstance
from schemas.people import RECORD_REF
from schemas.places import DEPARTMENT
from schemas.relations import in_order

CASES = Kind(
    name="cases",
    label_es="Casos",
    label_en="Cases",
    sheet="casos",
    event="stage_on",
    unique=("record_ref", "stage"),
    columns=(
        RECORD_REF,
        code(
            "stage",
            "Etapa procesal",
            "Procedural stage",
            "case_stage",
            required=True,
            synonyms=("etapa", "estado procesal"),
        ),
        day(
            "stage_on",
            "Fecha de la etapa",
            "Date of the stage",
            required=True,
            partial=True,
            synonyms=("fecha etapa",),
        ),
        day(
            "opened_on",
            "Fecha de apertura",
            "Date opened",
            required=True,
            partial=True,
            synonyms=("fecha de inicio", "fecha de denuncia"),
        ),
        code(
            "penal_provision",
            "Disposición penal",
            "Penal provision",
            "penal_provisions",
            synonyms=("delito", "tipo penal", "articulo"),
        ),
        codes(
            "exploitation_forms",
            "Formas de explotación",
            "Forms of exploitation",
            "exploitation_forms",
            exclusive=("NE",),
            synonyms=("modalidad", "tipo de explotacion", "finalidad"),
        ),
        DEPARTMENT,
        code(
            "scope", "Ámbito de la trata", "Scope of trafficking", "trafficking_scope", synonyms=("ambito",)
        ),
        code("organised_crime", "Crimen organizado", "Organised crime", "yes_no"),
        codes(
            "aggravating",
            "Agravantes (Art. 55)",
            "Aggravating (Art. 55)",
            "aggravating_art55",
            synonyms=("agravantes",),
        ),
        integer(
            "victims_count",
            "Número de víctimas",
            "Number of victims",
            10_000,
            "persons",
            synonyms=("victimas",),
        ),
        integer(
            "accused_count",
            "Número de personas imputadas",
            "Number of accused persons",
            10_000,
            "persons",
            synonyms=("imputados", "imputadas", "personas imputadas"),
        ),
        code(
            "complaint_channel",
            "Vía de la denuncia o aviso",
            "Channel of the complaint or tip",
            "complaint_channels",
            synonyms=("via de la denuncia",),
        ),
    ),
    rules=(in_order("opened_on", "stage_on"), sentence_fits_circumstance(), provision_fits_circumstance()),
)
