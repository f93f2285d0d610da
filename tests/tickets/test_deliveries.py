"""Workarounds, confirmed defects, deployments and replies that nobody needs, through the verbs and the stored clocks."""

from datetime import timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from products import actions as products
from slas.models import Target
from tests.factories import make_product, make_ticket
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.errors import TicketIsOver, TicketRefused
from tickets.models import Clock, Event, Ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def product(boss, kestrel):
    return make_product(boss, "Dispatch Hub", kestrel)


@pytest.fixture
def owes_hotfix(boss, kestrel):
    """Kestrel's contract takes the option: 24 hours for a critical defect."""
    with acting_as(boss):
        Target.objects.filter(tenant_id=boss.tenant_id, metric="hotfix", severity="critical").update(is_option=False)


@pytest.fixture
def ticket(ann, product, owes_hotfix, nine_oclock):
    return make_ticket(ann, at=nine_oclock, severity="critical", product=product)


@pytest.fixture
def production(boss, kestrel, product, nine_oclock):
    with acting_as(boss):
        return products.create_environment(
            client=kestrel, product=product, name="Production", kind="production", by=boss, at=nine_oclock
        )


def clock(ticket, metric, cycle=1):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Clock.objects.filter(ticket=ticket, metric=metric, cycle=cycle).first()


