"""The attacker on anybody's published tables: a file in, what can be derived from it out.

reading -> layout -> masks -> dimensions -> nesting -> sums -> evidence -> propagation, linked -> findings
"""

from release.bulletins.attacking import attack_file
from release.bulletins.options import Assumptions, assumptions

__all__ = ["Assumptions", "assumptions", "attack_file"]
