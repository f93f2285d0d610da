"""The kill rig in short: no promise is lost or doubled when worker processes die (`script/kill-rig` is the long one)."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connections

from tests.factories import founded
from tests.rigs.killing import Ordeal


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_nothing_is_lost_or_doubled_when_workers_are_killed(tmp_path):
    ordeal = Ordeal(
        boss=founded("acme"), environment=_environment(), home=tmp_path, clocks=40, kills=3, seconds=4, lead=2, seed=7
    )

    figures = ordeal.run()

    assert figures["faults"] == {}, figures
    assert figures["breach records"] == figures["bell rows of breaches"] == 40


def _environment():
    """What a worker needs to meet this test's database; mail goes where the ordeal says."""
    urls = {
        variable: urlsplit(os.environ[variable])._replace(path=f"/{connections[alias].settings_dict['NAME']}").geturl()
        for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_SYSTEM_URL", "system"))
    }
    changed = {"DJANGO_SETTINGS_MODULE": "supportdesk.settings.base", "BASE_URL": "http://localhost", "LOG_LEVEL": "WARNING"}
    return {**os.environ, **urls, **changed}
