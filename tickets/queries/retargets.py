"""Which open tickets a change of tier or calendar reaches."""

from collections import defaultdict
from functools import cache, partial
from uuid import UUID

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from contracts.models import Contract
from contracts.queries import calendars_of_each
from slas.happenings import RANKS, STAFF_ONLY, Happening
from slas.keys import parsed_key
from slas.models import TierVersion
from slas.queries import calendars_by_kind_of_each, newest_pins
from tickets.models import Event, Ticket
from tickets.models.retarget import RECOMPUTE
from tickets.retargeting.keys import at_version, with_calendar

FROZEN, EXCLUDED, OVER, ALREADY = "frozen", "excluded", "over", "already"


def tickets_on_tier(tenant_id, tier_id, *, but_version=None):
    """Open tickets that are promised a version of the tier, save those at `but_version` already; frozen ones included."""
    versions = TierVersion.objects.filter(tenant_id=tenant_id, tier=tier_id).values_list("pk", flat=True)
    wanted = [version for version in versions if version != but_version]
    return Ticket.objects.filter(tenant_id=tenant_id, tier_version__in=wanted).open()


def tickets_on_calendar(tenant_id, calendar_id):
    """Open tickets whose promises name the calendar."""
    rows = Ticket.objects.filter(tenant_id=tenant_id).open().annotate(terms=KeyTextTransform("terms", "replay_state"))
    return rows.filter(terms__contains=f"={calendar_id}")


def frozen_contracts(tenant_id, tier_id):
    """Ids of the contracts whose terms are frozen at a version of the tier: nothing that is published moves their tickets."""
    frozen = Contract.objects.filter(tenant_id=tenant_id, frozen_version__isnull=False)
    meant = frozen.filter(Q(tier=tier_id) | Q(conditions__tier=tier_id))
    return list(meant.order_by().values_list("pk", flat=True).distinct())


def reach_of(job):
    """Open tickets that a job has to look at, frozen ones included."""
    if job.tier_version_id:
        return tickets_on_tier(job.tenant_id, job.tier_version.tier_id, but_version=job.tier_version_id)
    return tickets_on_calendar(job.tenant_id, job.calendar_version.calendar_id)


def histories_of(tenant_id, ticket_ids):
    """Ticket id -> all that happened to it and turns its clocks, in one query."""
    found = defaultdict(list)
    rows = Event.objects.filter(
        tenant_id=tenant_id, ticket__in=ticket_ids, kind__in=[str(kind) for kind in RANKS if kind not in STAFF_ONLY]
    )
    for ticket_id, *what in rows.values_list("ticket_id", "at", "kind", "sequence", "facts"):
        found[ticket_id].append(Happening(*what))
    return found


def keys_after(job, tickets):
    """Ticket id -> what its terms are called once the job has moved it."""
    if job.tier_version_id:
        return _at_version(job.tier_version, tickets)
    hours = job.calendar_version
    move = cache(partial(_with_calendar, hours.calendar_id, hours.number, job.kind == RECOMPUTE))
    return {ticket.pk: move(ticket.replay_state["terms"]) for ticket in tickets}


def _with_calendar(calendar_id, number, is_correction, key):
    return with_calendar(key, calendar_id, number, is_correction=is_correction)


def _at_version(version, tickets):
    own = newest_pins(version.tenant_id, [], version.pk)
    wanted = set(version.hours.values())
    lacking = cache(lambda key: wanted - set(parsed_key(key).calendars))
    moved = cache(lambda key: at_version(key, version.pk, own))
    keys = {ticket.pk: moved(ticket.replay_state["terms"]) for ticket in tickets}
    return keys | _filled(version, own, [ticket for ticket in tickets if lacking(ticket.replay_state["terms"])])


def _filled(version, own, tickets):
    """Keys with calendars for kinds of hours that a ticket's terms lack, as contract, client or tenant choose today (S-46)."""
    if not tickets:
        return {}
    clients = calendars_by_kind_of_each(version.tenant_id, {_id(ticket.client_id) for ticket in tickets})
    signed = Contract.objects.filter(tenant_id=version.tenant_id, pk__in={ticket.contract_id for ticket in tickets})
    contracts = calendars_of_each(version.tenant_id, signed)
    today = {}
    for ticket in tickets:
        chosen, known = (
            clients[_id(ticket.client_id)] | contracts.get(_id(ticket.contract_id), {}),
            parsed_key(ticket.replay_state["terms"]),
        )
        today[ticket.pk] = {kind: calendar for kind, calendar in chosen.items() if kind not in known.calendars}
    pins = newest_pins(version.tenant_id, {calendar for chosen in today.values() for calendar in chosen.values()}, version.pk)
    filled = {}
    for ticket in tickets:
        chosen = today[ticket.pk]
        theirs = {str(calendar): pins[str(calendar)] for calendar in chosen.values()}
        filled[ticket.pk] = at_version(ticket.replay_state["terms"], version.pk, own, calendars=chosen, pins=theirs)
    return filled


def _id(text):
    return UUID(str(text)) if text else None
