"""Tables and their hierarchies, linked into one system of distinct cells and equations."""
