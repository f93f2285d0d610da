"""Products for programs."""
