"""A year of contracts on a virtual clock, and the same year reckoned from its raw facts by an oracle that knows no product."""
