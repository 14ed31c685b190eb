"""Training, one row a course, profile and sex of those trained (Art. 14 k, 25 j, 26 a)."""

from schemas.columns import code, codes, day, integer
from schemas.kind import Kind
from schemas.people import RECORD_REF, SEX
from schemas.places import DEPARTMENT

TRAINING = Kind(
    name="training",
    label_es="Capacitación",
    label_en="Training",
    sheet="capacitacion",
    event="held_on",
    unique=("record_ref", "trained_institution", "profile", "sex"),
    columns=(
        RECORD_REF,
        day(
            "held_on",
            "Fecha de la capacitación",
            "Date of the training",
            required=True,
            partial=True,
            synonyms=("fecha del curso",),
        ),
        codes("topics", "Temas", "Topics", "training_topics", synonyms=("tema",)),
        integer("hours", "Duración en horas", "Duration in hours", 2_000, "hours", synonyms=("horas",)),
        code(
            "trained_institution",
            "Institución de las personas capacitadas",
            "Institution of those trained",
            "institutions",
            synonyms=("institucion capacitada",),
        ),
        code(
            "profile",
            "Perfil de las personas capacitadas",
            "Profile of those trained",
            "training_profiles",
            required=True,
            synonyms=("perfil",),
        ),
        SEX,
        integer(
            "persons_trained",
            "Personas capacitadas",
            "Persons trained",
            100_000,
            "persons",
            required=True,
            synonyms=("participantes", "asistentes"),
        ),
        DEPARTMENT,
    ),
)
