"""Work as it was done, added up for whoever prices it under other terms (C-02, C-18)."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Sum

from contracts.what_if import Work
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE, NON_BILLABLE


def work_done(member, client, span, contract=None):
    """Billable work of some local days by ticket, day, level and activity, also what waits for approval or is held.

    `contract` narrows it to the work on one. In one query, however many entries.
    """
    rows = _entries(member, client, span, contract).filter(kind=BILLABLE)
    keys = ("ticket_id", "contract_id", "work_on", "level", "activity", "ticket__severity")
    rows = rows.values_list(*keys).annotate(entries=ArrayAgg("bands", order_by=("started_at", "id"))).order_by(*keys)
    return [
        Work(str(ticket or f"{contract_id} {activity}"), on, level, activity, severity or "", tuple(entries))
        for ticket, contract_id, on, level, activity, severity, entries in rows
    ]


def free_minutes(member, client, span, contract=None):
    """Minutes that were given away: goodwill, our own faults, free triage (C-11, C-13, C-14)."""
    rows = _entries(member, client, span, contract).exclude(kind__in=(BILLABLE, NON_BILLABLE))
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def _entries(member, client, span, contract):
    rows = TimeEntry.objects.visible_to(member).filter(client=client, work_on__gte=span.starts_on, work_on__lte=span.ends_on)
    return (rows.filter(contract=contract) if contract else rows).standing()
