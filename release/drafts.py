"""A draft on disk: what would be published, what the audit found, and who approved it.

drafts/<id>/public/         tables, code lists and database, as they would be published
drafts/<id>/audit.json      the attacker's findings: intervals, no true value
drafts/<id>/draft.json      hashes of all that; its own hash is the digest that approvals are bound to
drafts/<id>/approvals.json  who approved which digest
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release.errors import UserError, forbidden
from release.files import canonical_json, inventory
from release.folder import PUBLIC_DATABASE
from release.model import PublicContent
from release.places import Places
from release.policy import Mark, marks_of
from release.public_database import read_public_database

PUBLIC = "public"
DRAFT = "draft.json"
AUDIT = "audit.json"
APPROVALS = "approvals.json"
HALF_MADE = ".new-"
_ID = re.compile(r"\d{4}-S[12]-r[1-9]\d*")


@dataclass(frozen=True)
class Draft:
    """A draft as it lies on disk, its files checked against its digest."""

    id: str
    period: str
    folder: Path
    digest: str
    facts: Mapping[str, Any]

    @property
    def public(self) -> Path:
        """The folder of what would be published."""
        return self.folder / PUBLIC

    @property
    def pending_revision(self) -> tuple[str, ...]:
        """Tables whose build now differs from what stands published."""
        return tuple(name for name, about in self.facts["tables"].items() if about["pending_revision"])

    @property
    def cells(self) -> int:
        """Cells of all tables."""
        return sum(int(about["cells"]) for about in self.facts["tables"].values())

    @property
    def withheld(self) -> int:
        """Withheld cells of all tables."""
        return sum(int(about["withheld"]) for about in self.facts["tables"].values())

    @property
    def rounded(self) -> dict[str, int]:
        """Tables whose figures are rounded, and to which base."""
        bases = {name: about.get("base") for name, about in self.facts["tables"].items()}
        return {name: int(base) for name, base in bases.items() if base is not None}

    @property
    def marks(self) -> dict[str, tuple[Mark, ...]]:
        """Cells that a person decided to withhold, by population; not for the public."""
        return {name: marks_of(told) for name, told in self.facts.get("marks", {}).items()}

    def content(self) -> PublicContent:
        """Read what would be published."""
        return read_public_database(self.public / PUBLIC_DATABASE, self.facts["policy"])

    def audit(self) -> Mapping[str, Any]:
        """Read what the audit found."""
        facts: Mapping[str, Any] = json.loads((self.folder / AUDIT).read_text(encoding="utf-8"))
        return facts


def digest_of(facts: Mapping[str, Any]) -> str:
    """Return the hash that stands for a draft."""
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def check_id(release_id: str) -> str:
    """Return a release id; anything else (a path, say) is refused."""
    if not _ID.fullmatch(release_id):
        raise UserError("release_id_malformed", release=release_id)
    return release_id


def hashes(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return hash and size of everything in a draft's folder that its digest stands for."""
    return {name: about for name, about in inventory(folder).items() if name not in (DRAFT, APPROVALS)}


def read_draft(places: Places, release_id: str) -> Draft:
    """Read a draft; one whose files are not those it was made of is refused."""
    folder = places.draft(check_id(release_id))
    try:
        facts = json.loads((folder / DRAFT).read_bytes())
    except FileNotFoundError as error:
        raise forbidden("draft_unknown", release=release_id) from error
    except ValueError as error:
        raise forbidden("draft_changed", release=release_id, path=DRAFT) from error
    found = hashes(folder)
    changed = [name for name in {**facts["files"], **found} if facts["files"].get(name) != found.get(name)]
    if changed or facts["id"] != release_id:
        raise forbidden("draft_changed", release=release_id, path=min(changed, default=DRAFT))
    return Draft(release_id, str(facts["period"]), folder, digest_of(facts), facts)
