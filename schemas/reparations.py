"""Civil liability and reparation, one row a judgment and form of reparation (Art. 41, 51)."""

from schemas.columns import code, day, dollars
from schemas.kind import Kind
from schemas.law import award_needs_liability
from schemas.people import RECORD_REF
from schemas.relations import at_most, in_order

REPARATIONS = Kind(
    name="reparations",
    label_es="Reparaciones",
    label_en="Reparations",
    sheet="reparaciones",
    event="judged_on",
    unique=("record_ref", "reparation_type"),
    columns=(
        RECORD_REF,
        day(
            "judged_on",
            "Fecha de la sentencia",
            "Date of the judgment",
            required=True,
            partial=True,
            synonyms=("fecha sentencia",),
        ),
        code(
            "civil_liability",
            "Responsabilidad civil",
            "Civil liability",
            "yes_no",
            required=True,
            synonyms=("con responsabilidad civil",),
        ),
        code("reparation_type", "Tipo de reparación", "Form of reparation", "reparation_art41"),
        day("final_on", "Fecha de firmeza", "Date the judgment became final"),
        dollars("amount_claimed", "Monto reclamado", "Amount claimed"),
        dollars("amount_awarded", "Monto otorgado", "Amount awarded"),
        dollars("amount_paid", "Monto pagado", "Amount paid"),
        day("paid_on", "Fecha de pago", "Date of payment"),
        dollars("amount_unclaimed", "Monto no reclamado", "Amount not claimed"),
    ),
    rules=(
        in_order("judged_on", "final_on"),
        in_order("judged_on", "paid_on"),
        award_needs_liability(),
        at_most("amount_paid", "amount_awarded"),
        at_most("amount_unclaimed", "amount_awarded"),
        at_most("amount_awarded", "amount_claimed", "warned"),
    ),
)
