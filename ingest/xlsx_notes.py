"""Notes on the sheets of an XLSX workbook, read off its XML (ECMA-376, part 1, 18.3.1)."""

import io
import re
import zipfile
from html import unescape

from ingest.grids import ERROR, FORMULA
from ingest.notes import Notes

WITH_FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s/>]")
WITH_ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s([^>]*\bhidden\s*=\s*["'](?:1|true)["'][^>]*)>""")
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]*)(\d+)["']""")
ANY_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]*(\d+)""")
TALL = re.compile(rb"""\br\s*=\s*["'][A-Z]*(\d{6,})""")  # from the 100,000th row on
ANY_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]+)\d""")
WIDE = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,})\d""")  # from the 27th column on
LARGE = 16 << 20  # bytes of XML
SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")


def notes(content: bytes) -> dict[str, Notes]:
    """Notes by sheet; raises KeyError, ValueError or what `zipfile` raises on a workbook that is damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
        targets = {a["Id"]: a["Target"] for a in map(_attributes, RELATION.findall(relations))}
        found: dict[str, Notes] = {}
        for sheet in map(_attributes, SHEET.findall(book)):
            target = targets[next(value for name, value in sheet.items() if name.endswith(":id"))]
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            hidden = sheet.get("state", "visible") != "visible"
            found[unescape(sheet["name"])] = _sheet(archive.read(path), hidden)
        return found


def _sheet(xml: bytes, hidden: bool) -> Notes:
    rows, columns = _extent(xml)
    notes = Notes(rows=rows, columns=columns, hidden=hidden)
    for pattern, rule in ((WITH_FORMULA, FORMULA), (WITH_ERROR, ERROR)):
        for found in pattern.finditer(xml):
            if place := REFERENCE.search(found[1]):
                notes.cells.append((int(place[2]), position(place[1].decode()), rule))
    for found in HIDDEN_ROW.finditer(xml):
        if place := REFERENCE.search(found[1]):
            notes.hidden_rows.append((int(place[2]), int(place[2])))
    return notes


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns at most; of a large sheet only the far ones are looked at, the bound stays small."""
    large = len(xml) > LARGE
    rows = {int(found[1]) for found in (TALL if large else ANY_ROW).finditer(xml)}
    letters = {found[1].decode() for found in (WIDE if large else ANY_COLUMN).finditer(xml)}
    least = (99_999, 26) if large else (0, 0)
    return max(rows, default=least[0]), max((position(text) + 1 for text in letters), default=least[1])


def position(letters: str) -> int:
    """The position of a column from its letters: A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _attributes(text: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(text))
