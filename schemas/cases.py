"""Criminal cases, one row a case and procedural stage it reached (Art. 11, 12, 54-56)."""

from schemas.columns import code, day, integer
from schemas.kind import Kind
from schemas.law import provision_fits_circumstance, sentence_fits_circumstance
from schemas.people import RECORD_REF
from schemas.places import DEPARTMENT
from schemas.proceedings import AGGRAVATING, EXPLOITATION_FORMS, PENAL_PROVISION, STAGE_ON
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
        STAGE_ON,
        day(
            "opened_on",
            "Fecha de apertura",
            "Date opened",
            required=True,
            partial=True,
            synonyms=("fecha de inicio", "fecha de denuncia"),
        ),
        PENAL_PROVISION,
        EXPLOITATION_FORMS,
        DEPARTMENT,
        code(
            "scope", "Ámbito de la trata", "Scope of trafficking", "trafficking_scope", synonyms=("ambito",)
        ),
        code("organised_crime", "Crimen organizado", "Organised crime", "yes_no"),
        AGGRAVATING,
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
