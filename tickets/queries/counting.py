"""Tickets of which the count on a per-ticket line is behind (C-45, C-46)."""

from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, Exists, F, Func, Max, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from contracts.models import ContractLine, LinePeriod, Movement, TicketUnit
from contracts.models.ledger import GRANT, HOLD, NOT_INCLUDED, TICKETS
from tickets.models import CoverDecision, Event, Ticket, TimeEntry
from tickets.models.cover import ACCEPTED, CHANGED, FILED, OPEN_VERDICTS
from tickets.models.work import BILLABLE, PROVIDER_FAULT, STANDING
from tickets.transitions import CANCELLED


class Behind(NamedTuple):
    """Tickets of one tenant, the longest known first, their contracts and levels read."""

    to_reserve: list[Any]
    to_reserve_again: list[Any]  # reopened since they were counted; `reopened_at` says when
    to_commit: list[Any]
    to_release: list[Any]


def tickets_behind_count(tenant_id, *, limit) -> Behind:
    """What the count has to catch up with, at most `limit` of each kind, in four queries.

    Counted is a ticket that is neither cancelled nor the provider's own fault, and whose work is covered or was accepted.
    """
    includes = Movement.objects.filter(tenant_id=tenant_id, line=OuterRef("pk"), unit=TICKETS, kind=GRANT)  # a package may (C-48)
    lines = ContractLine.objects.filter(tenant_id=tenant_id, contract=OuterRef("contract"))
    lines = lines.filter(Q(kind="per_ticket") | Q(Exists(includes), kind="package"))
    periods = LinePeriod.objects.filter(tenant_id=tenant_id, line=OuterRef("pk"))
    can_count = Exists(periods.filter(closed_at=None)) | ~Exists(periods)  # not once all that it had are closed
    living = Q(starts_on__lte=OuterRef("received_on")) & (Q(ends_on=None) | Q(ends_on__gte=OuterRef("received_on")))
    local = Func(F("contract__time_zone"), F("received_at"), function="timezone", output_field=DateTimeField())  # C-05
    units = TicketUnit.objects.filter(tenant_id=tenant_id, ticket_id=OuterRef("pk"), released_at=None).order_by("-reserved_at")
    beside = TicketUnit.objects.filter(tenant_id=tenant_id, ticket_id=OuterRef("pk"), reason=NOT_INCLUDED)
    reopened = Event.objects.filter(tenant_id=tenant_id, ticket=OuterRef("pk"), kind="reopened").order_by().values("ticket")
    tickets = (
        Ticket.objects.filter(Exists(lines), tenant_id=tenant_id, is_imported=False)
        .select_related("contract", "level")
        .annotate(
            received_on=Cast(local, DateField()),
            unit_at=Subquery(units.values("reserved_at")[:1]),
            committed_at=Subquery(units.values("committed_at")[:1]),
            reopened_at=Subquery(reopened.annotate(last=Max("at")).values("last")),
        )
        .order_by("received_at")
    )
    counts = ~Q(status=CANCELLED) & ~_uncovered(tenant_id) & ~_our_fault(tenant_id)
    counted = Q(unit_at__isnull=False)
    resolved = Q(resolved_at__isnull=False) & (Q(committed_at=None) | Q(committed_at__lt=F("resolved_at")))
    return Behind(
        list(tickets.filter(counts, ~Exists(beside), Exists(lines.filter(living, can_count)), unit_at=None)[:limit]),
        list(tickets.filter(counts, counted, resolved_at=None, committed_at__lt=F("reopened_at"))[:limit]),
        list(tickets.filter(counts, counted, resolved)[:limit]),
        list(tickets.filter(~counts, counted)[:limit]),
    )


def tickets_held_and_counted(tenant_id, *, limit) -> list[Any]:
    """Tickets that are counted, on which covered time was held before they were; one query, clients and contracts read."""
    of = {"tenant_id": tenant_id, "ticket_id": OuterRef("pk")}
    waiting = TimeEntry.objects.filter(**of, contract=OuterRef("contract"), held_minutes__gt=0)
    held = Movement.objects.filter(**of, contract=OuterRef("contract"), kind=HOLD).exclude(facts__has_key="uncovered")
    units = TicketUnit.objects.filter(**of, released_at=None, line__contract=OuterRef("contract"))
    rows = Ticket.objects.filter(Exists(waiting), Exists(held), Exists(units), tenant_id=tenant_id)
    return list(rows.select_related("client", "contract").order_by("received_at")[:limit])


def _uncovered(tenant_id):
    """Whether it was last decided that the work is not covered, or nobody has said yet (C-11)."""
    own = CoverDecision.objects.filter(tenant_id=tenant_id, ticket=OuterRef("pk"), occasion__in=(FILED, CHANGED))
    newest = own.filter(pk=Subquery(_newest(tenant_id)))
    return Exists(newest.filter(verdict__in=OPEN_VERDICTS).exclude(outcome=ACCEPTED))


def _newest(tenant_id):
    same = CoverDecision.objects.filter(tenant_id=tenant_id, ticket=OuterRef("ticket"), occasion__in=(FILED, CHANGED))
    return same.order_by("-decided_at", "-id").values("pk")[:1]


def _our_fault(tenant_id):
    """Whether all work on it repairs what we had broken (C-14)."""
    work = TimeEntry.objects.filter(tenant_id=tenant_id, ticket=OuterRef("pk"), status__in=STANDING)
    return Exists(work.filter(kind=PROVIDER_FAULT)) & ~Exists(work.filter(kind=BILLABLE))
