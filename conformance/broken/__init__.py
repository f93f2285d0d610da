"""Engines broken on purpose, one fault each, to show that the cases find it."""
