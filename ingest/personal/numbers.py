"""Numbers that belong to persons: documents, telephones, and the numbers of places.

Every expression takes text as `guard.plain` leaves it: one kind of hyphen, one kind of space. Polars'
patterns cannot look around, so each says itself that no further digit stands beside it.

Sources: the DUI's check digit, weights 9 to 2 and modulus 10, as the idSV library has it (RNPN publishes
none); since 17 December 2021 a person's NIT is the DUI. The old NIT's check digit as the stdnum libraries
have it. Telephones: eight digits, landlines from 2, mobiles from 6 and 7, country code 503 (ITU-T E.164).
"""

import polars as pl

from linkage import is_valid_dui

BEFORE, AFTER = r"(?:^|[^\d])", r"(?:$|[^\d])"
YEARS = r"(?:19|20)\d\d-(?:19|20)\d\d"

# A wrong check digit does not make a number with a DUI's hyphen anybody else's: most are typing errors.
DUI = rf"{BEFORE}\d{{8}} ?- ?\d{AFTER}|^ ?\d{{9}} ?$|(?i)\bdui\b[^\d]{{0,12}}\d{{7,8}}[-. ]?\d{AFTER}"
NIT = rf"{BEFORE}\d{{4}} ?- ?\d{{6}} ?- ?\d{{3}} ?- ?\d{AFTER}"
PASSPORT = "|".join(
    (
        r"\b\p{L}{1,2}-?\d{6,9}\b",
        r"(?i)\b(?:pasaporte|passport|pasap\.|laissez-passer)\b[^\d]{0,20}\p{L}{0,3} ?-?\d{5,12}\b",
        rf"{BEFORE}\d{{4}}-\d{{4}}-\d{{5}}{AFTER}",  # Honduras, national identity
        rf"{BEFORE}\d{{4}} \d{{5}} \d{{4}}{AFTER}",  # Guatemala
        r"\b\d{3}-\d{6}-\d{4}\p{L}\b",  # Nicaragua
        r"(?i)\b[a-z]{4}\d{6}[a-z]{6}[a-z\d]\d\b",  # Mexico, CURP
    )
)
TELEPHONE = "|".join(
    (
        rf"{BEFORE}(?:2[1-9]|[67]\d)\d\d[-. ]?\d{{4}}{AFTER}",
        rf"{BEFORE}(?:2[1-9]|[67]\d)\d\d ?- ?\d{{4}}{AFTER}",
        rf"{BEFORE}[3-9]\d{{3}}-\d{{4}}{AFTER}",  # the neighbours' are written alike
        rf"{BEFORE}(?:00)?\(?503\)?[-. ]{{0,2}}[267]\d{{3}}[-. ]?\d{{4}}{AFTER}",
        r"\+ ?\(?\d(?:[-. ()]{0,2}\d){6,14}",
        rf"{BEFORE}00[1-9]\d(?:[-. ]?\d){{7,12}}{AFTER}",
        rf"{BEFORE}(?:1[-. ])?\(?[2-9]\d\d\)?[-. ] ?\d{{3}}[-. ]\d{{4}}{AFTER}",
        r"(?i)\b(?:tels?|telefonos?|cel|celular|movil|fax|whats ?app)\b[^\d]{0,12}\d(?:[-. ]?\d){6,}",
    )
)
EMAIL = (
    r"(?i)[^\s@;,<>]+ ?(?:@|[\[(] ?(?:at|arroba) ?[\])]| arroba ) ?[^\s@;,<>]+"
    r"(?:\.| ?[\[(] ?(?:dot|punto) ?[\])] ?| punto )\p{L}{2,}"
)
DEGREES = r"\d{1,3} ?° ?\d{1,2}(?:[.,]\d+)? ?['′’´]|\d{1,3}[.,]\d+ ?° ?[nsewo]\b"
COORDINATES = "|".join(
    (
        r"(?:^|[^\d.])-?\d{1,2}\.\d{3,}°? ?[nNsS]?[,;/ ] ?-?\d{1,3}\.\d{3,}",
        r"(?:^|[^\d,])-?\d{1,2},\d{3,}[;/ ] ?-\d{1,3},\d{3,}",
        r"(?:^|[^\d])-(?:8[7-9]|90)[.,]\d{4,}",  # a longitude of El Salvador by itself
        r"^ ?1[34]\.\d{4,} ?$",  # and a latitude
        rf"(?i){DEGREES}",
    )
)

# What has digits of its own and is nobody's: years, and how writings are cited.
NO_NUMBERS = rf"(?i)\bissn:? ?\d{{4}}-\d{{3}}[\dx]|\bisbn:? ?[-\dx ]{{10,17}}|\b10\.\d{{4,}}/\S+|https?://\S+|\b{YEARS}\b"


NIT_OLD = (14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)  # up to the sequence number 100
NIT_NEW = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def has_dui(text: pl.Expr) -> pl.Expr:
    """Whether a DUI stands in the text: by its shape, or bare, or short of a zero, by its check digit."""
    likely = pl.when(text.str.contains(r"\d{9}|\d{7} ?- ?\d")).then(text)
    numbers = likely.str.replace_all(" ?- ?", "-").str.extract_all(r"\d+(?:-\d+)*")
    shaped = pl.element().str.contains(r"^(?:\d{9}|\d{7}-\d)$")
    right = is_valid_dui(pl.element().str.replace_all("-", "").str.zfill(9))
    return text.str.contains(DUI) | numbers.list.eval(shaped & right).list.any().fill_null(value=False)


def has_nit(text: pl.Expr) -> pl.Expr:
    """Whether an old NIT stands in the text: by its four groups, or bare by its check digit."""
    numbers = pl.when(text.str.contains(r"\d{14}")).then(text).str.extract_all(r"\d+")
    shaped = pl.element().str.contains(r"^[019]\d{13}$")
    right = is_valid_nit(pl.element())
    return text.str.contains(NIT) | numbers.list.eval(shaped & right).list.any().fill_null(value=False)


def is_valid_nit(digits: pl.Expr) -> pl.Expr:
    """Whether fourteen digits end in the check digit of a NIT; null for other texts."""
    number = digits.cast(pl.Int64, strict=False)
    figures = [number // 10**place % 10 for place in range(13, -1, -1)]
    old = _weighed(figures, NIT_OLD) % 11 % 10
    new = (11 - _weighed(figures, NIT_NEW) % 11) % 11 % 10
    told: pl.Expr = pl.when(number // 10 % 1000 <= 100).then(old).otherwise(new) == figures[13]
    return told


def _weighed(figures: list[pl.Expr], weights: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal(figure * weight for figure, weight in zip(figures, weights, strict=False))
