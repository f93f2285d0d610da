"""How the generated cases are made: from a seed, the same on every machine."""
