"""Reading the clock of the first response in tests, and sweeping."""

from datetime import timedelta

from accounts.tenancy import SYSTEM, acting_in
from tickets import actions
from tickets.models import Clock, Event

FOUR_HOURS, SECOND = timedelta(hours=4), timedelta(seconds=1)  # Standard answers a critical ticket within four hours


def sweep(member, at):
    """What the beat does for one tenant; how many clocks were claimed."""
    with acting_in(member.tenant_id, SYSTEM):
        return actions.record_due_clocks(tenant_id=member.tenant_id, at=at)


def first_response(ticket):
    return Clock.objects.get(ticket=ticket, metric="first_response")


def events(ticket, *kinds):
    rows = Event.objects.filter(ticket=ticket, kind__in=kinds, clock__metric="first_response")
    return list(rows.values_list("kind", "at"))
