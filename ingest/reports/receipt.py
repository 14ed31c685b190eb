"""What an institution gets for a submission."""

from dataclasses import asdict, dataclass
from pathlib import Path

from ingest import messages
from ingest.reports.counts import Counts, FileRead, summed


@dataclass(frozen=True)
class Receipt:
    """What became of a submission."""

    submission_id: str
    institution: str
    period: str
    profile: str | None
    received_at: str  # ISO 8601, UTC
    status: str  # accepted | accepted_with_rejections | rejected
    kinds: dict[str, Counts]
    files: tuple[FileRead, ...]
    superseded: tuple[str, ...]  # earlier submissions this one replaced for a kind or more
    superseded_by: tuple[str, ...]  # later ones that replaced this one meanwhile
    report: str  # path of the report for machines; the workbook and the page stand beside it
    already_known: bool

    @property
    def rows(self) -> Counts:
        """The rows of all kinds together."""
        return summed(self.kinds.values())

    @property
    def exit_code(self) -> int:
        """0 when every row was accepted, else 1."""
        return 0 if self.status == "accepted" else 1

    def to_dict(self) -> dict[str, object]:
        """The receipt for machines."""
        return asdict(self) | {"rows": asdict(self.rows), "exit_code": self.exit_code}

    def to_text(self, lang: str) -> str:
        """The receipt for people."""
        lines = [
            messages.render(
                "receipt_known" if self.already_known else "receipt_new",
                lang,
                submission=self.submission_id,
                institution=self.institution,
                period=self.period,
                received_at=self.received_at,
                status=messages.render(f"status_{self.status}", lang),
            )
        ]
        lines += [
            messages.render("report_kind", lang, kind=kind, **asdict(c)) for kind, c in self.kinds.items()
        ]
        if self.superseded:
            lines.append(messages.render("receipt_superseded", lang, submissions=self.superseded))
        if self.superseded_by:
            lines.append(messages.render("receipt_superseded_by", lang, submissions=self.superseded_by))
        folder = str(Path(self.report).parent)
        return "\n".join([*lines, messages.render("receipt_report", lang, folder=folder)])
