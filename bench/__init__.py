"""The benchmark: the desk's promises of speed beside floors that are built in the same run (`docs/benchmarks.md`)."""
