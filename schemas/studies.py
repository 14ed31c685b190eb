"""Studies on trafficking, one row a study; titles and authors stay with who sends it (Art. 46)."""

from schemas.columns import code, codes, day
from schemas.kind import Kind
from schemas.people import RECORD_REF

STUDIES = Kind(
    name="studies",
    label_es="Estudios",
    label_en="Studies",
    sheet="estudios",
    event="published_on",
    unique=("record_ref",),
    columns=(
        RECORD_REF,
        code("study_type", "Tipo de estudio", "Type of study", "study_types", required=True),
        codes("themes", "Temas del estudio", "Themes of the study", "study_themes", required=True),
        day(
            "published_on",
            "Fecha de publicación",
            "Date of publication",
            required=True,
            partial=True,
            synonyms=("fecha publicacion", "ano de publicacion"),
        ),
        codes("factors", "Causas y factores asociados", "Causes and associated factors", "causal_factors"),
        codes("departments", "Departamentos estudiados", "Departments studied", "departments"),
    ),
)
