"""Persons investigated, prosecuted and sentenced, one row a person and stage reached (Art. 11, 12, 54-56)."""

from schemas.ages import age_fits_group
from schemas.columns import code, codes, day, number
from schemas.kind import Kind
from schemas.law import (
    SENTENCED,
    provision_fits_circumstance,
    sentence_fits_circumstance,
    sentence_within_penalty,
)
from schemas.people import AGE, AGE_GROUP, RECORD_REF, SEX
from schemas.places import DEPARTMENT
from schemas.proceedings import AGGRAVATING, EXPLOITATION_FORMS, PENAL_PROVISION, STAGE_ON
from schemas.relations import in_order, only_for

ACCUSED = Kind(
    name="accused",
    label_es="Personas imputadas",
    label_en="Accused persons",
    sheet="personas_imputadas",
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
            synonyms=("etapa", "situacion procesal"),
        ),
        STAGE_ON,
        SEX,
        AGE,
        AGE_GROUP,
        code("nationality", "Nacionalidad", "Nationality", "nationality", synonyms=("pais de nacionalidad",)),
        DEPARTMENT,
        day("arrested_on", "Fecha de detención", "Date of arrest", synonyms=("fecha detencion",)),
        PENAL_PROVISION,
        EXPLOITATION_FORMS,
        codes("acts", "Actos del delito (Art. 54)", "Acts (Art. 54)", "acts_art54", synonyms=("actos",)),
        AGGRAVATING,
        code("public_official", "Es funcionaria o empleado público", "Public official", "yes_no"),
        number("sentence_years", "Años de prisión impuestos", "Years of prison imposed", 100, "years"),
        code("disqualified", "Inhabilitación especial", "Special disqualification", "yes_no"),
    ),
    rules=(
        in_order("arrested_on", "stage_on"),
        age_fits_group(),
        sentence_fits_circumstance(),
        provision_fits_circumstance(),
        sentence_within_penalty(),
        only_for("sentence_years", "stage", SENTENCED),
    ),
)
