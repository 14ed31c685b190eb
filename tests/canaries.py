"""Made-up persons whose every trait is strange enough to stand nowhere by chance, and the search for them."""

import base64
import hashlib
import random
from pathlib import Path

import polars as pl

from .intake_home import victim

PERSONS = 500
SYLLABLES = ("xo", "chi", "tzu", "quel", "mba", "yax", "ñu", "zé", "wal", "kór", "dwi", "fép")


def dui(draw: random.Random) -> str:
    digits = [draw.randrange(10) for _ in range(8)]
    check = (10 - sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 10) % 10
    return f"{''.join(map(str, digits))}-{check}"


def word(draw: random.Random) -> str:
    return "".join(draw.sample(SYLLABLES, 4)).capitalize()


def people() -> list[dict[str, str]]:
    """Persons whose every name is long and strange enough to stand nowhere by chance."""
    draw = random.Random(20251122)
    return [
        {
            "given_names": f"{word(draw)} {word(draw)}",
            "surnames": f"{word(draw)} {word(draw)}",
            "birth_date": f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{draw.randint(1960, 2004)}",
            "document_number": dui(draw),
            "telephone": f"7{draw.randrange(10**6, 10**7)}",
            "prose": f"relata {word(draw)} que {word(draw)} la llevó",
            "record_ref": f"EXP-{word(draw)}-{number}",
        }
        for number in range(PERSONS)
    ]


def row(person: dict[str, str], number: int) -> dict[str, str]:
    """A row of `victims`; every fifth is at fault, with personal data in a column of codes."""
    identity = {name: person[name] for name in ("given_names", "surnames", "birth_date", "document_number")}
    fault = {
        0: {"scope": person["prose"]},
        5: {"nationality": person["telephone"]},
        10: {"identified_on": person["given_names"]},
        15: {"age": person["document_number"]},
    }.get(number % 20, {})
    return victim(person["record_ref"], age="", **identity) | fault


def spellings(text: str) -> set[bytes]:
    """How a value could stand in a file: encodings, hashes without a key, base64."""
    found: set[bytes] = set()
    for variant in {text, text.upper(), text.lower(), text.replace("-", ""), text.replace(" ", "")}:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            plain = variant.encode(encoding)
            found.add(plain)
            for shift in range(3):  # base64 of a text inside another, at each of its three alignments
                inner = base64.b64encode(bytes(shift) + plain)
                found.add(inner[(shift * 8 + 5) // 6 : len(inner) // 4 * 4 - 4])
            for name in ("md5", "sha1", "sha256"):
                digest = hashlib.new(name, plain)
                found |= {digest.digest(), digest.hexdigest().encode()}
    return {piece for piece in found if len(piece) >= 8}


def pieces(person: dict[str, str]) -> set[str]:
    whole = f"{person['given_names']} {person['surnames']}"
    words = {
        part
        for name in ("given_names", "surnames", "prose")
        for part in person[name].split()
        if len(part) > 7
    }
    day, month, year = person["birth_date"].split("/")
    born = {person["birth_date"], f"{year}-{month}-{day}"}
    return {
        *words,
        *born,
        whole,
        *(person[name] for name in ("document_number", "telephone", "record_ref", "prose")),
    }


def leaks(files: list[Path], extra: dict[str, bytes], persons: list[dict[str, str]]) -> list[str]:
    """Where anything of the persons is found, by one automaton over all spellings."""
    wanted = sorted({piece for person in persons for text in pieces(person) for piece in spellings(text)})
    texts = [piece.decode("latin-1") for piece in wanted]
    places = {str(path): path.read_bytes() for path in files} | extra
    frame = pl.DataFrame(
        {"place": list(places), "text": [content.decode("latin-1") for content in places.values()]}
    )
    found = frame.filter(pl.col("text").str.contains_any(texts))
    return found["place"].to_list()
