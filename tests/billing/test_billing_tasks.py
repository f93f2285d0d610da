"""The workers of billing: each advance invoice once, in its contract's zone, and after days of silence too."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from unittest import mock

import pytest

from accounts.tenancy import acting_as
from billing import actions, tasks
from billing.models import Invoice
from common import wallclock
from contracts.models import Contract
from contracts.models.charge import FEE, PRORATION
from tests import factories
from tests.billing.conftest import item, make_entity
from tests.billing.test_drafting_agreements import charged
from tests.contracts.desk import retained

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def at(moment):
    return mock.patch.object(wallclock, "now", lambda: moment)


def numbers(boss):
    with acting_as(boss):
        return [(each.number, each.net, str(each.issued_on)) for each in Invoice.objects.order_by("sequence")]


def test_advance_invoices_are_issued_on_their_day_and_once():
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    charged(contract, boss, FEE, "1600.00")

    for moment in ("2026-01-31T23:59", "2026-02-01T00:00", "2026-02-01T00:15"):
        with at(datetime.fromisoformat(f"{moment}:00+00:00")):
            tasks.sweep_advance_invoices()

    assert numbers(boss) == [("INV-2026-000001", D(1600), "2026-02-01")]


def test_after_three_days_down_what_was_due_is_invoiced_once():
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    for month in (2, 3):
        charged(contract, boss, FEE, "1600.00", days=(f"2026-0{month}-01", f"2026-0{month}-28"))

    with at(datetime(2026, 3, 4, 9, tzinfo=UTC)):
        tasks.sweep_advance_invoices()
        tasks.sweep_advance_invoices()

    assert numbers(boss) == [("INV-2026-000001", D(3200), "2026-03-04")]


def test_a_tenant_that_has_not_said_who_invoices_is_passed_over():
    boss = factories.founded("acme")
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    charged(contract, boss, FEE, "1600.00")

    with at(datetime(2026, 2, 1, 9, tzinfo=UTC)):
        tasks.sweep_advance_invoices()

    assert numbers(boss) == []


def test_the_day_is_the_contracts():
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    with acting_as(boss):
        Contract.objects.filter(pk=contract.pk).update(time_zone="Pacific/Auckland")
    charged(contract, boss, FEE, "1600.00")

    with at(datetime(2026, 1, 31, 10, 59, tzinfo=UTC)):
        tasks.sweep_advance_invoices()
    assert numbers(boss) == []
    with at(datetime(2026, 1, 31, 11, 0, tzinfo=UTC)):
        tasks.sweep_advance_invoices()

    assert numbers(boss) == [("INV-2026-000001", D(1600), "2026-01-31")]  # dated at the entity's seat in London


def test_overdue_invoices_are_marked_by_the_beat(nine_oclock):
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    client = factories.make_client(boss, "Northwind")
    with acting_as(boss):
        draft = actions.start_draft(client=client, charges=[item(10)], by=boss, at=nine_oclock)
        actions.issue_invoice(invoice=draft, by=boss, at=nine_oclock)

    with at(datetime(2026, 7, 1, tzinfo=UTC)):
        tasks.sweep_overdue_invoices()

    with acting_as(boss):
        assert Invoice.objects.get().state == "overdue"


def in_zone(boss, contract, zone):
    with acting_as(boss):
        Contract.objects.filter(pk=contract.pk).update(time_zone=zone)


def swept(moment):
    with at(datetime.fromisoformat(f"{moment}:00+00:00")):
        tasks.sweep_advance_invoices()


def test_c05_west_of_us_nothing_is_invoiced_the_day_before():
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    in_zone(boss, contract, "America/Los_Angeles")
    charged(contract, boss, FEE, "1600.00")
    charged(contract, boss, PRORATION, "-100.00", days=("2026-01-31", "2026-01-31"))  # which the fee's invoice takes along

    swept("2026-01-31T12:00")
    swept("2026-02-01T07:59")
    before = numbers(boss)
    swept("2026-02-01T08:00")

    assert before == []
    assert numbers(boss) == [("INV-2026-000001", D(1500), "2026-02-01")]


@pytest.mark.parametrize(("is_billed_again", "after"), [(False, []), (True, [D(1600)])])
def test_a_fee_that_was_credited_stays_credited_unless_it_is_to_be_billed_again(is_billed_again, after):
    boss = factories.founded("acme")
    make_entity(boss, EARLY)
    contract = retained(boss, factories.make_client(boss, "Northwind"))
    charged(contract, boss, FEE, "1600.00")
    swept("2026-02-01T00:00")
    with acting_as(boss):
        invoice, moment = Invoice.objects.get(), datetime(2026, 2, 1, 9, tzinfo=UTC)
        said = {"reason": "For the trouble", "is_billed_again": is_billed_again}
        actions.credit_invoice(invoice=invoice, **said, by=boss, at=moment)

    swept("2026-02-01T09:15")
    charged(contract, boss, FEE, "1600.00", days=("2026-03-01", "2026-03-31"))
    swept("2026-03-01T00:00")

    with acting_as(boss):
        nets = [each.net for each in Invoice.objects.filter(kind="invoice").order_by("sequence")]
        drafted = actions.draft_invoice(contract=contract, until=date(2026, 3, 1), by=boss, at=moment)
    assert nets == [D(1600), *after, D(1600)]
    assert (drafted and drafted.net) == (None if is_billed_again else D(1600))  # a person may still bill it
