"""A day at a desk on a clock that runs as fast as the machine, and what its stored clocks are compared with."""
