"""What of a person's identity becomes tokens, and how spellings are evened out first."""

import string

import polars as pl

from linkage.tokens import TokenKey

FIELDS = ("document", "name_birth", "given_names", "surnames", "birth_date")

PARTICLE = r"\b(?:de|del|la|las|los|y|e|da|do|van|von)\b"
UNKNOWN = (
    "n",
    "nn",
    "n n",
    "x",
    "xx",
    "xxx",
    "sn",
    "nd",
    "no identificado",
    "no identificada",
    "desconocido",
    "desconocida",
)
DUI_SHAPE = r"^\s*(?:\d{9}|\d{5,8}\s*-\s*\d)\s*$"  # spreadsheets lose leading zeros
REPEATED = rf"^(?:{'|'.join(f'{sign}+' for sign in string.digits + string.ascii_uppercase)})$"
SHORTEST_NUMBER = 5  # characters of a document number worth comparing


def name_key(names: pl.Series) -> pl.Series:
    """Names without accents, case, marks and particles, made once a spelling; null when nothing is left."""
    plain = pl.col("name").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    letters = plain.str.replace_all(r"[^\p{L}]+", " ")
    bare = letters.str.replace_all(PARTICLE, " ").str.replace_all(r" +", " ").str.strip_chars()
    frame = names.alias("name").to_frame()
    keys = frame.unique().with_columns(key=pl.when((bare != "") & ~bare.is_in(UNKNOWN)).then(bare))
    return frame.join(keys, on="name", how="left", maintain_order="left", nulls_equal=True)["key"]


def is_valid_dui(digits: pl.Expr) -> pl.Expr:
    """Whether nine digits are a DUI: weights 9 to 2, check digit (10 - sum mod 10) mod 10, no placeholder."""
    number = digits.cast(pl.Int64, strict=False)
    figure = [number // 10**place % 10 for place in range(9)]  # the check digit first
    weighed = [figure[place] * (place + 1) for place in range(1, 9)]
    fits: pl.Expr = (10 - pl.sum_horizontal(weighed) % 10) % 10 == figure[0]
    return (digits.str.len_chars() == 9) & fits & (number % 111_111_111 != 0)


def with_document_parts(frame: pl.DataFrame) -> pl.DataFrame:
    """`is_dui` (by type, else by shape), `dui` (its nine digits) and `other` (letters and digits)."""
    number = pl.col("document_number")
    untyped = pl.col("document_type").is_null()
    return frame.select(
        is_dui=(pl.col("document_type") == "DUI").fill_null(value=False)
        | (untyped & number.str.contains(DUI_SHAPE)),
        dui=number.str.replace_all(r"[^0-9]", "").str.zfill(9),
        other=number.str.to_uppercase().str.replace_all(r"[^0-9A-Z]", ""),
    )


def suspect_duis(frame: pl.DataFrame) -> pl.Series:
    """Whether a row's document claims to be a DUI and cannot be one."""
    parts = with_document_parts(frame)
    return parts.select(suspect=pl.col("is_dui") & ~is_valid_dui(pl.col("dui")))["suspect"].fill_null(
        value=False
    )


def document_key(frame: pl.DataFrame) -> pl.Series:
    """Numbers evened out: a DUI as nine digits, others in capitals; null for placeholders and bad DUIs."""
    other = pl.col("other")
    key = (
        pl.when("is_dui")
        .then(pl.when(is_valid_dui(pl.col("dui"))).then(pl.lit("DUI:") + pl.col("dui")))
        .when((other.str.len_chars() >= SHORTEST_NUMBER) & ~other.str.contains(REPEATED))
        .then(pl.lit("OTHER:") + other)
    )
    return with_document_parts(frame).select(key.alias("document"))["document"]


def identity_tokens(frame: pl.DataFrame, key: TokenKey) -> pl.DataFrame:
    """The tokens `FIELDS` of a frame of names, `birth_date`, its precision, document type and number."""
    given, family = name_key(frame["given_names"]), name_key(frame["surnames"])
    born = frame["birth_date"].dt.to_string("%Y-%m-%d")
    to_the_day = pl.when(frame["birth_date_precision"] == "day").then(born)
    whole = pl.select(pl.concat_str(given, family, to_the_day, separator="|")).to_series()  # null when one is
    return pl.DataFrame(
        {
            "document": key.tokens(document_key(frame), "document_number"),
            "name_birth": key.tokens(whole, "name_birth"),
            "given_names": key.distinct_tokens(given, "given_names"),
            "surnames": key.distinct_tokens(family, "surnames"),
            "birth_date": key.distinct_tokens(born, "birth_date"),
        }
    )
