"""T15: a ticket that has been paused a thousand times is paused and resumed like one that has been ten times."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from accounts.models import Membership
from accounts.tenancy import SYSTEM, acting_as, acting_in, tenant_id_by_slug
from bench import databases
from bench.fill import QUEUES
from bench.measure import Line, interleaved, millis, ratio
from bench.reasons import explained, profiled
from bench.seed import ENGINEER_EMAIL, FILED, LARGEST
from tickets import actions

PAUSES = {"10 pauses": 10, "1,000 pauses": 1000}
EACH = 40


def pausing(bench) -> list[Line]:
    """The two verbs that ask the client and take the answer, beside the same on a ticket with a short life."""
    copy = "bench_pauses"
    databases.make(copy, like=bench.ready(QUEUES["10k"]))
    try:
        databases.sit_at(copy)
        things = {name: _ask_and_answer(*_paused(times)) for name, times in PAUSES.items()}
        pause = Line("T15", "pausing and resuming after 1,000 pauses, in times of 10", 1.3)
        for _ in range(bench.runs):
            timings = interleaved(things, EACH)
            pause.add(ratio(timings, "1,000 pauses", "10 pauses"))
            pause.note(", ".join(f"{name} {millis(timing.p50)}" for name, timing in timings.items()))
        if not pause.is_met:
            pause.beside += explained(things["1,000 pauses"]) + profiled(things["1,000 pauses"], EACH)
    finally:
        databases.drop(copy)
    return [pause]


def _paused(times):
    """A ticket that was asked about and answered so many times, with who asks, who answers, and when it may go on."""
    tenant_id = tenant_id_by_slug(LARGEST)
    with acting_in(tenant_id, SYSTEM):
        members = Membership.objects.select_related("tenant", "client", "person").filter(tenant_id=tenant_id, ended_at=None)
        engineer = members.get(person__email=ENGINEER_EMAIL)
        contact = members.filter(client__isnull=False).order_by("id").first()
    with acting_as(contact):
        ticket = actions.open_ticket(
            client=contact.client, title="A long talk", body="It began.", severity="major", type=None, source="portal",
            by=contact, at=FILED,
        )  # fmt: skip
    at = FILED
    for _ in range(times):
        at += timedelta(seconds=20)
        with acting_as(engineer):
            actions.wait_for_client(ticket=ticket, body="And now?", by=engineer, at=at)
        with acting_as(contact):
            actions.write_as_client(ticket=ticket, body="Still.", by=contact, at=at + timedelta(seconds=10))
    return ticket, engineer, contact, at + timedelta(minutes=1)


def _ask_and_answer(ticket, engineer, contact, at):
    instants = count()

    def both():
        now = at + timedelta(seconds=next(instants))
        with acting_as(engineer):
            actions.wait_for_client(ticket=ticket, body="And now?", by=engineer, at=now)
        with acting_as(contact):
            actions.write_as_client(ticket=ticket, body="Still.", by=contact, at=now + timedelta(milliseconds=500))

    return both
