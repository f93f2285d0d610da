"""The world of the matrix, committed once a run."""

import pytest

from tests.isolation import walls, world


@pytest.fixture(scope="package")
def the_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return world.build_world()


@pytest.fixture(autouse=True)
def _one_wall(monkeypatch):
    if walls.WALL_OFF == "code":
        walls.switch_off_code(monkeypatch)
