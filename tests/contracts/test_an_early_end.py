"""Two months of a contract that borrows and is ended within its first period: the product and the oracle agree (C-35, C-57)."""

import random
from datetime import date

import pytest

from accounts.tenancy import SYSTEM, acting_in
from contracts.models import Movement
from tests.factories import founded
from tests.rigs.year.comparing import compared
from tests.rigs.year.world import make_world
from tests.rigs.year.year import Year, last_day

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
BUSY = {"open_ticket": 0.5, "log": 0.99, "log_night": 0.5, "log_late": 0, "top_up": 0, "withdraw": 0.02}


def test_what_was_borrowed_is_billed_as_the_oracle_says():
    boss = founded("acme")
    world = make_world(boss, ["Delhi"], last_day(66))
    year = Year(world, random.Random(3), days=66, more=BUSY, plan={date(2026, 1, 28): ("Delhi", "early_end")}, credited={})

    year.live()
    _figures, differences, _told = compared(world)

    assert differences == []
    with acting_in(boss.tenant, SYSTEM):
        unreturned = Movement.objects.filter(kind="overage", facts__unreturned=True)
        assert unreturned.exists()
        assert not Movement.objects.filter(kind="borrow", reversals=None, quantity__lt=0, grant=None).exists()
