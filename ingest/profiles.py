"""Profiles: how an institution's own export is read; `data/profiles/<name>.toml`, checked strictly."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import UserError
from schemas import KINDS
from schemas.codelists import fold, lookup

FOLDER = Path(__file__).parents[1] / "data" / "profiles"
MISSING = ("", "-", "--", "S/D", "N/A")  # what a cell without a value may say where no profile says otherwise


def _kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"known kinds: {', '.join(KINDS)}")
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error:
        raise ValueError("no regular expression") from None
    return text


class Strict(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DateFormat(Strict):
    """A strftime format and how far its dates are to be trusted."""

    format: str
    precision: Literal["day", "month", "year"] | None = None

    @property
    def known_to(self) -> str:
        """The precision given, else that of the finest directive."""
        if self.precision:
            return self.precision
        return "day" if "%d" in self.format else "month" if re.search("%[mbB]", self.format) else "year"


class Flag(Strict):
    """Where a source column equals a value, a code is added to a column of several values."""

    column: str
    equals: str
    sets: str
    code: str


class TableProfile(Strict):
    """How one sheet or CSV is read."""

    kind: Annotated[str, AfterValidator(_kind)]
    sheet: str = "*"  # a pattern for sheet names
    file: str = "*"  # a pattern for file names
    header_row: int = Field(default=1, ge=1)  # the first line of the header, as the sender counts
    header_rows: int = Field(default=1, ge=1, le=3)
    skip_rows: tuple[Annotated[str, AfterValidator(_pattern)], ...] = ()
    encoding: Literal["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"] | None = None
    delimiter: Literal[",", ";", "\t", "|", "^"] | None = None
    date_formats: tuple[DateFormat | str, ...] = ()
    missing: tuple[str, ...] = MISSING
    unknown_columns: Literal["error", "ignore"] = "error"
    ignore: tuple[str, ...] = ()
    record_ref: Literal["column", "row"] = "column"
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    defaults: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    flags: tuple[Flag, ...] = ()

    @property
    def formats(self) -> tuple[DateFormat, ...]:
        """The date formats with their precision."""
        return tuple(DateFormat(format=one) if isinstance(one, str) else one for one in self.date_formats)

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        """Columns are the kind's, codes are their lists'."""
        kind, wrong = KINDS[self.kind], []
        named = [*self.columns.values(), *self.constants, *self.defaults, *self.values]
        wrong += [
            f"column {name}" for name in [*named, *(f.sets for f in self.flags)] if name not in kind.names
        ]
        for where in (
            self.constants,
            self.defaults,
            *({c: v} for c, t in self.values.items() for v in t.values()),
        ):
            wrong += [
                f"code {code} of {name}"
                for name, code in where.items()
                if not _is_code(kind.name, name, code)
            ]
        wrong += [f"code {f.code} of {f.sets}" for f in self.flags if not _is_code(kind.name, f.sets, f.code)]
        wrong += [f"{name} twice" for name in kind.names if list(self.columns.values()).count(name) > 1]
        if wrong:
            raise ValueError("unknown: " + "; ".join(sorted(set(wrong))))
        return self


def _is_code(kind: str, name: str, text: str) -> bool:
    """Whether a profile's value is one of the column's codes; columns without a code list take any."""
    if name not in KINDS[kind].names:
        return True  # told as an unknown column
    column = KINDS[kind].column(name)
    if column.codelist is None:
        return not column.identity
    parts = text.split(";") if column.type == "codes" else [text]
    return all(lookup(column.codelist).get(fold(part)) == part for part in parts)


class ProfileText(Strict):
    """The content of a profile's file."""

    description_es: str
    description_en: str
    tables: Annotated[tuple[TableProfile, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Profile:
    """A profile by name, with the digest of its text: a changed profile reads a file anew."""

    name: str
    digest: str
    tables: tuple[TableProfile, ...]

    def table(self, file: str, sheet: str) -> TableProfile | None:
        """How a sheet of a file is read; none when the profile leaves it out."""
        for table in self.tables:
            if fnmatch(fold(PurePosixPath(file).name), fold(table.file)) and fnmatch(
                fold(sheet), fold(table.sheet)
            ):
                return table
        return None


def load(name: str) -> Profile:
    """Read a profile by name, or by path when the name ends in `.toml`; all its faults are told at once."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not (name.endswith(".toml") or re.fullmatch(r"[a-z0-9_-]+", name)) or not path.is_file():
        known = sorted(entry.stem for entry in FOLDER.glob("*.toml"))
        raise UserError("profile_unknown", profile=path.stem, known=known)
    content = path.read_bytes()
    try:
        text = ProfileText.model_validate(tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError("profile_invalid", profile=path.stem, faults=str(error)) from None
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UserError("profile_invalid", profile=path.stem, faults=told) from None
    return Profile(path.stem, hashlib.sha256(content).hexdigest(), text.tables)
