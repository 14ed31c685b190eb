"""Which kind of personal data stands in a text; only distinct texts are looked at, all of them at once."""

import re

import polars as pl

from ingest.personal.addresses import ADDRESS
from ingest.personal.names import has_name, without_names
from ingest.personal.numbers import (
    COORDINATES,
    EMAIL,
    NO_NUMBERS,
    PASSPORT,
    TELEPHONE,
    has_dui,
    has_nit,
)

RULES = (
    "personal_email",
    "personal_coordinates",
    "personal_nit",
    "personal_dui",
    "personal_passport",
    "personal_telephone",
    "personal_address",
    "personal_name",
)  # the first that applies is told

FORMULA = r"^\s*(?:[=+@\t]|-[^\d\s-])"
CAPITALISED = r"^\s*\p{Lu}[\p{L}'.]+(?:\s+(?:de|del|la|las|los|y|e|\p{Lu}[\p{L}'.]*))+\s*$"
LONG = 60  # characters: no label of a code list's own is told apart from prose by less


def plain(text: pl.Expr) -> pl.Expr:
    """The text without accents and signs that cannot be seen, with one kind of hyphen and of space.

    Mere ASCII is what the search is fast on, some ten times.
    """
    even = text.str.normalize("NFKD").str.replace_all(r"[\p{M}\u00AD\u200B-\u200F\u2060\uFEFF]", "")
    return even.str.replace_all(r"[\p{Pd}\u2212]", "-").str.replace_all(r"\s\s+|[^\S ]", " ")


def personal(texts: pl.Series) -> pl.DataFrame:
    """The distinct texts in which personal data stand: `text` and `rule`, one of `RULES`."""
    distinct = texts.alias("text").to_frame().unique().filter(pl.col("text").str.len_chars() > 4)
    frame = distinct.lazy().with_columns(plain=plain(pl.col("text")))
    frame = frame.with_columns(numbers=pl.col("plain").str.replace_all(NO_NUMBERS, " | "))
    return (
        frame.with_columns(rule=_rule()).filter(pl.col("rule").is_not_null()).select("text", "rule").collect()
    )


def _rule() -> pl.Expr:
    """The first rule that applies; texts without a digit are spared the search for numbers."""
    text, numbers = pl.col("plain"), pl.col("numbers")
    digits = numbers.str.contains(r"\d")
    finds = (
        text.str.contains(EMAIL),
        digits & text.str.contains(COORDINATES),
        digits & has_nit(numbers),
        digits & has_dui(numbers),
        digits & numbers.str.contains(PASSPORT),
        digits & numbers.str.contains(TELEPHONE),
        text.str.contains(ADDRESS),
        has_name(text),
    )
    return pl.coalesce(pl.when(find).then(pl.lit(rule)) for rule, find in zip(RULES, finds, strict=True))


def starts_formula(text: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet would take the text for a formula."""
    return text.str.contains(FORMULA)


def rules_of(texts: pl.Series) -> pl.Series:
    """The rule of `RULES` that each text breaks; null where nothing is found."""
    found = personal(texts)
    if found.is_empty():
        return pl.repeat(None, texts.len(), dtype=pl.String, eager=True)
    return texts.replace_strict(found["text"], found["rule"], default=None, return_dtype=pl.String)


def sharpened(frame: pl.DataFrame) -> pl.Series:
    """The rule that tells best what is wrong with the refused values `text`, each refused by its `rule`."""
    text = pl.col("text")
    prose = text.str.contains(CAPITALISED) | (text.str.len_chars() > LONG)
    told = (
        pl.when(pl.col("found").is_not_null())
        .then("found")
        .when(starts_formula(text))
        .then(pl.lit("formula_in_cell"))
        .when(prose)
        .then(pl.lit("name_or_free_text"))
        .otherwise("rule")
    )
    return frame.with_columns(found=rules_of(frame["text"])).select(rule=told).to_series()


def masked(name: str) -> str:
    """A file's or sheet's name as it may be shown: without digits and names where a person is in it."""
    found = personal(pl.Series([name.replace("_", " ")]))
    if found.is_empty():
        return name
    return without_names(re.sub(r"\d", "-", re.sub(r"[^\s_]+@[^\s_.]+", "-", name)))
