"""Pure algorithms on tables of counts: sensitive cells, suppression, the attacker. No input or output.

    system = link(tables, hierarchies, sets)      # one System of distinct cells and equations
    pattern = protect(system, rules)              # proven safe, or NotProtectedError
    verdict = audit(system, pattern, rules)       # the attacker's word on it; verdict.safe
    intervals = attack(system, published)         # what anybody can compute of the withheld cells

Statuses of a table's rows, in the order of its frame: `pattern.status(system, table)`; which cells they are:
`system.rows(table)`.
"""

from disclosure.attacker import UNBOUNDED, Intervals, attack
from disclosure.audit import Verdict, Violation, audit
from disclosure.errors import DisclosureError, InconsistentTablesError, NotProtectedError, UnusableTableError
from disclosure.linking import link
from disclosure.model import Hierarchy, Node, SetDimension, Table
from disclosure.pattern import FREE, PUBLISHED, WITHHELD, Pattern
from disclosure.protection import protect
from disclosure.rules import Rules, sensitive_cells
from disclosure.system import UNKNOWN, System

__all__ = [
    "FREE",
    "PUBLISHED",
    "UNBOUNDED",
    "UNKNOWN",
    "WITHHELD",
    "DisclosureError",
    "Hierarchy",
    "InconsistentTablesError",
    "Intervals",
    "Node",
    "NotProtectedError",
    "Pattern",
    "Rules",
    "SetDimension",
    "System",
    "Table",
    "UnusableTableError",
    "Verdict",
    "Violation",
    "attack",
    "audit",
    "link",
    "protect",
    "sensitive_cells",
]
