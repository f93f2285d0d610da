"""The world of the matrix, committed once a run."""

import pytest
from django.core.management import call_command

from tests.conftest import found_the_cast
from tests.isolation import walls, world


@pytest.fixture(scope="package")
def the_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield world.build_world()
    with django_db_blocker.unblock():  # a later file of the same process starts as the first one did
        call_command("flush", verbosity=0, interactive=False)
        found_the_cast()


@pytest.fixture(autouse=True)
def _one_wall(monkeypatch):
    if walls.WALL_OFF == "code":
        walls.switch_off_code(monkeypatch)
