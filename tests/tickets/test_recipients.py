"""Who hears of what."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, ENGINEER, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from tests.factories import make_contact, make_staff, make_ticket
from tickets import actions
from tickets.actions.telling import tell
from tickets.models import Follower, Ticket
from tickets.recipients import CONTACTS, RULE_ROWS, TABLE


def told(tenant_id, happened, template=None):
    """The names of those who were told of an event, in order."""
    with acting_in(tenant_id, SYSTEM):
        rows = Notice.objects.filter(key__startswith=f"{happened}:", recipient__isnull=False)
        return sorted((rows.filter(template=template) if template else rows).values_list("recipient__name", flat=True))


def test_the_document_is_the_table():
    lines = (Path(settings.BASE_DIR) / "docs/notifications.md").read_text().splitlines()
    written = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [a-z_]+ \|", line)]

    by_rules = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| rule: ")]

    assert written == [[happened, *_cells(row)] for happened, rows in TABLE.items() for row in rows]
    assert by_rules == [[f"rule: {name}", *_cells(row)] for name, row in RULE_ROWS.items()]


def _cells(row):
    channels = ", ".join(name for name, is_used in (("mail", row.by_mail), ("bell", row.in_bell)) if is_used)
    return [", ".join(row.who), channels, row.door, row.template, row.tone]


def test_contacts_are_only_told_through_the_portal_and_staff_only_through_the_desk():
    for row in [row for rows in TABLE.values() for row in rows] + list(RULE_ROWS.values()):
        assert all((who in CONTACTS) == (row.door == "portal") for who in row.who)


def test_a_new_ticket_is_told_to_its_level_and_its_contact_gets_a_receipt(ann, boss, nine_oclock):
    make_staff(boss, "first@acme.example", level=1)
    make_staff(boss, "second@acme.example", level=2)

    make_ticket(ann, at=nine_oclock)

    assert told(ann.tenant_id, "ticket_opened", "ticket_received") == ["Ann"]
    assert told(ann.tenant_id, "ticket_opened", "ticket_new") == ["First"]


def test_a_level_where_nobody_works_falls_to_the_leads(ann, boss, agent, nine_oclock):
    make_ticket(ann, at=nine_oclock)

    assert told(ann.tenant_id, "ticket_opened", "ticket_new") == [boss.name]


def test_an_answer_is_told_to_the_requester_and_the_followers_but_not_to_others(ann, kestrel, boss, agent, palisade, nine_oclock):
    bob = make_contact(boss, kestrel, "bob@kestrel.example")
    make_contact(boss, kestrel, "cyd@kestrel.example")
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(boss):
        Follower.objects.create(tenant_id=boss.tenant_id, client=kestrel, ticket=ticket, member=bob)

    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock + timedelta(minutes=5))

    assert told(ann.tenant_id, "staff_replied") == ["Ann", "Bob"]


def test_the_clients_words_reach_the_assignee_alone(ann, boss, agent, nine_oclock):
    make_staff(boss, "other@acme.example", level=1)
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)

    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Any news?", by=ann, at=nine_oclock + timedelta(minutes=9))

    assert told(ann.tenant_id, "client_wrote") == ["Agent"]
    assert told(ann.tenant_id, "assigned") == []  # whoever did it is not told


def test_an_internal_note_is_told_to_no_contact_and_its_text_to_nobody(ann, boss, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(boss):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=boss, at=nine_oclock)

    with acting_as(boss):
        actions.write_note(ticket=ticket, body="They never pay on time.", by=boss, at=nine_oclock + timedelta(minutes=1))

    assert told(ann.tenant_id, "note_written") == ["Agent"]
    with acting_in(ann.tenant_id, SYSTEM):
        assert "never pay" not in str([notice.facts for notice in Notice.objects.all()])


def test_a_missed_promise_is_told_to_all_who_can_help_each_once(ann, boss, agent, nine_oclock):
    make_staff(boss, "lena@acme.example", roles=(LEAD, ENGINEER, ACCOUNT_MANAGER))
    make_staff(boss, "max@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    make_staff(boss, "other@acme.example")
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)

    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + timedelta(hours=5))

    assert told(ann.tenant_id, "clock_breached") == sorted(["Agent", "Lena", "Max", boss.name])


def test_who_has_left_is_told_nothing(ann, boss, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(boss):
        Membership.objects.filter(pk=ann.pk).update(ended_at=nine_oclock)
        actions.reply(ticket=ticket, body="On it.", by=boss, at=nine_oclock + timedelta(minutes=5))

    assert told(ann.tenant_id, "staff_replied") == []


@pytest.mark.parametrize("happened", TABLE)
def test_telling_of_many_tickets_asks_no_more_than_of_one(ann, agent, nine_oclock, happened):
    tickets = [make_ticket(ann, at=nine_oclock) for _ in range(5)]

    with acting_in(ann.tenant_id, SYSTEM):
        rows = Ticket.objects.select_related("tenant", "client", "assignee", "requester", "level")
        tickets = list(rows.filter(pk__in=[ticket.pk for ticket in tickets]))
        counts = []
        for these in (tickets[:1], tickets):
            with CaptureQueriesContext(connection) as queries:
                tell(happened, [(ticket, {}) for ticket in these], at=nine_oclock, key=f"{happened}{len(these)}")
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
