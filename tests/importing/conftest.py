"""The day on which every log is taken over."""

import pytest

from common import wallclock
from tests.importing.command import NOW


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: NOW)
