"""Who hears of what: one table of event, person and channel (written out in `docs/notifications.md`)."""

from typing import NamedTuple

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, ENGINEER, LEAD

REQUESTER, ASSIGNEE, LEVEL, LEADS, ACCOUNT_MANAGERS = "requester", "assignee", "level", "leads", "account managers"


class Row(NamedTuple):
    """One line of the table."""

    who: tuple[str, ...]
    template: str
    door: str = "desk"
    by_mail: bool = True
    in_bell: bool = True
    tone: str = "info"


TABLE: dict[str, tuple[Row, ...]] = {
    "ticket_opened": (
        Row((REQUESTER,), "ticket_received", door="portal", in_bell=False),
        Row((LEVEL,), "ticket_new"),
    ),
    "client_wrote": (Row((ASSIGNEE,), "client_replied"),),
    "staff_replied": (Row((REQUESTER,), "staff_replied", door="portal"),),
    "note_written": (Row((ASSIGNEE,), "note_written", by_mail=False),),
    "assigned": (Row((ASSIGNEE,), "ticket_assigned"),),
    "resolved": (Row((REQUESTER,), "ticket_resolved", door="portal"),),
    "reopened": (Row((ASSIGNEE,), "ticket_reopened"),),
    "clock_warned": (Row((ASSIGNEE, LEVEL), "promise_due_soon", tone="warn"),),
    "clock_breached": (Row((ASSIGNEE, LEVEL, LEADS, ACCOUNT_MANAGERS), "promise_missed", tone="danger"),),
}


def people_for(who, ticket):
    """The members that the words of a row mean for one ticket, each once; a level is asked only when nobody is assigned."""
    people = {}
    for word in who:
        for member in _FINDERS[word](ticket):
            people[member.pk] = member
    return list(people.values())


def _requester(ticket):
    return [ticket.requester] if ticket.requester and ticket.requester.ended_at is None else []


def _assignee(ticket):
    return [ticket.assignee] if ticket.assignee and ticket.assignee.ended_at is None else []


def _level(ticket):
    if ticket.assignee_id:
        return []
    return _staff(ticket).with_role(ENGINEER, LEAD).filter(level_id=ticket.level_id)


def _staff(ticket):
    return Membership.objects.in_force().filter(tenant_id=ticket.tenant_id)


_FINDERS = {
    REQUESTER: _requester,
    ASSIGNEE: _assignee,
    LEVEL: _level,
    LEADS: lambda ticket: _staff(ticket).with_role(LEAD),
    ACCOUNT_MANAGERS: lambda ticket: _staff(ticket).with_role(ACCOUNT_MANAGER),
}
