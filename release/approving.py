"""Two different people look at a draft and put their names to exactly what they saw."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from release.drafts import APPROVALS, Draft, check_id, read_draft
from release.errors import UserError, forbidden
from release.files import canonical_json, write_durably
from release.periods import iso_utc
from release.places import Places

NEEDED = 2


@dataclass(frozen=True)
class Approval:
    """A person's approval of the draft with a digest."""

    name: str
    approved_at: str
    digest: str


def approve(release_id: str, name: str, *, places: Places, now: datetime) -> tuple[Approval, ...]:
    """Add a person's approval of a draft as it is now; return all that hold for it."""
    if places.release(check_id(release_id)).exists():
        raise forbidden("already_published", release=release_id)
    draft = read_draft(places, release_id)
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not person(shown):
        raise UserError("approver_nameless")
    given = approvals_of(draft)
    if person(shown) in {person(approval.name) for approval in given}:
        raise forbidden("approver_same", release=release_id, name=shown)
    given = (*given, Approval(shown, iso_utc(now), draft.digest))
    rows = [vars(approval) for approval in given]
    write_durably(draft.folder / APPROVALS, canonical_json(rows))
    return given


def approvals_of(draft: Draft) -> tuple[Approval, ...]:
    """Return the approvals of a draft as it is now; those of an earlier state of it count for nothing."""
    path = draft.folder / APPROVALS
    if not path.exists():
        return ()
    try:
        rows = json.loads(path.read_bytes())
        given = [Approval(row["name"], row["approved_at"], row["digest"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise forbidden("draft_changed", release=draft.id, path=APPROVALS) from error
    return tuple(approval for approval in given if approval.digest == draft.digest)


def require_two_people(draft: Draft) -> Sequence[Approval]:
    """Return the approvals, or refuse if they are not by two different people."""
    given = approvals_of(draft)
    if len({person(approval.name) for approval in given}) < NEEDED:
        raise forbidden("approvals_missing", release=draft.id, given=len(given), needed=NEEDED)
    return given


def person(name: str) -> str:
    """Return what makes a name the same name: its letters, whatever their case, width and spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    visible = "".join(
        sign for sign in folded if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace()
    )
    return " ".join(visible.split())
