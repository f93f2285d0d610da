"""An account manager, who is no administrator."""

import pytest

from accounts.permissions import ACCOUNT_MANAGER
from tests.factories import make_staff
from tests.http import sign_in


@pytest.fixture
def manager(boss):
    """An account manager of Acme."""
    return make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)


@pytest.fixture
def page(client, manager):
    """A browser with the account manager signed in."""
    return sign_in(client, manager)
