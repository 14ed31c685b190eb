"""Shelters: capacity, movement of persons and staff, one row a fact about a centre (Art. 32, 64)."""

from schemas.columns import code, day, integer
from schemas.kind import Kind
from schemas.people import AGE_GROUP, RECORD_REF
from schemas.places import DEPARTMENT
from schemas.relations import asks_for, only_for

SHELTERS = Kind(
    name="shelters",
    label_es="Albergues y centros",
    label_en="Shelters and centres",
    sheet="albergues",
    event="as_of",
    unique=("record_ref", "shelter_item", "sex", "age_group", "staff_profile"),
    columns=(
        RECORD_REF,
        code(
            "shelter_item",
            "Dato del centro",
            "Fact about the centre",
            "shelter_items",
            required=True,
            synonyms=("tipo de dato",),
        ),
        day("as_of", "Fecha del dato", "As of", required=True, partial=True, synonyms=("fecha de corte",)),
        code("facility_type", "Tipo de centro", "Type of centre", "facility_types", required=True),
        code("population_served", "Población atendida", "Population served", "populations_served"),
        DEPARTMENT,
        integer("places", "Plazas", "Places", 10_000, "places", synonyms=("capacidad instalada", "cupo")),
        code("sex", "Sexo", "Sex", "sex", synonyms=("genero",)),
        AGE_GROUP,
        integer("admissions", "Ingresos", "Admissions", 10_000, "persons"),
        integer("discharges", "Egresos", "Discharges", 10_000, "persons"),
        integer("present", "Personas presentes a la fecha", "Persons present on the date", 10_000, "persons"),
        integer(
            "days_occupied",
            "Días-plaza ocupados en el semestre",
            "Days of occupied places in the semester",
            2_000_000,
            "days",
        ),
        integer(
            "days_of_stay",
            "Días de estancia de quienes egresaron",
            "Days of stay of those discharged",
            2_000_000,
            "days",
        ),
        code("staff_profile", "Perfil del personal", "Profile of the staff", "staff_profiles"),
        integer("staff", "Número de personal", "Number of staff", 10_000, "persons"),
    ),
    rules=(
        asks_for("shelter_item", ("CAP",), "places"),
        asks_for("shelter_item", ("MOV",), "admissions", "discharges", "present"),
        asks_for("shelter_item", ("PER",), "staff"),
        only_for("places", "shelter_item", ("CAP",)),
        only_for("staff", "shelter_item", ("PER",)),
    ),
)
