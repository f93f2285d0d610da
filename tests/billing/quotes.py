"""What tests of quotes share: approvers, lines, and a quote that was sent."""

from datetime import timedelta
from decimal import Decimal

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.actions import Quoted
from billing.models import QuoteVersion
from tests.factories import make_contact, make_ticket

TWELVE_HOURS = Quoted("Carrier label layout", level=3, minutes=12 * 60, rate=Decimal(110))
HOUR = timedelta(hours=1)


def approver_of(boss, client, email="petra@kestrel.example", limit=None, **more):
    return make_contact(boss, client, email, is_approver=True, spending_limit=limit, **({"spending_currency": "GBP"} | more))


def quoted(boss, at, *, lines=(TWELVE_HOURS,), title="New label", send=True, **more):
    """A version, sent unless told otherwise; at a fixed price without a ticket."""
    more = more if "ticket" in more else {"pricing": "fixed"} | more
    with acting_as(boss):
        version = actions.draft_quote(title=title, lines=lines, by=boss, at=at, **more)
        return actions.send_quote(version=version, by=boss, at=at) if send else version


def quoted_on_ticket(boss, ann, at, **more):
    ticket = make_ticket(ann, at=at)
    return ticket, quoted(boss, at, ticket=ticket, **more)


def accept(version, by, at, **more):
    with acting_as(by):
        return actions.accept_quote(version=fresh(version), by=by, at=at, **more)


def fresh(version):
    """The version as a request reads it."""
    return QuoteVersion.objects.select_related("quote__client", "quote__ticket", "quote__contract", "decided_by").get(
        pk=version.pk
    )


def swept(tenant_id, at):
    with acting_in(tenant_id, SYSTEM):
        return actions.work_on_quotes(tenant_id=tenant_id, at=at)
