"""The verbs behind the menu of a ticket's page, through HTTP: what each offers, refuses and shows afterwards."""

from datetime import timedelta

import pytest

from accounts.permissions import ACCOUNT_MANAGER, ENGINEER
from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas.models import Target
from tests.doors import signed_in
from tests.factories import make_environment, make_product, make_staff, make_ticket
from tests.triage.reading import queries
from tickets import actions
from tickets.models import Clock, Ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(ann, boss, kestrel, clocked, nine_oclock):
    with acting_as(boss):
        Target.objects.filter(tenant_id=boss.tenant_id, metric="hotfix", severity="critical").update(is_option=False)
    filed = make_ticket(ann, at=nine_oclock, severity="critical", product=make_product(boss, "Dispatch Hub", kestrel))
    clocked(nine_oclock + HOUR)
    return filed


@pytest.fixture
def page(desk, at, ticket):
    return lambda do="", of=None: " ".join(desk.get(at("ticket", (of or ticket).pk), {"do": do}).content.decode().split())


def fresh(ticket, agent):
    with acting_as(agent):
        return Ticket.objects.get(pk=ticket.pk)


def test_from_the_defect_to_the_deployment(deed, page, ticket, boss, kestrel, agent, clocked, nine_oclock):
    make_environment(boss, kestrel, ticket.product, "Live site")
    assert "?do=deployment" not in page() and "?do=slot" not in page()

    assert deed("workaround", body="Export by region.", lower_severity="").status_code == 302
    assert deed("defect").status_code == 302
    assert deed("slot").status_code == 302
    held = page()
    assert "?do=slot-end" in held and "?do=workaround" not in held and "?do=defect" not in held
    assert "Waiting for the client’s deployment slot" in held
    assert deed("slot-end").status_code == 302

    clocked(nine_oclock + 2 * HOUR)
    assert "Live site" in page("deployment")
    with acting_as(agent):
        place = kestrel.environments.get()
    future = deed("deployment", environment=place.pk, deployed_at="2026-06-08T18:00", reference="8.4.3")
    assert future.status_code == 422 and "cannot be recorded before it was done" in future.content.decode()
    assert deed("deployment", environment=place.pk, deployed_at="2026-06-08T10:30", reference="8.4.3").status_code == 302
    with acting_as(agent):
        assert Clock.objects.get(ticket=ticket, metric="hotfix").state == "met"
    assert "recorded the fix as deployed to Live site (8.4.3)" in page()


