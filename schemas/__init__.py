"""The data contract: the kinds of record, their columns, and what a row must fulfil."""

from schemas.accused import ACCUSED
from schemas.cases import CASES
from schemas.columns import Column
from schemas.directory import DIRECTORY
from schemas.funds import FUNDS
from schemas.governance import GOVERNANCE
from schemas.kind import Kind, RowRule
from schemas.measures import MEASURES
from schemas.migration import MIGRATION
from schemas.nothing import NOTHING
from schemas.prevention import PREVENTION
from schemas.reparations import REPARATIONS
from schemas.services import SERVICES
from schemas.shelters import SHELTERS
from schemas.studies import STUDIES
from schemas.teams import TEAMS
from schemas.training import TRAINING
from schemas.victims import VICTIMS
from schemas.victims_aggregate import VICTIMS_AGGREGATE

schema_version = "1.1"

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        VICTIMS,
        VICTIMS_AGGREGATE,
        CASES,
        ACCUSED,
        SERVICES,
        SHELTERS,
        MIGRATION,
        MEASURES,
        REPARATIONS,
        FUNDS,
        PREVENTION,
        TRAINING,
        TEAMS,
        GOVERNANCE,
        DIRECTORY,
        STUDIES,
        NOTHING,
    )
}

__all__ = ["KINDS", "Column", "Kind", "RowRule", "schema_version"]
