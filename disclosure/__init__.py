"""Pure algorithms on tables of counts: sensitive cells, suppression, the attacker. No input or output.

    system = link(tables, hierarchies, sets)      # one System of distinct cells and equations
    pattern = protect(system, rules)              # proven safe, or NotProtectedError
    verdict = audit(system, pattern, rules)       # the attacker's word on it; verdict.safe
    intervals = attack(system, published)         # what anybody can compute of the withheld cells
    verdict = joint_violations(system, pattern, rules)    # the same two, given that one whole table over all
    intervals = attack_jointly(system, published)         # variables lies behind everything
    explain(system, published, cell)              # the arithmetic that pins a withheld cell down

Statuses of a table's rows, in the order of its frame: `pattern.status(system, table)`; which cells they are:
`system.rows(table)`.
"""

from disclosure.attacker import Intervals, attack
from disclosure.audit import Verdict, Violation, audit
from disclosure.errors import DisclosureError, InconsistentTablesError, NotProtectedError, UnusableTableError
from disclosure.explanation import Bound, Explainer, Explanation, Term, explain
from disclosure.joint import JointIntervals, JointVerdict, attack_jointly, joint_violations
from disclosure.linking import link
from disclosure.model import Hierarchy, Node, SetDimension, Table
from disclosure.pattern import FREE, PUBLISHED, WITHHELD, Pattern
from disclosure.protection import protect
from disclosure.rules import Rules, sensitive_cells
from disclosure.sentences import sentence
from disclosure.system import UNKNOWN, System
from disclosure.view import UNBOUNDED

__all__ = [
    "FREE",
    "PUBLISHED",
    "UNBOUNDED",
    "UNKNOWN",
    "WITHHELD",
    "Bound",
    "DisclosureError",
    "Explainer",
    "Explanation",
    "Hierarchy",
    "InconsistentTablesError",
    "Intervals",
    "JointIntervals",
    "JointVerdict",
    "Node",
    "NotProtectedError",
    "Pattern",
    "Rules",
    "SetDimension",
    "System",
    "Table",
    "Term",
    "UnusableTableError",
    "Verdict",
    "Violation",
    "attack",
    "attack_jointly",
    "audit",
    "explain",
    "joint_violations",
    "link",
    "protect",
    "sensitive_cells",
    "sentence",
]
