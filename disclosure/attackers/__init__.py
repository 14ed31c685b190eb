"""What anybody can compute of withheld cells, how, and whether the rules allow that."""
