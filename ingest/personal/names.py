"""Personal names: two words of the list of names in a row, at least one of which is no ordinary word besides.

Every word of a text becomes one letter of its class, so that a whole text is a short word over those
classes and a run of names one pattern on it. `San Miguel` is a place, `Paz y Flores` may be anything,
`Flores Hernández` is somebody.
"""

import csv
import re
from functools import cache
from pathlib import Path

import polars as pl

from schemas.codelists import FOLDER as CODELISTS
from schemas.codelists import fold

FOLDER = Path(__file__).parents[2] / "data" / "personal"

NAME, WORD, PUBLIC, TITLE, SAINT = "n", "w", "p", "t", "s"
PARTICLE, AND, COMMA, INITIAL, OTHER = "d", "y", ",", "i", "x"
PHRASE, BREAK = "#", "|"  # what stands in a text for a public name, and between what belongs apart

WORDS = {
    SAINT: ("san", "santa", "santo", "sta", "sto"),
    PARTICLE: ("de", "del", "la", "las", "los", "viuda", "vda"),
    AND: ("y", "e"),
    COMMA: (",",),
    INITIAL: tuple("bcdfghjklmnpqrstvwz"),
    TITLE: (
        "sr", "sra", "srta", "don", "dona", "lic", "licda", "licdo", "ing", "dr", "dra", "alias", "llamada",
        "llamado", "senor", "senora", "senorita",
    ),
}  # fmt: skip

BETWEEN = f"(?:,|{AND}|[{PARTICLE}{INITIAL}]{{0,3}})"
SAINTED = f"{SAINT}[{NAME}{WORD}]"
RUN = "|".join(
    (
        f"{NAME}{BETWEEN}[{NAME}{WORD}{PUBLIC}]",
        f"[{WORD}{PUBLIC}]{BETWEEN}{NAME}",
        f"{TITLE}[{NAME}{WORD}]",
        f"{WORD}{PARTICLE}{{0,2}}{WORD}{PARTICLE}{{0,2}}{WORD}",
        f"^{WORD}{PARTICLE}{{0,3}}{WORD}$",
    )
)


def has_name(text: pl.Expr) -> pl.Expr:
    """Whether a person is named in the text, as `guard.plain` leaves it."""
    classes = _tokens(text).list.eval(
        pl.element().replace_strict(_classes(), default=OTHER, return_dtype=pl.String)
    )
    return classes.list.join("").str.replace_all(SAINTED, OTHER).str.contains(RUN)


def without_names(text: str) -> str:
    """The text with a dash for every word of the list of names, to be shown where a person is named."""
    words = re.split(r"([^\W\d_]+)", text)
    return "".join("-" if _classes().get(fold(word)) in (NAME, WORD) else word for word in words)


def _tokens(text: pl.Expr) -> pl.Expr:
    """Words in lower case, commas, breaks, and one sign for each public name."""
    bare = text.str.to_lowercase().str.replace_all("['’´]", "")
    bare = pl.when(bare.str.contains_any(_listed())).then(bare)
    apart = bare.str.replace_all(r"[^\p{L}\s.,_-]+", f" {BREAK} ").str.replace_all(",", f" {COMMA} ")
    spaced = pl.lit(" ") + apart.str.replace_all(r"[\s._-]+", "  ") + pl.lit(" ")
    known = spaced.str.replace_many(dict.fromkeys(_public(), f" {PHRASE} "), leftmost=True)
    return known.str.extract_all(r"\S+")


@cache
def _classes() -> dict[str, str]:
    """Folded word to class."""
    with (FOLDER / "names.csv").open(encoding="utf-8", newline="") as file:
        listed = {fold(row["name"]): WORD if row["word"] == "1" else NAME for row in csv.DictReader(file)}
    return {PHRASE: PUBLIC} | listed | {word: kind for kind, words in WORDS.items() for word in words}


@cache
def _listed() -> list[str]:
    """The words of the list, by which a text that cannot name anybody is spared a closer look."""
    return [word for word, kind in _classes().items() if kind in (NAME, WORD)]


@cache
def _public() -> tuple[str, ...]:
    """Places, labels and public names that hold two names or more, spaced as `_tokens` spaces words."""
    phrases = (FOLDER / "public_names.txt").read_text(encoding="utf-8").splitlines()
    for path in sorted(CODELISTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            phrases += [
                value
                for row in csv.DictReader(file)
                for column, value in row.items()
                if column.endswith("_name") or column.startswith("label_")
            ]
    split = {tuple(re.findall(r"[^\W\d_]+", fold(phrase))) for phrase in phrases}
    several = (words for words in split if sum(_classes().get(word) in (NAME, WORD) for word in words) > 1)
    return tuple(" " + "  ".join(words) + " " for words in sorted(several, key=len, reverse=True))