def fresh(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Ticket.objects.get(pk=ticket.pk)


def test_a_workaround_answers_and_stops_its_clock_while_resolution_goes_on(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.deliver_workaround(ticket=ticket, body="Export by region.", by=agent, at=nine_oclock + HOUR)

    assert (clock(ticket, "first_response").state, clock(ticket, "workaround").state) == ("met", "met")
    assert clock(ticket, "workaround").elapsed_seconds == 3600
    assert clock(ticket, "resolution").state == "running"
    assert (fresh(ticket).status, fresh(ticket).severity) == ("open", "critical")
    with acting_as(agent), pytest.raises(TicketRefused, match="given already"):
        actions.deliver_workaround(ticket=ticket, body="Again.", by=agent, at=nine_oclock + 2 * HOUR)


def test_with_the_clients_consent_the_severity_drops_by_one(ticket, agent, nine_oclock):
    with acting_as(agent):
        said = {"body": "Export by region.", "lower_severity": True}
        actions.deliver_workaround(ticket=ticket, **said, by=agent, at=nine_oclock + HOUR)
        changed = Event.objects.get(ticket=ticket, kind="severity_changed")

    assert fresh(ticket).severity == "major"
    assert changed.facts == {"severity": "major", "before": "critical", "with_consent": True}
    assert clock(ticket, "resolution").target["amount"] == 40  # Standard's, for major


def test_a_minor_ticket_drops_no_further(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="minor")

    with acting_as(agent), pytest.raises(TicketRefused, match="any further"):
        actions.deliver_workaround(ticket=ticket, body="So.", lower_severity=True, by=agent, at=nine_oclock + HOUR)


def test_a_hotfix_is_owed_from_the_confirmation_and_given_by_the_deployment(ticket, production, agent, nine_oclock):
    assert clock(ticket, "hotfix") is None
    with acting_as(agent):
        actions.confirm_defect(ticket=ticket, by=agent, at=nine_oclock + HOUR)
        with pytest.raises(TicketRefused, match="confirmed already"):
            actions.confirm_defect(ticket=ticket, by=agent, at=nine_oclock + HOUR)
    assert (clock(ticket, "hotfix").state, clock(ticket, "hotfix").started_at) == ("running", nine_oclock + HOUR)

    with acting_as(agent):
        told = {"environment": production, "reference": "8.4.3"}
        actions.record_deployment(ticket=ticket, **told, deployed_at=nine_oclock + 5 * HOUR, by=agent, at=nine_oclock + 6 * HOUR)

    assert (clock(ticket, "hotfix").state, clock(ticket, "hotfix").stopped_at) == ("met", nine_oclock + 5 * HOUR)
    assert clock(ticket, "resolution").state == "running"


def test_a_deployment_that_was_in_time_takes_a_breach_back_though_it_is_recorded_late(ticket, production, agent, nine_oclock):
    with acting_as(agent):
        actions.confirm_defect(ticket=ticket, by=agent, at=nine_oclock + HOUR)
    with acting_in(ticket.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ticket.tenant_id, at=nine_oclock + 4 * DAY)
    assert clock(ticket, "hotfix").state == "breached_running"

    with acting_as(agent):
        actions.record_deployment(
            ticket=ticket, environment=production, deployed_at=nine_oclock + DAY, by=agent, at=nine_oclock + 5 * DAY
        )
        assert Event.objects.filter(ticket=ticket, kind="breach_withdrawn", facts__metric="hotfix").exists()
        shown = {each.metric: each for each in replayed(fresh(ticket), as_of=nine_oclock + 5 * DAY).clocks}
    assert (clock(ticket, "hotfix").state, clock(ticket, "hotfix").breached_at) == ("met", None)
    assert shown["hotfix"].elapsed_seconds == clock(ticket, "hotfix").elapsed_seconds


def test_another_kind_of_environment_gives_no_hotfix(ticket, boss, kestrel, product, agent, nine_oclock):
    with acting_as(boss):
        staging = products.create_environment(
            client=kestrel, product=product, name="Staging", kind="staging", by=boss, at=nine_oclock
        )
    with acting_as(agent):
        actions.confirm_defect(ticket=ticket, by=agent, at=nine_oclock + HOUR)
        actions.record_deployment(
            ticket=ticket, environment=staging, deployed_at=nine_oclock + 2 * HOUR, by=agent, at=nine_oclock + 2 * HOUR
        )

    assert clock(ticket, "hotfix").state == "running"


def test_the_clients_slot_holds_the_hotfix_and_nothing_else(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.confirm_defect(ticket=ticket, by=agent, at=nine_oclock + HOUR)
        actions.open_hold(ticket=ticket, hold="deploy_slot", by=agent, at=nine_oclock + 2 * HOUR)

    assert (clock(ticket, "hotfix").state, clock(ticket, "resolution").state) == ("paused", "running")


def test_deployments_that_cannot_be_are_refused(ticket, production, boss, palisade, agent, ann, nine_oclock):
    ledger = make_product(boss, "Ledger", palisade)
    with acting_as(boss):
        theirs = products.create_environment(
            client=palisade, product=ledger, name="Live", kind="production", by=boss, at=nine_oclock
        )
        retired = products.edit_environment(
            environment=production, name="Production", kind="production", is_active=False, by=boss, at=nine_oclock
        )
    at = nine_oclock + HOUR
    with acting_as(agent):
        for environment, deployed_at, words in (
            (theirs, at, "another client"),
            (retired, at, "out of use"),
        ):
            with pytest.raises(TicketRefused, match=words):
                actions.record_deployment(ticket=ticket, environment=environment, deployed_at=deployed_at, by=agent, at=at)
    with acting_as(boss):
        products.edit_environment(
            environment=production, name="Production", kind="production", is_active=True, by=boss, at=nine_oclock
        )
    with acting_as(agent):
        for deployed_at in (at + HOUR, nine_oclock - HOUR):
            with pytest.raises(TicketRefused, match="before"):
                actions.record_deployment(ticket=ticket, environment=production, deployed_at=deployed_at, by=agent, at=at)
        actions.cancel_ticket(ticket=ticket, reason="Spam", by=agent, at=at)
        with pytest.raises(TicketIsOver):
            actions.record_deployment(ticket=ticket, environment=production, deployed_at=at, by=agent, at=at)


def test_an_environment_belongs_to_a_product_that_the_client_uses_and_its_name_to_it_alone(boss, kestrel, product, nine_oclock):
    ledger = make_product(boss, "Ledger")
    with acting_as(boss):
        said = {"client": kestrel, "kind": "test", "by": boss, "at": nine_oclock}
        with pytest.raises(products.environments.EnvironmentRefused, match="does not use"):
            products.create_environment(product=ledger, name="Test", **said)
        products.create_environment(product=product, name="Test", **said)
        with pytest.raises(products.environments.EnvironmentRefused, match="already"):
            products.create_environment(product=product, name="TEST", **said)


def test_a_reply_that_nobody_needs_is_cancelled_with_the_reason_for_colleagues(ticket, ann, agent, nine_oclock):
    with acting_as(agent), pytest.raises(TicketRefused, match="No reply is awaited"):
        actions.no_reply_needed(ticket=ticket, text="Thanks", by=agent, at=nine_oclock)
    with acting_as(agent):
        actions.reply(ticket=ticket, body="Try again?", by=agent, at=nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Works, thanks!", by=ann, at=nine_oclock + HOUR)

    with acting_as(agent):
        actions.no_reply_needed(ticket=ticket, text="Only a thank you.", by=agent, at=nine_oclock + 2 * HOUR)

    assert clock(ticket, "next_response") is None or clock(ticket, "next_response").state == "cancelled"
    with acting_as(ann):
        assert Event.objects.filter(ticket=ticket, kind="no_reply_needed").exists()
        assert "thank you" not in str(list(Event.objects.filter(ticket=ticket).values_list("facts", flat=True)))
