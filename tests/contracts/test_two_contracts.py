"""Some weeks of a client with a contract for a product and one for all: the product and the oracle agree (`decisions.md` 11)."""

import random

import pytest

from accounts.tenancy import SYSTEM, acting_in
from contracts.models import Movement
from tests.factories import founded
from tests.rigs.year.comparing import compared
from tests.rigs.year.world import make_world
from tests.rigs.year.year import Year, last_day

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
OFTENER = {"log_night": 0.15, "log_late": 0.15, "top_up": 0.15, "correct": 0.2, "withdraw": 0.1}


def test_what_is_drawn_across_two_contracts_is_what_the_oracle_says():
    boss = founded("acme")
    world = make_world(boss, ["Islay", "Islay at large"], last_day(45))
    year = Year(world, random.Random(11), days=45, pace=0.6, more=OFTENER, plan={}, credited={})

    year.live()
    figures, differences, _told = compared(world)

    assert differences == []
    assert figures["draws on another contract"] > 10
    assert year.desk.done["top_up"] > 0
    with acting_in(boss.tenant, SYSTEM):
        beside = Movement.objects.filter(facts__has_key="under")
        assert {("Islay at large", "package"), ("Islay at large", "retainer")} <= set(
            beside.values_list("contract__name", "line__kind")
        )
        assert beside.filter(kind="reverse").exists()
