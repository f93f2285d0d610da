"""The simulated day in short (`script/simulate` is the long one): after random verbs rows and oracle agree; a fault is found."""

import random
from datetime import timedelta

import pytest
from django.db.models import F

from accounts.tenancy import SYSTEM, acting_in
from common.errors import DomainError
from conformance.oracle.calendars import Calendar
from conformance.oracle.instants import DAY, second
from tests.rigs.simulation.comparing import compared
from tests.rigs.simulation.day import BEGIN
from tests.rigs.simulation.judge import WalkedOnce
from tests.rigs.simulation.verbs import VERBS, Unfit, Verbs
from tests.rigs.simulation.world import make_world
from tests.tickets.stints import HOUR, swept
from tickets import actions
from tickets.models import Clock, Timer

OFFICE = {"zone": "Europe/London", "week": {"thu": ["09:00-12:30", "13:15-17:00"], "sun": ["00:00-24:00"]}}
EARLIER = {**OFFICE, "since": "2026-03-26T10:20:17Z", "week": {"thu": ["07:00-15:00"], "sun": ["00:30-03:00"]}}


def joined(pieces):
    runs = []
    for at, length in pieces:
        if runs and runs[-1][1] == at:
            runs[-1][1] = at + length
        else:
            runs.append([at, at + length])
    return runs


def test_a_calendar_walked_once_says_what_the_oracles_walk_says():
    chance, since = random.Random(5), second("2026-03-24T00:00:00Z")
    once, again = WalkedOnce([OFFICE, EARLIER]), Calendar([OFFICE, EARLIER])
    for _ in range(20):
        start = since + chance.randrange(6 * DAY)
        end = start + chance.randrange(2 * DAY)

        assert joined(once.walk(start, end)) == joined(again.walk(start, end))
        seconds = chance.randrange(1, 9 * 3600)
        assert once.add(start, seconds) == again.add(start, seconds)


@pytest.mark.django_db
def test_stored_clocks_are_what_the_oracle_makes_of_random_verbs(boss):
    verbs, at = Verbs(make_world(boss, clients=2), random.Random(11)), BEGIN
    for number in range(56):
        at += timedelta(seconds=verbs.chance.randrange(1, 900))
        if number < 8:
            verbs.open(at)
            continue
        try:
            verbs.act(verbs.chance.choice(list(VERBS)), at)
        except (Unfit, DomainError):
            continue
    as_of = swept_all(boss, at + HOUR)

    figures, doubts, differences = compared(boss.tenant_id, as_of, processes=0)

    assert differences == []
    assert figures["histories of promises compared with the oracle"] > 4 < figures["histories of levels compared with the oracle"]
    assert figures["tickets compared with the product's replay"] == len(verbs.opened)

    with acting_in(boss.tenant_id, SYSTEM):
        Clock.objects.filter(state="met").update(elapsed_seconds=F("elapsed_seconds") + 1)
    lines = compared(boss.tenant_id, as_of, processes=0)[2]
    assert {line.partition(",")[0] for line in lines} == {"oracle", "replay"}


def swept_all(boss, at):
    swept(boss, at)
    with acting_in(boss.tenant_id, SYSTEM):
        for ticket_id in set(Timer.objects.filter(due_at__lte=at).values_list("ticket_id", flat=True)):
            actions.ring_timers(ticket_id=ticket_id, tenant_id=boss.tenant_id, at=at)
        actions.record_due_clocks(tenant_id=boss.tenant_id, at=at)
    swept(boss, at)
    return at
