"""The directory of bodies that intervene, one row a body; it names none (Art. 14 j)."""

from schemas.columns import code, codes, day
from schemas.kind import Kind
from schemas.people import RECORD_REF

DIRECTORY = Kind(
    name="directory",
    label_es="Directorio",
    label_en="Directory",
    sheet="directorio",
    event="updated_on",
    unique=("record_ref",),
    columns=(
        RECORD_REF,
        code(
            "entity_type",
            "Tipo de entidad",
            "Type of body",
            "directory_types",
            required=True,
            synonyms=("tipo de organizacion",),
        ),
        codes(
            "areas",
            "Áreas de intervención",
            "Areas of intervention",
            "intervention_areas",
            required=True,
            synonyms=("area", "area de intervencion"),
        ),
        codes("departments", "Departamentos donde interviene", "Departments of intervention", "departments"),
        code("permanence", "Permanencia", "Permanence", "permanence", required=True),
        day(
            "updated_on",
            "Fecha de actualización",
            "Date of update",
            required=True,
            partial=True,
            synonyms=("fecha actualizacion",),
        ),
    ),
)
