"""How notices read: every template with what its event tells."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import Level
from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests.factories import make_client, make_contact, make_contract, make_ticket
from tickets import actions
from tickets.actions.telling import Telling, tell, tell_once
from tickets.recipients import RULE_ROWS, TABLE

TEMPLATES = sorted({row.template for rows in (*TABLE.values(), RULE_ROWS.values()) for row in rows})


@pytest.fixture
def told(boss, agent, nine_oclock):
    """Template -> the mail of one notice, after a life in which everything in the table happens; the client sits in New York."""
    client = make_client(boss, "Fox & Hound <Ltd>", zone="America/New_York")
    make_contract(boss, client, "Standard")
    ann = make_contact(boss, client, "ann@fox.example", role="manager")
    ticket = make_ticket(
        ann, at=nine_oclock, severity="critical", title="Export <b> stops & stays", body="It's {{ broken }} & 'odd'"
    )
    hour, late = timedelta(hours=1), timedelta(days=3)
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=_first_due(ticket) - timedelta(minutes=1))
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=_first_due(ticket) + timedelta(minutes=1))
    with acting_as(boss):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=boss, at=nine_oclock + late)
        actions.write_note(ticket=ticket, body="Secret thoughts", by=boss, at=nine_oclock + late)
        actions.reply(ticket=ticket, body="We're <on> it.", by=boss, at=nine_oclock + late)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Any news?", by=ann, at=nine_oclock + late + hour)
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock + late + 2 * hour)
    with acting_as(ann):
        actions.reopen_ticket(ticket=ticket, body="No.", by=ann, at=nine_oclock + late + 3 * hour)
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Now?", by=agent, at=nine_oclock + late + 4 * hour)
        actions.reopen_ticket(ticket=ticket, body="Wait.", by=agent, at=nine_oclock + late + 5 * hour)
    with acting_as(ann):
        actions.confirm_resolved(ticket=ticket, by=ann, at=nine_oclock + late + 6 * hour)
    _by_itself(ann, agent, boss, nine_oclock + late)
    with acting_in(ann.tenant_id, SYSTEM):
        due = {"metric": "resolution", "due_at": _first_due(ticket).isoformat()}
        missed, warned = {"happened": "clock_breached"}, {"happened": "clock_warned", "percent": 75}
        others = [missed | {"metric": "workaround"}, warned | {"metric": "hotfix"}]
        tell("breached_by_change", [(ticket, {**due, "also": others})], at=nine_oclock)
        by_rule = due | {"rule": "Hurry up", "is_missed": False}
        tell_once(
            [Telling("rule_fired", ticket, by_rule, who, (RULE_ROWS[who],)) for who in ("leads", "client_managers")],
            at=nine_oclock,
        )
        tell("no_open_time", [(ticket, {"metric": "resolution"})], at=nine_oclock)
        tell("clocks_differ", [(ticket, {"clocks": ["resolution 1"]})], at=nine_oclock)
        rows = Notice.objects.select_related("tenant", "recipient__person", "recipient__client")
        rows = rows.order_by("-facts__number", "at", "id")
        return {notice.template: mail_of_notice(notice) for notice in rows}


def _by_itself(ann, agent, boss, at):
    """On another ticket: a wait that is over at its hour, and one that nobody answers."""
    ticket = make_ticket(ann, at=at, title="Export <b> stops & stays")  # number 2
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=boss, at=at)
        until = at + timedelta(days=1)
        actions.schedule_with_client(ticket=ticket, until=until, body="Tomorrow, then.", by=agent, at=at)
    ring(ticket, at + timedelta(days=1))
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=at + timedelta(days=1))
    for days in (5, 20):
        ring(ticket, at + timedelta(days=days))
    one, other = (make_ticket(ann, at=at, title="Export <b> stops & stays") for _each in range(2))  # numbers 3 and 4
    with acting_as(agent):
        actions.merge_tickets(survivor=one, merged=other, by=agent, at=at)
        second = Level.objects.get(tenant_id=agent.tenant_id, number=2)
        actions.move_level(ticket=one, level=second, note="It is the cursor.", by=boss, at=at)


def ring(ticket, at):
    with acting_in(ticket.tenant_id, SYSTEM):
        actions.ring_timers(ticket_id=ticket.pk, tenant_id=ticket.tenant_id, at=at)


def _first_due(ticket):
    from tickets.models import Clock

    return Clock.objects.get(ticket=ticket, metric="first_response").due_at


def test_every_notice_reads_well_and_says_where_answers_go(told):
    assert sorted(told) == TEMPLATES
    for template, mail in told.items():
        first, link, blank, rest = mail.body.split("\n", 3)
        text = mail.subject + mail.body
        assert (first, blank) == ("Please answer on this page; answers to this mail reach nobody:", ""), template
        assert re.fullmatch(rf"{settings.BASE_URL}/acme/(desk|portal)/tickets/[0-9a-f-]{{36}}/", link), template
        assert re.search(r"#\d\b", mail.subject) and "Export <b> stops & stays" in mail.subject, template
        assert not re.search(r"&(amp|lt|gt|quot|#)|\bNone\b|\{\{ [^b]|  |\(\)|, \)| ,|\n\n\n\n", text), (template, text)
        assert rest.rstrip().endswith("-- \nAcme") and len(rest.strip()) > len("-- \nAcme") + 10, template
        assert "Secret thoughts" not in text


def test_a_contact_reads_instants_in_the_zone_of_the_company_and_staff_in_their_own(told):
    assert "by Mon 8 Jun 2026, " in told["ticket_received"].body
    assert "(America/New_York)" in told["ticket_received"].body
    assert "(Europe/London)" in told["promise_missed"].body


def test_the_words_of_the_desk_name_promise_severity_and_client(told):
    assert told["promise_missed"].subject == "Workaround missed: #1 Export <b> stops & stays (Critical, Fox & Hound <Ltd>)"
    assert "Also missed: Resolution." in told["promise_missed"].body
    assert told["promise_due_soon"].subject.startswith("First response due soon: #1 ")
    assert (
        "50%" not in told["promise_due_soon"].body
        and "90% of the promised time has passed.\nIt is due" in told["promise_due_soon"].body
    )
    assert "Also missed: Workaround.\nAlso Hotfix: 75% of the promised" in told["promise_missed_by_change"].body
    assert "It's {{ broken }} & 'odd'" in told["ticket_new"].body


def test_a_long_message_says_that_it_goes_on(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.reply(ticket=ticket, body="x" * 5000, by=agent, at=nine_oclock)

    with acting_in(ann.tenant_id, SYSTEM):
        rows = Notice.objects.select_related("tenant", "recipient__person", "recipient__client")
        body = mail_of_notice(rows.get(template="staff_replied")).body
    assert body.count("x") == 4000
    assert "The message goes on; the page shows all of it." in body


OF_QUOTES = {"quote_sent", "quote_passed_on", "quote_decided", "work_preauthorised"}  # tests/billing/test_quote_mails.py
OF_CONSENT = {"consent_asked", "consent_answered"}  # tests/billing/test_consent.py
OF_ANSWERS = {"answer_stalled"}  # tests/billing/test_obstacles.py
OF_HOURS = {"hours_running_out", "bucket_expires"}  # tests/contracts/test_ledger_sweep.py
OF_INVOICES = {"invoice_issued", "invoice_overdue", "invoice_overdue_desk"}  # tests/billing/test_mails.py
OF_CREDITS = {"credit_proposed", "credit_claimed", "credit_claim_answered"}  # tests/billing/test_credit_walk.py, test_claims.py


def test_every_mail_template_is_told_by_the_table_or_known():
    found = {path.stem for path in (Path(settings.BASE_DIR) / "templates/emails").glob("*.txt") if not path.stem.startswith("_")}

    assert found == {
        *TEMPLATES,
        *OF_INVOICES,
        *OF_QUOTES,
        *OF_HOURS,
        *OF_CONSENT,
        *OF_ANSWERS,
        *OF_CREDITS,
        "base",
        "invitation",
        "tickets_retargeted",
        "version_ends",
        "contract_news",
    }
