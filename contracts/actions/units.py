"""Tickets counted on a per-ticket line: reserved, committed, released (C-45, C-46)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, Sum

from contracts.actions.booking import book, lock_pots
from contracts.actions.keeping import keep_lines
from contracts.allowances import tickets_of
from contracts.models import Contract, ContractLine, LinePeriod, Movement, TicketUnit
from contracts.models.ledger import DRAW, FORFEIT, NOT_INCLUDED, REVERSE, TICKETS
from contracts.pricing import ticket_level
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import booked_in
from contracts.spans import day_of
from contracts.terms import PackageLine, PerTicket

RELEASES = ("merged", "spam", "duplicate", "cancelled", "not_covered", "provider_fault", "moved")  # C-45


@transaction.atomic
def reserve_unit(
    *, contract: Contract, ticket_id: UUID, level: int, accepted_at: datetime | None = None, by: Any = None, at: datetime
) -> TicketUnit | None:
    """Count a ticket in the period of its acceptance (C-45); None where the contract has no line that counts it then.

    Safe to repeat: a ticket has one unit at a time. One reopened (`accepted_at`) within the line's days of its resolution keeps
    its unit (C-46). A level that a per-ticket line does not name counts as the nearest below, else the lowest. If the period is
    closed, the ticket counts in the running one. A package comes first (C-10) and counts a ticket of exactly a level of which it
    includes one that is left (C-48); any other is noted as not included, and its work draws hours.
    """
    lines = lock_pots(contract=contract)
    accepted_at = accepted_at or at
    kept = _live_unit(contract, ticket_id)
    today, on = day_of(at, contract.time_zone), day_of(accepted_at, contract.time_zone)
    beside = None  # the package, and its period, that does not include the ticket
    counting = [(line, said) for line, said in agreement_on(contract, on).lines if isinstance(said, PerTicket | PackageLine)]
    counting = [(line, said) for line, said in counting if tickets_of(said)]
    for line, said in sorted(counting, key=lambda pair: isinstance(pair[1], PerTicket)):
        days = timedelta(days=said.reopen_days)
        if kept is not None and (kept.committed_at is None or accepted_at - kept.committed_at <= days):
            return kept
        keep_lines(contract, [each for each in lines if each.pk == line.pk], at)
        found = booked_in(line, on, today)
        if found is None:
            continue
        if isinstance(said, PerTicket):
            return _reserve(line, found[0], ticket_id, _level_named(said, level), by, accepted_at)
        if _left(line, found[0], level) > 0:
            return _reserve(line, found[0], ticket_id, level, by, accepted_at)
        beside = line, found[0]
    if beside is not None and kept is None:
        _note_not_included(*beside, ticket_id, level, accepted_at)
    return None


@transaction.atomic
def commit_unit(
    *, contract: Contract, ticket_id: UUID, resolved_at: datetime | None = None, by: Any = None, at: datetime
) -> TicketUnit | None:
    """A ticket is resolved: its unit counts, at the highest level that did chargeable work on it (C-46, EX-C24).

    Resolved again within the line's days it stays the same unit. None for a ticket that is not counted.
    """
    lock_pots(contract=contract)
    unit = _live_unit(contract, ticket_id)
    if unit is None:
        return None
    level_unit(contract=contract, unit=unit, by=by, at=at)
    unit.committed_at = resolved_at or at
    unit.save(update_fields=["committed_at"])
    return unit


def level_unit(*, contract: Contract, unit: TicketUnit, by: Any = None, at: datetime) -> None:
    """Price a unit at the highest level that did chargeable work on its ticket (C-46): when it is resolved, and when work is
    logged or taken back after that. The caller holds the lock on the line."""
    said = agreement_on(contract, unit.period.starts_on).version.agreed.lines[str(unit.line_id)]
    level = ticket_level(_levels_worked(unit)) or unit.level
    level = _level_named(said, level) if isinstance(said, PerTicket) else level
    is_other = level != unit.level and level in tickets_of(said)
    if is_other and (isinstance(said, PerTicket) or _left(unit.line, unit.period, level) > 0):  # a package prices no extra one
        _give_back(unit, by, at)
        unit.level = level
        unit.save(update_fields=["level"])
        _take(unit.line, unit.period, unit, by, at)


@transaction.atomic
def release_unit(*, contract: Contract, ticket_id: UUID, reason: str, by: Any = None, at: datetime) -> TicketUnit | None:
    """A ticket is no longer counted: merged, spam, duplicate, cancelled, not covered, or the provider's own fault (C-45)."""
    if reason not in RELEASES:
        raise ValueError(reason)
    lock_pots(contract=contract)
    unit = _live_unit(contract, ticket_id)
    if unit is None:
        return None
    _give_back(unit, by, at)
    unit.released_at, unit.reason = at, reason
    unit.save(update_fields=["released_at", "reason"])
    return unit


