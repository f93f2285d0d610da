"""One quote, answer or contract that cannot be carried out holds up no other."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.actions import consent_work, overdue
from tests.billing.conftest import item
from tests.billing.quotes import HOUR, accept, approver_of, fresh, quoted, swept
from tests.contracts.desk import retained
from tests.factories import make_client, make_ticket


def test_a_prepayment_that_nobody_can_invoice_yet_holds_up_no_other_quote(boss, kestrel, nine_oclock):
    petra, told = approver_of(boss, kestrel), {"tax_category": "outside"}
    prepaid = quoted(boss, nine_oclock, billing="upfront", client=kestrel, **told)
    other = quoted(
        boss, nine_oclock, title="Another", ticket=make_ticket(petra, at=nine_oclock), **told
    )  # nobody has entered the legal entity
    accept(prepaid, petra, nine_oclock)
    accept(other, petra, nine_oclock + HOUR)

    swept(boss.tenant_id, nine_oclock + 2 * HOUR)

    with acting_as(boss):
        assert fresh(prepaid).quote.prepayment is None
        assert fresh(other).quote.started_at == nine_oclock + 2 * HOUR


def test_an_answer_that_cannot_be_carried_out_holds_up_no_other(boss, nine_oclock):
    client = make_client(boss, "Northwind")
    petra, contract = approver_of(boss, client, "petra@northwind.example"), retained(boss, client, overage="block")
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        bought = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    with acting_as(petra):
        actions.top_up_consent(request=bought, minutes=60, by=petra, at=nine_oclock)
    with acting_as(boss):
        approved = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    with acting_as(petra):
        actions.approve_consent(request=approved, by=petra, at=nine_oclock + HOUR)

    with acting_as(boss), mock.patch.object(consent_work.contracts, "top_up", side_effect=KeyError("line")):
        actions.work_on_consents(tenant_id=boss.tenant_id, at=nine_oclock + 2 * HOUR)

    with acting_as(boss):
        bought.refresh_from_db()
        approved.refresh_from_db()
    assert (bought.work_at, approved.work_at) == (nine_oclock + 2 * HOUR + timedelta(seconds=30), None)


def test_an_invoice_that_cannot_be_marked_holds_up_no_other(boss, issued):
    bad, good = issued(item(100)), issued(item(200))
    works = overdue.tell_of_overdue

    def tell(invoice, *, at):
        if invoice.pk == bad.pk:
            raise KeyError("template")
        return works(invoice, at=at)

    with acting_in(boss.tenant, SYSTEM), mock.patch.multiple(overdue, tell_of_overdue=tell, BATCH=1):
        marked = actions.mark_overdue(tenant_id=boss.tenant_id, at=datetime(2026, 7, 1, tzinfo=UTC))
        bad.refresh_from_db()
        good.refresh_from_db()

    assert (marked, bad.state, good.state) == (1, "issued", "overdue")
