"""The search for patterns: what to withhold so that nothing is told, and how little can be."""
