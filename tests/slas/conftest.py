"""Every test of the engine runs in three zones (P-5)."""

from tests.zones import in_every_zone, zones

__all__ = ["zones"]


def pytest_generate_tests(metafunc):
    in_every_zone(metafunc)
