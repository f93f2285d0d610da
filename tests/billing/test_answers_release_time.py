"""Time that was logged and held counts, entry by entry, as soon as the client has said yes (C-24, C-35)."""

from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from billing import actions
from contracts.terms import AdHoc, Hours, Retainer, Terms
from tests.billing.quotes import HOUR, accept, approver_of, quoted, swept
from tests.contracts.desk import agreed
from tests.factories import make_client, make_contact, make_ticket
from tests.tickets.work import log
from tickets.models import TimeEntry

pytestmark = pytest.mark.usefixtures("entity")


@pytest.fixture
def northwind(boss):
    return make_client(boss, "Northwind")


@pytest.fixture
def petra(boss, northwind):
    return approver_of(boss, northwind, "petra@northwind.example")


def filed(boss, northwind, at, **more):
    return make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=at, **more)


def entry_now(boss, entry):
    with acting_as(boss):
        row = TimeEntry.objects.get(pk=entry.pk)
        return row.status, row.held_minutes, row.visibility


def test_an_accepted_quote_makes_held_time_count_and_shows_it_to_the_client(boss, agent, northwind, petra, nine_oclock):
    agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = filed(boss, northwind, nine_oclock)
    entry = log(agent, nine_oclock, 60, ticket=ticket, level=3)
    before = entry_now(boss, entry)

    accept(quoted(boss, nine_oclock + 2 * HOUR, ticket=ticket), petra, nine_oclock + 3 * HOUR)
    swept(boss.tenant_id, nine_oclock + 3 * HOUR)

    assert before == ("held", 60, "internal")
    assert entry_now(boss, entry) == ("counted", 0, "public")


@pytest.mark.parametrize("answer", ["approve", "top_up"])
def test_a_consent_makes_held_time_count(boss, agent, northwind, petra, nine_oclock, answer):
    hours = Hours(allowance_minutes=60, overage="block", overage_rate=Decimal(95))
    contract = agreed(boss, northwind, ("retainer", Retainer(hours=hours, fee=Decimal(100))))
    ticket = filed(boss, northwind, nine_oclock)
    log(agent, nine_oclock, 60, ticket=ticket)
    held = log(agent, nine_oclock + 2 * HOUR, 30, ticket=ticket)
    before = entry_now(boss, held)

    with acting_as(boss):
        line = contract.lines.select_related("contract__client").get()
        request = actions.ask_consent(line=line, minutes=120, ticket=ticket, by=boss, at=nine_oclock + 3 * HOUR)
    with acting_as(petra):
        said = {"request": request, "by": petra, "at": nine_oclock + 4 * HOUR}
        actions.top_up_consent(**said, minutes=120) if answer == "top_up" else actions.approve_consent(**said)
    with acting_as(boss):
        actions.work_on_consents(tenant_id=boss.tenant_id, at=nine_oclock + 4 * HOUR)

    assert before == ("held", 30, "internal")
    assert entry_now(boss, held) == ("counted", 0, "public")


def test_emergency_work_that_was_held_counts_once_it_is_authorised_beforehand(boss, agent, northwind, nine_oclock):
    agreed(boss, northwind, ("ad_hoc", AdHoc()), terms=Terms(preauthorised=Decimal(500)))
    approver_of(boss, northwind, "petra@northwind.example")
    ticket = filed(boss, northwind, nine_oclock, severity="critical")
    entry = log(agent, nine_oclock, 60, ticket=ticket, level=3)
    before = entry_now(boss, entry)

    with acting_as(boss):
        found = type(ticket).objects.select_related("client", "contract").get(pk=ticket.pk)
        actions.use_preauthorisation(ticket=found, reason="Shop is down.", by=boss, at=nine_oclock + 2 * HOUR)

    assert before == ("held", 60, "internal")
    assert entry_now(boss, entry) == ("counted", 0, "public")
