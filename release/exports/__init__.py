"""A release as its readers want it: workbooks, tidy CSV, Parquet. All is made of published content only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from release.errors import UserError
from release.exports.columns import write_parquet
from release.exports.tidy import write_tidy
from release.exports.workbook import write_workbooks
from release.folder import PUBLIC_DATABASE
from release.model import SUPPORTED_LANGUAGES, Language, PublicContent
from release.public_database import read_public_database
from release.recovery import read_manifest
from release.verifying import require_valid

_Writer = Callable[[PublicContent, Path, tuple[Language, ...]], tuple[Path, ...]]

FORMATS: dict[str, _Writer] = {"xlsx": write_workbooks, "csv": write_tidy, "parquet": write_parquet}


def export(folder: Path, formats: Iterable[str], out: Path, lang: str | None = None) -> tuple[Path, ...]:
    """Write a release's tables as `xlsx`, `csv` or `parquet` into a folder; return what was written.

    The release is verified first. `lang` (`es`, `en`) picks one language, else both are written.
    """
    wanted = tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise UserError("format_unknown", format=", ".join(unknown), known=", ".join(FORMATS))
    if lang is not None and lang not in SUPPORTED_LANGUAGES:
        raise UserError("language_unknown", language=lang, known=", ".join(SUPPORTED_LANGUAGES))
    require_valid(folder)
    content = read_public_database(folder / PUBLIC_DATABASE, read_manifest(folder)["policy"])
    languages = tuple(name for name in SUPPORTED_LANGUAGES if lang in (None, name))
    return write_exports(content, out, wanted, languages)


def write_exports(
    content: PublicContent,
    out: Path,
    formats: Iterable[str] = tuple(FORMATS),
    languages: tuple[Language, ...] = SUPPORTED_LANGUAGES,
) -> tuple[Path, ...]:
    """Write content in some formats below a folder, which is made if need be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return tuple(path for name in formats for path in FORMATS[name](content, out, languages))
    except OSError as error:
        raise UserError("out_unwritable", path=str(out)) from error
