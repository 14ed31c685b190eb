"""Columns of places that many kinds share."""

from schemas.columns import Column, code

DEPARTMENT: Column = code("department", "Departamento", "Department", "departments", synonyms=("depto",))

MUNICIPALITY: Column = code(
    "municipality",
    "Municipio",
    "Municipality",
    "municipalities",
    synonyms=("distrito", "municipio o distrito"),
)
