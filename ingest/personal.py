"""Personal data, formulas and free text where none belong: among values that are no code, date or number."""

import polars as pl

DUI = r"\b\d{8}\s*-\s*\d\b|^\s*\d{9}\s*$"
NIT = r"\b\d{4}\s*-?\s*\d{6}\s*-?\s*\d{3}\s*-?\s*\d\b"
TELEPHONE = r"(?:^|[^\d])(?:\+?\(?503\)?[ -]?)?[267]\d{3}[ -]?\d{4}(?:$|[^\d])"
EMAIL = r"[^\s@;]+@[^\s@;]+\.[a-zA-Z]{2,}"
NAME = r"^\s*\p{Lu}[\p{L}'.]+(?:\s+(?:de|del|la|las|los|y|e|\p{Lu}[\p{L}'.]*))+\s*$"
FORMULA = r"^\s*(?:[=+@\t]|-[^\d\s-])"
LONG = 60  # characters: no label of a code list's own is told apart from prose by less

PERSONAL = "|".join(f"(?:{pattern})" for pattern in (DUI, NIT, TELEPHONE, EMAIL))


def starts_formula(text: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet would take the text for a formula."""
    return text.str.contains(FORMULA)


def sharpened(text: pl.Expr, rule: pl.Expr) -> pl.Expr:
    """The rule that tells best what is wrong with a value that was refused under `rule`."""
    prose = text.str.contains(NAME) | (text.str.len_chars() > LONG)
    return (
        pl.when(text.str.contains(PERSONAL))
        .then(pl.lit("personal_data"))
        .when(starts_formula(text))
        .then(pl.lit("formula_in_cell"))
        .when(prose)
        .then(pl.lit("name_or_free_text"))
        .otherwise(rule)
    )
