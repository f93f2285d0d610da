"""Work that was held, released after the rest of its day was invoiced."""

from datetime import UTC, datetime
from decimal import Decimal as D

from accounts.tenancy import acting_as
from billing import actions
from billing.charges import contracts_with_open_work
from contracts import actions as contracts
from contracts.terms import AdHoc
from tests.contracts.desk import agreed
from tests.factories import make_client, make_contact, make_ticket
from tests.tickets.work import log
from tickets import actions as tickets
from tickets.models import TimeEntry

EVENING = datetime(2026, 6, 8, 18, tzinfo=UTC)


def test_what_a_change_order_releases_is_charged_though_the_rest_of_its_day_was_invoiced(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    contract = agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=nine_oclock)
    whose = {"client": northwind, "contract": contract, "ticket_id": ticket.pk, "currency": "GBP", "source_kind": "nte"}

    def invoiced(at):
        with acting_as(boss):
            draft = actions.draft_invoice(contract=contract, until=at.date(), by=boss, at=at)
            return draft and actions.issue_invoice(invoice=draft, by=boss, at=at).net

    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=contract, by=boss, at=nine_oclock)
        contracts.open_cap(**whose, amount=D(90), at=nine_oclock)
    entry = log(agent, "2026-06-08T10:00", 120, ticket=ticket)
    with acting_as(boss):
        tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)
    assert entry.held_minutes == 60
    first, nothing = invoiced(EVENING), invoiced(EVENING)

    with acting_as(boss):
        contracts.open_cap(**whose, amount=D(200), at=EVENING)
        tickets.release_held(client=northwind, contract=contract, ticket_id=ticket.pk, by=boss, at=EVENING.replace(hour=19))
        open_work = list(contracts_with_open_work(boss.tenant_id))
    second, nothing_more = invoiced(EVENING.replace(hour=20)), invoiced(EVENING.replace(hour=21))

    assert (first, nothing, second, nothing_more) == (D(90), None, D(90), None)
    assert open_work == [contract]
