"""The world of the matrix, committed once a run."""

import pytest
from django.core.management import call_command

from tests.isolation import cells, walls, world


@pytest.fixture(scope="package")
def the_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        built = world.build_world()
        foreign = built.members["administrator", "b"].tenant
        before = cells.as_built(built, foreign)
        yield built
    with django_db_blocker.unblock():
        after = cells.fingerprint(foreign)  # each request was undone: whatever differs went past its transaction
        # A later file of the same process starts as the first one did.
        call_command("flush", verbosity=0, interactive=False)
    assert after == before, "something that was asked under one tenant's path has changed another tenant"


@pytest.fixture(autouse=True)
def _one_wall(monkeypatch):
    if walls.WALL_OFF == "code":
        walls.switch_off_code(monkeypatch)


@pytest.fixture(autouse=True)
def _answers_keep_no_contexts(monkeypatch):
    """A tenth of the time of these many requests goes into copies of every template's context, which nobody here reads."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *told, **more: None)
