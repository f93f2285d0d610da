"""Telling once when 50, 75, 90 and 100 % of what a period can give are used (C-41, EX-C15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.log import record
from contracts.actions.beside import open_books
from contracts.models import ACCEPTED, Contract, ContractLine, ThresholdCrossing
from contracts.pending import minutes_pending
from contracts.queries.agreements import version_on
from contracts.queries.grants import booked_in
from contracts.queries.pace import Pace, pace_of, thresholds_of
from contracts.recipients import notes_about
from contracts.spans import day_of
from notifications.actions import notify_each


def weigh_thresholds(*, contract: Contract, line: ContractLine, at: datetime) -> list[int]:
    """Log each threshold that the line's running period has reached since it was last armed, and tell once, of the highest.

    The caller holds the lock on the line. Time that waits for approval counts as used (C-33). Returns the percents.
    """
    today = day_of(at, contract.time_zone)
    found = booked_in(line, today, today)
    said = version_on(contract, today).agreed.lines.get(str(line.pk))
    if found is None or said is None:
        return []
    period, pace = found[0], pace_of(line, found[0])
    waiting = minutes_pending(contract, period.starts_on, period.ends_on)
    known = {c.percent: c for c in ThresholdCrossing.objects.filter(tenant_id=line.tenant_id, period=period)}
    reached = [percent for percent in thresholds_of(said) if pace.has_reached(percent, waiting)]
    fresh = [percent for percent in reached if percent not in known or known[percent].is_armed]
    for percent in fresh:
        _cross(line, period, percent, known.get(percent), at)
    if fresh:
        _tell(contract, line, period, fresh, pace, at)
    return fresh


def weigh_pending(*, contract: Contract, at: datetime) -> None:
    """Time was saved that waits for approval: warn where it, once approved, would reach a threshold of some line, of the client's
    other contracts as well (C-33, `decisions.md` 11)."""
    books = open_books(contract.client, contract, at)
    for each in books.contracts.values():
        lines = books.lines.get(each.pk, [])
        if each.pk == contract.pk or (each.stage == ACCEPTED and any(line.ledger_due_at for line in lines)):
            for line in lines:
                weigh_thresholds(contract=each, line=line, at=at)


def arm_thresholds(*, line: ContractLine, period: Any) -> None:
    """After a top-up: thresholds that are no longer reached tell again when they are (C-41)."""
    pace = pace_of(line, period)
    for crossing in ThresholdCrossing.objects.filter(tenant_id=line.tenant_id, period=period, is_armed=False):
        if not pace.has_reached(crossing.percent):
            ThresholdCrossing.objects.filter(pk=crossing.pk, tenant_id=line.tenant_id).update(is_armed=True)


def _cross(line, period, percent, known, at):
    if known is None:
        ThresholdCrossing.objects.create(
            tenant_id=line.tenant_id, line=line, client_id=line.client_id, period=period, percent=percent, crossed_at=at
        )
        return
    again = ThresholdCrossing.objects.filter(pk=known.pk, tenant_id=line.tenant_id)
    again.update(is_armed=False, crossed_at=at, times=F("times") + 1)


def _tell(contract: Contract, line: ContractLine, period: Any, fresh: list[int], pace: Pace, at: datetime) -> None:
    facts = {"percents": fresh, "line": line.name, "available": pace.available, "left": pace.left}
    whose = {"tenant_id": contract.tenant_id, "subject": contract, "client_id": contract.client_id}
    record(kind="contract.threshold", at=at, visibility="public", **whose, **facts)
    told = {
        "percent": fresh[-1],
        "line": line.name,
        "left_minutes": pace.left,
        "available_minutes": pace.available,
        "ends_on": period.ends_on.isoformat(),
    }
    key = f"threshold:{period.pk}:{fresh[-1]}:{at.isoformat()}"
    tone = "danger" if fresh[-1] >= 100 else "warn"
    notify_each(notes_about(contract, key=key, template="hours_running_out", facts=told, tone=tone), at=at)