def test_no_reply_needed_is_offered_while_one_is_awaited(deed, page, ticket, ann, agent, nine_oclock):
    assert "?do=no-reply" not in page()
    with acting_as(agent):
        actions.reply(ticket=ticket, body="Try again?", by=agent, at=nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Works, thanks!", by=ann, at=nine_oclock + HOUR / 2)

    assert "No reply is needed" in page("no-reply")
    assert deed("no-reply", text="").status_code == 422
    assert deed("no-reply", text="A thank-you.").status_code == 302
    assert "says that no reply is needed: A thank-you." in page()
    again = deed("no-reply", text="A thank-you.")
    assert again.status_code == 422 and "No reply is awaited" in again.content.decode()


def test_a_merge_leads_to_the_survivor_from_everywhere(deed, page, desk, at, ticket, ann, agent, nine_oclock):
    other = make_ticket(ann, at=nine_oclock, title="The same again", body="Said on the other one.")

    for nonsense in ("99", "x", "²"):
        assert deed("merge", survivor=nonsense).status_code == 422
    merged = deed("merge", survivor=f"#{other.number}")

    assert merged.status_code == 302 and merged.url == at("ticket", other.pk)
    assert fresh(ticket, agent).merged_into_id == other.pk
    assert f"This ticket was merged and goes on in {other.number}." in page()
    assert "Since 8.4.2 the nightly export ends early." in page(of=other) and "Merged into this ticket" in page(of=other)
    told = signed_in(ann).get(f"/acme/portal/tickets/{ticket.pk}/").content.decode()
    assert f"This goes on in ticket #{other.number}" in told and "follow-up" not in told


def test_a_message_becomes_a_ticket(deed, page, ticket, ann, agent, nine_oclock):
    assert "?do=split" not in page()
    with acting_as(ann):
        said = actions.write_as_client(ticket=ticket, body="And the printer burns.", by=ann, at=nine_oclock + HOUR)

    assert "And the printer burns." in page("split")
    made = deed("split", message=said.pk, title="Printer", severity="major", type=ticket.type_id)
    assert made.status_code == 302 and "Split off from this ticket" in page()
    with acting_as(agent):
        assert Ticket.objects.get(split_from=ticket).received_at == nine_oclock + HOUR


def test_leads_and_account_managers_void_agree_and_move(boss, at, ticket, page, ann, clocked, nine_oclock):
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + 5 * HOUR)
        missed = Clock.objects.get(ticket=ticket, metric="first_response")
    assert not any(f"?do={deed}" in page() for deed in ("void", "agree", "contract"))  # Agent is an engineer
    manager = signed_in(make_staff(boss, "manager@acme.example", roles=[ACCOUNT_MANAGER]))
    shown = manager.get(at("ticket", ticket.pk)).content.decode()
    assert all(f"?do={deed}" in shown for deed in ("void", "agree", "contract"))

    said = {"clock": missed.pk, "reason": "Their line was down"}
    assert manager.post(at("ticket-voided-breach", ticket.pk), said).status_code == 302
    assert manager.post(at("ticket-agreed-date", ticket.pk), {"on": "2026-06-01"}).status_code == 422
    assert manager.post(at("ticket-agreed-date", ticket.pk), {"on": "2026-07-01"}).status_code == 302

    shown = " ".join(manager.get(at("ticket", ticket.pk)).content.decode().split())
    assert "Voided" in shown and "Their line was down" in shown and "Agreed with the client: 1 Jul 2026" in shown
    told = signed_in(ann).get(f"/acme/portal/tickets/{ticket.pk}/").content.decode()
    assert "Agreed with you: 1 Jul 2026" in told and "line was down" not in told
    engineer = signed_in(make_staff(boss, "engineer@acme.example", roles=[ENGINEER]))
    assert engineer.post(at("ticket-voided-breach", ticket.pk), said).status_code == 403


def test_after_closing_the_desk_files_a_follow_up_that_is_linked(desk, at, page, ticket, ann, agent, nine_oclock):
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)
        actions.close_ticket(ticket=ticket, by=agent, at=nine_oclock)
    closed = page()
    assert f"?client={ticket.client_id}&amp;follows_up={ticket.pk}" in closed and "File a follow-up" in closed

    form = desk.get(at("new-ticket"), {"client": ticket.client_id, "follows_up": ticket.pk}).content.decode()
    assert f'name="follows_up" value="{ticket.pk}"' in form
    filed = desk.post(
        at("new-ticket"),
        {
            "client": ticket.client_id,
            "follows_up": ticket.pk,
            "requester": ann.pk,
            "source": "phone",
            "received_at": "2026-06-08T09:50",
            "title": "Again",
            "body": "It is back.",
            "severity": "major",
            "type": ticket.type_id,
            "level": ticket.level_id,
        },
    )
    assert filed.status_code == 302
    with acting_as(agent):
        assert Ticket.objects.get(title="Again").follows_up_id == ticket.pk
    assert "Follows this ticket up" in page()


def test_an_open_dialog_costs_two_queries_at_most(desk, at, ticket):
    plain = len(queries(desk, at("ticket", ticket.pk)))

    assert plain <= 18  # each panel of money and time reads its own
    for dialog in ("wait", "workaround", "merge", "defect"):
        assert len(queries(desk, at("ticket", ticket.pk) + f"?do={dialog}")) <= plain + 2
