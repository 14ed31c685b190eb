"""The guard: what in a text is about a person, looked for in every column that is not of identity."""

from ingest.personal.guard import RULES, masked, personal, rules_of, sharpened, starts_formula

__all__ = ["RULES", "masked", "personal", "rules_of", "sharpened", "starts_formula"]
