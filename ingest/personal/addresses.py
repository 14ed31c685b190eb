"""Street addresses as they are written in El Salvador: by street, settlement, house and kilometre.

A street's word by itself says nothing ("niñez en situación de calle", "atención residencial"): a number, a
proper name or a second such word must follow.
"""

STREET = (
    r"(?:calles?|avenidas?|av\.|avda?\.?|ave\.|pasajes?|psje?\.?|pje\.?|boulevard|bulevar|blvd\.?|alameda|"
    r"diagonal|carretera|senda|autopista)"
)
SETTLEMENT = (
    r"(?:colonia|col\.|residencial|urbanizacion|urb\.|lotificacion|reparto|barrio|b°|bo\.|canton|"
    r"caserio|comunidad|condominio|finca|poligono|pol\.)"
)
HOUSE = (
    r"(?:casa|apartamento|apto\.?|lote|block|bloque|edificio|nivel|local|poligono|pol\.|pasaje|"
    r"psje?\.?|senda)"
)
ROAD = r"(?:carretera|autopista|calle|camino|desvio)"
KILOMETRE = r"\b(?:km|kilometro)\.? ?\d{1,3}"
SIGN = r"(?:#|n\.?[o°]\.?|num(?:ero)?\.?)"
NUMBER = rf"(?:{SIGN} ?)?(?:[a-z]-?)?\d{{1,4}}\b"
ORDINAL = r"\b\d{1,3} ?(?:a|o|°|ra|da|ta|na|va|ma|st|th|nd|rd)?\.? ?"
COMPASS = r"(?:norte|sur|oriente|poniente)"
ANY = rf"(?:{STREET}|{SETTLEMENT}|{HOUSE})[ ,]"

# Words that a proper name may follow; what is written in capitals throughout is told by fewer of them.
STREET_CASED = (
    r"(?:[Cc]alle|[Aa]venida|Av\.|Ave\.|Avda\.?|[Pp]asaje|Psje?\.?|[Bb]oulevard|[Bb]ulevar|Blvd\.?|"
    r"[Aa]lameda)"
)
SETTLEMENT_CASED = (
    r"(?:[Cc]olonia|Col\.|[Rr]esidencial|[Uu]rbanizacion|Urb\.|[Ll]otificacion|[Rr]eparto|[Bb]arrio|"
    r"[Cc]anton|[Cc]aserio)"
)
PROPER = r"(?:(?:[Ll]as?|[Ll]os|[Ee]l|[Dd]el?) )?\p{Lu}\p{Ll}{2,}"

ADDRESS = "|".join(
    f"(?:{pattern})"
    for pattern in (
        rf"(?i)\b{STREET} (?:la |el |las |los |a )?{NUMBER}",
        rf"(?i){ORDINAL}(?:calle|avenida|av\.|avda?\b)",
        rf"(?i)\b(?:calle|avenida|av\.|avda?\.?) [^,;]{{1,40}}\b{COMPASS}\b",
        rf"(?i)\b{STREET} [^;]{{1,60}}{SIGN} ?\d",
        rf"(?i)\b{STREET} [^;]{{1,60}}\b(?:{SETTLEMENT}|{HOUSE})[ ,]",
        rf"(?i)\b{SETTLEMENT} [^;]{{1,60}}(?:{SIGN} ?\d|\b(?:{STREET}|{HOUSE})[ ,])",
        rf"(?i)\b{HOUSE} {SIGN} ?(?:[a-z]-?)?\d",
        rf"(?i)\b(?:casa|apartamento|apto\.?|lote) {NUMBER}",
        rf"\b(?:{STREET_CASED}|{SETTLEMENT_CASED}) {PROPER}",
        r"\b(?:COLONIA|COL\.|BARRIO|CANTON|CASERIO|PASAJE) (?:LAS? |LOS |EL )?\p{Lu}{3,}",
        rf"(?i){KILOMETRE}.{{0,30}}\b{ROAD}\b",
        rf"(?i)\b{ROAD}\b.{{0,60}}{KILOMETRE}",
        rf"(?i)\b(?:direccion|domicilio|reside en|vive en|vivienda)\b.{{0,12}}\b{ANY}",
    )
)
