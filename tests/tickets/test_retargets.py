"""Open tickets get the promises that were published: each once, dated when they were, without being "updated" (S-33)."""

from datetime import timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas import actions as slas
from slas.models import Tier
from tests.factories import make_client, make_contact, make_contract, make_ticket
from tests.tickets.test_clocks_are_replayed import plain, stored
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Clock, Event, Retarget, Ticket

pytestmark = pytest.mark.django_db


def published(boss, at, name="Standard", hours=None, **changed):
    """The next version of a tier, where the given cells (such as `resolution_minor=(8, "hours")`) differ from the last."""
    with acting_as(boss):
        tier = Tier.objects.get(tenant=boss.tenant, name=name)
        last = tier.versions.order_by("-number").first()
        targets = []
        for target in last.targets.all():
            amount, unit = changed.get(f"{target.metric}_{target.severity}", (target.amount, target.unit))
            targets.append({"metric": target.metric, "severity": target.severity, "amount": amount, "unit": unit})
        return slas.publish_tier(tier=tier, hours=hours or last.hours, targets=targets, by=boss, at=at)


def started(boss, version, at, **more):
    with acting_as(boss):
        return actions.start_retarget(kind="tier", tier_version=version, by=boss, at=at, **more)


def worked_off(tenant_id, at, size=2):
    """What the worker does, in small batches."""
    with acting_in(tenant_id, SYSTEM):
        begun = actions.begin_retarget(tenant_id=tenant_id, at=at)
        if begun is None:
            return None
        job, ids = begun
        after = job.cursor
        for first in range(0, len(ids), size):
            assert actions.retarget_batch(retarget=job, after=after, ids=ids[first : first + size], at=at)
            after = ids[first : first + size][-1]
        assert actions.end_retarget(retarget=job, after=after, at=at)
        return Retarget.objects.get(pk=job.pk)


def due(ticket, metric="resolution"):
    return Clock.objects.get(ticket=ticket, metric=metric).due_at


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_open_tickets_get_the_new_deadline_and_are_not_updated(boss, ann, nine_oclock):
    tickets = [make_ticket(ann, at=nine_oclock, severity="critical") for _ in range(3)]
    version = published(boss, nine_oclock + timedelta(hours=1), resolution_critical=(10, "hours"))
    job = started(boss, version, nine_oclock + timedelta(hours=1))

    done = worked_off(boss.tenant_id, nine_oclock + timedelta(hours=2))

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.pk, done.state, done.total, done.done, done.breached) == (job.pk, "done", 3, 3, 0)
        for ticket in tickets:
            now = fresh(ticket)
            assert due(ticket) == nine_oclock + timedelta(hours=26)  # ten open hours: two of them on Tuesday
            assert (now.updated_at, now.version) == (ticket.updated_at, ticket.version)
            assert now.tier_version_id == version.pk
            assert now.next_due_at == due(ticket, "first_response")
            event = Event.objects.get(ticket=ticket, kind="retargeted")
            assert (event.at, event.by_id, event.visibility) == (job.at, boss.pk, "public")
            assert stored(ticket) == plain(replayed(now, as_of=nine_oclock + timedelta(hours=2)).clocks)


def test_frozen_and_excluded_tickets_keep_what_they_were_promised(boss, ann, palisade, nine_oclock):
    moved, excluded = (make_ticket(ann, at=nine_oclock) for _ in range(2))
    with acting_as(boss):
        standard = Tier.objects.get(tenant=boss.tenant, name="Standard")
        frozen_at = standard.versions.get()
    pinned = make_client(boss, "Frozen Ltd")
    contract = make_contract(boss, pinned, "Standard")
    with acting_as(boss):
        type(contract).objects.filter(pk=contract.pk).update(frozen_version=frozen_at)
    frozen = make_ticket(make_contact(boss, pinned, "fred@frozen.example"), at=nine_oclock)
    other_tier = make_ticket(boss, at=nine_oclock, client=palisade)
    with acting_in(boss.tenant_id, SYSTEM):
        before = {ticket.pk: stored(ticket) for ticket in (excluded, frozen, other_tier)}

    started(boss, published(boss, nine_oclock, resolution_minor=(20, "hours")), nine_oclock, tickets_excluded=[excluded])
    done = worked_off(boss.tenant_id, nine_oclock)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.total, done.done, done.skipped) == (3, 1, {"frozen": 1, "excluded": 1})
        assert due(moved) < due(excluded)
        for ticket in (excluded, frozen, other_tier):
            assert stored(ticket) == before[ticket.pk]
            assert not Event.objects.filter(ticket=ticket, kind="retargeted").exists()


def test_a_kind_of_hours_that_is_new_to_the_tickets_is_each_clients_own(boss, ann, palisade, nine_oclock):
    make_contract(boss, palisade, "Standard")
    tickets = [make_ticket(boss, at=nine_oclock, client=client, severity="critical") for client in (ann.client, palisade)]
    at = nine_oclock + timedelta(hours=1)
    with acting_as(boss):
        for start, client in ((480, None), (720, palisade)):
            weekly = (((start, 1200),),) * 7
            calendar = slas.create_weekly_calendar(name=f"{start}", weekly=weekly, zone="Europe/London", by=boss, at=at)
            slas.choose_calendar(kind="custom", calendar=calendar, client=client, by=boss, at=at)

    hours = dict.fromkeys(("critical", "major", "minor", "question"), "custom")
    started(boss, published(boss, at, hours=hours, resolution_critical=(4, "hours")), at)
    done = worked_off(boss.tenant_id, at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.state, done.done) == ("done", 2)
        assert due(tickets[0]) < due(tickets[1])
        for ticket in tickets:
            assert stored(ticket) == plain(replayed(fresh(ticket), as_of=at).clocks)
