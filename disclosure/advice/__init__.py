"""Coarser designs of the same tables, tried by the engine and ranked by what they tell."""
