"""The few cell formats of a workbook, made once each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK = "#1A1A1A"
ACCENT = "#1F4E79"
SHADE = "#E8EEF4"
RULE = "#B8C4D0"
QUIET = "#595959"

# Figures and text alike keep the width of a bracket free on the right, so that rules do not touch them.
_FIGURE = "#,##0_);-#,##0_);0_);@_)"
_ROUNDED = '"≈"#,##0_);-#,##0_);"≈"0_);@_)'

_BASE = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "cover_title_line": {"font_size": 22, "bold": True, "font_color": ACCENT},
    "cover_subtitle": {"font_size": 14, "font_color": QUIET},
    "title": {"font_size": 13, "bold": True, "font_color": ACCENT},
    "heading": {"font_size": 11, "bold": True, "font_color": ACCENT},
    "text": {"text_wrap": True, "valign": "top"},
    "line": {},
    "symbol": {"bold": True, "align": "center", "valign": "top"},
    "term": {"bold": True, "font_color": QUIET, "text_wrap": True, "valign": "top"},
    "quiet": {"font_color": QUIET},
    "link": {"font_color": "#0563C1", "underline": 1},
    "head": {"bold": True, "bg_color": SHADE, "text_wrap": True, "valign": "vcenter", "top": 1, "bottom": 1},
    "head_number": {"font_size": 8, "bold": True, "bg_color": SHADE, "text_wrap": True, "align": "right",
                    "num_format": _FIGURE, "top": 1, "bottom": 1},
    "label": {"text_wrap": True},
    "value": {"align": "right", "num_format": _FIGURE},
    "rounded": {"align": "right", "num_format": _ROUNDED},
    "withheld": {"align": "right", "num_format": _FIGURE, "font_color": QUIET},
}  # fmt: skip


class Styles:
    """Formats by name, with a level of indentation, bold and rules around it where asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self.get = lru_cache(maxsize=None)(self._make)

    def _make(
        self,
        kind: str,
        *,
        bold: bool = False,
        indent: int = 0,
        above: bool = False,
        below: bool = False,
        left: bool = False,
    ) -> Format:
        wanted = {**_BASE, **_KINDS[kind]}
        if bold:
            wanted["bold"] = True
        if indent:
            wanted["indent"] = indent
        if above:
            wanted |= {"top": 1, "top_color": RULE}
        if below:
            wanted |= {"bottom": 1}
        if left:
            wanted |= {"left": 1, "left_color": RULE}
        return self._workbook.add_format(wanted)
