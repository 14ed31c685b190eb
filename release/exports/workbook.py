"""The workbook that is handed out: cover, contents, notes, and one table a sheet. One workbook a language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from babel.dates import format_date
from xlsxwriter import Workbook

from release.exports.front import write_contents, write_cover, write_notes
from release.exports.sheet import write_table
from release.exports.styles import Styles
from release.model import Language, PublicContent
from release.texts import text

_EL_SALVADOR = timezone(timedelta(hours=-6))  # no summer time
_DRAFTED = datetime(2000, 1, 1, tzinfo=UTC)  # a draft has no date of publication yet


def write_workbooks(content: PublicContent, out: Path, languages: tuple[Language, ...]) -> tuple[Path, ...]:
    """Write `<release id>_<language>.xlsx` for each language."""
    return tuple(
        _write(content, out / f"{content.head.id}_{language}.xlsx", language) for language in languages
    )


def _write(content: PublicContent, path: Path, language: Language) -> Path:
    moment = _published(content)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), options) as workbook:
        title = text("title", language)
        workbook.set_properties(
            {
                "title": title,
                "subject": content.head.id,
                "author": text("publisher", language),
                "company": text("publisher", language),
                "comments": text("licence", language),
                "created": moment.replace(tzinfo=None),
            }
        )
        styles = Styles(workbook)
        write_cover(workbook, styles, content, language, _day(content, language), str(moment.year))
        write_contents(workbook, styles, content, language)
        write_notes(workbook, styles, content, language)
        for number, table in enumerate(content.tables, 1):
            write_table(workbook, styles, content, table, number, language)
    return path


def _published(content: PublicContent) -> datetime:
    said = content.head.published_at
    return datetime.fromisoformat(said).astimezone(UTC) if said else _DRAFTED


def _day(content: PublicContent, language: Language) -> str:
    if not content.head.published_at:
        return text("not_published", language)
    return str(format_date(_published(content).astimezone(_EL_SALVADOR), "long", locale=language))
