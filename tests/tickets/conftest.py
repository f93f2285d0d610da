"""Tests of stored clocks run with machine and database session in three pairs of zones (P-5)."""

from tests.zones import in_every_zone, zones

__all__ = ["zones"]

OF_CLOCKS = ("test_examples_through_verbs", "test_clocks_of_tickets", "test_clocks_are_replayed", "test_breaches")


def pytest_generate_tests(metafunc):
    if metafunc.module.__name__.rpartition(".")[2] in OF_CLOCKS:
        in_every_zone(metafunc)
