"""What programs do with tickets besides talking: each verb by its own resource, to the same actions as the desk's."""

from datetime import timedelta

import pytest

from accounts.tenancy import acting_as
from common import wallclock
from tests.factories import make_environment, make_product, make_ticket
from tickets import actions
from tickets.models import Clock, Event, Message, Ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(ann, boss, kestrel, nine_oclock, monkeypatch):
    product = make_product(boss, "Dispatch Hub", kestrel)
    filed = make_ticket(ann, at=nine_oclock, severity="critical", product=product)
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock + HOUR)
    return filed


@pytest.fixture
def does(agents, ticket):
    """Post to one of the ticket's small resources."""
    return lambda what, **sent: agents.post(f"/api/v1/tickets/{ticket.pk}/{what}/", sent)


@pytest.mark.parametrize(
    ("wait", "status"),
    [
        ("approval", "waiting_approval"),
        ("clients_vendor", "waiting_third_party"),
        ("our_supplier", "waiting_third_party"),
    ],
)
def test_a_ticket_waits_and_goes_on(does, wait, status):
    waits = does("wait", wait=wait)
    assert (waits.status_code, waits.json()["status"]) == (200, status)

    goes_on = does("resumption")
    assert (goes_on.status_code, goes_on.json()["status"]) == (200, "open")


def test_a_question_and_an_agreed_time_come_with_words(does, ticket, agent, nine_oclock):
    for sent, missing in (
        ({"wait": "client"}, ["/body"]),
        ({"wait": "schedule"}, ["/body", "/until"]),
        ({"wait": "lunch"}, ["/wait"]),
    ):
        refused = does("wait", **sent)
        assert refused.status_code == 400
        assert sorted(error["pointer"] for error in refused.json()["errors"]) == missing

    until = (nine_oclock + 5 * HOUR).isoformat()
    done = does("wait", wait="schedule", until=until, body="At two, then.")

    assert (done.status_code, done.json()["status"], done.json()["scheduled_until"]) == (200, "scheduled", "2026-06-08T13:00:00Z")
    with acting_as(agent):
        assert Message.objects.get(ticket=ticket, side="staff").body == "At two, then."


def test_a_rule_that_refuses_says_so(does, nine_oclock):
    late = does("wait", wait="schedule", until=(nine_oclock - HOUR).isoformat(), body="Then.")
    again = does("resumption")

    assert (late.status_code, again.status_code) == (409, 409)
    assert "in the past" in late.json()["detail"]


def test_what_was_changed_meanwhile_is_not_resolved(agents, ticket, agent, nine_oclock):
    tag = agents.get(f"/api/v1/tickets/{ticket.pk}/")["ETag"]
    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock)

    stale = agents.post(f"/api/v1/tickets/{ticket.pk}/resolution/", {"body": "Done."}, headers={"If-Match": tag})

    assert stale.status_code == 412


def test_a_ticket_is_resolved_by_staff_and_opened_again_by_the_contact(does, anns, ticket):
    refused = anns.post(f"/api/v1/tickets/{ticket.pk}/resolution/", {"body": "Done."})
    resolved = does("resolution", body="Done.")
    reopened = anns.post(f"/api/v1/tickets/{ticket.pk}/reopening/", {"body": "It is not."})

    assert (refused.status_code, resolved.json()["status"], reopened.json()["status"]) == (403, "resolved", "open")


def test_a_workaround_lowers_the_severity_with_consent(does, ticket, agent):
    done = does("workaround", body="Export by region.", lower_severity=True)

    assert (done.status_code, done.json()["severity"]) == (200, "major")
    with acting_as(agent):
        assert Clock.objects.get(ticket=ticket, metric="workaround").state == "met"


def test_continuous_integration_records_a_deployment_once(agents, does, ticket, boss, kestrel, palisade, agent, nine_oclock):
    place = make_environment(boss, kestrel, ticket.product, "Production")
    theirs = make_environment(boss, palisade, make_product(boss, "Ledger", palisade), "Live")
    sent = {"environment": str(place.pk), "deployed_at": (nine_oclock + HOUR / 2).isoformat(), "reference": "8.4.3"}
    for _each in range(2):
        key = {"Idempotency-Key": "build-4711"}
        done = agents.post(f"/api/v1/tickets/{ticket.pk}/deployments/", sent, headers=key)
        assert done.status_code == 200, done.json()
    with acting_as(agent):
        deployed = Event.objects.get(ticket=ticket, kind="deployed")
    assert (deployed.at, deployed.facts["environment_kind"], deployed.facts["reference"]) == (
        nine_oclock + HOUR / 2,
        "production",
        "8.4.3",
    )

    assert does("deployments", environment=str(theirs.pk)).status_code == 409
    assert does("deployments", environment=str(place.pk), deployed_at=(nine_oclock + 9 * HOUR).isoformat()).status_code == 409
    assert does("deployments", environment=str(ticket.pk)).status_code == 400


def test_a_reply_that_nobody_needs(does, ticket, ann, agent, nine_oclock):
    with acting_as(agent):
        actions.reply(ticket=ticket, body="Try again?", by=agent, at=nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Works, thanks!", by=ann, at=nine_oclock)

    assert does("no-reply-needed").status_code == 400
    assert does("no-reply-needed", text="A thank-you.").status_code == 200
    assert does("no-reply-needed", text="A thank-you.").status_code == 409
    with acting_as(agent):
        assert Ticket.objects.get(pk=ticket.pk).events.filter(kind="no_reply_explained").count() == 1
