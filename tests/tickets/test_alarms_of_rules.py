"""Escalation rules carried out by the sweep: told, moved, watched; once in a clock's cycle, in the hours they say."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import LogEntry
from accounts.permissions import ACCOUNT_MANAGER, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from slas.models import TierVersion
from tests.factories import make_contact, make_staff, make_ticket
from tests.tickets.promises import sweep
from tickets import actions
from tickets.models import Clock, Event, Ticket, Watcher

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def let_rule(member, *steps, percent=60, key="rule-1", **more):
    """Every tier gets this rule (beside those before): 60 % of four hours is 11:24."""
    rule = {"key": key, "name": "Hurry up", "metric": "first_response", "percent": percent, "actions": list(steps), **more}
    with acting_in(member.tenant_id, SYSTEM):
        for version in TierVersion.objects.all():
            kept = [other for other in version.rules if other["key"] != key and other["name"] == "Hurry up"]
            TierVersion.objects.filter(pk=version.pk).update(rules=[*kept, rule])


def tell(who):
    return {"do": "notify", "who": who}


def fired(ticket):
    return Event.objects.filter(ticket=ticket, kind="rule_fired")


@pytest.fixture
def at_sixty(nine_oclock):
    return nine_oclock + 4 * HOUR * 0.6


def test_a_rule_fires_once_and_the_ticket_shows_it(ann, agent, boss, nine_oclock, at_sixty):
    let_rule(ann, tell("leads"))
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    for seconds in (1, 3, 60):
        sweep(ann, at_sixty + seconds * SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        event = fired(ticket).get()
        assert (event.at, event.visibility, event.facts) == (
            at_sixty,
            "internal",
            {"metric": "first_response", "rule": "Hurry up", "did": [{"told": "leads"}]},
        )
        notice = Notice.objects.get(template="rule_fired")
        assert (notice.recipient_id, notice.facts["rule"]) == (boss.pk, "Hurry up")


def test_a_rule_is_planned_anew_by_a_pause_and_still_fires_once(ann, agent, nine_oclock, at_sixty):
    let_rule(ann, tell("leads"), metric="resolution", percent=10)  # of sixteen hours: 10:36
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + HOUR)
    sweep(ann, nine_oclock + 3 * HOUR)
    with acting_in(ann.tenant_id, SYSTEM):
        assert not fired(ticket).exists()

    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4", by=ann, at=nine_oclock + 4 * HOUR)
    for hours in (5, 6):
        sweep(ann, nine_oclock + hours * HOUR)

    with acting_in(ann.tenant_id, SYSTEM):
        assert fired(ticket).get().at == nine_oclock + 4 * HOUR + 36 * MINUTE


def test_a_rule_fires_after_the_breach(ann, nine_oclock):
    let_rule(ann, tell("leads"), percent=150)
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    sweep(ann, nine_oclock + 4 * HOUR + SECOND)
    with acting_in(ann.tenant_id, SYSTEM):
        assert Clock.objects.get(ticket=ticket, metric="first_response").plan_what == ["r:rule-1"]

    sweep(ann, nine_oclock + 6 * HOUR + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert fired(ticket).get().at == nine_oclock + 6 * HOUR


def test_everybody_gets_one_message_where_rules_and_a_warning_meet(ann, agent, boss, nine_oclock, at_sixty):
    make_staff(boss, "lena@acme.example", roles=(LEAD, ACCOUNT_MANAGER))
    let_rule(ann, tell("leads"), tell("account_managers"), tell("role:lead"), percent=75)
    let_rule(ann, tell("leads"), percent=76, key="rule-2")
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    sweep(ann, nine_oclock + 4 * HOUR * 0.76 + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert fired(ticket).count() == 2
        told = Notice.objects.filter(tone="warn", facts__metric="first_response").values_list("recipient__name", flat=True)
        assert sorted(told) == sorted({boss.name, "Lena"})


def test_a_rule_raises_the_level_empties_the_hands_and_moves_the_ticket_up(ann, agent, boss, nine_oclock, at_sixty):
    make_staff(boss, "third@acme.example", level=3)
    let_rule(ann, {"do": "raise_level", "to": 3}, {"do": "to_queue"}, {"do": "raise_severity_for_staff"}, tell("level"))
    ticket = make_ticket(ann, at=nine_oclock, severity="major")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)
        before = Ticket.objects.get(pk=ticket.pk)
        due_at = Clock.objects.get(ticket=ticket, metric="first_response").due_at

    sweep(ann, nine_oclock + 8 * HOUR * 0.6 + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        after = Ticket.objects.select_related("level").get(pk=ticket.pk)
        assert (after.level.number, after.assignee, after.severity) == (3, None, "major")
        assert before.rank_at - after.rank_at == timedelta(minutes=180)  # as a critical one stands
        assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == due_at  # the promise stays
        entered = Event.objects.filter(ticket=ticket, kind="level_entered").order_by("at").last()
        assert (entered.by, entered.facts["before"], entered.facts["from"]) == (None, 1, agent.name)
        assert fired(ticket).get().facts["did"] == [{"level": 3}, {"boost_minutes": 180}, {"told": "level"}]
        assert Notice.objects.get(template="rule_fired").recipient.name == "Third"


def test_a_ticket_at_the_top_level_stays_there(ann, boss, nine_oclock, at_sixty):
    let_rule(ann, {"do": "raise_level"}, percent=10)
    let_rule(ann, {"do": "raise_level"}, percent=60, key="rule-2")
    let_rule(ann, {"do": "raise_level"}, percent=61, key="rule-3")
    let_rule(ann, {"do": "raise_level"}, percent=62, key="rule-4")
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    sweep(ann, nine_oclock + 3 * HOUR)

    with acting_in(ann.tenant_id, SYSTEM):
        assert Ticket.objects.select_related("level").get(pk=ticket.pk).level.number == 4
        assert fired(ticket).count() == 4


def test_a_watcher_is_told_of_what_the_client_writes_and_of_missed_promises(ann, agent, boss, nine_oclock, at_sixty):
    other = make_staff(boss, "other@acme.example", level=3)
    let_rule(ann, {"do": "watch", "member": str(other.pk)})
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    sweep(ann, at_sixty + SECOND)

    with acting_as(ann):
        assert not Watcher.objects.exists()  # staff only
        actions.write_as_client(ticket=ticket, body="Any news?", by=ann, at=at_sixty + MINUTE)
    sweep(ann, nine_oclock + 5 * HOUR)

    with acting_in(ann.tenant_id, SYSTEM):
        told = Notice.objects.filter(recipient=other).order_by("at").values_list("template", flat=True)
        assert list(told) == ["client_replied", "promise_missed"]


def test_managers_of_the_client_are_told_what_was_promised_and_nothing_of_the_rule(ann, boss, kestrel, nine_oclock, at_sixty):
    manager = make_contact(boss, kestrel, "max@kestrel.example", role="manager")
    let_rule(ann, tell("client_managers"))
    make_ticket(ann, at=nine_oclock, severity="critical")

    sweep(ann, at_sixty + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        notice = Notice.objects.get(template="promise_at_risk")
        assert notice.recipient_id == manager.pk and "/portal/" in notice.link
        assert set(notice.facts) == {"number", "title", "client", "severity", "metric", "due_at", "is_missed"}


def test_a_webhook_event_is_a_line_of_the_log(ann, nine_oclock, at_sixty):
    let_rule(ann, tell("webhook"))
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    sweep(ann, at_sixty + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        line = LogEntry.objects.get(kind="rule.fired")
        assert (line.subject_id, line.visibility, line.facts["rule"]) == (ticket.pk, "internal", "Hurry up")
        assert not Notice.objects.filter(template="rule_fired").exists()


def test_many_rules_cost_a_handful_of_queries(ann, boss, nine_oclock, at_sixty):
    let_rule(ann, tell("leads"), tell("webhook"), tell("client_managers"))
    counts = []
    for number in (1, 20):
        for _ in range(number):
            make_ticket(ann, at=nine_oclock, severity="critical")
        with acting_in(ann.tenant_id, SYSTEM), CaptureQueriesContext(connection) as queries:
            assert actions.record_due_clocks(tenant_id=ann.tenant_id, at=at_sixty + SECOND) >= number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_rule_does_not_wait_for_a_ticket_that_somebody_holds(ann, agent, nine_oclock, at_sixty):
    """The sweep holds clocks; whoever holds the ticket waits for them. The rule comes again two seconds later."""
    let_rule(ann, {"do": "raise_level"}, tell("leads"))
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    is_held, may_go = threading.Event(), threading.Event()

    def hold():
        with acting_as(agent):
            Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
            is_held.set()
            may_go.wait(20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert is_held.wait(10)
        sweep(ann, at_sixty + SECOND)
        with acting_in(ann.tenant_id, SYSTEM):
            assert not fired(ticket).exists()
            assert Clock.objects.get(ticket=ticket, metric="first_response").next_at == at_sixty
    finally:
        may_go.set()
        holder.join(20)

    sweep(ann, at_sixty + 3 * SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert fired(ticket).get().at == at_sixty
        assert Ticket.objects.select_related("level").get(pk=ticket.pk).level.number == 2
