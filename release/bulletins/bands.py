"""What the names of codes say of one another: 0-17 holds 0-11 and 12-17, 2020 holds 2020-S1 and 2020-S2."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_ENDLESS: Final = 999
_FROM_TO = re.compile(r"(?<!\d)(\d{1,3}) ?(?:-|–|—|t|to|a|y) ?(\d{1,3})(?!\d)")
_FROM = re.compile(
    r"(?:ge|>=|≥|from|desde) ?(\d{1,3})(?!\d)"
    r"|(?<!\d)(\d{1,3}) ?(?:\+|(?:years )?(?:and|or) (?:over|more|older)|(?:años )?[oy] más|[oy] mayores)"
)
_BELOW = re.compile(r"(?:<|under|menores de|less than) ?(\d{1,3})(?!\d)")

_SEPARATOR = re.compile(r"(?<=[\w])[-._:/](?=[\w])")

Band = tuple[int, int]


def band(label: str) -> Band | None:
    """The least and greatest value that a label names, if it names a band."""
    text = label.lower()
    if found := _FROM_TO.search(text):
        return (int(found[1]), int(found[2])) if int(found[1]) < int(found[2]) else None
    if found := _FROM.search(text):
        return int(found[1] or found[2]), _ENDLESS
    if found := _BELOW.search(text):
        return 0, int(found[1]) - 1
    return None


def nested_bands(labels: list[str]) -> list[tuple[int, tuple[int, ...]]]:
    """Codes whose band is exactly filled by narrower ones of the same column, each with these.

    A second code of the same band (`0-17, not known`) is a further part of the first.
    """
    bands = [band(label) for label in labels]
    first: dict[Band, int] = {}
    for code in sorted(range(len(labels)), key=lambda code: (len(labels[code]), code)):
        known = bands[code]
        if known is not None:
            first.setdefault(known, code)
    found = []
    for outer, code in first.items():
        inner = _filling(outer, list(first))
        if inner:
            rest = [other for other, known in enumerate(bands) if known == outer and other != code]
            found.append((code, tuple(sorted([*(first[one] for one in inner), *rest]))))
    return found


def _filling(outer: Band, bands: list[Band]) -> list[Band]:
    """The widest bands within another one, if together they fill it."""
    within = [one for one in bands if one != outer and outer[0] <= one[0] and one[1] <= outer[1]]
    widest = [
        one
        for one in within
        if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in within)
    ]
    widest.sort()
    following = all(one[1] + 1 == other[0] for one, other in pairwise(widest))
    ends = bool(widest) and widest[0][0] == outer[0] and widest[-1][1] == outer[1]
    return widest if ends and following else []


def nested_prefixes(labels: list[str]) -> list[tuple[int, tuple[int, ...]]]:
    """Codes that others continue after a separator, as `A` does `A.1` and `A.2`, each with these."""
    place = {label: code for code, label in enumerate(labels)}
    below: dict[int, list[int]] = {}
    for label, code in place.items():
        ends = [found.start() for found in _SEPARATOR.finditer(label)]
        above = next((place[label[:end]] for end in reversed(ends) if label[:end] in place), None)
        if above is not None:
            below.setdefault(above, []).append(code)
    return [(code, tuple(parts)) for code, parts in below.items() if len(parts) > 1]
