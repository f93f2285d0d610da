"""What no advance invoice takes along is drafted at the month's end: of contracts that ended, and of those without a fee."""

from decimal import Decimal as D
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from billing.models import Invoice
from tests import factories
from tests.billing.conftest import make_entity
from tests.billing.test_billing_tasks import EARLY, swept
from tests.contracts.calendars import london
from tests.contracts.courses import day, tick_to
from tests.contracts.desk import Desk, agreed, retained
from tests.contracts.test_counted_tickets import count, per_ticket

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])


@pytest.fixture
def boss():
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    return boss


def documents(boss):
    with acting_as(boss):
        return [(each.kind, each.state, each.net) for each in Invoice.objects.order_by("created_at", "id")]


def test_c37_overage_that_no_advance_invoice_takes_along_is_drafted_at_the_months_end(boss):
    desk = Desk(boss, retained(boss, factories.make_client(boss, "Northwind"), ends_on="2026-01-31"))
    desk.log("2026-01-12T10:00", 1410)
    desk.keep("2026-02-01T00:00")
    swept("2026-02-02T09:00")
    before = documents(boss)
    desk.keep("2026-03-03T00:00")  # the run-off is over

    for moment in ("2026-03-04T09:00", "2026-03-20T09:00", "2026-04-02T09:00", "2026-04-02T09:15"):
        swept(moment)

    assert (before, documents(boss)) == ([], [("invoice", "draft", D("332.50"))])


def test_c45_tickets_of_a_line_that_agrees_none_are_drafted_month_by_month(boss):
    line = ("per_ticket", per_ticket((0, "14", "16.80"), (0, "38", "45.60")))
    desk = Desk(boss, agreed(boss, factories.make_client(boss, "Northwind"), line))
    for month in (1, 2):
        count(desk, uuid4(), month, at=london(f"2026-0{month}-12T09:00"))
        desk.keep(f"2026-0{month + 1}-01T00:00")
        swept(f"2026-0{month + 1}-01T09:00")
        swept(f"2026-0{month + 1}-02T09:00")

    assert documents(boss) == [("invoice", "draft", D("16.80")), ("invoice", "draft", D("45.60"))]


def test_overage_of_a_contract_that_goes_on_waits_for_its_next_fee(boss):
    desk = Desk(boss, retained(boss, factories.make_client(boss, "Northwind")))
    desk.log("2026-01-12T10:00", 1410)
    tick_to(desk.contract, day("2026-02-01"))
    swept("2026-02-01T09:00")
    first = documents(boss)
    desk.keep("2026-02-01T00:00")
    swept("2026-02-02T09:00")

    assert (len(first), documents(boss)) == (1, first)
