"""The data contract: the kinds of record, their columns, and what a row must fulfil."""

from schemas.cases import CASES
from schemas.columns import Column
from schemas.kind import Kind, RowRule
from schemas.nothing import NOTHING
from schemas.services import SERVICES
from schemas.victims import VICTIMS
from schemas.victims_aggregate import VICTIMS_AGGREGATE

schema_version = "1.0"

KINDS: dict[str, Kind] = {kind.name: kind for kind in (VICTIMS, VICTIMS_AGGREGATE, CASES, SERVICES, NOTHING)}

__all__ = ["KINDS", "Column", "Kind", "RowRule", "schema_version"]
