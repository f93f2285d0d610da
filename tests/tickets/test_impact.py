"""What an edit would do to open tickets is said before it is published, and publishing then does that very thing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas.hours import HoursVersion
from slas.models import Calendar, Tier
from slas.queries import timeline
from tests.factories import make_ticket
from tests.tickets.test_retargets import due, published, started, worked_off
from tickets import actions
from tickets.models import Clock
from tickets.queries import impact_of_hours, impact_of_tier

pytestmark = pytest.mark.django_db


def drafted(boss, **changed):
    """The Standard tier's hours and targets with some cells changed, unpublished."""
    tier = Tier.objects.get(tenant=boss.tenant, name="Standard")
    last = tier.versions.order_by("-number").first()
    cells = []
    for target in last.targets.all():
        amount, unit = changed.get(f"{target.metric}_{target.severity}", (target.amount, target.unit))
        cells.append({"metric": target.metric, "severity": target.severity, "amount": amount, "unit": unit})
    return tier, {"hours": last.hours, "targets": cells}


def test_the_counts_and_the_list_are_what_publishing_then_does(boss, ann, agent, nine_oclock):
    early, late, calm = (make_ticket(ann, at=nine_oclock, severity=each) for each in ("critical", "major", "minor"))
    waiting = make_ticket(ann, at=nine_oclock, severity="critical")
    at = nine_oclock + timedelta(hours=5)
    with acting_as(agent):
        actions.wait_for_client(ticket=waiting, body="Which?", by=agent, at=nine_oclock + timedelta(hours=1))
    changed = {"resolution_critical": (4, "hours"), "resolution_major": (50, "hours"), "first_response_critical": (4, "hours")}

    with acting_as(boss):
        tier, draft = drafted(boss, **changed)
        impact = impact_of_tier(boss, tier, at=at, **draft)

    assert (impact.total, impact.earlier, impact.later, impact.unchanged) == (4, 2, 1, 1)
    assert (impact.breached, impact.warning, impact.frozen) == (1, 0, 0)
    assert [(each.client, each.total, each.breached) for each in impact.by_client] == [("Kestrel Logistics", 4, 1)]
    first, *rest = impact.tickets
    assert (first.ticket.pk, first.is_breached, first.metric) == (early.pk, True, "resolution")
    assert first.due_after == nine_oclock + timedelta(hours=4)
    moved = {each.ticket.pk: each for each in rest}
    assert moved[late.pk].moves == "later" and moved[waiting.pk].left_after == 3 * 3600
    assert calm.pk not in moved

    started(boss, published(boss, at, **changed), at)
    done = worked_off(boss.tenant_id, at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.done, done.breached) == (4, impact.breached)
        assert due(early) == first.due_after
        assert due(late) == moved[late.pk].due_after
        assert Clock.objects.get(ticket=early, metric="resolution").flags == ["by_retarget"]


def test_a_holiday_not_yet_published_moves_what_runs_over_it(boss, ann):
    received = datetime(2026, 6, 12, 14, 0, tzinfo=UTC)  # Friday 15:00 in London (EX-S22)
    ticket = make_ticket(ann, at=received, severity="major")
    at = datetime(2026, 6, 12, 15, 0, tzinfo=UTC)

    with acting_as(boss):
        calendar = next(c for c in Calendar.objects.filter(tenant=boss.tenant, kind="8/5"))
        last = timeline(list(calendar.versions.order_by("number"))).newest
        closed = tuple(sorted({*last.calendar.exceptions, (date(2026, 6, 15), ())}))
        hours = type(last.calendar)(last.calendar.zone, last.calendar.weekly, closed)
        impact = impact_of_hours(boss, calendar, HoursVersion(at, hours, number=last.number + 1), at=at)

    (moved,) = impact.tickets
    assert (moved.ticket.pk, moved.moves) == (ticket.pk, "later")
    assert moved.due_after - moved.due_before == timedelta(days=1)
