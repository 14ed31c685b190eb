"""Text compared without accents and case, in Polars."""

import polars as pl


def folded(text: pl.Expr) -> pl.Expr:
    """Text as `schemas.codelists.fold` leaves it."""
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_all(r"\s+", " ").str.strip_chars()
