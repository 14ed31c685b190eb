"""What bulletins call totals, withheld values and missing ones; compared in lower case."""

from typing import Final

TOTALS: Final = frozenset(
    {
        *("total", "totals", "totales", "_t", "t", "tot", "ttl", "all", "overall", "general"),
        *("both", "both sexes", "ambos", "ambos sexos", "all ages", "all age groups", "todas las edades"),
        *("todos", "todas", "all persons", "all groups", "grand total", "gran total", "total general"),
        *("national", "nacional", "national total", "total nacional", "total país"),
    }
)
WITHHELD: Final = frozenset(
    {
        *("*", "**", "***", "c", "(c)", "[c]", "s", "(s)", "[s]", "x", "(x)", "[x]", "d", "(d)", "#", "•"),
        *("suppressed", "confidential", "withheld", "hidden", "redacted"),
        *("suprimido", "confidencial", "secreto", "reservado", "oculto", "protegido", "retenido"),
    }
)
MISSING: Final = frozenset(
    {
        *(".", "..", "...", "…", "-", "–", "—", "--", ":", "z", "na", "n/a", "#n/a", "n.a.", "null"),
        *("n.d.", "nd", "n/d", "s/d", "s.d.", "sd", "none", "nan", "not available", "no disponible"),
        *("sin dato", "sin datos"),
    }
)
WITHHELD_FLAGS: Final = frozenset(
    {"c", "s", "d", "n", "*", "confidential", "confidencial", "suppressed", "suprimido"}
)
