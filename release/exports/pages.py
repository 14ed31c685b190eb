"""What every sheet has in common: print set-up, header, footer, names."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from release.model import Language, PublicContent
from release.texts import text

_LETTER = 1  # the paper of El Salvador
_MOST_COLUMNS = 20  # what stays legible on a page


def sheet_name(number: int, language: Language) -> str:
    """Return the name of a table's sheet."""
    return text("sheet_table", language, number=number)


def set_up_page(
    sheet: Worksheet, content: PublicContent, language: Language, *, title: str = "", columns: int = 0
) -> None:
    """Prepare a sheet for screen and paper: landscape, as wide as the page, header and footer.

    `title`: what the header says on every page, where it is not the name of the system.
    """
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.fit_to_pages(max(1, -(-columns // _MOST_COLUMNS)), 0)
    font = '&"Arial"&8 '  # the space keeps a number that follows from being read as the size
    sheet.set_header(f"&L{font}{_plain(title or text('system', language))}&R{font}{_plain(content.head.id)}")
    page = text("footer_page", language, page="&P", pages="&N")
    sheet.set_footer(f"&L{font}{_plain(text('publisher', language))}&R{font}{page}")


def _plain(said: str) -> str:
    return said.replace("&", "&&")
