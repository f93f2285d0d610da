"""Reading what the levels owe each other in tests, and sweeping it."""

from datetime import timedelta

from accounts.models import Level
from accounts.tenancy import SYSTEM, acting_in
from tickets import actions
from tickets.models import Event, StintClock
from tickets.queries import tickets_with_stints_behind

MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)


def swept(member, at):
    """What the beat does for one tenant; how many tickets were behind and how many clocks were missed."""
    with acting_in(member.tenant_id, SYSTEM):
        behind = tickets_with_stints_behind(member.tenant_id, limit=500)
        caught = sum(actions.catch_up_stints(ticket_id=pk, tenant_id=member.tenant_id, at=at) for pk in behind)
        return caught, actions.record_due_stints(tenant_id=member.tenant_id, at=at)


def clocks(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return {(clock.metric, clock.cycle): clock for clock in StintClock.objects.filter(ticket=ticket).select_related("level")}


def level(number):
    return Level.objects.get(tenant__slug="acme", number=number)


def events(ticket, *kinds):
    return list(Event.objects.filter(ticket=ticket, kind__in=kinds).order_by("at", "sequence"))
