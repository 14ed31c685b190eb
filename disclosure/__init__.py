"""Pure algorithms on tables of counts: sensitive cells, suppression, the attacker. No input or output.

    system = link(tables, hierarchies, sets)      # one System of distinct cells and equations
    pattern = protect(system, rules)              # proven safe, or NotProtectedError
    verdict = audit(system, pattern, rules)       # the attacker's word on it; verdict.safe
    intervals = attack(system, published)         # what anybody can compute of the withheld cells
    verdict = joint_violations(system, pattern, rules)    # the same two, given that one whole table over all
    intervals = attack_jointly(system, published)         # variables lies behind everything
    explain(system, published, cell)              # the arithmetic that pins a withheld cell down
    advise(tables, hierarchies, rules)            # coarser designs, by how much of the original they publish

Instead of withholding, with attackers of their own:

    made = round_tables(system, base, secret=secret)      # multiples of the base that add up
    verdict = audit_rounding(system, made, rules)
    verdict, moves = prove_figures(system, ends, rules)   # and whole tables that prove it
    shown = perturb(secret, counts, key_sums, noise_table(deviation, variance, small))
    verdict = audit_perturbation(system, shown, table, rules)

Statuses of a table's rows, in the order of its frame: `pattern.status(system, table)`; which cells they are:
`system.rows(table)`.
"""

from disclosure.advice.advising import Advice, advise
from disclosure.advice.designs import Change, Design
from disclosure.advice.trial import Outcome
from disclosure.alternatives.cell_key import perturb, record_keys, stand_in_keys
from disclosure.alternatives.figures import (
    attack_figures,
    audit_figures,
    audit_perturbation,
    audit_rounding,
    prove_figures,
)
from disclosure.alternatives.ptable import NoiseTable, noise_table
from disclosure.alternatives.rounding import MOST_STEPS, Rounding, default_base, round_tables
from disclosure.attackers.attacker import Intervals, attack
from disclosure.attackers.audit import Verdict, Violation, audit
from disclosure.attackers.explanation import Bound, Explainer, Explanation, Term, explain
from disclosure.attackers.joint import JointIntervals, JointVerdict, attack_jointly, joint_violations
from disclosure.attackers.sentences import sentence
from disclosure.attackers.view import UNBOUNDED
from disclosure.errors import DisclosureError, InconsistentTablesError, NotProtectedError, UnusableTableError
from disclosure.pattern import FREE, PUBLISHED, WITHHELD, Pattern
from disclosure.rules import Rules, sensitive_cells
from disclosure.suppression.protection import protect
from disclosure.tables.linking import link
from disclosure.tables.model import Hierarchy, Node, SetDimension, Table
from disclosure.tables.system import UNKNOWN, System

__all__ = [
    "FREE",
    "MOST_STEPS",
    "PUBLISHED",
    "UNBOUNDED",
    "UNKNOWN",
    "WITHHELD",
    "Advice",
    "Bound",
    "Change",
    "Design",
    "DisclosureError",
    "Explainer",
    "Explanation",
    "Hierarchy",
    "InconsistentTablesError",
    "Intervals",
    "JointIntervals",
    "JointVerdict",
    "Node",
    "NoiseTable",
    "NotProtectedError",
    "Outcome",
    "Pattern",
    "Rounding",
    "Rules",
    "SetDimension",
    "System",
    "Table",
    "Term",
    "UnusableTableError",
    "Verdict",
    "Violation",
    "advise",
    "attack",
    "attack_figures",
    "attack_jointly",
    "audit",
    "audit_figures",
    "audit_perturbation",
    "audit_rounding",
    "default_base",
    "explain",
    "joint_violations",
    "link",
    "noise_table",
    "perturb",
    "protect",
    "prove_figures",
    "record_keys",
    "round_tables",
    "sensitive_cells",
    "sentence",
    "stand_in_keys",
]
