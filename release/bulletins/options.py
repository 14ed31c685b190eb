"""What the user states about a file; everything else is found in the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from release.bulletins.errors import BulletinError

ZEROS: Final = ("auto", "shown", "hidden")
ROUNDINGS: Final = ("auto", "nearest", "any")
_INTERVAL = re.compile(r"(\d+)(?:\.\.(\d*))?")
UNBOUNDED: Final = 1 << 50


@dataclass(frozen=True)
class Assumptions:
    """Statements of the user: sheet, value column, masks, totals, zeros, rounding, and how much to believe.

    `masks`: text as shown -> (lowest, highest), highest `UNBOUNDED` where nothing is known.
    `rounded`: base of the rounding, 1 for none, None to look for it.
    `belief`: least share of a family of sums that must hold for it to be used.
    """

    sheet: str | None = None
    value: str | None = None
    masks: dict[str, tuple[int, int]] = field(default_factory=dict)
    totals: dict[str, str] = field(default_factory=dict)
    zeros: str = "auto"
    rounded: int | None = None
    rounding: str = "auto"
    k: int = 5
    belief: float = 0.5
    time_limit: float | None = None


def assumptions(
    *,
    sheet: str | None = None,
    value: str | None = None,
    masks: Iterable[str] = (),
    totals: Iterable[str] = (),
    zeros: str = "auto",
    rounded: int | None = None,
    rounding: str = "auto",
    k: int = 5,
    belief: float = 0.5,
    time_limit: float | None = None,
) -> Assumptions:
    """Check what the command line says: masks as `TEXT=LOW..HIGH`, totals as `COLUMN=CODE`."""
    for option, given, known in (("zeros", zeros, ZEROS), ("rounding", rounding, ROUNDINGS)):
        if given not in known:
            raise BulletinError("bulletin_option", option=option, known=", ".join(known))
    if k < 1 or (rounded is not None and rounded < 1):
        raise BulletinError("bulletin_option", option="k" if k < 1 else "rounded", known="1, 2, 3, ...")
    if not 0 < belief <= 1:
        raise BulletinError("bulletin_option", option="belief", known="0.01 ... 1")
    return Assumptions(
        sheet=sheet,
        value=value,
        masks=dict(_mask(stated) for stated in masks),
        totals=dict(_total(stated) for stated in totals),
        zeros=zeros,
        rounded=rounded,
        rounding=rounding,
        k=k,
        belief=belief,
        time_limit=time_limit,
    )


def _mask(stated: str) -> tuple[str, tuple[int, int]]:
    """`<5=1..4`, `*=1..` (no known maximum) or `-=0`; the mask itself may hold an equals sign."""
    shown, _, interval = stated.rpartition("=")
    found = _INTERVAL.fullmatch(interval.strip())
    if not shown.strip() or found is None:
        raise BulletinError("bulletin_mask", mask=stated)
    lowest = int(found[1])
    highest = lowest if found[2] is None else int(found[2]) if found[2] else UNBOUNDED
    if lowest > highest:
        raise BulletinError("bulletin_mask", mask=stated)
    return shown.strip(), (lowest, highest)


def _total(stated: str) -> tuple[str, str]:
    column, separator, code = stated.partition("=")
    if not separator or not column.strip() or not code.strip():
        raise BulletinError("bulletin_total", total=stated)
    return column.strip(), code.strip()
