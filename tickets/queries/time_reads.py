"""Reads of time worked: what overlaps, what is on a ticket, what a week and an approval list hold."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Prefetch, Q, Sum
from django.db.models.functions import Coalesce

from contracts.models import Movement
from contracts.models.ledger import DRAW, REVERSE
from tickets.models import RunningTimer, TimeEntry, TimeRemark
from tickets.models.work import STANDING

SHOWN = 200  # entries of a ticket's page


def overlapping_entries(entry):
    """Other standing time of the same person within the entry's span."""
    rows = TimeEntry.objects.filter(tenant_id=entry.tenant_id, member_id=entry.member_id, status__in=STANDING)
    rows = rows.filter(started_at__lt=entry.ended_at, ended_at__gt=entry.started_at).exclude(pk=entry.pk)
    return list(rows.exclude(pk=entry.corrects_id).select_related("ticket", "contract")[:3])


def with_remarks(rows):
    """The entries with all that a line about them names."""
    remarks = TimeRemark.objects.order_by("at", "id").select_related("by")
    return rows.select_related("member", "ticket", "contract", "client", "approved_by", "corrects").prefetch_related(
        Prefetch("remarks", remarks, to_attr="said")
    )


def time_on_ticket(member, ticket):
    """The standing entries of a ticket, the newest first, in two queries."""
    rows = TimeEntry.objects.visible_to(member).filter(ticket=ticket).standing()
    return list(with_remarks(rows).order_by("-started_at", "-id")[:SHOWN])


def portal_time(member, ticket):
    """What the client may see of the time on its ticket, oldest first, and the sum of its minutes."""
    rows = TimeEntry.objects.visible_to(member).filter(ticket=ticket).live().select_related("member")
    return list(rows.order_by("started_at", "id")[:SHOWN])


def timers_of(member):
    """The member's running and stopped timers with their tickets."""
    return list(RunningTimer.objects.visible_to(member).filter(member_id=member.pk).select_related("ticket__client"))


def week_of_time(member, whose, start, end):
    """Standing entries that somebody began between two instants, oldest first, in two queries."""
    rows = TimeEntry.objects.visible_to(member).filter(member=whose, started_at__gte=start, started_at__lt=end).standing()
    return list(with_remarks(rows).order_by("started_at", "id"))


class Part(NamedTuple):
    """Minutes that were drawn from a line of another contract than the one that was worked under."""

    contract: str
    line: str
    minutes: int


def drawn_beside(entry):
    """What of an entry's time other contracts of the client gave, as it stands now (`decisions.md` 11); one query."""
    back = Coalesce(Sum("reversals__work_minutes", filter=Q(reversals__kind=REVERSE)), 0)
    rows = Movement.objects.filter(tenant_id=entry.tenant_id, group=entry.group, source_id=entry.pk, kind=DRAW)
    found = defaultdict(int)
    for row in rows.filter(facts__has_key="under").annotate(back=back).select_related("line", "contract").order_by("pk"):
        found[row.contract.name, row.line.name] += row.work_minutes + row.back
    return [Part(contract, line, minutes) for (contract, line), minutes in found.items() if minutes]


def versions_of(member, entry):
    """The entries that this one replaced, the newest first, and what replaced it, if anything did; one query a step."""
    chain, seen = [], entry
    while seen.corrects_id and len(chain) < SHOWN:
        seen = with_remarks(TimeEntry.objects.visible_to(member)).get(pk=seen.corrects_id)
        chain.append(seen)
    return {"before": chain, "after": with_remarks(TimeEntry.objects.visible_to(member)).filter(corrects=entry).first()}


def time_found(member, said):
    """Entries that staff look through: `said` holds state (to approve, held, approved, all), who, client and kind."""
    rows = TimeEntry.objects.visible_to(member)
    match said.get("state"):
        case "held":
            rows = rows.standing().filter(held_minutes__gt=0)
        case "approved":
            rows = rows.standing().exclude(approved_at=None)
        case "all":
            pass
        case _:
            rows = rows.to_approve()
    for name in ("member", "client", "kind"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    return with_remarks(rows)
