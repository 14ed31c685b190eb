"""Statistics and disclosure control become one immutable, signed, public folder.

draft(period, ...)            # figures, protected and audited, as they would be published
approve(release_id, name)     # two different people, each for exactly what they saw
publish(release_id, ...)      # audited again, signed, renamed into place, entered in the ledger
verify(folder)                # files against manifest and signature
check_certificate(folder)     # the protection against its certificate, where that is at hand
export(folder, formats, out)  # workbooks, tidy CSV, Parquet
"""

from release.advising import DesignAdvice, advise_folder
from release.approving import Approval, approve
from release.bulletins import Assumptions, assumptions, attack_file
from release.certificates import check_certificate
from release.drafting import draft
from release.drafts import Draft
from release.errors import UserError
from release.exports import FORMATS, export
from release.figures import FIGURES, FigureOptions
from release.instances import attack_folder, protect_folder
from release.places import Places
from release.publishing import Release, publish
from release.recovery import complete_interrupted
from release.signing import new_signing_key, public_key_of
from release.verifying import Fault, Verdict, verify

__all__ = [
    "FIGURES",
    "FORMATS",
    "Approval",
    "Assumptions",
    "DesignAdvice",
    "Draft",
    "Fault",
    "FigureOptions",
    "Places",
    "Release",
    "UserError",
    "Verdict",
    "advise_folder",
    "approve",
    "assumptions",
    "attack_file",
    "attack_folder",
    "check_certificate",
    "complete_interrupted",
    "draft",
    "export",
    "new_signing_key",
    "protect_folder",
    "public_key_of",
    "publish",
    "verify",
]
