"""The dry run of rules says what the sweep would have done."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas.models import TierVersion
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Event
from tickets.queries.rehearsals import dry_run

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def rule(key, percent, *steps, **more):
    steps = steps or ({"do": "notify", "who": "leads"},)
    return {"key": key, "name": f"At {percent} %", "metric": "*", "percent": percent, "actions": list(steps), **more}


RULES = [rule("a", 60), rule("b", 130), rule("c", 10, metric="resolution", severities=["critical"])]


def live(ann, agent, start):
    """Answered in time, answered late and set to wait, changed in severity: three tickets that rules meet."""
    first, second, third = (make_ticket(ann, at=start, severity=severity) for severity in ("critical", "critical", "minor"))
    with acting_as(agent):
        actions.reply(ticket=first, body="Hello.", by=agent, at=start + HOUR)
        actions.wait_for_client(ticket=second, body="Which version?", by=agent, at=start + 6 * HOUR)
        actions.change_severity(ticket=third, severity="critical", by=agent, at=start + 2 * HOUR)
    with acting_as(ann):
        actions.write_as_client(ticket=second, body="8.4", by=ann, at=start + 25 * HOUR)
    return [first, second, third]


def test_a_dry_run_over_history_equals_what_the_sweep_did(ann, agent, nine_oclock):
    with acting_in(ann.tenant_id, SYSTEM):
        TierVersion.objects.update(rules=RULES)
    start, moments = nine_oclock, []
    tickets = []

    def sweep(until):
        with acting_in(ann.tenant_id, SYSTEM):
            while moments == [] or moments[-1] < until:
                moments.append((moments[-1] if moments else start) + timedelta(minutes=10))
                actions.record_due_clocks(tenant_id=ann.tenant_id, at=moments[-1] + SECOND)

    for severity in ("critical", "critical", "minor"):
        tickets.append(make_ticket(ann, at=start, severity=severity))
    with acting_as(agent):
        actions.reply(ticket=tickets[0], body="Hello.", by=agent, at=start + HOUR)
    sweep(start + 2 * HOUR)
    with acting_as(agent):
        actions.change_severity(ticket=tickets[2], severity="critical", by=agent, at=start + 2 * HOUR + timedelta(minutes=5))
    sweep(start + 6 * HOUR)
    with acting_as(agent):
        actions.wait_for_client(ticket=tickets[1], body="Which?", by=agent, at=start + 6 * HOUR + timedelta(minutes=5))
    sweep(start + 25 * HOUR - timedelta(minutes=10))
    with acting_as(ann):
        actions.write_as_client(ticket=tickets[1], body="8.4", by=ann, at=start + 25 * HOUR)
    end = start + 32 * HOUR
    sweep(end)

    with acting_as(agent):
        tier = TierVersion.objects.select_related("tier").get(pk=tickets[0].tier_version_id).tier
        run = dry_run(agent, tier, RULES, at=end)
        did = list(Event.objects.filter(kind="rule_fired").values_list("at", "which", "clock__metric", "ticket_id"))
    assert sorted((line.at, line.rule.key, line.metric, line.ticket.pk) for line in run.lines) == sorted(did)
    assert run.total == sum(often for _rule, often in run.counts) == len(did) >= 6


def test_a_dry_run_writes_nothing_is_bounded_and_says_so(ann, agent, nine_oclock, monkeypatch):
    monkeypatch.setattr("tickets.queries.rehearsals.MOST_TICKETS", 2)
    monkeypatch.setattr("tickets.queries.rehearsals.MOST_LINES", 3)
    tickets = live(ann, agent, nine_oclock)
    with acting_as(agent):
        tier = TierVersion.objects.select_related("tier").get(pk=tickets[0].tier_version_id).tier
        before = Event.objects.count()
        with CaptureQueriesContext(connection) as queries:
            run = dry_run(agent, tier, RULES, at=nine_oclock + 30 * HOUR)

        assert (run.tickets, run.is_cut, len(run.lines)) == (2, True, 3) and run.total > 3
        assert Event.objects.count() == before
    assert len(queries) <= 6


def test_a_dry_run_looks_back_thirty_days_and_no_further(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        tier = TierVersion.objects.select_related("tier").get(pk=ticket.tier_version_id).tier
        early, late = (rule(key, 60, metric=metric) for key, metric in (("a", "first_response"), ("b", "resolution")))
        run = dry_run(agent, tier, [early, late], at=nine_oclock + timedelta(days=31))

    assert (run.tickets, run.since) == (1, nine_oclock + timedelta(days=1))
    assert [(each.key, often) for each, often in run.counts] == [("a", 0), ("b", 1)]
