"""Figures that are changed instead of withheld, rounded or with noise, and attackers of their own."""
