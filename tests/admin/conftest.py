"""An administrator at work."""

import pytest

from tests.http import sign_in


@pytest.fixture
def page(client, boss):
    """A browser with the administrator signed in."""
    return sign_in(client, boss)
