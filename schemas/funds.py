"""Budgets, and the Fund's income, spending and beneficiaries, one row an entry (Art. 48-53)."""

from schemas.columns import code, day, dollars, integer
from schemas.kind import Kind
from schemas.law import share_of_seized_goods
from schemas.people import AGE_GROUP
from schemas.relations import asks_for, only_for

SPENDING = ("ATN", "REI")

FUNDS = Kind(
    name="funds",
    label_es="Presupuesto y Fondo",
    label_en="Budget and Fund",
    sheet="presupuesto_y_fondo",
    event="recorded_on",
    columns=(
        code(
            "flow",
            "Flujo",
            "Flow",
            "fund_flows",
            required=True,
            synonyms=("fuente o destino", "concepto", "rubro"),
        ),
        day(
            "recorded_on",
            "Fecha del movimiento",
            "Date of the entry",
            required=True,
            partial=True,
            synonyms=("ejercicio", "ano fiscal"),
        ),
        dollars("amount", "Monto", "Amount", synonyms=("monto usd", "valor")),
        dollars("seized_amount", "Producto de los bienes decomisados", "Proceeds of the seized goods"),
        integer("beneficiaries", "Víctimas beneficiadas", "Victims benefited", 100_000, "persons"),
        code("sex", "Sexo", "Sex", "sex", synonyms=("genero",)),
        AGE_GROUP,
    ),
    rules=(
        asks_for(
            "flow", ("PGN", "DON", "LES", "COM15", "OTR", "REPNR", "COOP", "ASIG", "EJEC", "SALDO"), "amount"
        ),
        asks_for("flow", SPENDING, "amount", "beneficiaries"),
        only_for("beneficiaries", "flow", SPENDING),
        share_of_seized_goods(),
    ),
)