def _level_named(said, level):
    """The level itself or the nearest below that the line names, else its lowest."""
    below = [known for known in said.levels if known <= level]
    return max(below) if below else min(said.levels)


def _reserve(line: ContractLine, period: LinePeriod, ticket_id: UUID, level: int, by: Any, at: datetime):
    unit = TicketUnit.objects.create(
        tenant_id=line.tenant_id,
        line=line,
        client_id=line.client_id,
        period=period,
        ticket_id=ticket_id,
        level=level,
        reserved_at=at,
    )
    _take(line, period, unit, by, at)
    return unit


def _note_not_included(line, period, ticket_id, level, at):
    """Once, so that nobody asks again about a ticket that a package does not include (C-48)."""
    said = {"client_id": line.client_id, "period": period, "level": level, "reserved_at": at, "released_at": at}
    key = {"tenant_id": line.tenant_id, "line": line, "ticket_id": ticket_id, "reason": NOT_INCLUDED}
    TicketUnit.objects.get_or_create(**key, defaults=said)


def _left(line, period, level):
    """Tickets of a level that the period still includes."""
    rows = Movement.objects.filter(tenant_id=line.tenant_id, line=line, period=period, unit=TICKETS, level=level)
    return rows.aggregate(left=Sum("quantity"))["left"] or 0


def _take(line, period, unit, by, at):
    """One of those agreed while there are any; more are extra, which the count of a period tells (EX-C23)."""
    left = _left(line, period, unit.level)
    facts = {"is_extra": left < 1, "unit": str(unit.pk)}
    more = dict(period=period, unit=TICKETS, level=unit.level, booked_at=at, ticket_id=unit.ticket_id, by=by, facts=facts)
    book(line, DRAW, -1 if left > 0 else 0, **more)


def _give_back(unit, by, at):
    """Return what the unit took; an extra ticket of the same level and period takes its place."""
    rows = Movement.objects.filter(tenant_id=unit.tenant_id, line_id=unit.line_id, period_id=unit.period_id, unit=TICKETS)
    taken = rows.filter(kind=DRAW, facts__unit=str(unit.pk), reversals=None).order_by("pk").last()
    if taken is None:
        return
    same = dict(period=unit.period, unit=TICKETS, booked_at=at, by=by, level=taken.level)
    book(unit.line, REVERSE, -taken.quantity, reverses=taken, ticket_id=unit.ticket_id, facts={"of": DRAW}, **same)
    if not taken.quantity:
        return
    if unit.period.closed_at is not None:  # what was unused at its close is forfeited, and so is this
        book(unit.line, FORFEIT, taken.quantity, **same)
        return
    extra = rows.filter(kind=DRAW, level=taken.level, facts__is_extra=True, reversals=None).order_by("pk").first()
    if extra is not None:
        book(unit.line, REVERSE, 0, reverses=extra, ticket_id=extra.ticket_id, facts={"of": DRAW}, **same)
        facts = {"is_extra": False, "unit": extra.facts["unit"]}
        book(unit.line, DRAW, -1, ticket_id=extra.ticket_id, facts=facts, **same)


def _live_unit(contract: Contract, ticket_id: UUID) -> TicketUnit | None:
    units = TicketUnit.objects.filter(
        tenant_id=contract.tenant_id, ticket_id=ticket_id, released_at=None, line__contract=contract
    )
    return units.select_related("line", "period").order_by("-reserved_at").first()


def _levels_worked(unit: TicketUnit) -> list[int]:
    """Levels with work on the ticket that was not taken back."""
    work = Movement.objects.filter(~Q(group=""), tenant_id=unit.tenant_id, ticket_id=unit.ticket_id, line_id=unit.line_id)
    sums = work.values("level").annotate(minutes=Sum("work_minutes"), newest=Max("pk")).order_by()
    return [row["level"] or 0 for row in sums if row["minutes"] and row["minutes"] > 0]
