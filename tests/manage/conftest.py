"""An account manager, who is no administrator."""

from datetime import timedelta

import pytest

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from common import wallclock
from slas.models import Tier
from tests.factories import make_client, make_contact, make_contract, make_staff, make_ticket
from tests.http import sign_in


@pytest.fixture
def manager(boss):
    """An account manager of Acme."""
    return make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)


@pytest.fixture
def page(client, manager):
    """A browser with the account manager signed in."""
    return sign_in(client, manager)


@pytest.fixture
def premium(boss):
    with acting_as(boss):
        return Tier.objects.get(name="Premium")


@pytest.fixture
def filed(boss):
    """Three critical tickets of a client on Premium: filed five hours, two and a half and one hour ago."""
    client = make_client(boss, "Palisade Assurance")
    make_contract(boss, client, "Premium")
    ann = make_contact(boss, client, "ann@palisade.example")
    now = wallclock.now()
    return [make_ticket(ann, at=now - timedelta(hours=hours), severity="critical") for hours in (5, 2.5, 1)]
