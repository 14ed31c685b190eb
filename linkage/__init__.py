"""Tokens made of identity, and which records are one person; works in the sealed schema only."""

from linkage.identity import FIELDS, identity_tokens, is_valid_dui, suspect_duis
from linkage.persons import link, prepare
from linkage.tokens import TokenKey, WeakKeyError

__all__ = [
    "FIELDS",
    "TokenKey",
    "WeakKeyError",
    "identity_tokens",
    "is_valid_dui",
    "link",
    "prepare",
    "suspect_duis",
]
